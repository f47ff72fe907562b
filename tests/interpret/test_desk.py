"""Translations that come from a browser that was away: each once, nobody's under another's name, nobody's lost."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from intake.actions import backups, review
from intake.actions.actor import COMMAND, Actor
from intake.actions.renderings import Translation, save
from intake.models import (
    Entry,
    How,
    Rendering,
    RenderingRevision,
    RenderingState,
    Role,
)
from intake.queries import backups as of_backups
from tests import factories
from tests.interpret.desks import HERE, JSON, PERSIAN, SAID, Desk, made_of
from tests.statements.conftest import Hall


def stored(hall: Hall) -> list[Any]:
    with hall.db.read() as session:
        query = select(Rendering.text, Rendering.state, Rendering.how, Rendering.made_by_person_id)
        return [tuple(row) for row in session.execute(query.order_by(Rendering.id))]


def beside(hall: Hall) -> list[str]:
    with hall.db.read() as session:
        query = select(RenderingRevision.text).where(RenderingRevision.is_conflict.is_(True))
        return list(session.scalars(query))


def test_what_is_sent_twice_is_there_once(hall: Hall, ana: Desk) -> None:
    first, second = (made_of(hall.say(text), text) for text in ("one", "two"))
    assert ana.send(first, second) == [("stored", None)] * 2
    assert ana.send(first, second) == [("unchanged", None)] * 2
    changed = first | {"revision": 2, "text": "یک"}
    assert ana.send(changed, first) == [("stored", None), ("unchanged", None)]
    draft, then = RenderingState.DRAFT, How.AFTERWARDS
    assert stored(hall) == [("یک", draft, then, ana.person.id), ("two", draft, then, ana.person.id)]
    with hall.db.read() as session:
        assert (
            session.scalars(select(Entry.verb).where(Entry.person_id == ana.person.id)).all()
            == ["rendering.saved"] * 3
        )


def test_a_bad_one_holds_up_no_other(hall: Hall, ana: Desk) -> None:
    said = hall.say(SAID)
    answers = ana.send(
        made_of(said, "a\0b"),
        made_of(said, statement=str(uuid4())),
        made_of(said, withdrawn=True),
        made_of(said),
    )
    assert [status for status, _code in answers] == ["rejected", "rejected", "rejected", "stored"]
    assert answers[1][1] == "unknown_statement"
    assert [row[0] for row in stored(hall)] == [PERSIAN]


def test_nobody_reviews_their_own_and_a_second_person_does(hall: Hall, ana: Desk, bo: Desk) -> None:
    said = hall.say(SAID)
    one = made_of(said)
    assert ana.send(one) == [("stored", None)]
    assert ana.send(one | {"revision": 2, "state": "reviewed"}) == [("rejected", "own_rendering")]
    assert bo.send(made_of(hall.say("x"), "y", state="reviewed")) == [("rejected", "own_rendering")]
    [row] = bo.rows("into=fa&work=draft")
    assert (row["rendering"]["is_own"], row["rendering"]["state"]) == (False, "draft")
    there = row["rendering"]
    reviewed = one | {"revision": there["revision"] + 1, "base": there["version"], "state": "reviewed"}
    assert bo.send(reviewed) == [("stored", None)]
    assert bo.send(reviewed) == [("unchanged", None)]
    # It stays the maker's.
    assert stored(hall) == [(PERSIAN, RenderingState.REVIEWED, How.AFTERWARDS, ana.person.id)]


def test_what_somebody_else_made_meanwhile_stays_and_both_are_kept(hall: Hall, ana: Desk, bo: Desk) -> None:
    said, other = hall.say(SAID), hall.say("two")
    assert ana.send(made_of(said, "اول")) == [("stored", None)]
    assert bo.send(late := made_of(said, "دوم")) == [("conflict", None)]
    assert bo.send(late) == [("conflict", None)]
    # The same rendering, changed on a page after it was taken along.
    bo.send(there := made_of(other, "سه"))
    [seen] = [row["rendering"] for row in ana.rows("into=fa&work=all") if row["text"] == "two"]
    given = Translation("fa", "چهار", How.AFTERWARDS, False, 1, seen["version"])
    hall.db.write(lambda session: save(session, Actor(person_id=bo.person.id), other.id, given))
    assert ana.send(there | {"text": "پنج", "revision": seen["revision"] + 1, "base": seen["version"]}) == [
        ("conflict", None)
    ]
    assert [row[0] for row in stored(hall)] == ["اول", "چهار"]
    assert sorted(beside(hall)) == sorted(["دوم", "پنج"])


def test_what_was_translated_before_a_correction_is_stale_and_says_from_what(hall: Hall, ana: Desk) -> None:
    said = hall.say(SAID)
    changes = review.Changes("The bus never comes.", "en", said.kind, 0, "Q1")
    hall.db.write(lambda session: review.correct(session, COMMAND, said.id, said.version, changes, "heard"))
    one = made_of(said)
    assert ana.send(one) == [("stored", None)]
    [row] = ana.rows()
    assert (row["text"], row["former"], row["version"]) == ("The bus never comes.", SAID, 2)
    again = one | {"revision": 2, "base": row["rendering"]["version"], "statement_version": row["version"]}
    assert ana.send(again) == [("stored", None)]
    assert ana.rows() == []


def test_what_waited_for_an_organizer_counts_once_somebody_with_an_account_saved_it(
    hall: Hall, ana: Desk
) -> None:
    said = hall.say(SAID)
    held = factories.a_rendering(
        hall.db, said, "fa", "wait", status="held", held="not_admitted", made_by_device_id=hall.device.id
    )
    [row] = ana.rows()
    assert row["rendering"]["is_held"]
    assert ana.send(made_of(said, id=str(held.uid), revision=2, base=1)) == [("stored", None)]
    with hall.db.read() as session:
        now = session.get_one(Rendering, held.id)
        assert (now.status.value, now.held, now.made_by_person_id) == ("active", None, ana.person.id)


def test_only_who_may_translate_and_only_under_their_own_name(
    app: Flask, hall: Hall, ana: Desk, bo: Desk
) -> None:
    one = made_of(hall.say(SAID))
    assert ana.put(one, writer=bo.writer).status_code == 401
    stale = ana.put(one, token="of another sign-in")
    assert (stale.status_code, stale.json["error"]["code"]) == (400, "stale_form")
    assert app.test_client().put(f"{HERE}/renderings", json={}, headers=JSON).status_code == 400
    viewer = Desk(app, hall.db, hall.initiative, "vi", Role.VIEWER)
    for path in ("desk/key", "list?into=fa", "desk/offline", "desk/"):
        assert viewer.client.get(f"{HERE}/{path}", headers=JSON).status_code == 403
        assert app.test_client().get(f"{HERE}/{path}", headers=JSON).status_code == 401
    elsewhere = factories.an_initiative(hall.db, "other")
    stranger = Desk(app, hall.db, elsewhere, "so", Role.ORGANIZER)
    assert stranger.client.get(f"{HERE}/list?into=fa", headers=JSON).status_code == 404
    assert stored(hall) == []


def test_a_statement_of_another_initiative_is_unknown_there(app: Flask, hall: Hall, ana: Desk) -> None:
    other = factories.an_initiative(hall.db, "other")
    question = factories.a_question(hall.db, other)
    session = factories.a_session(hall.db, other)
    said = factories.a_statement(hall.db, session.places[1], other, question, "elsewhere")
    assert ana.send(made_of(said)) == [("rejected", "unknown_statement")]


def test_nothing_of_an_erased_statement_is_stored_again(hall: Hall, ana: Desk) -> None:
    said = hall.say(SAID)
    hall.db.write(lambda session: review.erase(session, COMMAND, said.id, said.version, "asked"))
    assert ana.send(made_of(said)) == [("unchanged", None)]
    assert [row[0] for row in stored(hall)] == [""]


def test_the_list_is_answered_once_and_has_what_a_translator_needs(hall: Hall, ana: Desk) -> None:
    said = hall.say(SAID)
    hall.say("فارسی", language="fa")
    address = f"{HERE}/list?into=fa"
    answer = ana.client.get(address, headers=JSON)
    [row] = answer.json["statements"]
    assert (UUID(row["id"]), row["version"], row["question"], row["rendering"]) == (said.uid, 1, "Q1", None)
    assert row["wording"][0] == "What is Q1?" and row["language"] == "en"
    assert answer.json["languages"]["fa"] == ["Persian", "rtl"] and answer.json["device"] == ana.writer
    again = ana.client.get(address, headers=JSON | {"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_words_are_forgotten_only_when_a_backup_of_this_very_store_has_them(hall: Hall, ana: Desk) -> None:
    with hall.db.read() as session:
        epoch = str(session.execute(select(of_backups.Store.epoch)).scalar_one())

    def safe(given: str = epoch) -> int:
        return int(ana.put(epoch=given, saved=7).json["safe_sequence"])

    def back_up() -> None:
        with hall.db.read() as session:
            extent = vars_of(of_backups.extent(session))
        hall.db.write(
            lambda session: backups.verified(
                session, COMMAND, {}, extent, statements=1, size=1, encrypted=False
            )
        )

    ana.send(one := made_of(hall.say(SAID)))
    assert safe() == 0
    back_up()
    assert safe() == 7
    assert (safe("0"), safe("")) == (0, 0)
    assert ana.put(made_of(hall.say("two")), epoch=epoch, saved=8).json["safe_sequence"] == 0
    assert safe() == 0
    back_up()
    ana.send(one | {"revision": 2, "text": "دیگر", "base": 1})
    assert safe() == 0


def vars_of(extent: of_backups.Extent) -> dict[str, int]:
    return {name: getattr(extent, name) for name in extent.__dataclass_fields__}

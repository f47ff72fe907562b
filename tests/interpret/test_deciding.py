"""Two versions: what is saved after both were read is in the place of both, once, and each is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select, update

from intake.models import Held, Rendering, RenderingRevision, RenderingState, Role, Statement, Status
from tests import factories
from tests.interpret.desks import HERE, SAID, Desk, form, made_of
from tests.statements.conftest import Hall

THEIRS, MINE, THIRD, BOTH = "اول", "دوم", "سوم", "هر دو"


def met(hall: Hall, ana: Desk, bo: Desk) -> Statement:
    """A statement that ana translated, and bo too before seeing it."""
    said = hall.say(SAID)
    assert ana.send(made_of(said, THEIRS)) == [("stored", None)]
    assert bo.send(made_of(said, MINE)) == [("conflict", None)]
    return said


def decision(row: dict[str, Any], text: str = BOTH, **given: Any) -> dict[str, Any]:
    """What the page sends once the list has shown both."""
    there = row["rendering"]
    return {
        "id": there["id"],
        "statement": row["id"],
        "language": "fa",
        "text": text,
        "revision": there["revision"] + 1,
        "base": there["version"],
        "statement_version": row["version"],
        "how": there["how"],
        "state": "draft",
        "seen": row["seen"],
    } | given


def now(hall: Hall) -> Rendering:
    with hall.db.read() as session:
        return session.scalars(select(Rendering).where(Rendering.status != Status.WITHDRAWN)).one()


def kept(hall: Hall) -> list[tuple[str, bool]]:
    """What the history has, and whether it still waits for somebody."""
    with hall.db.read() as session:
        query = select(RenderingRevision.text, RenderingRevision.is_conflict)
        return [(text, waits) for text, waits in session.execute(query.order_by(RenderingRevision.id))]


def test_what_is_saved_after_both_were_read_decides_once(hall: Hall, ana: Desk, bo: Desk) -> None:
    met(hall, ana, bo)
    [row] = bo.rows()
    assert (row["rendering"]["text"], row["beside"], row["rendering"]["has_conflict"]) == (
        THEIRS,
        [MINE],
        True,
    )
    chosen = decision(row)
    assert bo.send(chosen) == [("stored", None)]
    for _again in range(2):
        assert bo.send(chosen) == [("unchanged", None)]
    assert (now(hall).text, now(hall).has_conflict, now(hall).version) == (BOTH, False, 2)
    assert now(hall).made_by_person_id == bo.person.id
    assert kept(hall) == [(MINE, False), (THEIRS, False)]
    assert bo.rows() == []
    [row] = bo.rows("into=fa&work=draft")
    assert (row["beside"], row["seen"]) == ([], "")


def test_the_others_text_can_be_left_as_it_is(hall: Hall, ana: Desk, bo: Desk) -> None:
    met(hall, ana, bo)
    [row] = bo.rows()
    assert bo.send(decision(row, THEIRS)) == [("stored", None)]
    assert (now(hall).text, now(hall).has_conflict, now(hall).made_by_person_id) == (
        THEIRS,
        False,
        ana.person.id,
    )


def test_a_third_text_that_nobody_had_read_still_waits(app: Flask, hall: Hall, ana: Desk, bo: Desk) -> None:
    said = met(hall, ana, bo)
    [row] = bo.rows()
    cy = Desk(app, hall.db, hall.initiative, "cy", Role.INTERPRETER)
    assert cy.send(made_of(said, THIRD)) == [("conflict", None)]
    assert bo.send(decision(row)) == [("stored", None)]
    assert (now(hall).text, now(hall).has_conflict) == (BOTH, True)
    [row] = bo.rows()
    assert row["beside"] == [MINE, THIRD]
    assert bo.send(decision(row)) == [("stored", None)]
    assert not now(hall).has_conflict and bo.rows() == []


def test_whoever_decides_on_what_was_changed_since_decides_nothing(hall: Hall, ana: Desk, bo: Desk) -> None:
    met(hall, ana, bo)
    [row] = bo.rows()
    assert ana.send(decision(row, "سه", seen="")) == [("stored", None)]
    assert bo.send(decision(row, revision=row["rendering"]["revision"] + 2)) == [("conflict", None)]
    assert (now(hall).text, now(hall).has_conflict) == ("سه", True)
    [row] = bo.rows()
    assert row["beside"] == [MINE, BOTH]


def test_what_says_nothing_of_the_other_text_does_not_settle_it(hall: Hall, ana: Desk, bo: Desk) -> None:
    met(hall, ana, bo)
    [row] = bo.rows()
    for number, seen in enumerate(("", "0" * 16)):
        chosen = decision(row, f"{BOTH} {number}", revision=row["rendering"]["revision"] + 1 + number)
        assert bo.send(chosen | {"seen": seen, "base": now(hall).version}) == [("stored", None)]
        assert now(hall).has_conflict


def test_a_second_person_decides_and_reviews_at_once(hall: Hall, ana: Desk, bo: Desk) -> None:
    met(hall, ana, bo)
    [row] = ana.rows()
    assert ana.send(decision(row, state="reviewed")) == [("rejected", "own_rendering")]
    assert now(hall).has_conflict
    assert bo.send(decision(row, state="reviewed")) == [("stored", None)]
    assert (now(hall).state, now(hall).has_conflict) == (RenderingState.REVIEWED, False)


def test_what_waits_beside_one_that_was_taken_back_is_decided_too(hall: Hall, ana: Desk, bo: Desk) -> None:
    said = met(hall, ana, bo)
    gone = update(Rendering).values(status=Status.WITHDRAWN)
    hall.db.write(lambda session: session.execute(gone))
    [row] = bo.rows()
    assert (row["rendering"], row["beside"]) == (None, [MINE])
    chosen = made_of(said, BOTH, seen=row["seen"])
    assert bo.send(chosen) == [("stored", None)]
    assert bo.send(chosen) == [("unchanged", None)]
    assert now(hall).uid == UUID(chosen["id"])
    assert [waits for _text, waits in kept(hall)] == [False]
    assert bo.rows() == []


def test_what_only_waited_for_an_organizer_is_not_decided_unread(hall: Hall, ana: Desk, bo: Desk) -> None:
    met(hall, ana, bo)
    [row] = bo.rows()
    other = hall.say("three")
    factories.a_rendering(
        hall.db, other, "fa", THIRD, status=Status.HELD, held=Held.LATE, made_by_device_id=hall.device.id
    )
    assert bo.send(made_of(other, BOTH, seen=row["seen"])) == [("stored", None)]
    [left] = [one for one in bo.rows() if one["text"] == "three"]
    assert left["beside"] == [THIRD]


def test_a_page_from_before_the_other_text_came_does_not_settle_it(hall: Hall, ana: Desk, bo: Desk) -> None:
    said = hall.say(SAID)
    ana.send(made_of(said, THEIRS))
    path = f"{HERE}/{said.uid}/fa"
    opened = form(ana.client.get(path).text) | {"text": BOTH}
    assert bo.send(made_of(said, MINE)) == [("conflict", None)]
    met_here = ana.client.post(path, data=opened)
    assert met_here.status_code == 409 and MINE in met_here.text and BOTH in met_here.text
    assert (now(hall).text, now(hall).has_conflict) == (THEIRS, True)
    again = form(met_here.text) | {"text": BOTH}
    for _twice in range(2):
        assert ana.client.post(path, data=again).status_code == 303
    assert (now(hall).text, now(hall).has_conflict, now(hall).version) == (BOTH, False, 2)

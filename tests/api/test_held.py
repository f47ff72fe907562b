"""Every way in which words come to wait for an organizer, and what lets them count: statements, translations, answers."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from intake import indexing
from intake.actions import devices, releasing, rendered, renderings, review
from intake.actions import indexing as indexes
from intake.actions.actor import COMMAND, Actor
from intake.actions.renderings import Translation
from intake.db import Database, now
from intake.errors import Conflict, Invalid, NotFound
from intake.models import (
    Confirmation,
    Entry,
    Held,
    How,
    ListeningSession,
    Rendering,
    SessionState,
    Statement,
    Status,
)
from intake.queries import statements, waiting
from intake.queries.selecting import Wanted, select_statements
from tests import factories
from tests.api.rooms import SAID, Table
from tests.api.test_device_api import Tablet

FRESH = "Written down by the interpreter."


class Evening(Table):
    """A table whose tablets send a statement, its translation and what residents answered, whatever the hour."""

    def state(self, value: SessionState) -> None:
        of_session = update(ListeningSession).where(ListeningSession.id == self.session.id)
        self.db.write(lambda session: session.execute(of_session.values(state=value)))

    def everything(self) -> str:
        """A statement of the interpreter's tablet with all that can be sent about it; returns its id."""
        given = self.said(self.interpreter, FRESH)
        self.render(given, "Escrito.")
        for language, text in (("en", FRESH), ("es", "Escrito.")):
            self.one(self.interpreter, self.answer(text, statement=given, language=language))
        return given

    def reasons(self, given: str) -> list[Held | None]:
        """Why the statement, its renderings and the answers wait."""
        [row] = [one for one in self.all(Statement) if str(one.uid) == given]
        about = [
            one
            for model in (Rendering, Confirmation)
            for one in self.all(model)
            if one.statement_id == row.id
        ]
        shown = [one for one in (row, *about[:1]) if one.status in (Status.ACTIVE, Status.HELD)]
        assert all((one.status is Status.HELD) == (one.held is not None) for one in shown)
        return [one.held for one in (row, *about)]

    def release(self, given: str) -> None:
        [row] = [one for one in self.all(Statement) if str(one.uid) == given]
        self.db.write(lambda session: review.release(session, COMMAND, row.id, row.version))

    def about(self, language: str | None, version: int) -> None:
        said = self.statement()
        self.db.write(lambda session: releasing.about(session, COMMAND, said.id, language, version))

    def device(self, tablet: Tablet) -> int:
        return self.devices[str(tablet.token)]


@pytest.fixture
def evening(app: Flask, db: Database) -> Evening:
    return Evening(app, db)


def test_what_came_late_with_a_statement_is_released_with_it(evening: Evening) -> None:
    evening.state(SessionState.ARCHIVED)
    given = evening.everything()
    assert evening.reasons(given) == [Held.LATE] * 4
    evening.release(given)
    assert evening.reasons(given) == [None] * 4
    evening.state(SessionState.CLOSED)
    [row] = [one for one in read_all(evening) if one["id"] == given]
    assert (row["confirmed"], [one["confirmed"] for one in row["renderings"]]) == (True, [True])


def test_what_one_tablet_sent_beyond_its_limit_is_released_together(evening: Evening) -> None:
    evening.change(evening.interpreter, added=500)
    given = evening.everything()
    # An answer changes what is there already, which no limit holds.
    assert evening.reasons(given) == [Held.LIMIT, Held.LIMIT, None, None]
    evening.release(given)
    assert evening.reasons(given) == [None] * 4


def test_a_reason_of_its_own_is_not_released_with_the_statement(evening: Evening) -> None:
    """The organizer looked at a late statement, not at who was sent away or never let in."""
    evening.state(SessionState.CLOSED)
    given = evening.said(evening.ana, FRESH)
    evening.change(evening.interpreter, revoked_at=now())
    evening.render(given, "Escrito.")
    evening.one(evening.interpreter, evening.answer(FRESH, statement=given))
    evening.release(given)
    assert evening.reasons(given) == [None, Held.REVOKED, Held.REVOKED]
    evening.db.write(lambda session: devices.restore(session, COMMAND, evening.device(evening.interpreter)))
    assert evening.reasons(given) == [None] * 3


def test_releasing_what_one_tablet_sent_leaves_what_another_sent_for_the_same_reason(
    evening: Evening,
) -> None:
    evening.change(evening.ana, admitted_at=None)
    evening.change(evening.interpreter, admitted_at=None)
    given = evening.said(evening.ana, FRESH)
    evening.render(given, "Escrito.")
    evening.one(evening.ana, evening.answer(FRESH, statement=given))
    evening.release(given)
    assert evening.reasons(given) == [None, Held.NOT_ADMITTED, None]
    evening.db.write(lambda session: devices.admit(session, COMMAND, evening.device(evening.interpreter)))
    assert evening.reasons(given) == [None] * 3


def test_admission_lets_everything_of_the_tablet_count(evening: Evening) -> None:
    evening.change(evening.interpreter, admitted_at=None)
    given = evening.everything()
    assert evening.reasons(given) == [Held.NOT_ADMITTED] * 4
    evening.db.write(lambda session: devices.admit(session, COMMAND, evening.device(evening.interpreter)))
    assert evening.reasons(given) == [None] * 4


def test_what_was_taken_back_while_it_waited_counts_when_it_comes_back_after_admission(
    evening: Evening,
) -> None:
    evening.change(evening.ana, admitted_at=None)
    given = evening.said(evening.ana, FRESH)
    [row] = [one for one in evening.all(Statement) if str(one.uid) == given]
    evening.db.write(lambda session: review.withdraw(session, COMMAND, row.id, 1, "why"))
    evening.db.write(lambda session: devices.admit(session, COMMAND, evening.device(evening.ana)))
    evening.db.write(lambda session: review.bring_back(session, COMMAND, row.id, 2, "why"))
    [row] = [one for one in evening.all(Statement) if str(one.uid) == given]
    assert (row.status, row.held) == (Status.ACTIVE, None)


def test_a_late_translation_of_what_counts_is_released_by_itself(evening: Evening) -> None:
    evening.state(SessionState.CLOSED)
    evening.render(evening.sent["id"], "Автобус.", language="ru")
    [_spanish, late] = evening.all(Rendering)
    assert (late.status, late.held) == (Status.HELD, Held.LATE)
    with evening.db.read() as session:
        assert waiting.count(session, evening.session.id) == 1
    for language, version, problem in (("ru", 2, Conflict), ("fa", 1, NotFound), ("es", 1, Conflict)):
        with pytest.raises(problem):
            evening.about(language, version)
    evening.about("ru", 1)
    [_spanish, late] = evening.all(Rendering)
    assert (late.status, late.held, late.version) == (Status.ACTIVE, None, 1)
    assert [one.verb for one in evening.all(Entry)][-1] == "rendering.released"
    with evening.db.read() as session:
        assert waiting.count(session, evening.session.id) == 0


def test_an_answer_for_an_archived_session_waits_and_counts_once_it_is_released(evening: Evening) -> None:
    evening.state(SessionState.ARCHIVED)
    evening.one(evening.interpreter, evening.answer())
    evening.one(evening.interpreter, evening.of_rendering())
    said = evening.statement()
    with evening.db.read() as session:
        found = waiting.answers(session, said.id)
    assert [(one.text, one.held) for one in found] == [
        (SAID, Held.LATE),
        ("El bus pasa cada hora.", Held.LATE),
    ]
    evening.about(None, 1)
    with evening.db.read() as session:
        assert [one.text for one in waiting.answers(session, said.id)] == ["El bus pasa cada hora."]
    evening.about("es", 1)
    with pytest.raises(Conflict):
        evening.about("es", 1)
    evening.state(SessionState.CLOSED)
    assert (evening.shown(), evening.shown_rendering()) == ((SAID, True), ("El bus pasa cada hora.", True))


def test_releasing_several_takes_along_what_came_late_about_others(evening: Evening) -> None:
    evening.state(SessionState.CLOSED)
    evening.render(evening.sent["id"], "Автобус.", language="ru")
    evening.change(evening.interpreter, revoked_at=now())
    evening.render(evening.sent["id"], "巴士。", language="zh")
    uids = [evening.statement().uid]

    def release_all() -> int:
        return evening.db.write(
            lambda session: review.release_all(session, COMMAND, evening.initiative.id, uids)
        )

    assert (release_all(), release_all()) == (1, 0)
    found = {one.language: one.held for one in evening.all(Rendering)}
    assert found == {"es": None, "ru": None, "zh": Held.REVOKED}


def test_nothing_waits_about_what_was_erased(evening: Evening) -> None:
    evening.state(SessionState.ARCHIVED)
    given = evening.everything()
    row = evening.all(Statement)[-1]
    evening.db.write(lambda session: review.erase(session, COMMAND, row.id, 1, "asked for"))
    assert evening.reasons(given)[1:] == [None] * 3
    assert {one.status for one in evening.all(Rendering) if one.statement_id == row.id} == {Status.WITHDRAWN}
    with pytest.raises(Conflict):
        evening.db.write(lambda session: releasing.about(session, COMMAND, row.id, None, 2))


def crowd(evening: Evening, number: int) -> None:
    """So many translations of the statement, with the one that it has."""
    said = evening.statement()
    for count in range(1, number):
        factories.a_rendering(evening.db, said, f"de-x-n{count}", f"nummer{count}")


def test_an_interpreters_further_translations_of_one_statement_are_held(evening: Evening) -> None:
    crowd(evening, rendered.HELD_AFTER - 1)
    evening.render(evening.sent["id"], "Автобус.", language="ru")
    evening.render(evening.sent["id"], "巴士。", language="zh")
    assert evening.one(evening.interpreter, evening.answer("ہر گھنٹے بس۔", language="ur")) == (
        "held",
        "limit",
    )
    found = {one.language: one.held for one in evening.all(Rendering)[-3:]}
    assert found == {"ru": None, "zh": Held.LIMIT, "ur": Held.LIMIT}
    # What is there can still be changed.
    evening.render(evening.sent["id"], "Cada hora.", id=evening.rendering["id"], revision=2)
    assert evening.all(Rendering)[0].text == "Cada hora."
    evening.about("zh", 1)
    indexing.catch_up(evening.db)
    assert searched(evening, "nummer1") == searched(evening, "巴士") == 1


def test_no_translation_is_taken_that_the_search_index_has_no_room_for(evening: Evening) -> None:
    crowd(evening, rendered.MOST)
    assert rendered.MOST < indexes.SLOTS
    sent = {"id": str(uuid4()), "statement": evening.sent["id"], "language": "ru", "text": "Автобус."}
    answer = evening.interpreter.call(
        "PUT", "/renderings", {"schema": 1, "nonce": "n1", "renderings": [sent | {"revision": 1}]}
    )
    [result] = answer.json["results"]
    assert (result["status"], result["problem"]["code"]) == ("rejected", "too_many_renderings")
    rejected = ("rejected", "too_many_renderings")
    assert evening.one(evening.interpreter, evening.answer("Автобус.", language="ru")) == rejected
    person = Actor(person_id=factories.a_person(evening.db).id)
    given = Translation("ru", "Автобус.", How.AFTERWARDS, False, 1, 0)
    said = evening.statement()
    with pytest.raises(Invalid):
        evening.db.write(lambda session: renderings.save(session, person, said.id, given))
    assert len(evening.all(Rendering)) == rendered.MOST
    indexing.catch_up(evening.db)
    assert searched(evening, f"nummer{rendered.MOST - 1}") == 1


def test_tablets_leave_people_with_an_account_room_for_their_translations(evening: Evening) -> None:
    """Not even one that was sent away can bar the way of whoever translates afterwards."""
    said = evening.statement()
    crowd(evening, rendered.HELD_AFTER)
    evening.change(evening.interpreter, revoked_at=now())
    batch = [
        {"id": str(uuid4()), "statement": str(said.uid), "language": f"x-n{count}", "text": "viele"}
        for count in range(rendered.MOST)
    ]
    body = {"schema": 1, "nonce": "n1", "renderings": batch}
    results = evening.interpreter.call("PUT", "/renderings", body).json["results"]
    room = rendered.MOST_OF_TABLETS - rendered.HELD_AFTER
    assert [one["status"] for one in results] == ["held"] * room + ["rejected"] * (rendered.MOST - room)
    answer = evening.answer("Автобус.", language="ru")
    assert evening.one(evening.interpreter, answer) == ("rejected", "too_many_renderings")
    person = Actor(person_id=factories.a_person(evening.db).id)
    given = Translation("ru", "Автобус.", How.AFTERWARDS, False, 1, 0)
    assert evening.db.write(lambda session: renderings.save(session, person, said.id, given)) == 1


def searched(evening: Evening, words: str) -> int:
    with evening.db.read() as session:
        chosen = select_statements(session, evening.initiative.id, Wanted(words=words))
        return statements.count(session, chosen)


def read_all(evening: Evening) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = evening.interpreter.call("GET", "/statements").json["statements"]
    return found

"""Renderings that interpreters' tablets send, by the same rules as statements."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from intake.actions import review
from intake.actions.actor import COMMAND, Actor
from intake.actions.renderings import Translation, save
from intake.db import Database, now
from intake.models import (
    Device,
    DeviceRole,
    How,
    Kind,
    ListeningSession,
    Rendering,
    RenderingRevision,
    RenderingState,
    SessionState,
    Statement,
    Status,
)
from intake.queries import backups
from tests import factories
from tests.api.test_device_api import Tablet, statement
from tests.conftest import POSTGRES

SAID = "The bus comes once an hour."


class Table:
    """A table with a notetaker, two interpreters and one at the next table; the notetaker said something."""

    def __init__(self, app: Flask, db: Database) -> None:
        self.db = db
        initiative = factories.an_initiative(db)
        factories.a_question(db, initiative)
        self.session = factories.a_session(db, initiative)
        one, two = self.session.places[1:3]
        interpreter = {"role": DeviceRole.INTERPRETER}
        places = [(one, {}), (one, interpreter), (one, interpreter), (two, interpreter)]
        made = [factories.a_device(db, place, **values) for place, values in places]
        self.notetaker, self.ana, self.bo, self.elsewhere = (
            Tablet(app.test_client(), token) for _device, token in made
        )
        self.devices = [device.id for device, _token in made]
        given = statement(SAID)
        self.notetaker.put(given)
        self.statement = given["id"]

    def send(self, tablet: Tablet, *elements: Any) -> list[dict[str, Any]]:
        return tablet.results("renderings", *elements)

    def one(self, tablet: Tablet, element: Any) -> tuple[str, str | None]:
        [result] = self.send(tablet, element)
        return result["status"], result["problem"] and result["problem"]["code"]

    def rendering(self, text: str = "El bus pasa cada hora.", **values: Any) -> dict[str, Any]:
        given = {"id": str(uuid4()), "statement": self.statement, "language": "es", "sequence": 1}
        return given | {"revision": 1, "base": 0, "text": text} | values

    def now(self) -> Rendering:
        with self.db.read() as session:
            return session.scalars(select(Rendering)).one()

    def kept(self) -> list[RenderingRevision]:
        with self.db.read() as session:
            return list(session.scalars(select(RenderingRevision).order_by(RenderingRevision.id)))

    def original(self) -> Statement:
        with self.db.read() as session:
            return session.scalars(select(Statement)).one()

    def change(self, number: int, **values: Any) -> None:
        def action(session: Any) -> None:
            device = session.get(Device, self.devices[number])
            for name, value in values.items():
                setattr(device, name, value)

        self.db.write(action)


@pytest.fixture
def table(app: Flask, db: Database) -> Table:
    return Table(app, db)


def test_it_is_stored_beside_the_statement_once(table: Table) -> None:
    sent = table.rendering()
    assert table.one(table.ana, sent) == ("stored", None)
    assert table.one(table.ana, sent) == ("unchanged", None)
    row = table.now()
    assert (row.text, row.language, row.how, row.state) == (
        sent["text"],
        "es",
        How.IN_ROOM,
        RenderingState.DRAFT,
    )
    assert (row.made_by_device_id, row.base_version) == (table.devices[1], 1)
    assert (table.original().text, table.original().version) == (SAID, 1)
    assert table.kept() == []


def test_only_an_interpreter_of_the_same_table_may(table: Table) -> None:
    assert table.one(table.notetaker, table.rendering()) == ("rejected", "not_interpreter")
    assert table.one(table.elsewhere, table.rendering()) == ("rejected", "unknown_statement")
    assert table.one(table.ana, table.rendering(statement=str(uuid4()))) == ("rejected", "unknown_statement")
    assert table.one(table.ana, table.rendering(statement="x")) == ("rejected", "unknown_statement")
    with table.db.read() as session:
        assert session.scalars(select(Rendering)).all() == []


def test_each_is_answered_on_its_own(table: Table) -> None:
    results = table.send(
        table.ana,
        table.rendering(" "),
        table.rendering("a\0b"),
        table.rendering(language="not a tag"),
        table.rendering(how="sung"),
        table.rendering(id="x"),
        7,
        table.rendering("good", revision=2),
    )
    codes = [one["problem"] and one["problem"]["code"] for one in results]
    assert codes == ["empty", "control_character", "bad_language", "malformed", "bad_id", "malformed", None]
    assert all(one["problem"]["message"] for one in results[:-1])


def test_a_later_revision_becomes_current_and_an_older_one_history(table: Table) -> None:
    first = table.rendering()
    assert table.one(table.ana, first | {"revision": 3, "text": "three", "sequence": 3}) == ("stored", None)
    assert table.one(table.ana, first | {"revision": 2, "text": "two", "sequence": 2}) == ("stored", None)
    assert table.now().text == "three"
    assert (
        table.one(table.ana, first | {"revision": 4, "text": "four", "base": 1, "sequence": 4})[0] == "stored"
    )
    assert table.one(table.ana, first | {"revision": 2, "text": "two", "sequence": 2}) == ("unchanged", None)
    assert [one.text for one in table.kept()] == ["two", "three"]
    assert table.one(table.ana, first | {"revision": 5, "withdrawn": True, "text": ""})[0] == "stored"
    assert table.now().status is Status.WITHDRAWN
    assert table.one(table.ana, first | {"language": "fa", "revision": 6}) == ("rejected", "other_statement")


def test_two_interpreters_at_once_lose_nothing(table: Table) -> None:
    mine, theirs = table.rendering("mine"), table.rendering("theirs")
    table.one(table.ana, mine)
    assert table.one(table.bo, theirs) == ("conflict", None)
    assert table.one(table.bo, theirs) == ("conflict", None)
    assert table.one(table.bo, table.rendering("mine")) == ("unchanged", None)
    assert (table.now().text, table.now().has_conflict) == ("mine", True)
    assert [(one.text, one.is_conflict) for one in table.kept()] == [("theirs", True), ("mine", False)]
    late = mine | {"revision": 2, "text": "unseen", "base": 0}
    assert table.one(table.bo, late | {"base": None}) == ("conflict", None)
    assert table.one(table.ana, mine | {"revision": 3, "text": "mine, better"}) == ("stored", None)


def test_another_takes_the_place_of_one_that_was_withdrawn(table: Table) -> None:
    mine = table.rendering("mine")
    table.one(table.ana, mine)
    table.one(table.ana, mine | {"revision": 2, "withdrawn": True})
    assert table.one(table.bo, table.rendering("theirs")) == ("stored", None)
    assert table.one(table.ana, mine | {"revision": 3}) == ("conflict", None)
    assert table.one(table.ana, mine | {"revision": 3}) == ("conflict", None)
    with table.db.read() as session:
        rows = session.scalars(select(Rendering).where(Rendering.status == Status.ACTIVE)).all()
    assert [(one.text, one.has_conflict) for one in rows] == [("theirs", True)]


def test_another_device_reviews_and_never_the_maker(table: Table) -> None:
    sent = table.rendering()
    assert table.one(table.ana, sent | {"state": "reviewed"}) == ("rejected", "own_rendering")
    table.one(table.ana, sent)
    reviewed = sent | {"state": "reviewed", "revision": 2, "base": 1}
    assert table.one(table.ana, reviewed) == ("rejected", "own_rendering")
    assert table.one(table.bo, reviewed | {"text": "El bus pasa a cada hora."}) == ("stored", None)
    row = table.now()
    assert (row.state, row.made_by_device_id, row.reviewed_by_device_id) == (
        RenderingState.REVIEWED,
        table.devices[1],
        table.devices[2],
    )
    moved = {"chain_id": table.devices[1]}
    table.change(2, **moved)
    assert table.one(table.bo, reviewed | {"revision": 3, "base": 2}) == ("rejected", "own_rendering")


def test_what_a_person_wrote_meanwhile_stays(table: Table) -> None:
    sent = table.rendering()
    table.one(table.ana, sent)
    person = Actor(person_id=factories.a_person(table.db).id)
    given = Translation("es", "de una persona", How.AFTERWARDS, False, 1, 1)
    table.db.write(lambda session: save(session, person, table.original().id, given))
    assert table.one(table.ana, sent) == ("unchanged", None)
    assert table.one(table.ana, sent | {"revision": 2, "text": "unseen", "base": 1}) == ("conflict", None)
    assert table.now().text == "de una persona"
    seen = sent | {"revision": 3, "text": "seen", "base": 2}
    assert table.one(table.ana, seen) == ("stored", None)


def test_held_as_statements_are(table: Table) -> None:
    table.change(1, admitted_at=None)
    sent = table.rendering()
    assert table.one(table.ana, sent) == table.one(table.ana, sent) == ("held", "not_admitted")
    assert table.now().status is Status.HELD
    table.change(2, revoked_at=now())
    assert table.one(table.bo, table.rendering("other")) == ("held", "revoked")

    def close(session: Any) -> None:
        session.get(ListeningSession, table.session.id).state = SessionState.CLOSED

    table.db.write(close)
    table.change(1, admitted_at=now())
    assert table.one(table.ana, table.rendering(language="fa")) == ("held", "late")
    person = Actor(person_id=factories.a_person(table.db).id)
    given = Translation("es", sent["text"], How.IN_ROOM, True, 1, 1)
    table.db.write(lambda session: save(session, person, table.original().id, given))
    with table.db.read() as session:
        found = session.scalars(select(Rendering).where(Rendering.language == "es")).one()
    assert (found.status, found.held, found.has_conflict) == (Status.ACTIVE, None, False)


def test_words_of_an_erased_statement_are_not_stored_again(table: Table) -> None:
    sent, unsent = table.rendering("Soy Juana"), table.rendering("Juana soy", language="fa", sequence=2)
    table.one(table.ana, sent)
    table.db.write(lambda session: review.erase(session, COMMAND, table.original().id, 1, "asked for"))
    for one in (sent, sent | {"revision": 2, "text": "Juana", "sequence": 3}, unsent, unsent):
        assert table.one(table.ana, one) == ("unchanged", None)
    with table.db.read() as session:
        texts = [*session.scalars(select(Rendering.text)), *session.scalars(select(RenderingRevision.text))]
    assert set(texts) == {""}
    changes = review.Changes("Without a name.", "en", Kind.QUOTE, 0, "Q1")
    table.db.write(lambda session: review.correct(session, COMMAND, table.original().id, 2, changes, "why"))
    assert table.one(table.bo, table.rendering("old", sequence=1, statement_version=1)) == ("unchanged", None)
    fresh = table.rendering("Sin nombre.", sequence=2, statement_version=3)
    assert table.one(table.bo, fresh) == ("stored", None)


@pytest.mark.skipif(bool(POSTGRES), reason="PostgreSQL has tools of its own for backups")
def test_backups_count_all_saves_of_a_device_as_one_sequence(table: Table) -> None:
    ana = table.ana
    ana.put(statement("by the interpreter", sequence=1))
    first = table.rendering(sequence=2)
    table.one(ana, first)
    table.one(ana, first | {"revision": 2, "text": "again", "sequence": 3})
    table.one(ana, table.rendering(language="fa", sequence=5))

    def safe() -> int:
        with table.db.read() as session:
            return backups.contiguous(session)[table.devices[1]]

    assert safe() == 3
    ana.put(statement("and one more", sequence=4))
    assert safe() == 5
    with table.db.read() as session:
        assert session.get_one(Device, table.devices[1]).received == "1-5"

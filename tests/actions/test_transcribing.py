"""Typing up paper notes: stored once, with where it came from, never over something else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from intake.actions import review
from intake.actions.actor import Actor
from intake.actions.transcribing import Note, transcribe
from intake.db import Database, new_uid
from intake.errors import Conflict, Invalid, NotFound
from intake.models import Entry, Kind, ListeningSession, Person, SessionState, Source, Statement
from tests import factories


class Desk:
    """A closed session, and somebody with its paper notes."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.initiative = factories.an_initiative(db)
        self.question = factories.a_question(db, self.initiative)
        self.session = factories.a_session(db, self.initiative, state=SessionState.CLOSED)
        self.person: Person = factories.a_person(db)
        self.note = Note(
            new_uid(),
            self.session.places[1].uid,
            "Q1",
            "It was said.",
            "es",
            Kind.QUOTE,
            3,
            factories.JULY_20,
        )

    def type(self, note: Note, session: ListeningSession | None = None) -> bool:
        actor = Actor(person_id=self.person.id)
        session_id = (session or self.session).id
        return self.db.write(lambda s: transcribe(s, actor, session_id, note))

    def stored(self) -> list[Statement]:
        with self.db.read() as session:
            return list(session.scalars(select(Statement)))

    def entries(self) -> list[Entry]:
        with self.db.read() as session:
            return list(session.scalars(select(Entry).where(Entry.verb == "statement.transcribed")))


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def test_a_note_is_a_statement_from_paper(desk: Desk) -> None:
    assert desk.type(desk.note) is True
    (row,) = desk.stored()
    assert (row.uid, row.source, row.text, row.language) == (desk.note.id, Source.PAPER, "It was said.", "es")
    assert (row.kind, row.agreed, row.captured_at) == (Kind.QUOTE, 3, factories.JULY_20)
    assert (row.place_id, row.device_id, row.held) == (desk.session.places[1].id, None, None)
    (entry,) = desk.entries()
    assert (entry.subject, entry.person_id) == (desk.note.id, desk.person.id)
    assert "said" not in str(entry.detail)


def test_the_same_note_twice_is_stored_once_even_after_a_correction(desk: Desk) -> None:
    desk.type(desk.note)
    assert desk.type(desk.note) is False
    (row,) = desk.stored()
    changes = review.Changes("Better.", "es", Kind.QUOTE, 3, "Q1")
    desk.db.write(lambda s: review.correct(s, Actor(person_id=desk.person.id), row.id, 1, changes, "a slip"))
    assert desk.type(desk.note) is False
    assert [row.text for row in desk.stored()] == ["Better."]
    assert len(desk.entries()) == 1


def test_another_note_under_the_same_id_is_never_swallowed(desk: Desk) -> None:
    desk.type(desk.note)
    for other in (
        replace(desk.note, text="Something else."),
        replace(desk.note, agreed=0),
        replace(desk.note, place=desk.session.places[2].uid),
    ):
        with pytest.raises(Conflict):
            desk.type(other)
    assert [row.text for row in desk.stored()] == ["It was said."]


def test_an_archived_session_and_a_foreign_place_take_none(desk: Desk) -> None:
    archived = factories.a_session(desk.db, desk.initiative, "june-1", state=SessionState.ARCHIVED)
    with pytest.raises(Invalid):
        desk.type(replace(desk.note, place=archived.places[1].uid), archived)
    for wrong in (replace(desk.note, place=archived.places[1].uid), replace(desk.note, question="Q9")):
        with pytest.raises(NotFound):
            desk.type(wrong)
    assert desk.stored() == [] and desk.entries() == []

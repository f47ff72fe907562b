"""Words that were erased: gone from every row, and what a device sends of them again stays out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from intake.actions import review, statements
from intake.actions.actor import Actor
from intake.actions.submitted import Outcome, Result, Submitted
from intake.actions.transcribing import Note, transcribe
from intake.db import Database, new_uid
from intake.errors import Conflict, Invalid
from intake.models import Entry, Kind, Place, Statement, StatementRevision, Status, Store
from intake.tokens import digest
from tests import factories

WORDS = "My name is Juana."


class Room:
    """A tablet that said something with a name in it, three times, and an organizer."""

    def __init__(self, db: Database) -> None:
        self.db = db
        initiative = factories.an_initiative(db)
        factories.a_question(db, initiative, "Q1")
        place = factories.a_session(db, initiative).places[1]
        self.device, self.token = factories.a_device(db, place)
        self.actor = Actor(person_id=factories.a_person(db).id)
        self.uid = new_uid()

    def send(self, revision: int, text: str = WORDS, **values: Any) -> Result:
        given = {"base": None, "sequence": revision, "withdrawn": False} | values
        submitted = Submitted(
            id=self.uid, revision=revision, question="Q1", text=text, language="en", kind=Kind.QUOTE, agreed=0,
            captured_at=factories.JULY_20, **given,
        )  # fmt: skip
        receipt = self.db.write(
            lambda s: statements.store(s, digest(self.token), [submitted], held_after=500)
        )
        return receipt.results[0]

    def now(self) -> tuple[Statement, list[StatementRevision]]:
        with self.db.read() as session:
            found = session.scalars(select(Statement)).one()
            return found, list(session.scalars(select(StatementRevision).order_by(StatementRevision.id)))

    def do(self, verb: Callable[..., Any], *arguments: Any) -> Any:
        found, _ = self.now()
        return self.db.write(lambda s: verb(s, self.actor, found.id, found.version, *arguments))

    def texts(self) -> list[str]:
        """All the store has of what was said, whatever the reasons say included."""
        found, kept = self.now()
        return [text for text in (found.text, *(t for one in kept for t in (one.text, one.reason))) if text]


@pytest.fixture
def room(db: Database) -> Room:
    """Sent, sent again, corrected, and sent by the tablet once more without having seen that."""
    room = Room(db)
    room.send(1)
    room.send(2, WORDS + " Again.")
    changes = review.Changes(WORDS + " Corrected.", "en", Kind.QUOTE, 0, "Q1")
    room.do(review.correct, changes, "It is Juana, not Joana")
    assert room.send(3, WORDS + " And again.", base=1).outcome is Outcome.CONFLICT
    return room


def test_every_text_and_every_earlier_reason_is_gone_and_the_row_stays(room: Room) -> None:
    before, kept = room.now()
    room.do(review.erase, "Asked for by the resident")
    found, left = room.now()
    assert room.texts() == ["Asked for by the resident"]
    assert (found.status, found.has_conflict, found.version) == (Status.HIDDEN, False, before.version + 1)
    assert found.erased_at is not None and found.erased_revision == 3
    for name in ("uid", "session_id", "place_id", "question_version_id", "captured_at", "received_at"):
        assert getattr(found, name) == getattr(before, name)
    assert [one.sequence for one in left[: len(kept)]] == [one.sequence for one in kept], (
        "backups count on them"
    )
    with room.db.read() as session:
        entry = session.scalars(select(Entry).order_by(Entry.id.desc()).limit(1)).one()
        assert session.scalars(select(Store.leftover_since)).one() == found.erased_at
    assert (entry.verb, entry.subject, entry.person_id) == (
        "statement.erased",
        room.uid,
        room.actor.person_id,
    )
    assert entry.detail == {"version": found.version}


def test_it_takes_a_reason_the_version_that_was_seen_and_words(room: Room) -> None:
    with pytest.raises(Invalid):
        room.do(review.erase, " ")
    found, _ = room.now()
    with pytest.raises(Conflict):
        room.db.write(lambda s: review.erase(s, room.actor, found.id, found.version - 1, "why"))
    assert len(room.texts()) == 5
    room.do(review.erase, "why")
    with pytest.raises(Conflict):
        room.do(review.erase, "again")


@pytest.mark.parametrize("revision", [1, 2, 3])
def test_what_was_erased_is_unchanged_when_it_is_sent_again_and_not_stored(room: Room, revision: int) -> None:
    room.do(review.erase, "why")
    result = room.send(revision, WORDS + " Sent again.")
    assert (result.outcome, result.code) == (Outcome.UNCHANGED, None)
    assert room.texts() == ["why"]


def test_an_old_revision_that_comes_only_now_is_numbered_and_not_stored(room: Room) -> None:
    assert room.send(7, base=None).outcome is not Outcome.REJECTED
    room.do(review.erase, "why")
    count = len(room.now()[1])
    assert room.send(5).outcome is room.send(5).outcome is Outcome.UNCHANGED
    assert room.texts() == ["why"]
    assert [one.sequence for one in room.now()[1][count:]] == [5], "once, so that a backup may call it safe"


def test_a_withdrawal_brings_no_words_back(room: Room) -> None:
    room.do(review.erase, "why")
    assert room.send(4, withdrawn=True).outcome is Outcome.UNCHANGED
    assert room.texts() == ["why"]
    found, _ = room.now()
    assert (found.status, found.revision, found.has_conflict) == (Status.HIDDEN, 4, False)
    assert room.send(4, withdrawn=True).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("base", [None, 1, 99])
def test_new_words_wait_for_the_organizer_whatever_the_tablet_had_seen(room: Room, base: int | None) -> None:
    room.do(review.erase, "why")
    assert room.send(5, "Something else.", base=base).outcome is Outcome.CONFLICT
    assert room.send(5, "Something else.", base=base).outcome is Outcome.CONFLICT, "sent again, kept once"
    assert room.send(4, "A little earlier.", base=base).outcome is Outcome.CONFLICT
    found, kept = room.now()
    assert (found.text, found.status, found.has_conflict) == ("", Status.HIDDEN, True)
    assert [one.text for one in kept if one.is_conflict] == ["Something else.", "A little earlier."]


def test_new_words_can_be_erased_too(room: Room) -> None:
    room.do(review.erase, "why")
    room.send(4, WORDS)
    room.do(review.erase, "still")
    assert room.texts() == ["still"]
    assert room.send(4, WORDS).outcome is Outcome.UNCHANGED
    found, _ = room.now()
    assert (found.has_conflict, found.erased_revision) == (False, 4)


def test_new_words_are_taken_hidden_at_first_and_never_passed_over(room: Room) -> None:
    room.do(review.erase, "why")
    room.send(4, "Without a name.")
    number = len(room.now()[1])
    with pytest.raises(Conflict):
        room.do(review.settle_conflict, None)
    room.do(review.settle_conflict, number)
    found, _ = room.now()
    assert (found.text, found.status, found.erased_at) == ("Without a name.", Status.HIDDEN, None)
    room.do(review.bring_back, "No name in it now")
    assert room.now()[0].status is Status.ACTIVE
    assert room.send(2, WORDS).outcome is Outcome.UNCHANGED, "what was erased stays out"
    assert WORDS not in room.texts()


def test_it_can_be_written_anew_without_the_name(room: Room) -> None:
    room.do(review.erase, "why")
    with pytest.raises(Conflict):
        room.do(review.bring_back, "there is nothing to bring back")
    room.do(
        review.correct, review.Changes("My name is [name].", "en", Kind.QUOTE, 0, "Q1"), "without the name"
    )
    room.do(review.bring_back, "clean")
    found, _ = room.now()
    assert (found.text, found.status, found.erased_at) == ("My name is [name].", Status.ACTIVE, None)
    assert room.send(3).outcome is Outcome.UNCHANGED


def test_a_paper_note_that_was_erased_is_not_typed_back_by_a_second_press(room: Room) -> None:
    with room.db.read() as session:
        found = session.get_one(Place, room.now()[0].place_id)
    note = Note(new_uid(), found.uid, "Q1", WORDS, "en", Kind.QUOTE, 0, factories.JULY_20)
    room.db.write(lambda s: transcribe(s, room.actor, found.session_id, note))
    with room.db.read() as session:
        typed = session.scalars(select(Statement).where(Statement.uid == note.id)).one()
    room.db.write(lambda s: review.erase(s, room.actor, typed.id, 1, "why"))
    assert room.db.write(lambda s: transcribe(s, room.actor, found.session_id, note)) is False
    with room.db.read() as session:
        assert session.get_one(Statement, typed.id).text == ""

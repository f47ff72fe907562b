"""An organizer corrects, puts away and brings back: nothing anybody wrote is lost, nothing is overwritten unseen."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from intake.actions import review
from intake.actions.actor import COMMAND, Actor
from intake.db import Database
from intake.errors import Conflict, Invalid, NotFound
from intake.models import Entry, Held, Kind, Statement, StatementRevision, Status
from tests.factories import a_device, a_person, a_question, a_session, a_statement, an_initiative, make


class Room:
    def __init__(self, db: Database) -> None:
        self.db = db
        self.initiative = an_initiative(db)
        self.question = a_question(db, self.initiative, "Q1")
        a_question(db, self.initiative, "Q2", position=2)
        self.place = a_session(db, self.initiative).places[1]
        self.device, _token = a_device(db, self.place)
        self.actor = Actor(person_id=a_person(db).id)

    def said(self, text: str = "what was said", **values: object) -> Statement:
        given = {"device_id": self.device.id, "sequence": 4, "revision": 2} | values
        return a_statement(self.db, self.place, self.initiative, self.question, text, **given)

    def now(self, statement: Statement) -> tuple[Statement, list[StatementRevision]]:
        with self.db.read() as session:
            found = session.get_one(Statement, statement.id)
            kept = select(StatementRevision).where(StatementRevision.statement_id == statement.id)
            return found, list(session.scalars(kept.order_by(StatementRevision.id)))

    def log(self) -> list[Entry]:
        with self.db.read() as session:
            return list(session.scalars(select(Entry)))


@pytest.fixture
def room(db: Database) -> Room:
    return Room(db)


def corrected(text: str = "what was really said", **values: object) -> review.Changes:
    given = {"language": "es", "kind": Kind.QUOTE, "agreed": 3, "question": "Q1"} | values
    return review.Changes(text=text, **given)  # type: ignore[arg-type]


def test_a_correction_keeps_the_former_text_with_its_maker_and_the_reason(room: Room) -> None:
    said = room.said()
    version = room.db.write(lambda s: review.correct(s, room.actor, said.id, 1, corrected(), " Misheard "))
    found, [former] = room.now(said)
    assert version == found.version == 2
    assert (found.text, found.language, found.kind, found.agreed) == (
        "what was really said",
        "es",
        Kind.QUOTE,
        3,
    )
    assert (found.changed_by_person_id, found.changed_by_device_id, found.sequence) == (
        room.actor.person_id,
        None,
        None,
    )
    assert found.revision == 2  # the device's own count goes on
    assert (former.text, former.version, former.sequence, former.device_id) == (
        "what was said",
        1,
        4,
        room.device.id,
    )
    assert (former.reason, former.is_conflict) == ("Misheard", False)
    assert former.at == said.changed_at


def test_what_is_the_same_is_not_written(room: Room) -> None:
    said = room.said(language="es", kind=Kind.QUOTE, agreed=3)
    same = corrected("what was said")
    assert room.db.write(lambda s: review.correct(s, room.actor, said.id, 1, same, "no reason")) == 1
    assert room.now(said)[1] == []


def test_a_statement_moves_to_another_question(room: Room) -> None:
    said = room.said()
    room.db.write(
        lambda s: review.correct(s, room.actor, said.id, 1, corrected(question="Q2"), "Wrong question")
    )
    found, [former] = room.now(said)
    assert former.question_version_id == said.question_version_id != found.question_version_id
    with pytest.raises(Invalid):
        room.db.write(lambda s: review.correct(s, room.actor, said.id, 2, corrected(question="Q9"), "Typing"))


VERBS: list[tuple[Callable[..., int], Status, Held | None, Status]] = [
    (review.withdraw, Status.ACTIVE, None, Status.WITHDRAWN),
    (review.withdraw, Status.HELD, Held.LATE, Status.WITHDRAWN),
    (review.hide, Status.ACTIVE, None, Status.HIDDEN),
    (review.hide, Status.WITHDRAWN, None, Status.HIDDEN),
    (review.bring_back, Status.WITHDRAWN, None, Status.ACTIVE),
    (review.bring_back, Status.HIDDEN, None, Status.ACTIVE),
    (review.bring_back, Status.HIDDEN, Held.LATE, Status.HELD),
    (review.release, Status.HELD, Held.LIMIT, Status.ACTIVE),
]


@pytest.mark.parametrize(("verb", "before", "held", "after"), VERBS)
def test_verbs(
    room: Room, verb: Callable[..., int], before: Status, held: Held | None, after: Status
) -> None:
    said = room.said(status=before, held=held)
    assert room.db.write(lambda s: verb(s, room.actor, said.id, 1, "Because")) == 2
    found, [former] = room.now(said)
    assert (found.status, former.status, former.reason) == (after, before, "Because")
    assert found.text == former.text
    assert found.held == (None if verb is review.release else held)


@pytest.mark.parametrize(
    ("verb", "status"),
    [
        (review.withdraw, Status.HIDDEN),
        (review.hide, Status.HIDDEN),
        (review.bring_back, Status.ACTIVE),
        (review.bring_back, Status.HELD),
        (review.release, Status.ACTIVE),
    ],
)
def test_verbs_that_do_not_fit_change_nothing(room: Room, verb: Callable[..., int], status: Status) -> None:
    said = room.said(status=status)
    with pytest.raises(Conflict):
        room.db.write(lambda s: verb(s, room.actor, said.id, 1, "Because"))
    assert room.now(said)[1] == []


def test_what_somebody_else_changed_is_not_overwritten(room: Room) -> None:
    said = room.said()
    room.db.write(lambda s: review.correct(s, room.actor, said.id, 1, corrected("theirs"), "Typing"))
    for late in (
        lambda s: review.correct(s, room.actor, said.id, 1, corrected("mine"), "Typing"),
        lambda s: review.withdraw(s, room.actor, said.id, 1, "Because"),
    ):
        with pytest.raises(Conflict):
            room.db.write(late)
    assert room.now(said)[0].text == "theirs"


def test_a_correction_that_is_sent_twice_is_one(room: Room) -> None:
    said = room.said()
    for _ in range(2):
        done = room.db.write(lambda s: review.correct(s, room.actor, said.id, 1, corrected("mine"), "Typing"))
        assert done == 2
    assert len(room.now(said)[1]) == 1


def test_a_reason_is_needed(room: Room) -> None:
    said = room.said()
    with pytest.raises(Invalid) as problem:
        room.db.write(lambda s: review.withdraw(s, room.actor, said.id, 1, "  "))
    assert problem.value.field == "reason"
    assert room.now(said)[0].status is Status.ACTIVE


def in_conflict(room: Room, **values: object) -> Statement:
    said = room.said(has_conflict=True)
    kept = {"version": None, "sequence": 5, "is_conflict": True, "status": Status.ACTIVE} | values
    make(
        room.db,
        StatementRevision(
            statement_id=said.id,
            revision=3,
            question_version_id=said.question_version_id,
            text="the other text",
            language="en",
            kind=Kind.QUOTE,
            agreed=1,
            captured_at=said.captured_at,
            device_id=room.device.id,
            **kept,
        ),
    )
    return said


def test_a_conflict_is_settled_for_the_current_text(room: Room) -> None:
    said = in_conflict(room)
    assert room.db.write(lambda s: review.settle_conflict(s, room.actor, said.id, 1, None)) == 1
    found, [other] = room.now(said)
    assert (found.text, found.has_conflict, other.is_conflict) == ("what was said", False, False)


@pytest.mark.parametrize(
    ("status", "after"), [(Status.ACTIVE, Status.ACTIVE), (Status.WITHDRAWN, Status.WITHDRAWN)]
)
def test_a_conflict_is_settled_for_the_other_text(room: Room, status: Status, after: Status) -> None:
    said = in_conflict(room, status=status)
    room.db.write(lambda s: review.settle_conflict(s, room.actor, said.id, 1, 1, "Hers is better"))
    found, [other, former] = room.now(said)
    assert (found.text, found.status, found.has_conflict) == ("the other text", after, False)
    assert (former.text, former.reason) == ("what was said", "Hers is better")
    assert not other.is_conflict


def test_only_what_is_in_conflict_can_be_settled(room: Room) -> None:
    said = in_conflict(room)
    with pytest.raises(NotFound):
        room.db.write(lambda s: review.settle_conflict(s, room.actor, said.id, 1, 2))
    quiet = room.said()
    with pytest.raises(Conflict):
        room.db.write(lambda s: review.settle_conflict(s, room.actor, quiet.id, 1, None))


def test_several_held_ones_are_released_at_once(room: Room) -> None:
    held = [room.said(status=Status.HELD, held=Held.LATE) for _n in range(3)]
    active = room.said()
    uids = [one.uid for one in (*held, active)]
    other = an_initiative(room.db, "other")
    assert room.db.write(lambda s: review.release_all(s, room.actor, other.id, uids)) == 0
    assert room.db.write(lambda s: review.release_all(s, room.actor, room.initiative.id, uids)) == 3
    assert {room.now(one)[0].status for one in held} == {Status.ACTIVE}


def test_the_log_says_what_was_done_and_nothing_that_was_said(room: Room) -> None:
    said = room.said("CANARY words")
    room.db.write(
        lambda s: review.correct(s, room.actor, said.id, 1, corrected("CANARY two"), "CANARY reason")
    )
    room.db.write(lambda s: review.hide(s, COMMAND, said.id, 2, "CANARY reason"))
    entries = room.log()
    assert [entry.verb for entry in entries] == ["statement.corrected", "statement.hidden"]
    assert {entry.subject for entry in entries} == {said.uid}
    assert [entry.person_id for entry in entries] == [room.actor.person_id, None]
    assert "CANARY" not in json.dumps([entry.detail for entry in entries])

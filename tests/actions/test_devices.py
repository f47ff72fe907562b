"""Letting devices in, sending them away and handing their statements over."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from intake.actions import devices
from intake.actions.actor import COMMAND
from intake.db import Database, new_uid
from intake.errors import Invalid, NotFound
from intake.models import Device, Entry, Held, Initiative, Place, Rendering, Statement, Status
from intake.queries import devices as queries
from tests import factories


class Room:
    """An open session with two tables."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.initiative: Initiative = factories.an_initiative(db)
        self.question = factories.a_question(db, self.initiative)
        self.session = factories.a_session(db, self.initiative)
        self.table: Place = self.session.places[1]

    def device(self, **values: Any) -> Device:
        return factories.a_device(self.db, self.table, **values)[0]

    def held(self, device: Device, why: Held) -> Statement:
        return factories.a_statement(
            self.db,
            self.table,
            self.initiative,
            self.question,
            "Said.",
            device_id=device.id,
            status=Status.HELD,
            held=why,
        )

    def status(self, statement: Statement) -> tuple[Status, Held | None]:
        with self.db.read() as session:
            found = session.get_one(Statement, statement.id)
            return found.status, found.held

    def verbs(self) -> list[str]:
        with self.db.read() as session:
            return list(session.scalars(select(Entry.verb)))


@pytest.fixture
def room(db: Database) -> Room:
    return Room(db)


def test_admitting_lets_count_what_waited_for_it_and_nothing_else(db: Database, room: Room) -> None:
    device, other = room.device(admitted_at=None), room.device(admitted_at=None)
    waited, late = room.held(device, Held.NOT_ADMITTED), room.held(device, Held.LATE)
    elsewhere = room.held(other, Held.NOT_ADMITTED)
    admitted = db.write(lambda s: devices.admit(s, COMMAND, device.id))
    assert admitted.admitted_at is not None
    assert room.status(waited) == (Status.ACTIVE, None)
    assert room.status(late) == (Status.HELD, Held.LATE)
    assert room.status(elsewhere) == (Status.HELD, Held.NOT_ADMITTED)
    db.write(lambda s: devices.admit(s, COMMAND, device.id))
    assert room.verbs() == ["device.admitted"], "admitting twice is once"


def test_what_an_interpreter_translated_before_they_were_let_in_counts_then(db: Database, room: Room) -> None:
    device, other = room.device(admitted_at=None), room.device(admitted_at=None)
    said = room.held(room.device(), Held.LATE)

    def waits(maker: Device, language: str, why: Held) -> int:
        given = {"statement_id": said.id, "uid": new_uid(), "base_version": 1, "text": "Dicho.", "held": why}
        made = Rendering(
            language=language,
            status=Status.HELD,
            made_by_device_id=maker.id,
            changed_by_device_id=maker.id,
            **given,
        )
        return int(factories.make(db, made).id)

    waited = waits(device, "es", Held.NOT_ADMITTED)
    half, elsewhere = waits(device, "vi", Held.DRAFT), waits(other, "ru", Held.NOT_ADMITTED)
    db.write(lambda s: devices.admit(s, COMMAND, device.id))
    with db.read() as session:
        found = {one.id: (one.status, one.held) for one in session.scalars(select(Rendering))}
    assert found[waited] == (Status.ACTIVE, None)
    assert found[half] == (Status.HELD, Held.DRAFT), "nobody said that it is done"
    assert found[elsewhere] == (Status.HELD, Held.NOT_ADMITTED)


def test_a_device_sent_away_can_come_back_with_what_was_held(db: Database, room: Room) -> None:
    device = room.device()
    assert db.write(lambda s: devices.revoke(s, COMMAND, device.id)).revoked_at is not None
    held = room.held(device, Held.REVOKED)
    assert db.write(lambda s: devices.restore(s, COMMAND, device.id)).revoked_at is None
    assert room.status(held) == (Status.ACTIVE, None)


def test_admitting_a_device_that_was_sent_away_releases_nothing(db: Database, room: Room) -> None:
    device = room.device(admitted_at=None, revoked_at=factories.JULY_20)
    held = room.held(device, Held.NOT_ADMITTED)
    db.write(lambda s: devices.admit(s, COMMAND, device.id))
    assert room.status(held) == (Status.HELD, Held.NOT_ADMITTED)
    db.write(lambda s: devices.restore(s, COMMAND, device.id))
    assert room.status(held) == (Status.ACTIVE, None)


def test_handing_over_makes_one_chain_of_two(db: Database, room: Room) -> None:
    old, moved, new, other = room.device(), room.device(), room.device(), room.device()
    db.write(lambda s: s.get_one(Device, moved.id).__setattr__("chain_id", old.id))
    db.write(lambda s: devices.hand_over(s, COMMAND, moved.id, new.id))
    with db.read() as session:
        chains = {row.id: row.chain_id for row in queries.of_session(session, room.session.id)}
    assert chains[old.id] == chains[moved.id] == chains[new.id] != chains[other.id]
    db.write(lambda s: devices.hand_over(s, COMMAND, old.id, new.id))
    assert room.verbs() == ["device.handed_over"], "what is one chain already stays as it is"


def test_statements_are_not_handed_to_a_device_that_may_not_write_or_is_elsewhere(
    db: Database, room: Room
) -> None:
    old, waiting = room.device(), room.device(admitted_at=None)
    gone = room.device(revoked_at=factories.JULY_20)
    for target in (waiting, gone):
        with pytest.raises(Invalid):
            db.write(lambda s, target=target: devices.hand_over(s, COMMAND, old.id, target.id))  # type: ignore[misc]
    there = factories.a_session(db, room.initiative, "august-3").places[1]
    far, _ = factories.a_device(db, there)
    with pytest.raises(NotFound):
        db.write(lambda s: devices.hand_over(s, COMMAND, old.id, far.id))


def test_the_organizer_sees_each_device_with_its_counts(db: Database, room: Room) -> None:
    device = room.device(name="AB")
    room.held(device, Held.LATE)
    factories.a_statement(db, room.table, room.initiative, room.question, "Said.", device_id=device.id)
    factories.a_statement(
        db,
        room.table,
        room.initiative,
        room.question,
        "Taken back.",
        device_id=device.id,
        status=Status.WITHDRAWN,
    )
    with db.read() as session:
        [row] = queries.of_session(session, room.session.id)
    assert (row.name, row.place_label, row.statements, row.held, row.is_waiting) == ("AB", "1", 2, 1, False)

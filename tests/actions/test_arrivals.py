"""Which of a device's saves arrived: what the gap report says after each kind of accident."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intake.actions import devices as device_actions
from intake.actions import review, statements
from intake.actions.actor import COMMAND
from intake.actions.submitted import Count, Outcome, Submitted
from intake.db import Database, new_uid
from intake.models import Kind
from intake.queries import devices
from intake.queries.devices import SessionDevice
from intake.web.gate import digest
from tests import factories
from tests.actions.test_statements import Table, said


@pytest.fixture
def table(db: Database) -> Table:
    return Table(db)


def seen(table: Table, place: int = 0) -> SessionDevice:
    with table.db.read() as session:
        return devices.of_session(session, table.session.id)[place]


def numbered(*numbers: int) -> list[Submitted]:
    return [said(f"save {number}", sequence=number) for number in numbers]


def test_a_gap_is_named_and_closes_when_the_rest_comes_late(table: Table) -> None:
    table.send(*numbered(*range(1, 17), 19, 20))
    assert (seen(table).saved, seen(table).missing, seen(table).missing_count) == (20, [(17, 18)], 2)
    table.send(*numbered(18))
    assert seen(table).missing == [(17, 17)]
    table.send(*numbered(17))
    assert seen(table).missing == []


def test_what_the_tablet_has_not_sent_yet_is_known_from_its_count(table: Table) -> None:
    def send(batch: list[Submitted], saved: int) -> None:
        table.db.write(
            lambda s: statements.store(s, digest(table.token), batch, held_after=500, count=Count(saved))
        )

    send(numbered(1, 2), 41)
    assert (seen(table).saved, seen(table).missing) == (41, [(3, 41)])
    send([], 7)
    assert seen(table).saved == 41, "a count never goes back"
    send([], 2**53 - 1)
    assert seen(table).saved == 41, "a count that cannot be meant is no gap"


def test_repeats_edits_withdrawals_and_late_revisions_are_arrivals(table: Table) -> None:
    first = said(sequence=1)
    table.send(first, first, replace(first, revision=2, text="Better.", sequence=2))
    table.send(replace(first, revision=4, withdrawn=True, sequence=4))
    table.send(replace(first, revision=3, text="Late.", sequence=3))
    assert (seen(table).saved, seen(table).missing) == (4, [])


def test_an_organizers_correction_takes_no_number_away(table: Table) -> None:
    first = said(sequence=1)
    table.send(first)
    row = table.row(first)
    changes = review.Changes("Corrected.", "en", Kind.QUOTE, 0, "Q1")
    table.db.write(lambda s: review.correct(s, COMMAND, row.id, 1, changes, "a name"))
    assert seen(table).missing == []


def test_a_refused_save_waits_until_it_comes_mended(table: Table) -> None:
    bad = said(question="Q9", sequence=2)
    results = table.send(said(sequence=1), bad)
    assert results[1].outcome is Outcome.REJECTED
    assert seen(table).missing == [], "it came, and the tablet knows that it was refused"
    assert seen(table).refused_runs == [(2, 2)]
    table.send(replace(bad, question="Q1", sequence=3))
    assert (seen(table).refused, seen(table).missing) == ({}, [])


def test_what_could_not_even_be_read_is_refused_too(table: Table) -> None:
    first = said(sequence=2)
    count = Count(2, [(str(first.id), 1)])
    table.db.write(lambda s: statements.store(s, digest(table.token), [], held_after=500, count=count))
    assert (seen(table).missing, seen(table).refused_runs) == ([(2, 2)], [(1, 1)])
    table.send(first)
    assert (seen(table).missing, seen(table).refused_runs) == ([], [])


def test_a_device_that_goes_on_with_anothers_statements_has_numbers_of_its_own(table: Table) -> None:
    first = said(sequence=1)
    table.send(first, *numbered(3))
    other, token = factories.a_device(table.db, table.place)
    table.db.write(lambda s: device_actions.hand_over(s, COMMAND, table.device.id, other.id))
    results = table.send(
        replace(first, revision=2, base=1, text="Corrected by the next.", sequence=1), token=token
    )
    assert results[0].outcome is Outcome.STORED
    lost, goes_on = seen(table, 0), seen(table, 1)
    assert lost.missing == [(2, 2)], "the lost tablet's gap stays named"
    assert (goes_on.saved, goes_on.missing) == (1, [])


def test_a_tablet_that_numbers_nothing_has_no_gap(table: Table) -> None:
    table.send(said(sequence=None), replace(said(), id=new_uid(), sequence=None))
    assert (seen(table).saved, seen(table).missing) == (0, [])

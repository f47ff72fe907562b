"""Storing what devices submit: every rule of the delivery contract."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intake.actions import statements
from intake.actions.submitted import Outcome, Result, Submitted
from intake.db import Database, new_uid, now
from intake.errors import NotJoined, SentAway
from intake.models import (
    Device,
    Held,
    ListeningSession,
    Place,
    SessionState,
    Statement,
    StatementRevision,
    Status,
)
from intake.models.statement import Kind
from intake.web.gate import digest
from tests import factories


class Table:
    """A table of an open session with one device; `send` submits like the device does."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.initiative = factories.an_initiative(db)
        self.q1 = factories.a_question(db, self.initiative, "Q1")
        self.q2 = factories.a_question(db, self.initiative, "Q2", position=2)
        self.session = factories.a_session(db, self.initiative)
        self.place: Place = self.session.places[1]
        self.device, self.token = factories.a_device(db, self.place)

    def send(self, *batch: Submitted, token: str | None = None, **limits: int) -> list[Result]:
        token_digest, given = digest(token or self.token), {"held_after": 500} | limits
        receipt = self.db.write(lambda s: statements.store(s, token_digest, list(batch), **given))
        return receipt.results

    def row(self, submitted: Submitted) -> Statement:
        with self.db.read() as session:
            return session.scalars(select(Statement).where(Statement.uid == submitted.id)).one()

    def history(self, submitted: Submitted) -> list[StatementRevision]:
        with self.db.read() as session:
            found = session.scalars(
                select(StatementRevision)
                .join(Statement, Statement.id == StatementRevision.statement_id)
                .where(Statement.uid == submitted.id)
                .order_by(StatementRevision.id)
            )
            return list(found)

    def change(self, model: type, id: int, **values: Any) -> None:
        def action(session: Any) -> None:
            thing = session.get(model, id)
            for name, value in values.items():
                setattr(thing, name, value)

        self.db.write(action)


@pytest.fixture
def table(db: Database) -> Table:
    return Table(db)


def said(text: str = "The bus comes once an hour.", **values: Any) -> Submitted:
    given: dict[str, Any] = {
        "id": new_uid(),
        "revision": 1,
        "base": None,
        "sequence": 1,
        "question": "Q1",
        "text": text,
        "language": "en",
        "kind": Kind.PARAPHRASE,
        "agreed": 0,
        "captured_at": now().replace(microsecond=0),
    }
    return Submitted(**(given | values))


def revised(before: Submitted, text: str, **values: Any) -> Submitted:
    copied = {name: getattr(before, name) for name in Submitted.__slots__}
    return Submitted(**(copied | {"revision": before.revision + 1, "text": text} | values))


def outcomes(results: list[Result]) -> list[str]:
    return [result.outcome.value for result in results]


def test_a_statement_is_stored_where_it_was_said(table: Table) -> None:
    one = said("La parada no tiene sombra.", language="es", kind=Kind.QUOTE, agreed=3)
    assert outcomes(table.send(one)) == ["stored"]
    row = table.row(one)
    assert (row.text, row.language, row.kind, row.agreed) == (
        "La parada no tiene sombra.",
        "es",
        Kind.QUOTE,
        3,
    )
    assert (row.place_id, row.session_id, row.device_id) == (
        table.place.id,
        table.session.id,
        table.device.id,
    )
    assert row.captured_at == one.captured_at


def test_the_same_revision_again_changes_nothing(table: Table) -> None:
    one = said()
    table.send(one)
    again = table.send(one, one)
    assert outcomes(again) == ["unchanged", "unchanged"]
    assert [r.version for r in again] == [1, 1]
    assert table.history(one) == []


def test_two_revisions_in_one_batch_are_applied_in_order(table: Table) -> None:
    one = said("first")
    two = revised(one, "second", sequence=2)
    assert outcomes(table.send(one, two)) == ["stored", "stored"]
    assert table.row(one).text == "second"
    assert [r.text for r in table.history(one)] == ["first"]


def test_a_late_older_revision_is_kept_as_history_and_never_becomes_current(table: Table) -> None:
    one = said("first")
    two = revised(one, "second")
    table.send(two)
    assert outcomes(table.send(one)) == ["stored"]
    assert table.row(one).text == "second"
    assert [r.text for r in table.history(one)] == ["first"]
    assert outcomes(table.send(one)) == ["unchanged"]


def test_the_same_count_with_another_text_keeps_both_and_flags(table: Table) -> None:
    one = said("first")
    table.send(one)
    other = revised(one, "other text", revision=1)
    assert outcomes(table.send(other)) == ["conflict"]
    assert table.row(one).text == "first"
    assert table.row(one).has_conflict
    assert [r.text for r in table.history(one)] == ["other text"]
    assert outcomes(table.send(other)) == ["conflict"], "a repeat is told the same and stores nothing more"
    assert len(table.history(one)) == 1


def test_an_edit_of_a_text_that_an_organizer_corrected_keeps_both(table: Table) -> None:
    one = said("first")
    table.send(one)
    person = factories.a_person(table.db)
    table.change(Statement, table.row(one).id, text="corrected", version=2, changed_by_person_id=person.id)
    stale = revised(one, "edited offline", base=1)
    assert outcomes(table.send(stale)) == ["conflict"]
    assert table.row(one).text == "corrected"
    assert table.row(one).has_conflict
    informed = revised(stale, "edited again", base=2)
    assert outcomes(table.send(informed)) == ["stored"]
    assert table.row(one).text == "edited again"


def test_a_lost_answer_and_two_edits_on_the_same_base_are_no_conflict(table: Table) -> None:
    one = said("first")
    table.send(one)
    two = revised(one, "second", base=1)
    table.send(two)
    three = revised(two, "third", base=1)
    assert outcomes(table.send(three)) == ["stored"]
    assert table.row(one).version == 3


def test_withdraw_and_undo_keep_every_text(table: Table) -> None:
    one = said("first")
    table.send(one)
    gone = revised(one, "first", withdrawn=True, base=1)
    assert outcomes(table.send(gone)) == ["stored"]
    assert table.row(one).status is Status.WITHDRAWN
    back = revised(gone, "first", withdrawn=False, base=2)
    assert outcomes(table.send(back)) == ["stored"]
    assert table.row(one).status is Status.ACTIVE
    assert len(table.history(one)) == 2


def test_a_withdrawal_of_a_held_statement_can_be_undone_and_is_held_again(table: Table) -> None:
    table.change(Device, table.device.id, admitted_at=None)
    one = said()
    table.send(one)
    gone = revised(one, one.text, withdrawn=True)
    back = revised(gone, one.text, withdrawn=False)
    table.send(gone, back)
    assert (table.row(one).status, table.row(one).held) == (Status.HELD, Held.NOT_ADMITTED)


@pytest.mark.parametrize(
    ("state", "is_new", "expected"),
    [
        (SessionState.CLOSED, True, "held"),
        (SessionState.CLOSED, False, "stored"),
        (SessionState.ARCHIVED, True, "held"),
        (SessionState.ARCHIVED, False, "held"),
    ],
)
def test_after_the_end_new_ones_are_late_and_edits_are_taken_until_archived(
    table: Table, state: SessionState, is_new: bool, expected: str
) -> None:
    one = said("first")
    if not is_new:
        table.send(one)
    table.change(ListeningSession, table.session.id, state=state)
    sent = one if is_new else revised(one, "second")
    results = table.send(sent)
    assert outcomes(results) == [expected]
    if expected == "held":
        assert results[0].code == "late"
    if not is_new:
        assert "second" in [table.row(one).text, *(r.text for r in table.history(one))], "nothing is lost"


def test_a_revoked_device_is_held_and_so_is_one_past_its_limit(table: Table) -> None:
    assert [r.code for r in table.send(said(), said(), said(), held_after=2)] == [None, None, "limit"]
    table.change(Device, table.device.id, revoked_at=now())
    assert [(r.outcome, r.code) for r in table.send(said())] == [(Outcome.HELD, "revoked")]


def test_a_bad_one_holds_up_no_other_and_another_devices_id_is_refused(table: Table) -> None:
    _other, other_token = factories.a_device(table.db, table.session.places[2])
    theirs = said("theirs")
    table.send(theirs, token=other_token)
    mine, unknown = said("mine"), said("nowhere", question="Q9")
    results = table.send(unknown, revised(theirs, "stolen"), mine)
    assert [(r.outcome.value, r.code) for r in results] == [
        ("rejected", "unknown_question"),
        ("rejected", "other_device"),
        ("stored", None),
    ]
    assert table.row(theirs).text == "theirs"


def test_devices_of_one_chain_may_edit_each_others(table: Table) -> None:
    one = said("first")
    table.send(one)
    _moved, token = factories.a_device(table.db, table.session.places[2], chain_id=table.device.id)
    assert outcomes(table.send(revised(one, "second", base=1), token=token)) == ["stored"]
    assert table.row(one).place_id == table.place.id, "it stays where it was said"


def test_an_edit_keeps_its_wording_until_the_question_changes(table: Table) -> None:
    one = said()
    table.send(one)
    two = revised(one, "moved", question="Q2")
    table.send(two)
    assert table.row(one).question_version_id == table.q2.versions[0].id


def test_an_unknown_token_is_refused(table: Table) -> None:
    with pytest.raises(NotJoined):
        table.send(said(), token="nobody's")


def test_a_clock_years_off_is_stored_as_it_is(table: Table) -> None:
    one = said(captured_at=now().replace(microsecond=0) + timedelta(days=3650))
    assert outcomes(table.send(one)) == ["stored"]
    assert table.row(one).captured_at == one.captured_at
    with table.db.read() as session:
        device = session.get(Device, table.device.id)
        assert device is not None and (device.added, device.highest_sequence) == (1, 1)


def test_of_a_revoked_device_so_many_saves_are_kept_and_repeats_are_answered_for_ever(table: Table) -> None:
    early = said("before")
    table.send(early, held_from_revoked=3)
    table.change(Device, table.device.id, revoked_at=now())
    batch = [said(), revised(early, "after"), said()]
    assert outcomes(table.send(*batch, held_from_revoked=3)) == ["held"] * 3
    for more in ([said()], [revised(early, "again", revision=3)], [*batch, said()]):
        with pytest.raises(SentAway):
            table.send(*more, held_from_revoked=3)
    assert outcomes(table.send(*batch, held_from_revoked=3)) == ["held"] * 3
    with table.db.read() as session:
        assert len(session.scalars(select(Statement.id)).all()) == 3, "nothing of a refused batch is stored"
    table.change(Device, table.device.id, revoked_at=None)
    assert outcomes(table.send(said(), held_from_revoked=3)) == ["stored"]

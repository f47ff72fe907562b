"""Who may confirm, what is held, and what of an answer is not kept."""

from __future__ import annotations

from dataclasses import asdict
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from intake.actions import backups as making
from intake.actions import devices, review
from intake.actions.actor import COMMAND
from intake.db import Database, now
from intake.models import (
    Confirmation,
    Device,
    Kind,
    ListeningSession,
    Rendering,
    RenderingRevision,
    SessionState,
    Statement,
    StatementRevision,
    Status,
)
from intake.queries import backups
from tests.api.rooms import BETTER, SAID, Table
from tests.api.test_device_api import Tablet
from tests.conftest import POSTGRES


@pytest.fixture
def table(app: Flask, db: Database) -> Table:
    return Table(app, db)


def test_who_may(table: Table) -> None:
    unknown = ("rejected", "unknown_statement")
    for tablet in (table.bo, table.cy, table.elsewhere):
        assert table.one(tablet, table.answer()) == unknown
        assert table.one(tablet, table.answer(statement=str(uuid4()))) == unknown
    assert table.one(table.interpreter, table.answer(statement="x")) == unknown
    assert table.one(table.ana, table.answer()) == ("stored", None)
    table.change(table.bo, chain_id=table.devices[str(table.ana.token)])
    assert table.one(table.bo, table.of_rendering()) == ("stored", None)
    sent = table.answer()
    assert table.one(table.interpreter, sent) == ("stored", None)
    assert table.one(table.ana, sent) == ("rejected", "other_device")
    assert Tablet(table.ana.client).call("PUT", "/confirmations", {}).status_code == 401


def test_each_is_answered_on_its_own(table: Table) -> None:
    results = table.send(
        table.interpreter,
        table.answer(" "),
        table.answer("a\0b"),
        table.answer(language="not a tag"),
        table.answer(version=-1),
        table.answer(id="x"),
        {"id": str(uuid4())},
        table.answer(revision=2),
    )
    codes = [one["problem"] and one["problem"]["code"] for one in results]
    assert codes == ["empty", "control_character", "bad_language", "bad_number", "bad_id", "malformed", None]
    assert all(one["problem"]["message"] for one in results[:-1])


def test_a_later_answer_counts_and_an_older_one_is_history(table: Table) -> None:
    first = table.answer(BETTER, sequence=2)
    second = first | {"revision": 2, "text": "Every three hours.", "sequence": 3}
    assert table.one(table.interpreter, second) == ("stored", None)
    assert table.one(table.interpreter, first) == ("stored", None)
    assert table.one(table.interpreter, first) == ("unchanged", None)
    assert table.shown() == ("Every three hours.", True)
    assert not table.statement().has_conflict
    assert [one.text for one in table.all(StatementRevision)] == [SAID, BETTER]
    third = first | {"revision": 3, "text": "Every four hours.", "sequence": 4}
    assert table.one(table.interpreter, third) == ("stored", None)
    assert table.shown() == ("Every four hours.", True)


def test_one_count_with_two_texts_loses_neither(table: Table) -> None:
    sent = table.answer(BETTER)
    table.one(table.interpreter, sent)
    table.correct("Corrected.")
    assert table.one(table.interpreter, sent | {"text": "Another."}) == ("conflict", None)
    assert {one.text for one in table.all(StatementRevision)} == {SAID, BETTER, "Another."}


def test_held_until_the_device_is_let_in(table: Table) -> None:
    device = table.devices[str(table.interpreter.token)]
    table.change(table.interpreter, admitted_at=None)
    yes, change = table.answer(), table.of_rendering("Dos horas.")
    for sent in (yes, yes, change, change):
        assert table.one(table.interpreter, sent) == ("held", "not_admitted")
    assert (table.shown(), table.shown_rendering()) == ((SAID, False), ("El bus pasa cada hora.", False))
    table.db.write(lambda session: devices.admit(session, COMMAND, device))
    assert table.shown() == (SAID, True)
    assert table.one(table.interpreter, yes) == ("unchanged", None)
    assert table.one(table.interpreter, change) == ("conflict", None)


def test_a_device_that_was_sent_away_fills_no_disk(table: Table) -> None:
    table.change(table.interpreter, revoked_at=now())
    limit = 500
    sent = [table.answer(f"Words {number}.") for number in range(limit + 1)]
    statuses = []
    for start in range(0, len(sent), 100):
        body = {"schema": 1, "nonce": "n1", "confirmations": sent[start : start + 100]}
        statuses.append(table.interpreter.call("PUT", "/confirmations", body).status_code)
    assert statuses[-1] == 429 and set(statuses[:-1]) == {200}
    assert len(table.all(Confirmation)) == limit
    assert table.one(table.interpreter, sent[0]) == ("held", "revoked")
    assert table.shown() == (SAID, False)


def test_closed_sessions_take_it_and_archived_ones_hold_it(table: Table) -> None:
    def state(value: SessionState) -> None:
        of_session = update(ListeningSession).where(ListeningSession.id == table.session.id)
        table.db.write(lambda session: session.execute(of_session.values(state=value)))

    state(SessionState.CLOSED)
    assert table.one(table.interpreter, table.answer()) == ("stored", None)
    state(SessionState.ARCHIVED)
    change = table.answer(BETTER)
    assert table.one(table.interpreter, change) == table.one(table.interpreter, change) == ("held", "late")
    assert (table.statement().text, table.statement().has_conflict) == (SAID, True)


def test_of_an_erased_statement_only_the_number_is_taken(table: Table) -> None:
    before, unsent = table.answer("Soy Juana", sequence=2), table.of_rendering("Juana", sequence=3)
    table.one(table.interpreter, before)
    table.db.write(lambda session: review.erase(session, COMMAND, table.statement().id, 2, "asked for"))
    for one in (before, unsent, unsent):
        assert table.one(table.interpreter, one) == ("unchanged", None)
    every = (Statement, StatementRevision, Rendering, RenderingRevision)
    assert {one.text for model in every for one in table.all(model)} == {""}
    assert len(table.all(Confirmation)) == 2
    with table.db.read() as session:
        found = session.get_one(Device, table.devices[str(table.interpreter.token)])
    assert found.received == "1-3"
    table.correct("Without a name.")
    row = table.statement()
    table.db.write(lambda session: review.bring_back(session, COMMAND, row.id, row.version, "why"))
    assert table.one(table.interpreter, table.answer("Soy Juana")) == ("unchanged", None)
    assert table.shown() == ("Without a name.", False)
    assert table.one(table.interpreter, table.answer("Without a name.", version=row.version)) == (
        "stored",
        None,
    )
    assert table.shown() == ("Without a name.", True)


def test_a_rendering_that_was_taken_back_loses_nothing(table: Table) -> None:
    given = table.rendering | {"revision": 2, "withdrawn": True}
    table.render(table.sent["id"], "", **{k: v for k, v in given.items() if k not in ("statement", "text")})
    assert table.one(table.interpreter, table.of_rendering()) == ("stored", None)
    assert [one.status for one in table.all(Rendering)] == [Status.WITHDRAWN]
    assert table.one(table.ana, table.of_rendering("Dos horas.")) == ("rejected", "not_interpreter")
    sent = table.of_rendering("Dos horas.")
    assert table.one(table.interpreter, sent) == ("stored", None)
    assert table.one(table.interpreter, sent) == ("unchanged", None)
    assert table.shown_rendering() == ("Dos horas.", True)


def test_a_statement_in_another_language_by_now_is_still_what_was_read(table: Table) -> None:
    row = table.statement()
    changes = review.Changes(SAID, "tl", Kind.PARAPHRASE, 0, "Q1")
    table.db.write(lambda session: review.correct(session, COMMAND, row.id, 1, changes, "why"))
    assert table.one(table.interpreter, table.answer()) == ("stored", None)
    assert table.shown() == (SAID, True)


@pytest.mark.skipif(bool(POSTGRES), reason="PostgreSQL has tools of its own for backups")
def test_backups_count_all_saves_of_a_device_as_one_sequence(table: Table) -> None:
    device = table.devices[str(table.interpreter.token)]

    def safe() -> int:
        with table.db.read() as session:
            return backups.contiguous(session)[device]

    table.one(table.interpreter, table.answer(sequence=2))
    table.one(table.interpreter, table.of_rendering("Dos horas.", sequence=3))
    table.one(table.interpreter, table.answer(BETTER, sequence=5))
    assert safe() == 3
    with table.db.read() as session:
        before = backups.extent(session)
    table.one(table.interpreter, table.answer(BETTER, sequence=4))
    assert safe() == 5
    with table.db.read() as session:
        after = backups.extent(session)
    assert before.words != after.words
    table.interpreter.call("POST", "/backup")

    def told() -> int:
        return int(table.interpreter.call("GET", "/guide").json["device"]["safe_sequence"])

    assert told() == 5
    # A number that is used again while a backup is made is not in it.
    table.one(table.interpreter, table.answer(BETTER, sequence=2))
    table.db.write(lambda session: making.verified(session, COMMAND, {device: 5}, asdict(after)))
    assert told() == 1

"""On PostgreSQL several write at once: nobody waits for another who waits for them, nor misses what another writes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.actions import devices, glossary, review, statements
from intake.actions.actor import COMMAND
from intake.actions.submitted import Submitted
from intake.db import Database, now
from intake.errors import Conflict, NotFound
from intake.models import Kind, Statement, Status
from intake.tokens import digest
from tests.api.rooms import SAID, Table
from tests.conftest import POSTGRES

pytestmark = pytest.mark.skipif(not POSTGRES, reason="SQLite writes one at a time")
#: Seconds until somebody surely waits for a lock.
PATIENCE = 30


@pytest.fixture
def table(app: Flask, db: Database) -> Table:
    return Table(app, db)


def beside(
    db: Database, held: Callable[[Session], object], act: Callable[[], object], see: Any = None
) -> None:
    """While a transaction that did the first is open, begin the second; `see` what it waits with, then end both."""
    with Session(db.writer) as session:
        held(session)
        waiting = threading.Thread(target=act)
        waiting.start()
        until_somebody_waits(db)
        if see is not None:
            see()
        session.commit()
    waiting.join(PATIENCE)
    assert not waiting.is_alive()


def until_somebody_waits(db: Database) -> None:
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with db.reader.connect() as connection:
            if connection.scalar(query):
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


@pytest.mark.parametrize("what", ["statements", "renderings", "confirmations", "release"])
def test_statements_are_held_in_one_order(table: Table, db: Database, what: str) -> None:
    first, second = table.statement(), None
    table.said(table.ana, "another")
    second = table.all(Statement)[1]
    newest_first = [str(second.uid), str(first.uid)]
    about = {"language": "ru", "text": "Да.", "revision": 1}
    made: dict[str, list[dict[str, Any]]] = {
        "statements": [table.sent | {"id": one, "revision": 2, "text": "More."} for one in newest_first],
        "renderings": [about | {"id": str(uuid4()), "statement": one} for one in newest_first],
        "confirmations": [table.answer(statement=one) for one in newest_first],
    }
    tablet = table.interpreter if what == "renderings" else table.ana

    def send() -> None:
        if what == "release":
            uids = [second.uid, first.uid]
            db.write(lambda session: review.release_all(session, COMMAND, table.initiative.id, uids))
        else:
            tablet.call("PUT", f"/{what}", {"schema": 1, "nonce": "n", what: made[what]})

    def hold(session: Session) -> None:
        session.get_one(Statement, first.id, with_for_update=True)

    def second_is_free() -> None:
        with Session(db.writer) as session:
            session.get_one(Statement, second.id, with_for_update={"nowait": True})

    beside(db, hold, send, second_is_free)


def test_what_is_on_its_way_when_its_device_is_let_in_does_not_wait(table: Table, db: Database) -> None:
    table.change(table.bo, admitted_at=None)
    device_id = table.devices[str(table.bo.token)]
    said = Submitted(uuid4(), 1, None, 1, "Q1", SAID, "en", Kind.QUOTE, 0, now())

    def store(session: Session) -> None:
        receipt = statements.store(session, digest(str(table.bo.token)), [said], held_after=500)
        assert receipt.results[0].code == "not_admitted"

    beside(db, store, lambda: db.write(lambda session: devices.admit(session, COMMAND, device_id)))
    assert table.all(Statement)[-1].uid == said.id
    assert table.all(Statement)[-1].status is Status.ACTIVE


@pytest.mark.parametrize("then", ["changed", "removed"])
def test_a_change_of_a_term_that_waits_for_another_one_sees_it(table: Table, db: Database, then: str) -> None:
    made = db.write(lambda session: glossary.add(session, COMMAND, table.initiative.id, texts={"en": "rent"}))
    opened = glossary.mark_of(made.texts, made.note, made.is_name)
    told: list[Exception] = []

    def first(session: Session) -> None:
        if then == "changed":
            glossary.change(session, COMMAND, made.id, texts={}, note="what a tenant pays", seen=opened)
        else:
            glossary.remove(session, COMMAND, table.initiative.id, made.id)
        session.flush()

    def second() -> None:
        try:
            db.write(
                lambda session: glossary.change(
                    session, COMMAND, made.id, texts={}, note="a gap", seen=opened
                )
            )
        except Exception as problem:
            told.append(problem)

    beside(db, first, second)
    [problem] = told
    assert isinstance(problem, Conflict if then == "changed" else NotFound)

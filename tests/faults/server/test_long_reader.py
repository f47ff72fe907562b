"""Fault 30: somebody reads for minutes while tablets write, so that the write-ahead log cannot be emptied meanwhile."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest
from flask import Flask

from intake.db import writer
from intake.settings import Settings
from tests import factories
from tests.conftest import POSTGRES
from tests.faults.server.queues import Send, deliver, queue, sending, waiting
from tests.faults.sizes import size
from tests.halls import Hall, hall, make_hall

__all__ = ["hall", "make_hall"]
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(POSTGRES), reason="about SQLite's log")]
FAULT = 30
#: Seconds for which is read at least, and writes a second.
SECONDS, RATE = size(0, 600), 50
BOUND = 64 * 1024 * 1024
#: Seconds after which the log must be small again, with and without further writes.
SOON = 6
#: Seconds that a writer may take while the log cannot be emptied.
PATIENCE = 3
#: Code points of a long statement, of three bytes each, and how many fit into a request.
LONG, AT_ONCE = 20_000, 15


@pytest.fixture
def send(hall: Hall, app: Flask) -> Send:
    _device, token = factories.a_device(hall.db, hall.session.places[1])
    return sending(app.test_client(), token)


def the_log_is_bounded_again(send: Send, settings: Settings, *, goes_on: bool) -> None:
    database = settings.instance / "intake.sqlite3"
    log = database.with_name(database.name + "-wal")
    deliver(send, queue(1))
    with closing(sqlite3.connect(database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM statement").fetchone()
        until, number = time.monotonic() + SECONDS, 0
        while time.monotonic() < until:
            number += 1
            assert deliver(send, [waiting(number)])[0][0] == 200
            time.sleep(1 / RATE)
        while log.stat().st_size <= BOUND:
            assert {told[1] for told in deliver(send, queue(AT_ONCE, text="忠" * LONG))} <= {"stored", "held"}
        # Idle for a moment: trying to empty the log now must not make the next writer wait for the reader.
        time.sleep(writer.IDLE + 0.5)
        begun = time.monotonic()
        assert deliver(send, queue(1))[0][0] == 200
        assert time.monotonic() - begun < PATIENCE, "nobody waits for the reader"
        assert reader.execute("SELECT count(*) FROM statement").fetchone() == (1,), (
            "it still reads its moment"
        )
    time.sleep(writer.IDLE * 1.5)
    deadline = time.monotonic() + SOON
    while log.stat().st_size > BOUND and time.monotonic() < deadline:
        if goes_on:
            deliver(send, queue(1))
        time.sleep(0.1)
    assert log.stat().st_size <= BOUND, "the log is small again"


@pytest.mark.parametrize("goes_on", [True, False], ids=["with further writes", "without"])
def test_the_log_is_bounded_again(send: Send, settings: Settings, goes_on: bool) -> None:
    the_log_is_bounded_again(send, settings, goes_on=goes_on)


def test_control_a_log_without_a_limit(
    send: Send, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "WAL_LIMIT_BYTES", 10**12)
    with pytest.raises(AssertionError, match="the log is small again"):
        the_log_is_bounded_again(send, settings, goes_on=False)


def test_control_a_writer_that_waits_for_readers(
    send: Send, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "READERS_PATIENCE", PATIENCE * 2000)
    with pytest.raises(AssertionError, match="nobody waits"):
        the_log_is_bounded_again(send, settings, goes_on=False)

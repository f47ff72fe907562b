"""Fault 5: the server killed again and again under the tablets of an evening."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections import Counter
from pathlib import Path

import pytest

from bench import store
from tests.cli.processes import PATIENCE, Served, free_port, get
from tests.conftest import POSTGRES
from tests.faults.server.tablets import Evening
from tests.faults.sizes import size

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(POSTGRES), reason="about SQLite's writer and its file"),
]
FAULT = 5
TABLETS = 20
KILLS = size(4, 100)
#: Answers before it commits, as a server that is praised for its speed would.
TOO_EARLY = """
import sys, time
from intake.db import writer

def together(self, jobs):
    with self._guard.held(), self._engine.connect() as connection, connection.begin():
        for job in jobs:
            job.result = job.context.run(writer.perform, connection, job.action)
            job.done.release()
        time.sleep(0.03)

writer.Writer._together = together
writer.Writer._commit = together
from intake.cli import main
sys.exit(main())
"""


class AnswersTooEarly(Served):
    program = ("-c", TOO_EARLY)


def lost_by_kills(folder: Path, kind: type[Served], kills: int) -> tuple[int, int]:
    """(acknowledged statements that are not there once, acknowledged ones) after so many kills."""
    instance, port = store.make(folder), free_port()
    evening = Evening(port)
    chance = random.Random(5)
    started = {"INTAKE_HELD_AFTER": "1000000"}
    server = kind("run", "--port", str(port), instance=folder, **started)
    server.line_with("served on")
    tablets = evening.with_tablets(instance.tokens[:TABLETS])
    for number in range(kills):
        time.sleep(chance.uniform(0.1, 0.5))
        worker = server.workers()
        if number % 2:
            server.process.kill()  # what watches goes first: its worker must notice
        for process in worker:
            os.kill(process, signal.SIGKILL)
        if number % 2:
            server.ended()
            server = kind("run", "--port", str(port), instance=folder, **started)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                assert get(port, "/readyz")[0] == 200
                break
            except (OSError, AssertionError):
                assert time.monotonic() < deadline, "it did not come back"
                time.sleep(0.05)
    evening.ends.set()
    for tablet in tablets:
        tablet.join(PATIENCE)
        assert not tablet.is_alive(), "what was begun is delivered in the end"
    assert server.stop() == 0
    with sqlite3.connect(folder / "intake.sqlite3") as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = Counter(row[0] for row in raw.execute("SELECT uid FROM statement"))
    wrong = [uid for uid in evening.acknowledged if found[uid.replace("-", "")] != 1]
    assert not set(found) - {uid.replace("-", "") for uid in evening.sent}
    return len(wrong), len(evening.acknowledged)


def test_what_was_acknowledged_survives_every_kill(tmp_path: Path) -> None:
    lost, acknowledged = lost_by_kills(tmp_path, Served, KILLS)
    assert lost == 0 and acknowledged > TABLETS * 2


def test_control_a_server_that_answers_before_it_commits(tmp_path: Path) -> None:
    lost, _ = lost_by_kills(tmp_path, AnswersTooEarly, 8)
    assert lost > 0

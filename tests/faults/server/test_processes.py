"""Fault 14: several processes that read and then write the same file, as a server, an import and a backup do."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bench import store
from tests.conftest import POSTGRES
from tests.faults.sizes import size

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(POSTGRES), reason="about SQLite's file and its locks"),
]
FAULT = 14
PROCESSES, WRITES = 4, size(100, 500)
#: Reads how often this person was written, writes one more, and tells how many writes failed and the longest wait.
COUNT_UP = """
import contextlib, json, sys, time
from intake.db import Database, engine
from intake.models import Person
from intake.settings import Settings
from sqlalchemy import select
if sys.argv[3] == "without":
    from intake.db.guard import Guard
    Guard.held = lambda self, patience=0: contextlib.nullcontext()
    obey = engine._obey
    engine._obey = lambda made, **rules: obey(made, **{**rules, "begin": "BEGIN"})
    engine.BUSY_TIMEOUT = 200
db = Database(Settings.load({}, instance=sys.argv[1]))
def up(session):
    person = session.scalars(select(Person).where(Person.email_key == "counter")).one()
    person.name = str(int(person.name) + 1)
failed, longest = 0, 0.0
for _ in range(int(sys.argv[2])):
    begun = time.monotonic()
    try:
        db.write(up)
    except Exception:
        failed += 1
    longest = max(longest, time.monotonic() - begun)
print(json.dumps([failed, longest]))
"""


def counted(folder: Path, writes: int, guard: str) -> tuple[int, int, float]:
    """(writes that failed, those in the database, the longest wait in seconds)."""
    instance = store.make(folder)
    with closing(sqlite3.connect(instance.database)) as raw:
        raw.execute("UPDATE person SET email_key = 'counter', name = '0'")
        raw.commit()
    command = [sys.executable, "-c", COUNT_UP, str(folder), str(writes), guard]
    every = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])
        for _ in range(PROCESSES)
    ]
    told = [json.loads(process.communicate()[0]) for process in every]
    with closing(sqlite3.connect(instance.database)) as raw:
        [(name,)] = raw.execute("SELECT name FROM person").fetchall()
    return sum(failed for failed, _ in told), int(name), max(longest for _, longest in told)


def test_nobody_is_locked_out_and_no_write_is_lost(tmp_path: Path) -> None:
    failed, found, _ = counted(tmp_path, WRITES, "with")
    assert (failed, found) == (0, PROCESSES * WRITES)


def test_control_writers_without_guard_that_begin_late(tmp_path: Path) -> None:
    failed, _, _ = counted(tmp_path, 50, "without")
    assert failed > 0

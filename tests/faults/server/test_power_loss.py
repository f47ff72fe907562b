"""Fault 4: the power is lost while tablets are answered; what was acknowledged must be on the disk."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bench import store
from tests.conftest import POSTGRES
from tests.faults.sizes import size

COMPILER = shutil.which("cc") or shutil.which("gcc")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(POSTGRES), reason="about SQLite's file"),
    pytest.mark.skipif(sys.platform != "linux" or not COMPILER, reason="needs Linux and a C compiler"),
]
FAULT = 4
HERE = Path(__file__).parent
CUTS = size(5, 100)
WRITERS = 20
#: Stores statements from many threads and says which the database has taken, one line for each.
WRITE = """
import sys, threading
from intake.actions import statements
from intake.actions.submitted import Submitted
from intake.db import Database, engine, new_uid, now
from intake.models import Kind
from intake.settings import Settings
from intake.tokens import digest
if len(sys.argv) > 2:
    kept = engine.pragmas
    engine.pragmas = lambda connection: {**kept(connection), "synchronous": sys.argv[2]}
db = Database(Settings.load({}, instance=sys.argv[1]))
said = threading.Lock()

def write(token):
    while True:
        one = Submitted(new_uid(), 1, None, None, "Q1", "We waited for the bus.", "en", Kind.QUOTE, 0, now())
        db.write(lambda session: statements.store(session, digest(token), [one], held_after=10**9))
        with said:
            print(one.id.hex, flush=True)

for token in sys.stdin.read().split():
    threading.Thread(target=write, args=(token,)).start()
"""


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled library."""
    made = tmp_path_factory.mktemp("shim") / "power_loss.so"
    command = [str(COMPILER), "-shared", "-fPIC", "-O1", "-o", str(made), str(HERE / "power_loss.c"), "-ldl"]
    subprocess.run(command, check=True)
    return made


def lost_by_a_cut(
    made: store.Instance, shim: Path, folder: Path, seconds: float, *synchronous: str
) -> tuple[int, int]:
    """(acknowledged statements that are not on the disk after the cut, acknowledged ones)."""
    instance = made.copied(folder / "instance")
    disk = folder / "disk"
    # What lies there before is durable.
    shutil.copytree(instance.folder, disk)
    environment = {
        "LD_PRELOAD": str(shim),
        "POWER_LOSS_FROM": str(instance.folder),
        "POWER_LOSS_TO": str(disk),
    }
    with subprocess.Popen(
        [sys.executable, "-c", WRITE, str(instance.folder), *synchronous],
        env=os.environ | environment,
        cwd=HERE.parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin and process.stdout
        process.stdin.write("\n".join(made.tokens[:WRITERS]))
        process.stdin.close()
        acknowledged = [process.stdout.readline().strip()]
        threading.Timer(seconds, process.kill).start()
        acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
    # The shared memory of the log is gone with the power.
    (disk / "intake.sqlite3-shm").unlink(missing_ok=True)
    with closing(sqlite3.connect(disk / "intake.sqlite3")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        there = {row[0] for row in raw.execute("SELECT uid FROM statement")}
    return len(set(acknowledged) - there), len(acknowledged)


def test_what_was_acknowledged_is_on_the_disk(tmp_path: Path, shim: Path) -> None:
    made, chance, total = store.make(tmp_path / "made"), random.Random(4), 0
    for number in range(CUTS):
        lost, acknowledged = lost_by_a_cut(made, shim, tmp_path / str(number), chance.uniform(0.2, 2))
        assert lost == 0, f"cut {number}"
        total += acknowledged
    assert total > CUTS * 10


def test_control_a_database_that_does_not_wait_for_the_disk(tmp_path: Path, shim: Path) -> None:
    made = store.make(tmp_path / "made")
    cuts = (lost_by_a_cut(made, shim, tmp_path / str(n), 0.7, "NORMAL") for n in range(10))
    assert any(lost for lost, _ in cuts)

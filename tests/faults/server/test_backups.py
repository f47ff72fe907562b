"""Fault 20: backups under real faults: processes killed, full disks, a server that has the database open."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from intake.backups.contents import contents
from intake.backups.restoring import restore
from intake.settings import Settings
from tests.backups.conftest import ON_SQLITE, Evening, names, texts
from tests.cli.processes import free_port, served
from tests.faults.sizes import size

pytestmark = [ON_SQLITE, pytest.mark.slow]
FAULT = 20
ROOT = Path(__file__).resolve().parents[3]
#: Backups under writes, and how many of them are killed.
BACKUPS, KILLED = size(12, 20), size(4, 5)

BACK_UP = """
import sys; from pathlib import Path
from intake.backups import copying
from intake.backups.making import make
from intake.db import Database
from intake.settings import Settings
copying.STEP, copying.PAUSE = 1, float(sys.argv[3])
settings = Settings.load({}, instance=sys.argv[1])
db = Database(settings)
make(db, settings, Path(sys.argv[2]))
db.close()
"""
WRITE = """
import sys, time
from intake.db import Database
from intake.models import Person
from intake.settings import Settings
db = Database(Settings.load({}, instance=sys.argv[1]))
for n in range(1_000_000):
    db.write(lambda session: session.add(Person(email=f"p{n}", email_key=f"p{n}")))
    print(n, flush=True)
    time.sleep(0.005)
"""


def started(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def until(happened: Any) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_killed_in_the_middle_there_is_no_file_and_the_next_one_is_well(evening: Evening) -> None:
    evening.save("one", 1)
    target, part = evening.folder / "backup.sqlite3", evening.folder / ".backup.sqlite3.part"
    process = started(BACK_UP, evening.settings.instance, target, 0.05)
    until(lambda: part.exists() and part.stat().st_size > 0)
    process.kill()
    process.communicate()
    assert not target.exists() and part.exists(), "it really was in the middle"
    assert evening.safe() == 0
    evening.back_up(target.name)
    assert names(evening.folder) == [target.name]
    assert evening.safe() == 1


def test_backups_under_writes_hold_what_was_acknowledged_before_and_killed_ones_are_none(
    evening: Evening,
    tmp_path: Path,
) -> None:
    instance = evening.settings.instance
    evening.db.close()
    writer = started(WRITE, instance)
    acknowledged = 0
    assert writer.stdout is not None
    os.set_blocking(writer.stdout.fileno(), False)

    def read_on() -> None:
        nonlocal acknowledged
        for line in writer.stdout or ():
            acknowledged = max(acknowledged, int(line)) if line.endswith("\n") else acknowledged

    until(lambda: read_on() or acknowledged > 5)
    before: dict[Path, int] = {}
    chance = random.Random(7)
    try:
        for number in range(BACKUPS):
            read_on()
            target = evening.folder / f"{number}.sqlite3"
            before[target] = acknowledged
            process = started(BACK_UP, instance, target, 0.05 if number < KILLED else 0)
            if number < KILLED:
                part = target.with_name(f".{target.name}.part")
                until(part.exists)
                time.sleep(chance.uniform(0, 0.15))
                process.kill()
            process.communicate()
    finally:
        writer.kill()
        writer.communicate()
    whole = [path for path in before if path.exists()]
    assert len(whole) == BACKUPS - KILLED
    for number, path in enumerate(whole):
        settings = Settings.load({}, instance=tmp_path / f"restored-{number}")
        place = settings.instance / "intake.sqlite3"
        restore(settings, path, place)
        with sqlite3.connect(place) as connection:
            found = {email for (email,) in connection.execute("SELECT email FROM person")}
        connection.close()
        assert {f"p{n}" for n in range(before[path] + 1)} <= found
        assert len(found) == max(int(email[1:]) for email in found) + 1, "one moment, no holes"
        shutil.rmtree(settings.instance)


def test_control_a_copy_of_the_file_alone_lacks_what_was_acknowledged(evening: Evening) -> None:
    for number in range(1, 30):
        evening.save(f"statement {number}", number)
    copy = evening.folder / "copy.sqlite3"
    assert evening.db.guard is not None
    with evening.db.guard.held():
        shutil.copy(evening.path, copy)
    with suppress(sqlite3.DatabaseError):
        assert len(texts(copy)) < 29


@pytest.fixture(params=["tmpfs", "RLIMIT_FSIZE"])
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, int | None]]:
    """A folder for backups without room for one, and the limit of a file's size that stands in for it."""
    place = tmp_path / "stick"
    place.mkdir()
    if request.param == "RLIMIT_FSIZE":
        yield place, 100_000
        return
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(place)], capture_output=True
    ).returncode == 0  # fmt: skip
    if not mounted:
        pytest.skip("a small disk needs root; a limit of the file's size stands in for it")
    try:
        yield place, None
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_one_line_and_the_backup_that_was_there_stays(
    evening: Evening,
    small_disk: tuple[Path, int | None],
) -> None:
    place, limit = small_disk
    evening.save("one", 1)
    target = place / "backup.sqlite3"
    target.write_text("the one before")

    def command() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "intake", "backup", str(target)],
            cwd=ROOT, capture_output=True, text=True, timeout=60,
            env=os.environ | {"INTAKE_INSTANCE": str(evening.settings.instance)},
            preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))) if limit else None,
        )  # fmt: skip

    failed = command()
    assert failed.returncode == 1
    assert failed.stderr.count("\n") == 1 and "there is no room in" in failed.stderr
    assert names(place) == [target.name] and target.read_text() == "the one before"
    assert evening.safe() == 0
    if limit is None:
        subprocess.run(["mount", "-o", "remount,size=8m", str(place)], check=True)
    limit = None
    assert command().returncode == 0
    assert evening.safe() == 1


def test_a_server_makes_one_when_a_tablet_asks_and_is_in_the_way_of_a_restore(evening: Evening) -> None:
    evening.save("The bus comes once an hour.", 1)
    evening.db.close()
    instance, port = evening.settings.instance, free_port()
    with served("run", "--port", str(port), instance=instance) as server:
        server.line_with("served on")
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/backup",
            method="POST",
            headers={"Authorization": f"Bearer {evening.token}"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            answer = json.load(response)
        assert (answer["safe_sequence"], answer["wait"]) == (1, 0)
        [made] = (instance / "backups").glob("intake-*.sqlite3")
        with served("restore", str(made), instance=instance) as command:
            assert command.ended() == 1
        assert len(command.errors) == 1 and "the database is in use: stop the server" in command.errors[0]
        assert server.stop(signal.SIGTERM) == 0
    with served("restore", str(made), instance=instance) as command:
        assert command.ended() == 0
    assert texts(evening.path) == {"The bus comes once an hour."}
    assert contents(evening.path).epoch == 2

"""Fault 6: the disk fills up in the middle of an evening, and is freed again."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import store
from intake.db import new_uid
from tests.cli.processes import PATIENCE, free_port, get, served
from tests.conftest import POSTGRES
from tests.faults.server.tablets import Evening

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(POSTGRES), reason="about SQLite's file"),
    pytest.mark.skipif(
        os.name != "posix" or os.geteuid() != 0 or not shutil.which("mount"),
        reason="a disk of its own takes root; tests/db/test_writer.py has the same fault for everybody",
    ),
]
#: Bytes of the disk while it is full and after it was freed.
SMALL, LARGE = "3m", "30m"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk in memory."""
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", tmp_path], check=False
    ).returncode:
        pytest.skip("mounting is not allowed here")
    yield tmp_path
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


def test_a_full_disk_stores_nothing_says_so_and_goes_on_when_it_is_freed(
    disk: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = store.make(tmp_path_factory.mktemp("made") / "instance")
    folder = disk / "instance"
    shutil.copytree(made.folder, folder)
    port, token = free_port(), made.tokens[0]
    evening = Evening(port)
    with served("run", "--port", str(port), instance=folder, INTAKE_HELD_AFTER="1000000") as server:
        server.line_with("served on")
        deadline, number = time.monotonic() + PATIENCE, 0
        while evening.answers[507] < 5 and time.monotonic() < deadline:
            number += 1
            evening.put(token, str(new_uid()), number)
        refused = evening.refusals
        assert {status for status, _ in refused} == {507}, "never a false success, and the reason"
        assert {json.loads(body)["error"]["code"] for _, body in refused} == {"not_stored"}
        stored = len(evening.acknowledged)
        assert stored > 50
        assert get(port, "/healthz")[0] == 200
        cookie = {"Cookie": f"intake_device={made.writers[0]}"}
        assert get(port, "/notes/", **cookie)[0] == 200, "reading goes on"
        subprocess.run(["mount", "-o", f"remount,size={LARGE}", disk], check=True)
        again = str(new_uid())
        while not evening.put(token, again, number + 1):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert server.stop() == 0
    with sqlite3.connect(folder / "intake.sqlite3") as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = {row[0] for row in raw.execute("SELECT uid FROM statement")}
    assert len(evening.acknowledged) == stored + 1
    assert found == {uid.replace("-", "") for uid in evening.acknowledged}

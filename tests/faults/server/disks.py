"""Disks that fill up or let nobody write any more: real ones where that is allowed, and what stands in for them."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench import store
from intake.db import new_uid
from tests.cli.processes import PATIENCE, Served, free_port, get
from tests.faults.server.tablets import Evening

COMPILER = shutil.which("cc") or shutil.which("gcc")
#: Bytes of the disk in memory while it is full and after it was freed.
SMALL, LARGE = "3m", "30m"
#: Statements after which a disk that refused nothing is not tried any longer.
MOST = 500
#: Answers that a statement was stored although the database could not take it.
SWALLOWING = """
import sys
from intake.db import writer

def together(self, jobs):
    with self._guard.held(), self._engine.connect() as connection:
        begun = connection.begin()
        for job in jobs:
            job.result = job.context.run(writer.perform, connection, job.action)
        try:
            begun.commit()
        except Exception:
            pass

writer.Writer._together = together
from intake.cli import main
sys.exit(main())
"""


class Swallowing(Served):
    program = ("-c", SWALLOWING)


@dataclass
class Disk:
    """Where the instance is; `fails` and `recovers` while the server runs."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def fails(self, server: Served) -> None:
        """From now on, or a little later, it takes nothing."""

    def recovers(self, server: Served) -> None:
        """It takes everything again."""


class SmallDisk(Disk):
    """A small disk in memory, which fills up by itself."""

    def recovers(self, server: Served) -> None:
        subprocess.run(["mount", "-o", f"remount,size={LARGE}", self.folder], check=True)


@dataclass
class LimitedFiles(Disk):
    """The kernel lets no file of the server's processes grow beyond a size; 0 lets none be written at all."""

    #: Bytes that the largest file may still grow by; None: nothing may be written.
    growth: int | None = None

    def fails(self, server: Served) -> None:
        largest = max(path.stat().st_size for path in self.folder.rglob("*"))
        _limit(server, 0 if self.growth is None else largest + self.growth)

    def recovers(self, server: Served) -> None:
        _limit(server, resource.RLIM_INFINITY)


def _limit(server: Served, size: int) -> None:
    for process in server.workers():
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


class ReadOnly(Disk):
    """As if the kernel had made it read-only: a preloaded library answers as the kernel does then."""

    @property
    def stands(self) -> Path:
        return Path(self.environment["READ_ONLY_WHILE"])

    def fails(self, server: Served) -> None:
        self.stands.touch()

    def recovers(self, server: Served) -> None:
        self.stands.unlink()


@contextmanager
def disk(kind: str, folder: Path) -> Iterator[Disk]:
    """A disk of this kind, or the test is skipped with the reason."""
    if sys.platform != "linux":
        pytest.skip("needs Linux")
    place = folder / "disk"
    place.mkdir()
    if kind == "RLIMIT_FSIZE":
        yield LimitedFiles(place, growth=300_000)
    elif kind == "RLIMIT_FSIZE=0":
        yield LimitedFiles(place)
    elif kind == "EROFS":
        if not COMPILER:
            pytest.skip("needs a C compiler; RLIMIT_FSIZE=0 stands in for it")
        library = folder / "read_only.so"
        source = Path(__file__).with_name("read_only.c")
        subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
        preloaded = {"LD_PRELOAD": str(library), "READ_ONLY_FOLDER": f"{place}/"}
        yield ReadOnly(place, preloaded | {"READ_ONLY_WHILE": str(folder / "stands")})
    else:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", place]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("a disk of its own needs root; RLIMIT_FSIZE stands in for it")
        yield SmallDisk(place)
        subprocess.run(["umount", "--lazy", place], check=True)


def lived_through(place: Disk, made: store.Instance, kind: type[Served] = Served) -> set[int]:
    """A server on this disk while it fails and afterwards; the statuses of what was not stored."""
    instance, port = made.copied(place.folder / "instance"), free_port()
    evening, token = Evening(port), made.tokens[0]
    given = {"INTAKE_HELD_AFTER": "1000000"} | place.environment
    server = kind("run", "--port", str(port), instance=instance.folder, **given)
    try:
        server.line_with("served on")
        evening.put(token, str(new_uid()), 1)
        place.fails(server)
        number = 1
        while len(evening.refusals) < 5 and number < MOST:
            number += 1
            evening.put(token, str(new_uid()), number)
        assert evening.acknowledged == _there(instance), "never a false success"
        assert len(evening.refusals) == 5 and evening.answers[0] == 0, "every request is answered"
        assert {json.loads(body)["error"]["code"] for _, body in evening.refusals} <= {
            "not_stored",
            "unavailable",
        }
        assert get(port, "/healthz")[0] == 200
        cookie = {"Cookie": f"intake_device={made.writers[0]}"}
        assert get(port, "/notes/", **cookie)[0] == 200, "reading goes on"
        place.recovers(server)
        again, deadline = str(new_uid()), time.monotonic() + PATIENCE
        while not evening.put(token, again, number + 1):
            assert time.monotonic() < deadline, "it goes on without a restart"
            time.sleep(0.2)
    finally:
        assert server.stop() == 0
    with closing(sqlite3.connect(instance.database)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert evening.acknowledged == _there(instance)
    return {status for status, _ in evening.refusals}


def _there(instance: store.Instance) -> set[str]:
    with closing(sqlite3.connect(f"file:{instance.database}?mode=ro", uri=True)) as raw:
        found = {row[0] for row in raw.execute("SELECT uid FROM statement")}
    return {f"{uid[:8]}-{uid[8:12]}-{uid[12:16]}-{uid[16:20]}-{uid[20:]}" for uid in found}

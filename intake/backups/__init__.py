"""Backups: copies of the store that were verified, and putting one in its place (docs/operations.md).

A backup is a SQLite file with one line after its end, the seal, so that no damaged byte goes unseen; encrypted, it is
that file inside an age file. Only a backup that was verified raises what tablets are told is safe.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intake.db.guard import Guard
from intake.settings import Settings


class BackupFailed(Exception):
    """A backup that could not be made or restored; the message is one line that says what to do."""


class Unsound(BackupFailed):
    """A file that is no backup, or a damaged one."""


def folder(settings: Settings) -> Path:
    """Where the server's own backups are."""
    made = settings.instance / "backups"
    made.mkdir(mode=0o700, exist_ok=True)
    return made


def work_of(path: Path) -> Path:
    """Where a restore prepares the database that takes the place of the one at `path`."""
    return path.with_name(f".{path.name}.restoring")


@contextmanager
def one_at_a_time(settings: Settings, patience: float = 0) -> Iterator[None]:
    """Hold the lock under which backups are made and restored, and clear away what a dead one left there."""
    place = folder(settings)
    lock = Guard(place / ".lock")
    try:
        with lock.held(patience):
            for stale in place.glob(".*.part*"):
                stale.unlink()
            yield
    finally:
        lock.close()

"""Making a backup: copied, looked through, sealed, on the disk, and only then under its name."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from intake.actions import backups as actions
from intake.actions.actor import COMMAND
from intake.backups import BackupFailed, encrypting, folder, one_at_a_time, seal
from intake.backups.contents import Contents, contents
from intake.backups.copying import Snapshot, copy
from intake.db import Database, now
from intake.db.guard import PATIENCE, GuardBusy
from intake.settings import Settings


class NoRoom(BackupFailed):
    """The disk is full."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was verified and is on the disk."""

    path: Path
    at: datetime
    size: int
    statements: int
    revision: str
    is_encrypted: bool


def make(
    db: Database,
    settings: Settings,
    target: Path,
    *,
    recipient: str = "",
    patience: float = PATIENCE,
    still_wanted: Callable[[], bool] = lambda: True,
) -> Made:
    """Back up the store to `target` and tell the devices what is safe in it; raises BackupFailed with one line."""
    with in_one_line(target.parent), one_at_a_time(settings, patience):
        begun = now()
        if recipient:
            encrypting.recipients(recipient)
        # What is not encrypted never leaves the folder of the instance.
        plain = folder(settings) / ".plain.part" if recipient else part_of(target)
        with empty(plain):
            snapshot = copy(db, plain, still_wanted)
            found = _verified(plain, snapshot)
            seal.put_on(plain)
            if recipient:
                with empty(part_of(target)) as encrypted:
                    encrypting.encrypt(plain, encrypted, recipient)
                    put_in_place(encrypted, target)
            else:
                seal.checked(plain)
                put_in_place(plain, target)
        made = Made(
            target,
            begun,
            target.stat().st_size,
            found.rows["statement"],
            found.revision,
            bool(recipient),
        )
        detail = {"size": made.size, "statements": made.statements, "encrypted": made.is_encrypted}
        extent = asdict(snapshot.extent)
        db.write(lambda session: actions.verified(session, COMMAND, found.saves, extent, **detail))
    return made


def _verified(plain: Path, snapshot: Snapshot) -> Contents:
    """What is in the copy; raises unless it is all that was in the store."""
    found = contents(plain)
    if found.rows != snapshot.rows:
        raise BackupFailed("the copy has not all rows of the store: run 'intake check'")
    return found


def part_of(target: Path) -> Path:
    """The name under which a file grows; the next attempt clears it away if this one dies."""
    return target.with_name(f".{target.name}.part")


@contextmanager
def empty(path: Path) -> Iterator[Path]:
    """A new empty file that only this user reads; whatever is left of it and beside it is gone at the end."""
    clear(path)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield path
    finally:
        clear(path)


def clear(path: Path) -> None:
    """Remove a database that nobody uses and what SQLite and we keep beside it."""
    for ending in ("", "-wal", "-shm", "-journal", ".guard", ".open"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def put_in_place(part: Path, target: Path) -> None:
    """Give a finished file its name, in one step that survives a power cut."""
    part.replace(target)
    sync_folder(target.parent)


def sync_folder(path: Path) -> None:
    """Make the names in a folder last; Windows has no such thing."""
    if os.name == "posix":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def in_one_line(place: Path) -> Iterator[None]:
    """Faults of the disk and of SQLite as one line that says what to do."""
    try:
        yield
    except GuardBusy:
        raise BackupFailed("another backup or restore is under way: try again when it is done") from None
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            raise NoRoom(_no_room(place)) from None
        raise BackupFailed(f"the copy could not be made ({error}): run 'intake check'") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise NoRoom(_no_room(place)) from None
        where = f"{error.filename}: " if error.filename else ""
        raise BackupFailed(f"{where}{error.strerror or type(error).__name__}") from None


def _no_room(place: Path) -> str:
    return f"there is no room in {place}: free some, or name a file on another disk"

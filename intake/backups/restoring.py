"""Putting a backup in the place of the store: prepared beside it, swapped in one step, the former one kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from intake import migrations
from intake.actions import backups as actions
from intake.actions import indexing, review
from intake.actions.actor import COMMAND
from intake.backups import BackupFailed, Unsound, encrypting, one_at_a_time, seal, work_of
from intake.backups.contents import Contents, contents
from intake.backups.copying import make_single
from intake.backups.keeping import FORMAT
from intake.backups.making import empty, in_one_line, sync_folder
from intake.db import Database, now
from intake.db.guard import GuardBusy
from intake.db.presence import Presence
from intake.queries import backups as queries
from intake.settings import Settings

#: What SQLite keeps beside a database; beside another database it would be replayed into it.
JOURNALS = ("-wal", "-shm", "-journal")
IN_USE = "the database is in use: stop the server and every other command of Intake first"


@dataclass(frozen=True, slots=True)
class Restored:
    """What is in place now."""

    statements: int
    epoch: int
    backup_revision: str
    #: Where the former database is; None when there was none.
    aside: Path | None
    #: Statements of the backup that were erased since, and are so again.
    erased: int


@dataclass(frozen=True, slots=True)
class Present:
    """What is kept of the database that is replaced, if it is of the same store."""

    epoch: int = 0
    #: What was erased there: the count of the device up to which it was, by the statement's id.
    erased: Mapping[UUID, int] = field(default_factory=dict)


def restore(settings: Settings, backup: Path, path: Path, key_file: Path | None = None) -> Restored:
    """Put the backup in the place of the database at `path`; raises BackupFailed with one line, and changes nothing."""
    work = work_of(path)
    with in_one_line(path.parent), one_at_a_time(settings), alone(path), empty(work):
        _unpack(backup, work, key_file)
        with named(backup):
            found = contents(work)
        present = _present(path, found.store)
        prepared, erased = _prepare(settings, work, max(found.epoch, present.epoch), present.erased)
        aside = _swap(work, path, now())
    return Restored(prepared.rows["statement"], prepared.epoch, found.revision, aside, erased)


def examine(settings: Settings, backup: Path, key_file: Path | None = None) -> Contents:
    """What is in a backup, after looking at every byte of it; raises BackupFailed with one line."""
    work = settings.instance / "backups" / ".examined.part"
    with in_one_line(work.parent), one_at_a_time(settings), empty(work):
        _unpack(backup, work, key_file)
        with named(backup):
            found = contents(work)
    return found


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Nobody has the database at this path open meanwhile."""
    try:
        with Presence(path.with_name(path.name + ".open")).alone():
            yield
    except GuardBusy:
        raise BackupFailed(IN_USE) from None


def _unpack(backup: Path, work: Path, key_file: Path | None) -> None:
    """The database of the backup, every byte as it was written, over the empty file `work`."""
    if encrypting.is_encrypted(backup):
        if key_file is None:
            raise BackupFailed(f"{backup} is encrypted: name the file of its secret key with --key")
        encrypting.decrypt(backup, work, key_file)
    else:
        with backup.open("rb") as source, work.open("r+b") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    with named(backup):
        seal.take_off(work)


@contextmanager
def named(backup: Path) -> Iterator[None]:
    """Say which file it is that is unsound."""
    try:
        yield
    except Unsound as problem:
        raise Unsound(f"{backup}: {problem}") from None


def _present(path: Path, store: str) -> Present:
    """Make the database that is replaced one file, and read what is kept of it; nothing of another's or a broken one."""
    if not path.exists():
        return Present()
    try:
        make_single(path)
        with closing(sqlite3.connect(path, timeout=0)) as present:
            uid, epoch = present.execute("SELECT uid, epoch FROM store").fetchone()
            if str(uid) != store:
                return Present()
            return Present(int(epoch), _erased(present))
    except sqlite3.OperationalError as error:
        if (getattr(error, "sqlite_errorname", "") or "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise BackupFailed("another program has the database open: close it first") from None
        return Present()
    except (sqlite3.Error, TypeError):
        return Present()


def _erased(present: sqlite3.Connection) -> dict[UUID, int]:
    columns = {name for _, name, *_ in present.execute("PRAGMA table_info(statement)")}
    if "erased_revision" not in columns:
        return {}
    query = "SELECT uid, erased_revision FROM statement WHERE erased_revision IS NOT NULL"
    return {UUID(uid): revision for uid, revision in present.execute(query)}


def _prepare(settings: Settings, work: Path, epoch: int, erased: Mapping[UUID, int]) -> tuple[Contents, int]:
    """Bring the copy to this version's tables, its new epoch and what was erased; all of it is on the disk afterwards."""
    db = Database(replace(settings, database_url=f"sqlite:///{work}"))
    try:
        migrations.upgrade(db)
        with db.read() as session:
            saves = queries.contiguous(session)
        again = db.write(lambda session: review.erase_again(session, COMMAND, erased))
        if again:
            db.write(indexing.forget)
            db.rewrite()
        db.write(lambda session: actions.restored(session, COMMAND, epoch, saves))
    finally:
        db.close()
    make_single(work)
    with work.open("rb") as file:
        os.fsync(file.fileno())
    return contents(work), again


def _swap(work: Path, path: Path, moment: datetime) -> Path | None:
    """Give the prepared database its name; there is no moment without a whole one, and none beside a stale journal."""
    aside = _free_name(path.with_name(f"{path.name}.replaced-{moment.astimezone(UTC):{FORMAT}}"))
    is_replaced = path.exists()
    for ending in JOURNALS:
        stale = path.with_name(path.name + ending)
        if stale.exists():
            stale.rename(aside.with_name(aside.name + ending))
    if is_replaced:
        try:
            os.link(path, aside)
        except OSError:
            path.rename(aside)
    work.replace(path)
    sync_folder(path.parent)
    return aside if is_replaced else None


def _free_name(path: Path) -> Path:
    number = 1
    found = path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found

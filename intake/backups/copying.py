"""Copying the store while others write: one moment of it, in small steps."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intake.actions.indexing import FORGET
from intake.backups.contents import rows_of
from intake.db import Database
from intake.db.rewriting import rewrite
from intake.queries import backups as queries
from intake.queries import leftovers
from intake.queries.backups import Extent

#: Pages copied at once (1 MB), and the seconds after each in which others have the processor and the disk.
STEP, PAUSE = 256, 0.002


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The store at the moment of which the copy is."""

    extent: Extent
    rows: dict[str, int]


def copy(db: Database, target: Path, still_wanted: Callable[[], bool] = lambda: True) -> Snapshot:
    """Copy the store as it is now over the empty file `target`; raises Stopped when it is not wanted any more.

    The open reading transaction keeps the moment: without it, SQLite begins again after each write of others.
    """

    def breathe(status: int, remaining: int, total: int) -> None:
        if not still_wanted():
            raise Stopped
        if remaining:
            time.sleep(PAUSE)

    with db.read() as session:
        extent, leftover = queries.extent(session), leftovers.since(session)
        source: Any = session.connection().connection.driver_connection
        rows = rows_of(source)
        with closing(sqlite3.connect(target, isolation_level=None)) as copied:
            copied.execute("PRAGMA journal_mode = OFF")
            copied.execute("PRAGMA synchronous = OFF")
            source.backup(copied, pages=STEP, progress=breathe)
            if leftover is not None:
                # Words were erased a moment ago; pages may still have them, and so may the index.
                for statement in FORGET:
                    copied.execute(statement)
                rewrite(copied)
    make_single(target)
    return Snapshot(extent, rows)


def make_single(path: Path) -> None:
    """Make a database that nobody else uses one file, with no log beside it; raises sqlite3.Error if somebody does."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()


class Stopped(Exception):
    """The server ends: the copy is given up."""

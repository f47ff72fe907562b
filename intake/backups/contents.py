"""What is in a copy of the store, and whether it is sound; the copy is only read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from urllib.request import pathname2url

from intake import migrations
from intake.backups import Unsound
from intake.queries.backups import CONTIGUOUS

#: The search index is not counted: it can be made anew, and a copy may come without it.
TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_%'"
    " ORDER BY name"
)


@dataclass(frozen=True, slots=True)
class Contents:
    """A sound copy: its revision, whose it is, and how many rows each table has."""

    revision: str
    store: str
    epoch: int
    rows: dict[str, int]
    #: Device id -> the number up to which every save of it is in here.
    saves: dict[int, int]


def contents(path: Path) -> Contents:
    """Look through the whole file; raises Unsound, in a few words, when it cannot be trusted."""
    try:
        connection = sqlite3.connect(f"file:{pathname2url(str(path))}?mode=ro&immutable=1", uri=True)
        try:
            return _looked_through(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise Unsound(f"is damaged ({error})") from None


def rows_of(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = [name for (name,) in connection.execute(TABLES)]
    count = 'SELECT count(*) FROM "%s"'
    return {name: connection.execute(count % name).fetchone()[0] for name in names}


def _looked_through(connection: sqlite3.Connection) -> Contents:
    connection.execute("PRAGMA cache_size = -8000")
    [fault] = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if fault != "ok":
        raise Unsound("is damaged: its pages do not fit together")
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise Unsound(f"is damaged: rows of {broken[0]} point nowhere")
    rows = rows_of(connection)
    # An empty file passes all checks of SQLite.
    if rows.get("alembic_version") != 1 or rows.get("store") != 1:
        raise Unsound("holds no store of Intake")
    [revision] = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision not in migrations.revisions():
        raise Unsound(f"has revision {revision}, which this version of Intake does not know: update Intake")
    store, epoch = connection.execute("SELECT uid, epoch FROM store").fetchone()
    is_old = revision != migrations.head()
    saves = {} if is_old else dict(connection.execute(CONTIGUOUS))
    return Contents(revision, str(store), int(epoch), rows, saves)

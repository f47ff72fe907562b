"""Bringing a database to this version's tables, in one transaction: a killed migration leaves the old ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text

from intake.db import Database

if TYPE_CHECKING:
    # A database that is up to date needs no Alembic: 8 MB and a fifth of the start.
    from alembic.config import Config

#: PostgreSQL advisory lock number under which only one process migrates.
LOCK = 0x1_17A6E


class UnknownRevision(Exception):
    """The database was made by a newer version of Intake."""


def config() -> Config:
    """Alembic's configuration; there is no ini file."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


@cache
def revisions() -> tuple[str, ...]:
    """The revisions of this version, oldest first; the name of each migration's file begins with its own."""
    files = (Path(__file__).parent / "versions").glob("[0-9]*.py")
    return tuple(sorted(file.name.partition("_")[0] for file in files))


def head() -> str:
    """The revision of this version's tables."""
    return revisions()[-1]


def current(connection: Connection) -> str | None:
    """The revision of the database; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def is_of_models(name: str | None, kind: str, parents: object = None) -> bool:
    """Whether the models say what this table is; of the search index they do not."""
    return not (kind == "table" and (name or "").startswith("search_words"))


def is_current(db: Database) -> bool:
    """Whether the database has this version's tables."""
    with db.read() as session:
        return current(session.connection()) == head()


def upgrade(db: Database, revision: str = "head") -> bool:
    """Migrate if needed and say whether anything was done. Raises UnknownRevision for a newer database."""
    # A new file is first opened under the guard, since that sets its journal mode.
    is_new = db.path is not None and not (db.path.exists() and db.path.stat().st_size)
    if revision == "head" and not is_new and is_current(db):
        return False
    from alembic import command

    return _run(db, revision, command.upgrade)


def downgrade(db: Database, revision: str) -> bool:
    """Go back to an older revision; used by tests of the migrations."""
    from alembic import command

    return _run(db, revision, command.downgrade)


def _run(db: Database, revision: str, step: Any) -> bool:
    if db.guard is not None:
        with db.guard.held():
            return _on_sqlite(db, revision, step)
    with db.writer.connect() as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        return _step(connection, revision, step)


def _on_sqlite(db: Database, revision: str, step: Any) -> bool:
    """Foreign keys are off while tables are rebuilt (a rebuilt parent would delete its children), then checked."""
    with db.writer.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                changed = _step(connection, revision, step)
                broken = raw.execute("PRAGMA foreign_key_check").fetchone()
                if broken is not None:
                    raise RuntimeError(
                        f"the migration would break a reference of table {broken[0]}; nothing was changed"
                    )
        finally:
            raw.execute("PRAGMA foreign_keys = ON")
    return changed


def _step(connection: Connection, revision: str, step: Any) -> bool:
    before = current(connection)
    if before is not None and before not in revisions():
        raise UnknownRevision(
            f"the database has revision {before}, which this version of Intake does not know: update Intake"
        )
    if revision == "head" and before == head():
        return False
    settings = config()
    settings.attributes["connection"] = connection
    step(settings, revision)
    return True

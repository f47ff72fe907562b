"""Which fault of the database is which named problem."""

from __future__ import annotations

import sqlite3
from typing import cast

from sqlalchemy.exc import DBAPIError

from intake.db.guard import GuardBusy
from intake.errors import NotStored, Problem, Unavailable

#: The disk: nothing was stored, the sender keeps its copy and tries again later.
DISK = ("SQLITE_FULL", "SQLITE_IOERR")
#: Somebody else's lock, a read-only or a vanished file: nothing was stored; it may pass.
PASSING = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_READONLY", "SQLITE_CANTOPEN")
#: PostgreSQL: class 53 is "insufficient resources", 57 and 08 are shutdown and connection, 40 is a lock that others have.
PG_DISK = ("53100",)
PG_PASSING = ("53", "57", "08", "40")


def as_sqlalchemy_raises(sql: str, error: sqlite3.Error) -> DBAPIError:
    """The driver's error as it comes from SQLAlchemy; what was given to the statement stays out of it."""
    raised = DBAPIError.instance(sql, None, error, sqlite3.Error, hide_parameters=True)
    return cast(DBAPIError, raised)


def problem_of(error: BaseException) -> Problem | None:
    """The problem that this fault of the database means for the person, or None when it is a bug of ours."""
    if isinstance(error, GuardBusy):
        return Unavailable()
    if not isinstance(error, DBAPIError):
        return None
    origin = error.orig
    if isinstance(origin, sqlite3.Error):
        name = getattr(origin, "sqlite_errorname", "") or ""
        if name.startswith(DISK):
            return NotStored()
        return Unavailable() if name.startswith(PASSING) else None
    state = getattr(origin, "sqlstate", None) or ""
    if state in PG_DISK:
        return NotStored()
    return (
        Unavailable() if state.startswith(PG_PASSING) or error.connection_invalidated or not state else None
    )

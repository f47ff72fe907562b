"""The database: `db.read()` for short reads, `db.write(action)` for everything that changes something."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar, cast

from flask import current_app
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from intake.db.base import Base, Key, Moment, Texts, Uid, Words, choice, new_uid, now
from intake.db.engine import make_reader, make_writer
from intake.db.faults import as_sqlalchemy_raises, problem_of
from intake.db.guard import Guard, GuardBusy
from intake.db.prepared import Look, Reading
from intake.db.presence import Presence
from intake.db.rewriting import empty_log, rewrite
from intake.db.writer import Writer, perform

if TYPE_CHECKING:
    from intake.settings import Settings

__all__ = ["Base", "Database", "Key", "Moment", "Texts", "Uid", "Words", "choice", "db", "new_uid", "now"]

T = TypeVar("T")
#: PostgreSQL: serialization failure, deadlock, and two requests that inserted the same key at once.
TRY_AGAIN = ("40001", "40P01", "23505")
TRIES = 3


class Database:
    """Reads with many connections, writes through one writer (SQLite) or ordinary transactions (PostgreSQL)."""

    def __init__(self, settings: Settings) -> None:
        self.url = settings.url
        self.is_sqlite = settings.is_sqlite
        self.reader: Engine = make_reader(self.url)
        self.writer: Engine = make_writer(self.url)
        self.path = Path(cast(str, self.writer.url.database)) if self.is_sqlite else None
        self.guard = Guard(self.path.with_name(self.path.name + ".guard")) if self.path else None
        self.presence = Presence(self.path.with_name(self.path.name + ".open")) if self.path else None
        self._writer = Writer(self.writer, self.guard) if self.guard else None
        for engine in (self.reader, self.writer):
            event.listen(engine, "do_connect", self._enter)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A read-only transaction: everything read in it is of one moment. Keep it short."""
        try:
            with self.reader.connect() as connection:
                if not self.is_sqlite:
                    connection = connection.execution_options(postgresql_readonly=True)
                with Session(connection, autoflush=False) as session:
                    yield session
        except (DBAPIError, GuardBusy) as error:
            self._raise_named(error)

    @contextmanager
    def look(self) -> Iterator[Reading]:
        """As `read`, but for prepared statements alone: on SQLite with nothing of SQLAlchemy's around the driver."""
        if not self.is_sqlite:
            with self.read() as session:
                yield session
            return
        try:
            pooled = self.reader.raw_connection()
        except (DBAPIError, GuardBusy) as error:
            self._raise_named(error)
        try:
            driver = cast(sqlite3.Connection, pooled.driver_connection)
            try:
                driver.execute("BEGIN")
            except sqlite3.Error as error:
                self._raise_named(as_sqlalchemy_raises("BEGIN", error))
            yield Look(driver, self.reader.dialect)
        except DBAPIError as error:
            self._raise_named(error)
        finally:
            # The pool ends the transaction.
            pooled.close()

    def write(self, action: Callable[[Session], T]) -> T:
        """Run the action in a transaction and return its result after the commit; raising undoes it.

        The action may be run again from its start, so it changes nothing but the session it is given.
        """
        try:
            return self._writer.run(action) if self._writer else self._write_directly(action)
        except (DBAPIError, GuardBusy) as error:
            self._raise_named(error)

    def rewrite(self, *tables: str) -> None:
        """Write the database anew without what was deleted; PostgreSQL lets go of the dead rows of these tables."""
        if self._writer:
            self._writer.alone(rewrite)
            return
        with self.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in tables:
                connection.exec_driver_sql(f"VACUUM {table}")

    def empty_log(self) -> bool:
        """Leave nothing in SQLite's log; False while somebody reads what it has."""
        return self._writer.alone(empty_log) if self._writer else True

    def close(self) -> None:
        """End the writer and close every connection; the next use opens them again."""
        if self._writer:
            self._writer.stop()
        if self.guard and self.presence:
            with self.guard.held():
                self.reader.dispose()
                self.writer.dispose()
            self.guard.close()
            self.presence.leave()
        else:
            self.reader.dispose()
            self.writer.dispose()

    def _enter(self, *connecting: object) -> None:
        if self.presence:
            self.presence.enter()

    def _write_directly(self, action: Callable[[Session], T]) -> T:
        for attempt in range(TRIES):
            try:
                with self.writer.connect() as connection, connection.begin():
                    return perform(connection, action)
            except DBAPIError as error:
                if attempt == TRIES - 1 or getattr(error.orig, "sqlstate", None) not in TRY_AGAIN:
                    raise
        raise AssertionError("unreachable")

    @staticmethod
    def _raise_named(error: DBAPIError | GuardBusy) -> NoReturn:
        problem = problem_of(error)
        if problem is None:
            raise error
        raise problem from error


#: The database of the current app.
db = cast(Database, LocalProxy(lambda: cast(Database, current_app.extensions["intake.db"])))

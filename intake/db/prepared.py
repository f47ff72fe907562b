"""Statements that every submission and every capture page runs: compiled once, and on SQLite run by its driver alone.

For each execution SQLAlchemy builds a context, converts and wraps, which takes ten times as long as SQLite itself
(`make bench`). The conversions here are SQLAlchemy's own, looked up once. On PostgreSQL nothing is different.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Dialect, Enum
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from intake.db.faults import as_sqlalchemy_raises

Convert = Callable[[Any], Any]


class Look(NamedTuple):
    """A read transaction on a connection of the driver; only prepared statements can use it."""

    driver: sqlite3.Connection
    dialect: Dialect


#: Where prepared statements read.
Reading = Session | Look


class Prepared:
    """A Core statement and how to run it; an INSERT is always given the same columns."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._plan: _Plan | None = None

    def all(self, session: Reading, values: Mapping[str, Any] | None = None) -> list[Any]:
        """The rows, with their columns as attributes."""
        if isinstance(session, Look):
            return (self._plan or self._planned(session.dialect)).all(session.driver, values or {})
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            return list(connection.execute(self._statement, values or {}))
        return (self._plan or self._planned(connection.dialect)).all(_driver(connection), values or {})

    def one_or_none(self, session: Reading, values: Mapping[str, Any]) -> Any:
        """The only row, or None; for statements that cannot find two."""
        rows = self.all(session, values)
        return rows[0] if rows else None

    def run(self, session: Session, *every: Mapping[str, Any]) -> None:
        """Insert these rows, or update with these values."""
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement, list(every) if len(every) > 1 else every[0])
            return
        plan = self._plan or self._planned(connection.dialect, list(every[0]))
        for values in every:
            plan.execute(_driver(connection), values)

    def _planned(self, dialect: Dialect, given: Sequence[str] = ()) -> _Plan:
        columns = given if self._statement.is_insert else ()
        self._plan = _Plan(self._statement, columns, dialect)
        return self._plan


class _Plan:
    """The text of a statement, its parameters in order, and the conversions of SQLAlchemy's types."""

    def __init__(self, statement: Any, columns: Sequence[str], dialect: Dialect) -> None:
        compiled = cast(SQLCompiler, statement.compile(dialect=dialect, column_keys=columns or None))
        self.sql = str(compiled)
        self._parameters: list[tuple[str, bool, Any, Convert | None]] = []
        for name in compiled.positiontup or ():
            bind = compiled.binds[name]
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            self._parameters.append((bind.key, bind.required or name in columns, bind.value, convert))
        found = list(statement.selected_columns) if statement.is_select else []
        converts = (_of_result(column.type, dialect) for column in found)
        self._results = [(place, convert) for place, convert in enumerate(converts) if convert]
        row = namedtuple("row", [column.key for column in found], rename=True)  # type: ignore[misc]
        self._make: Callable[[Any], Any] = row._make

    def all(self, driver: sqlite3.Connection, values: Mapping[str, Any]) -> list[Any]:
        try:
            raws = driver.execute(self.sql, self._given(values)).fetchall()
        except sqlite3.Error as error:
            raise as_sqlalchemy_raises(self.sql, error) from error
        return self._rows(raws)

    def execute(self, driver: sqlite3.Connection, values: Mapping[str, Any]) -> None:
        try:
            driver.execute(self.sql, self._given(values))
        except sqlite3.Error as error:
            raise as_sqlalchemy_raises(self.sql, error) from error

    def _given(self, values: Mapping[str, Any]) -> list[Any]:
        return [
            convert(value) if convert else value
            for name, is_given, own, convert in self._parameters
            for value in (values[name] if is_given else own,)
        ]

    def _rows(self, raws: list[tuple[Any, ...]]) -> list[Any]:
        found = []
        for raw in raws:
            row = list(raw)
            for place, convert in self._results:
                row[place] = convert(row[place])
            found.append(self._make(row))
        return found


def _of_result(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    """What turns a stored value into Python's; enumerations, the most frequent, by a look into a dictionary."""
    if isinstance(kind, Enum) and kind.enum_class is not None:
        members: dict[Any, Any] = {None: None}
        return (members | dict(zip(kind.enums, kind.enum_class, strict=True))).__getitem__
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)

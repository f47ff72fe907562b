"""Statements that every submission and every capture page runs: compiled once, and on SQLite run by its driver alone.

For each execution SQLAlchemy builds a context, converts and wraps, which takes ten times as long as SQLite itself
(`make bench`). The conversions here are SQLAlchemy's own, looked up once. On PostgreSQL nothing is different.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]


class Prepared:
    """A Core statement and how to run it; an INSERT is always given the same columns."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._plan: _Plan | None = None

    def all(self, session: Session, values: Mapping[str, Any] | None = None) -> list[Any]:
        """The rows, with their columns as attributes."""
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            return list(connection.execute(self._statement, values or {}))
        plan = self._plan or self._planned(connection.dialect)
        return plan.rows(_execute(connection, plan, plan.parameters(values or {})).fetchall())

    def one_or_none(self, session: Session, values: Mapping[str, Any]) -> Any:
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
            _execute(connection, plan, plan.parameters(values))

    def _planned(self, dialect: Dialect, given: Sequence[str] = ()) -> _Plan:
        self._plan = _Plan(self._statement, given if self._statement.is_insert else (), dialect)
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
        self._results: list[Convert | None] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in found
        ]
        row = namedtuple("row", [column.key for column in found], rename=True)  # type: ignore[misc]
        self._make: Callable[[Any], Any] = row._make

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        return [
            convert(value) if convert else value
            for name, is_given, own, convert in self._parameters
            for value in (values[name] if is_given else own,)
        ]

    def rows(self, raws: list[tuple[Any, ...]]) -> list[Any]:
        make, results = self._make, self._results
        return [
            make(convert(value) if convert else value for value, convert in zip(raw, results, strict=True))
            for raw in raws
        ]


def _execute(connection: Connection, plan: _Plan, parameters: list[Any]) -> sqlite3.Cursor:
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    try:
        return driver.execute(plan.sql, parameters)
    except sqlite3.Error as error:
        # As SQLAlchemy raises it; the parameters stay out, since they are what people said.
        raise DBAPIError.instance(plan.sql, None, error, sqlite3.Error, hide_parameters=True) from error

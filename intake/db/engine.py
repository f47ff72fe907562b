"""Engines and the rules every connection obeys (reasons and measurements: docs/decisions/0002-one-writer.md)."""

from __future__ import annotations

import sqlite3
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from intake.db.faults import as_sqlalchemy_raises

#: Milliseconds a connection waits for another process's lock before the person is told to try again.
BUSY_TIMEOUT = 10_000
#: A write-ahead log that grew past this is cut back when the store is idle.
WAL_LIMIT_BYTES = 64 * 1024 * 1024
#: Connections that read at once. More would only wait for the cores, and each takes memory.
READERS = 8


class UnsafeDatabase(Exception):
    """The database cannot keep its promises here; the message says why."""


def make_reader(url: str) -> Engine:
    """An engine for short reads, each of one moment; on both databases it refuses to write."""
    if not url.startswith("sqlite"):
        engine = create_engine(
            url,
            pool_size=8,
            max_overflow=24,
            pool_pre_ping=True,
            hide_parameters=True,
            isolation_level="REPEATABLE READ",
        )
        event.listen(engine, "connect", _run_as_it_is)
        return engine
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT / 1000},
    )
    _obey(engine, begin="BEGIN", query_only=True, cache_kib=500)
    return engine


def make_writer(url: str) -> Engine:
    """The engine of the one writer (SQLite), or of writing transactions (PostgreSQL)."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=8, max_overflow=24, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT / 1000},
    )
    _obey(engine, begin="BEGIN IMMEDIATE", query_only=False, cache_kib=4_000)
    return engine


def _run_as_it_is(connection: Any, entry: ConnectionPoolEntry) -> None:
    """PostgreSQL compiles queries that it takes for long, or gives them to several cores and then reads whole tables.

    A page's queries are short, and many are read at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    connection.commit()


def _obey(engine: Engine, *, begin: str, query_only: bool, cache_kib: int) -> None:
    """Take BEGIN into our own hands (the driver's own is late and skips DDL) and set the pragmas.

    Each connection has a cache of its own, so readers, of which there are many, have a small one.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for pragma, value in pragmas(connection).items():
            connection.execute(f"PRAGMA {pragma} = {value}")
        connection.execute(f"PRAGMA cache_size = -{cache_kib}")
        if connection.execute("PRAGMA foreign_keys").fetchone() != (1,):
            raise UnsafeDatabase("this SQLite does not enforce foreign keys; use another build of it")
        if query_only:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        driver = cast(sqlite3.Connection, connection.connection.driver_connection)
        try:
            driver.execute(begin)
        except sqlite3.Error as error:
            raise as_sqlalchemy_raises(begin, error) from error


def pragmas(connection: sqlite3.Connection) -> dict[str, Any]:
    """The settings of a connection, after switching the file to WAL where the file system can do it.

    Automatic checkpoints are off: only the writer checkpoints, holding the guard, which makes the WAL-reset fault of
    SQLite before 3.51.3 impossible. Without WAL only EXTRA survives a power cut at the end of a transaction.
    """
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal":
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    return {
        "foreign_keys": "ON",
        "synchronous": "FULL" if mode == "wal" else "EXTRA",
        "wal_autocheckpoint": 0,
        "journal_size_limit": WAL_LIMIT_BYTES,
        "mmap_size": 0,
        "secure_delete": "ON",
        "temp_store": "MEMORY",
    }

"""Leaving nothing of what was deleted in the database's file and its log (docs/decisions/0009-erasing.md)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from intake.db.engine import BUSY_TIMEOUT

#: Milliseconds that writers are held up by somebody who still reads what the log has.
PATIENCE = 100
#: A database up to this size is written anew in memory; a larger one in a temporary file, which has no name.
IN_MEMORY_BYTES = 64 * 1024 * 1024


def rewrite(driver: sqlite3.Connection) -> None:
    """Write every page anew. `secure_delete` overwrites a deleted text, but not copies that rows left when they moved."""
    [size] = driver.execute(
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    ).fetchone()
    with _impatient(driver):
        if size > IN_MEMORY_BYTES:
            driver.execute("PRAGMA temp_store = FILE")
        try:
            driver.execute("VACUUM")
        finally:
            driver.execute("PRAGMA temp_store = MEMORY")


def empty_log(driver: sqlite3.Connection) -> bool:
    """Copy the log into the database and cut it to nothing; False while somebody reads what it has."""
    with _impatient(driver):
        is_busy, _pages, _copied = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


@contextmanager
def _impatient(driver: sqlite3.Connection) -> Iterator[None]:
    driver.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")

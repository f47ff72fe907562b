"""What is deleted leaves the file: what SQLite overwrites by itself, and what it does not."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.db import Database
from tests import factories
from tests.conftest import POSTGRES

pytestmark = pytest.mark.skipif(bool(POSTGRES), reason="about SQLite's file")
WORD = "CANARY"
#: Enough for rows to move in one of them in such a way that a copy is left; the first does today.
ROUNDS = 40


def write_and_erase(db: Database, seed: int) -> None:
    """Texts that grow and shrink, so that their rows move from page to page; then no text has the word."""
    chance = random.Random(seed)

    def put(session: Session, key: int, length: int) -> None:
        given = {"key": key, "text": (WORD * length)[:length]}
        session.execute(text("INSERT OR REPLACE INTO said (id, text) VALUES (:key, :text)"), given)

    def write(session: Session) -> None:
        session.execute(text("CREATE TABLE said (id INTEGER PRIMARY KEY, text TEXT)"))
        for key in range(1, 301):
            put(session, key, chance.randint(10, 600))
            if chance.random() < 0.3:
                put(session, chance.randint(1, key), chance.randint(10, 3000))

    db.write(write)
    assert db.empty_log()
    for key in range(1, 301, 2):
        db.write(partial(put, key=key, length=chance.randint(10, 3000)))
    db.write(lambda session: session.execute(text("UPDATE said SET text = ''")) and None)


def left(db: Database) -> int:
    """How often the word is in the file and its log."""
    assert db.path is not None
    log = Path(f"{db.path}-wal")
    return sum(path.read_bytes().count(WORD.encode()) for path in (db.path, log) if path.exists())


def test_rows_that_moved_leave_copies_which_only_writing_everything_anew_removes(db: Database) -> None:
    for seed in range(ROUNDS):
        write_and_erase(db, seed)
        assert left(db) > 1000, "the log has every page as it was"
        assert db.empty_log()
        if left(db):
            break
        db.write(lambda session: session.execute(text("DROP TABLE said")) and None)
    assert left(db) > 0, "secure_delete alone would do"
    db.rewrite()
    assert db.empty_log()
    assert left(db) == 0
    with db.read() as session:
        assert session.execute(text("SELECT count(*), max(text) FROM said")).one() == (300, "")
        assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_the_log_is_not_emptied_under_a_reader_and_writing_goes_on(db: Database) -> None:
    factories.a_person(db, "before")
    with db.read() as session:
        session.execute(text("SELECT count(*) FROM person")).scalar()
        factories.a_person(db, "after")
        assert db.empty_log() is False
        factories.a_person(db, "goes on")
    assert db.empty_log() is True
    assert db.path is not None and Path(f"{db.path}-wal").stat().st_size == 0


def test_the_connection_is_as_patient_as_before_and_a_failure_is_the_callers(db: Database) -> None:
    db.rewrite()
    with db.writer.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("busy_timeout", "temp_store")
        ]
    assert found == [10_000, 2]
    assert db._writer is not None
    with pytest.raises(ZeroDivisionError):
        db._writer.alone(lambda driver: 1 / 0)
    factories.a_person(db, "still works")

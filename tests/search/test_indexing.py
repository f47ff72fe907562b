"""The index beside a running store: found within seconds, again after a restore, and without what was erased."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from intake import indexing
from intake.actions import indexing as actions
from intake.actions.indexing import Overtaken
from intake.backups.restoring import restore
from intake.db import Database, new_uid
from intake.indexing import Indexing
from intake.queries import searching
from intake.search import blocks
from tests.backups.conftest import ON_SQLITE, Evening, evening
from tests.backups.test_erased import WORDS, erase, leave_deleted

__all__ = ["evening"]


def indexed(db: Database, word: str) -> int:
    """How many rows of the index have the word."""
    where = "search_words MATCH :word" if db.is_sqlite else "words @@ CAST(:word AS tsquery)"
    with db.read() as session:
        query = text(f"SELECT count(*) FROM search_words WHERE {where}")
        asked = word if db.is_sqlite else f"'{blocks.within(word, 1)}'"
        return int(session.execute(query, {"word": asked}).scalar_one())


def test_the_thread_indexes_what_arrives_and_goes_on_after_a_fault(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "LOOK", 0.02)
    monkeypatch.setattr(indexing, "AFTER_FAULT", 0.02)
    usual, faults = indexing.step, iter([OSError("full")])

    def failing(db: Database) -> int:
        for fault in faults:
            raise fault
        return usual(db)

    monkeypatch.setattr(indexing, "step", failing)
    beside = Indexing(evening.db)
    beside.start()
    try:
        for number in range(1, 4):
            evening.save(f"arrived {number}", number)
            deadline = time.monotonic() + 20
            while indexed(evening.db, "arrived") < number and time.monotonic() < deadline:
                time.sleep(0.02)
            assert indexed(evening.db, "arrived") == number
    finally:
        beside.stop()


def test_whoever_waits_for_the_index_goes_on_where_another_process_was_faster(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 6):
        evening.save("arrived", number)
    usual, others = actions.index, iter([1, 1])

    def taken(session: Session, size: int, read: actions.Batch | None) -> int:
        for _other in others:
            raise Overtaken
        return usual(session, size, read)

    monkeypatch.setattr(actions, "index", taken)
    indexing.catch_up(evening.db)
    assert indexed(evening.db, "arrived") == 5


@ON_SQLITE
def test_a_backup_made_before_the_file_is_cleared_has_an_index_without_the_words(evening: Evening) -> None:
    uid = new_uid()
    evening.save(f"{WORDS} zqxcanary", 1, uid)
    evening.save("stays", 2)
    indexing.catch_up(evening.db)
    erase(evening, uid)
    data = evening.back_up().path.read_bytes()
    assert b"zqxcanary" not in data and b"stays" in data
    assert indexed(evening.db, "zqxcanary") == 1, "the store's own index has it until it is cleared"


@ON_SQLITE
def test_a_restored_backup_is_searched_and_what_was_erased_since_is_not_in_its_index(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_deleted(evening, monkeypatch)
    uid = new_uid()
    evening.save(f"{WORDS} zqxcanary", 1, uid)
    evening.save("stays", 2)
    indexing.catch_up(evening.db)
    backup = evening.back_up().path
    evening.db.close()
    restore(evening.settings, backup, evening.path)
    assert indexed(evening.db, "zqxcanary") == indexed(evening.db, "stays") == 1
    erase(evening, uid)
    evening.db.close()
    assert restore(evening.settings, backup, evening.path).erased == 1
    assert b"zqxcanary" not in evening.path.read_bytes()
    indexing.catch_up(evening.db)
    assert (indexed(evening.db, "zqxcanary"), indexed(evening.db, "stays")) == (0, 1)


def test_an_index_that_is_far_behind_is_forgotten_rather_than_waited_for(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = new_uid()
    evening.save("zqxcanary", 1, uid)
    indexing.catch_up(evening.db)
    for number in range(2, 6):
        evening.save("waits", number)
    erase(evening, uid)
    monkeypatch.setattr(indexing, "MANY", 3)
    indexing.leave_nothing(evening.db)
    with evening.db.read() as session:
        assert searching.waiting(session) == 0
    assert indexed(evening.db, "zqxcanary") == indexed(evening.db, "waits") == 0
    indexing.catch_up(evening.db)
    assert (indexed(evening.db, "zqxcanary"), indexed(evening.db, "waits")) == (0, 4)

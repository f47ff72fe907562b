"""A backup is whole, sound, private and under its name only then; tablets are told what is in it and no more."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from intake.backups import BackupFailed, Unsound, folder, making, one_at_a_time, seal
from intake.backups.contents import contents
from intake.backups.copying import Stopped
from intake.db import new_uid
from intake.models import Store
from tests.backups.conftest import ON_SQLITE, Evening, names, rows, texts

pytestmark = ON_SQLITE


def test_it_is_one_private_file_that_any_tool_opens(evening: Evening) -> None:
    evening.save("The bus comes once an hour.", 1)
    made = evening.back_up()
    assert names(evening.folder) == ["backup.sqlite3"]
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert (made.statements, made.size) == (1, made.path.stat().st_size)
    assert texts(made.path) == {"The bus comes once an hour."}
    assert rows(made.path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(made.path, "PRAGMA journal_mode") == [("delete",)]


def test_it_takes_the_place_of_an_older_one_under_the_same_name(evening: Evening) -> None:
    evening.back_up()
    evening.save("later", 1)
    assert texts(evening.back_up().path) == {"later"}


def test_every_changed_byte_is_seen(evening: Evening) -> None:
    """SQLite's own check passes over a changed letter, and over an empty file; the seal does not."""
    evening.save("The bus comes once an hour.", 1)
    path = evening.back_up().path
    whole = path.read_bytes()
    seal.checked(path)
    flipped = bytearray(whole)
    flipped[whole.index(b"The bus")] ^= 1
    path.write_bytes(flipped)
    assert rows(path, "PRAGMA integrity_check") == [("ok",)], "the control: SQLite sees nothing"
    for content in (
        flipped,
        whole[:-1],
        whole[:-4096],
        whole + b"\n",
        b"",
        b"SQLite format 3\0",
        whole[4096:],
    ):
        path.write_bytes(content)
        with pytest.raises(Unsound):
            seal.checked(path)
    for place in range(0, len(whole), 4099):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        path.write_bytes(changed)
        with pytest.raises(Unsound):
            seal.checked(path)


def test_what_was_acknowledged_before_it_began_is_in_it_and_writing_goes_on(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.backups.copying.STEP", 16)
    acknowledged: list[str] = []
    ended = threading.Event()

    def write() -> None:
        while not ended.is_set():
            text = f"statement {len(acknowledged)}"
            evening.save(text, len(acknowledged) + 1)
            acknowledged.append(text)

    def goes_on(count: int) -> bool:
        """Wait, in the middle of a backup, until so many were acknowledged."""
        deadline = time.monotonic() + 60
        while len(acknowledged) < count:
            assert time.monotonic() < deadline, "nothing is stored while a backup is made"
            time.sleep(0.001)
        return True

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for round in range(8):
            before = list(acknowledged)
            made = evening.back_up(f"{round}.sqlite3", still_wanted=partial(goes_on, len(before) + 5))
            found = texts(made.path)
            assert set(before) <= found
            assert found == {f"statement {n}" for n in range(len(found))}, "one moment, no holes"
            assert len(before) <= evening.safe() <= len(found)
    finally:
        ended.set()
        writer.join()


def test_the_tablet_is_told_how_far_the_backup_has_all_its_saves(evening: Evening) -> None:
    statement = new_uid()
    evening.save("one", 1, statement)
    evening.save("one, mended", 2, statement, revision=2, base=1)
    evening.save("by a page without scripts", None)
    evening.save("five came before three", 5)
    assert evening.safe() == 0
    evening.back_up()
    assert evening.safe() == 2, "3 and 4 are still on the tablet"
    evening.save("three", 3)
    evening.save("four", 4)
    assert evening.safe() == 2
    evening.back_up()
    assert evening.safe() == 5


def test_what_arrives_while_it_is_made_is_not_called_safe(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening.save("one", 1)
    evening.save("three", 3)
    copy = making.copy

    def copy_then_write(*arguments: Any) -> Any:
        snapshot = copy(*arguments)
        evening.save("two", 2)
        return snapshot

    monkeypatch.setattr(making, "copy", copy_then_write)
    made = evening.back_up()
    assert texts(made.path) == {"one", "three"}
    assert evening.safe() == 1


def test_a_tablet_that_counts_from_one_again_is_not_told_that_its_new_saves_are_safe(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 6):
        evening.save(f"before {number}", number)
    evening.back_up()
    assert evening.safe() == 5
    assert evening.save("after the browser lost everything", 2).safe_sequence == 1
    evening.back_up()
    assert evening.safe() == 5
    # The same while a backup is being made.
    for number in range(6, 8):
        evening.save(f"before {number}", number)
    evening.save("lowers it to nothing", 1)
    copy = making.copy

    def copy_then_write(*arguments: Any) -> Any:
        snapshot = copy(*arguments)
        evening.save("counted from one, while it was copied", 3)
        return snapshot

    monkeypatch.setattr(making, "copy", copy_then_write)
    evening.back_up()
    assert evening.safe() == 2


def test_a_copy_that_lacks_a_row_is_no_backup(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    evening.save("one", 1)
    copy = making.copy

    def copy_and_lose(*arguments: Any) -> Any:
        snapshot = copy(*arguments)
        with closing(sqlite3.connect(arguments[1])) as copied:
            copied.execute("DELETE FROM statement")
            copied.commit()
        return snapshot

    monkeypatch.setattr(making, "copy", copy_and_lose)
    with pytest.raises(BackupFailed, match="not all rows"):
        evening.back_up()
    assert names(evening.folder) == []
    assert evening.safe() == 0


def test_one_that_is_given_up_leaves_nothing(evening: Evening) -> None:
    with pytest.raises(Stopped):
        evening.back_up(still_wanted=lambda: False)
    assert names(evening.folder) == []
    assert names(folder(evening.settings)) == [".lock"]


def test_there_is_one_at_a_time(evening: Evening) -> None:
    with one_at_a_time(evening.settings), pytest.raises(BackupFailed, match="under way"):
        evening.back_up(patience=0)


def test_a_folder_that_is_not_there_is_said(evening: Evening) -> None:
    with pytest.raises(BackupFailed, match="No such file or directory"):
        evening.back_up("missing/backup.sqlite3")


def test_a_file_that_sqlite_finds_well_may_be_no_store(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite3"
    path.touch()
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    with pytest.raises(Unsound, match="no store"):
        contents(path)


def test_a_newer_revision_and_a_broken_reference_are_found(evening: Evening) -> None:
    path = evening.back_up().path
    seal.take_off(path)
    assert contents(path).epoch == 1
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE listening_session SET initiative_id = 77")
        connection.commit()
    with pytest.raises(Unsound, match="point nowhere"):
        contents(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE listening_session SET initiative_id = 1")
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(Unsound, match="update Intake"):
        contents(path)


def test_it_is_noted_without_a_word_of_what_was_said(evening: Evening) -> None:
    evening.save("CANARY", 1)
    evening.back_up()
    [(detail,)] = rows(evening.path, "SELECT detail FROM entry WHERE verb = 'backup.made'")
    assert '"statements": 1' in detail and "CANARY" not in detail
    with evening.db.read() as session:
        assert session.query(Store).one().epoch == 1

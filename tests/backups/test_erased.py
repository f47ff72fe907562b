"""Words that were erased, and backups: a new one never has them, and an old one does not bring them back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from intake.actions import renderings, review
from intake.actions.actor import COMMAND, Actor
from intake.actions.renderings import Translation
from intake.backups import copying, keeping, work_of
from intake.backups.contents import contents
from intake.backups.restoring import restore
from intake.backups.schedule import Backups
from intake.db import engine, new_uid, now
from intake.leftovers import Leftovers
from intake.models import Entry, How, Statement, Store
from tests import factories
from tests.backups.conftest import ON_SQLITE, Evening, rows, texts

pytestmark = ON_SQLITE
WORDS = "CANARY was said here"


def erase(evening: Evening, uid: UUID) -> None:
    with evening.db.read() as session:
        row = session.scalars(select(Statement).where(Statement.uid == uid)).one()
    evening.db.write(lambda session: review.erase(session, COMMAND, row.id, row.version, "asked for"))


def leave_deleted(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    """As pages do at times when rows move (tests/db/test_rewriting.py): what is deleted stays in them."""
    evening.db.close()
    usual = engine.pragmas
    monkeypatch.setattr(engine, "pragmas", lambda connection: usual(connection) | {"secure_delete": "OFF"})


def test_a_backup_made_before_the_file_is_cleared_does_not_have_them(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_deleted(evening, monkeypatch)
    uid = new_uid()
    evening.save(WORDS * 500, 1, uid)
    erase(evening, uid)
    made = evening.back_up()
    assert b"CANARY" not in made.path.read_bytes()
    assert contents(made.path).rows["statement"] == 1
    monkeypatch.setattr(copying, "rewrite", lambda copied: None)
    assert b"CANARY" in evening.back_up("control").path.read_bytes(), "the control"


def test_restoring_an_older_backup_erases_them_again(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_deleted(evening, monkeypatch)
    uid, other = new_uid(), new_uid()
    evening.save(WORDS, 1, uid)
    evening.save("stays", 2, other)
    backup = evening.back_up().path
    assert b"CANARY" in backup.read_bytes()
    erase(evening, uid)
    evening.db.close()
    done = restore(evening.settings, backup, evening.path)
    assert done.erased == 1
    assert b"CANARY" not in evening.path.read_bytes()
    assert texts(evening.path) == {"", "stays"}
    assert rows(evening.path, "SELECT status FROM statement WHERE erased_at IS NOT NULL") == [("hidden",)]
    answer = evening.save(WORDS, 1, uid).results[0]
    assert answer.outcome == "unchanged" and WORDS not in texts(evening.path), "its tablet offers it again"
    backup = evening.back_up("next").path
    evening.db.close()
    assert restore(evening.settings, backup, evening.path).erased == 0


def test_its_translations_go_with_it_from_the_file_and_from_an_older_backup(evening: Evening) -> None:
    uid = new_uid()
    evening.save("said", 1, uid)
    with evening.db.read() as session:
        row = session.scalars(select(Statement).where(Statement.uid == uid)).one()
    person = Actor(person_id=factories.a_person(evening.db).id)
    for version, text in enumerate((WORDS, WORDS + " again")):
        given = Translation("es", text, How.AFTERWARDS, False, 1, version)
        evening.db.write(lambda session, given=given: renderings.save(session, person, row.id, given))
    backup = evening.back_up().path
    assert backup.read_bytes().count(b"CANARY") >= 2
    erase(evening, uid)
    leftovers = Leftovers(evening.db, evening.settings)
    leftovers.begin()
    leftovers.wait()
    evening.db.close()
    assert b"CANARY" not in evening.path.read_bytes()
    assert restore(evening.settings, backup, evening.path).erased == 1
    assert b"CANARY" not in evening.path.read_bytes()
    assert rows(evening.path, "SELECT status, text FROM rendering") == [("withdrawn", "")]


def test_what_killed_backups_and_restores_left_is_removed_with_them(evening: Evening) -> None:
    uid = new_uid()
    evening.save(WORDS, 1, uid)
    folder = evening.settings.instance / "backups"
    folder.mkdir(exist_ok=True)
    left = [folder / ".plain.part", folder / ".intake-x.sqlite3.part", work_of(evening.path)]
    for path in left:
        path.write_text(WORDS)
    erase(evening, uid)
    leftovers = Leftovers(evening.db, evening.settings)
    leftovers.begin()
    leftovers.wait()
    assert not [path for path in left if path.exists()]


def test_it_is_remembered_until_the_file_is_clear_and_noted_then(evening: Evening) -> None:
    uid = new_uid()
    evening.save(WORDS, 1, uid)
    erase(evening, uid)
    assert rows(evening.path, "SELECT leftover_since IS NULL FROM store") == [(0,)]
    evening.db.close()
    leftovers = Leftovers(evening.db, evening.settings)
    leftovers.begin()
    leftovers.wait()
    with evening.db.read() as session:
        assert session.scalars(select(Store.leftover_since)).one() is None
        noted = session.scalars(select(Entry).where(Entry.verb == "store.cleared")).all()
    assert len(noted) == 1 and not noted[0].detail
    leftovers.begin()
    leftovers.wait()
    with evening.db.read() as session:
        assert len(session.scalars(select(Entry).where(Entry.verb == "store.cleared")).all()) == 1


def test_while_somebody_reads_the_log_others_write_and_it_is_cut_afterwards(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.leftovers.PAUSE", 0.05)
    uid = new_uid()
    evening.save(WORDS, 1, uid)
    log = Path(f"{evening.path}-wal")
    leftovers = Leftovers(evening.db, evening.settings)
    with closing(sqlite3.connect(evening.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM statement").fetchone()
        erase(evening, uid)
        leftovers.begin()
        for number in range(2, 12):
            evening.save("goes on", number)
        assert b"CANARY" in log.read_bytes(), "the reader still needs it"
        reader.execute("COMMIT")
    leftovers.wait()
    assert b"CANARY" not in log.read_bytes() + evening.path.read_bytes()


def test_old_backups_go_on_their_day_though_nothing_new_is_written(evening: Evening) -> None:
    backups = Backups(evening.db, evening.settings)
    evening.save("one", 1)
    made = backups.look()
    assert made is not None
    folder = evening.settings.instance / "backups"
    old = folder / "intake-20200101T120000Z.sqlite3"
    old.write_bytes(b"of long ago")
    last = keeping.last_day(evening.settings)
    assert last is not None and 30 <= (last - now()).days <= 31
    assert backups.look() is None, "nothing changed"
    assert made.path.exists() and not old.exists()

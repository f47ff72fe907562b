"""The one writer: what is answered is on the disk, and no action spoils another."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from intake.db import Database
from intake.db.guard import Guard, GuardBusy
from intake.errors import NotStored, Unavailable
from intake.models import Initiative, Person
from tests import factories
from tests.conftest import POSTGRES

on_sqlite = pytest.mark.skipif(bool(POSTGRES), reason="about SQLite's one writer")


def person(name: str) -> Person:
    return Person(email=name, email_key=name)


def people(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def test_a_failing_action_spoils_no_other_in_its_group(db: Database) -> None:
    outcomes: dict[int, str] = {}
    start = threading.Barrier(24)

    def one(n: int) -> None:
        def action(session: Session) -> None:
            session.add(person("same" if n % 6 == 0 else f"p{n}"))
            session.flush()
            if n % 8 == 1:
                raise ValueError("a bug")

        start.wait()
        try:
            db.write(action)
            outcomes[n] = "stored"
        except IntegrityError:
            outcomes[n] = "refused"
        except ValueError:
            outcomes[n] = "failed"

    threads = [threading.Thread(target=one, args=(n,)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes.values()) == ["failed"] * 3 + ["refused"] * 3 + ["stored"] * 18
    assert people(db) == 18


def test_an_action_that_raises_leaves_nothing(db: Database) -> None:
    def action(session: Session) -> None:
        session.add(person("half"))
        session.flush()
        raise ValueError

    with pytest.raises(ValueError):
        db.write(action)
    assert people(db) == 0


def test_what_was_answered_is_read_by_the_next_reader(db: Database) -> None:
    for n in range(20):
        factories.a_person(db, f"p{n}")
        assert people(db) == n + 1


def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises((DBAPIError, Unavailable)), db.read() as session:
        session.execute(text("DELETE FROM person"))


@on_sqlite
def test_every_connection_has_the_pragmas_that_durability_needs(db: Database) -> None:
    expected = {
        "foreign_keys": 1,
        "synchronous": 2,
        "wal_autocheckpoint": 0,
        "mmap_size": 0,
        "secure_delete": 1,
    }
    for engine in (db.reader, db.writer):
        with engine.connect() as connection:
            for name, value in expected.items():
                # mmap_size answers nothing where it is compiled out, which is as good as 0.
                found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                assert (found or 0) == value, name
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


@on_sqlite
def test_ddl_and_savepoints_are_undone_with_their_transaction(db: Database) -> None:
    with db.writer.connect() as connection:
        transaction = connection.begin()
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        transaction.rollback()
        found = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'half'").scalar()
    assert found == 0


@on_sqlite
def test_a_parent_with_children_cannot_be_deleted(db: Database) -> None:
    initiative = factories.an_initiative(db)
    factories.a_question(db, initiative)
    with pytest.raises(IntegrityError):
        db.write(lambda session: session.execute(text("DELETE FROM initiative")))


@on_sqlite
def test_processes_take_the_guard_in_turn_and_a_killed_holder_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "guard"
    script = (
        "import sys, time; from pathlib import Path; from intake.db.guard import Guard\n"
        "with Guard(Path(sys.argv[1])).held(): print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    mine = Guard(path)
    with pytest.raises(GuardBusy), mine.held(patience=0.1):
        pass
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    with mine.held(patience=5):
        pass
    mine.close()


WRITER = """
import sys
from intake.db import Database
from intake.settings import Settings
from tests.db.test_writer import person
db = Database(Settings.load({}, instance=sys.argv[1]))
for n in range(int(sys.argv[3])):
    db.write(lambda session: session.add(person(f"{sys.argv[2]}-{n}")))
    print(n, flush=True)
db.close()
"""


def write_beside(instance: Path, name: str, count: int) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(instance), name, str(count)],
        stdout=subprocess.PIPE, text=True, cwd=root,
    )  # fmt: skip


@on_sqlite
def test_several_processes_write_beside_each_other_and_lose_nothing(db: Database, settings: Any) -> None:
    others = [write_beside(settings.instance, name, 150) for name in "abc"]
    for n in range(150):
        factories.a_person(db, f"mine-{n}")
    for other in others:
        other.communicate(timeout=60)
        assert other.returncode == 0
    assert people(db) == 600
    with db.read() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


@on_sqlite
def test_a_killed_process_loses_nothing_it_answered(settings: Any) -> None:
    for round in range(5):
        writer = write_beside(settings.instance, f"r{round}", 100_000)
        assert writer.stdout is not None
        answered = [writer.stdout.readline() for _ in range(40 + 17 * round)]
        os.kill(writer.pid, signal.SIGKILL)
        answered += writer.stdout.readlines()
        writer.wait()
        writer.stdout.close()
        complete = [line for line in answered if line.endswith("\n")]
        with sqlite3.connect(settings.instance / "intake.sqlite3") as connection:
            found = connection.execute(
                "SELECT count(*) FROM person WHERE email LIKE ?", (f"r{round}-%",)
            ).fetchone()
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
        assert found[0] >= len(complete)


@on_sqlite
def test_a_full_disk_is_said_and_passes(db: Database) -> None:
    pages = "PRAGMA max_page_count"
    with db.writer.connect() as connection:
        now = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"{pages} = {now}")
    big = {"en": "x" * 200_000}
    values = {"default_language": "en", "languages": ["en"]}
    with pytest.raises(NotStored):
        db.write(lambda session: session.add(Initiative(slug="big", name=big, **values)))
    assert people(db) == 0, "reading goes on"
    with db.writer.connect() as connection:
        connection.exec_driver_sql(f"{pages} = 1073741823")
    db.write(lambda session: session.add(Initiative(slug="big", name=big, **values)))


@on_sqlite
def test_a_foreign_lock_is_said_as_passing(
    db: Database, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 100")
    other = sqlite3.connect(settings.instance / "intake.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        factories.a_person(db, "waits")
    other.execute("COMMIT")
    other.close()
    factories.a_person(db, "waits")


@on_sqlite
def test_the_log_is_copied_into_the_database_when_it_is_idle(db: Database, settings: Any) -> None:
    factories.a_person(db, "one")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with sqlite3.connect(f"file:{settings.instance}/intake.sqlite3?immutable=1", uri=True) as alone:
            found = alone.execute("SELECT count(*) FROM person").fetchone()
        alone.close()
        if found == (1,):
            return
        time.sleep(0.1)
    pytest.fail("the main file alone never got the row")

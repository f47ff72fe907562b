"""Fault 21: a migration killed after each of its statements, with data in the tables: the old schema or the new one."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from intake import migrations
from intake.db import Database
from intake.settings import Settings
from tests import factories
from tests.conftest import POSTGRES
from tests.faults.sizes import size

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(POSTGRES), reason="about SQLite's file")]
FAULT = 21
#: Every so many statements a migration is killed.
EVERY = size(6, 1)
CHILDREN = 50
ROOT = Path(__file__).parents[3]
#: Forks a process for each statement of the migration, which is killed after it; prints how many there are.
MIGRATE = """
import os, shutil, signal, sys
from alembic import command
from sqlalchemy import event
from intake import migrations
from intake.db import Database, engine
from intake.settings import Settings
template, folder, revision, every = *sys.argv[1:4], int(sys.argv[4])
if sys.argv[5:]:
    obey = engine._obey
    engine._obey = lambda made, **rules: obey(made, **{**rules, "begin": "SELECT 1"})

def migrate(place, last):
    shutil.copytree(template, place)
    db, done = Database(Settings.load({}, instance=place)), 0
    def count(*given):
        nonlocal done
        done += 1
        if done == last:
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(db.writer, "after_cursor_execute", count)
    migrations.upgrade(db, revision)
    db.close()
    return done

total = migrate(f"{folder}/whole", 0)
for last in range(1, total + 1, every):
    child = os.fork()
    if child == 0:
        migrate(f"{folder}/{last}", last)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
print(total)
"""


@dataclass(frozen=True)
class Found:
    """What is in a file."""

    revision: str | None
    schema: frozenset[str]
    rows: dict[str, int]


def found(folder: Path) -> Found:
    with closing(sqlite3.connect(folder / "intake.sqlite3")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        schema = dict(raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall())
        tables = [name for name, sql in schema.items() if sql.startswith("CREATE TABLE")]
        rows = {name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
        known = (
            "alembic_version" in tables and raw.execute("SELECT version_num FROM alembic_version").fetchone()
        )
    for name in ("alembic_version", "sqlite_sequence"):
        rows.pop(name, None)
    return Found(known[0] if known else None, frozenset(schema.values()), rows)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An instance with data at each revision, by the revision that is next."""
    made = {}
    for older, newer in zip((None, *migrations.revisions()), migrations.revisions(), strict=False):
        folder = tmp_path_factory.mktemp("before")
        made[newer] = folder
        if older is None:
            continue
        db = Database(Settings.load({}, instance=folder))
        migrations.upgrade(db)
        _fill(db)
        if older != migrations.head():
            migrations.downgrade(db, older)
        db.close()
    return made


def _fill(db: Database) -> None:
    initiative = factories.an_initiative(db)
    question = factories.a_question(db, initiative)
    place = factories.a_session(db, initiative).places[1]
    device, _token = factories.a_device(db, place)
    for number in range(CHILDREN):
        said = factories.a_statement(
            db, place, initiative, question, f"said {number}", device_id=device.id, sequence=number + 1
        )
        if number % 10 == 0:
            factories.a_rendering(db, said, "fa", f"made {number}", made_by_device_id=device.id)


def killed(template: Path, folder: Path, revision: str, *without: str) -> int:
    """Kill it after each statement; says how many there are."""
    command = [sys.executable, "-c", MIGRATE, template, folder, revision, str(EVERY), *without]
    return int(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout)


def old_or_new(template: Path, folder: Path, revision: str, *without: str) -> None:
    old = found(template) if (template / "intake.sqlite3").exists() else Found(None, frozenset(), {})
    total = killed(template, folder, revision, *without)
    new = found(folder / "whole")
    assert new.revision == revision != old.revision and old.rows.items() <= new.rows.items()
    for last in range(1, total + 1, EVERY):
        place = folder / str(last)
        seen = found(place)
        assert seen in (old, new), f"neither the old schema nor the new one, killed after statement {last}"
        db = Database(Settings.load({}, instance=place))
        migrations.upgrade(db, revision)
        db.close()
        assert found(place) == new, "it is migrated at the next start"
        shutil.rmtree(place)


@pytest.mark.parametrize("revision", migrations.revisions())
def test_the_old_schema_or_the_new_one(before: dict[str, Path], tmp_path: Path, revision: str) -> None:
    old_or_new(before[revision], tmp_path, revision)


def test_control_tables_that_are_changed_outside_a_transaction(
    before: dict[str, Path], tmp_path: Path
) -> None:
    with pytest.raises(AssertionError, match="neither the old schema"):
        old_or_new(before["0002"], tmp_path, "0002", "a transaction")


# A table that others refer to is made anew, as SQLite needs it for many changes: its children stay.


def a_parent_is_made_anew(db: Database) -> None:
    migrations.upgrade(db)
    tables = [
        "CREATE TABLE hall (id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE TABLE seat (id INTEGER PRIMARY KEY, hall_id INTEGER REFERENCES hall (id) ON DELETE CASCADE)",
        "INSERT INTO hall VALUES (1, 'a')",
        *[f"INSERT INTO seat VALUES ({number}, 1)" for number in range(CHILDREN)],
    ]
    with db.writer.connect() as connection, connection.begin():
        for one in tables:
            connection.exec_driver_sql(one)
    with db.guard.held():  # type: ignore[union-attr]
        migrations._on_sqlite(db, "the next", make_anew)
    with db.writer.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        assert connection.exec_driver_sql("SELECT count(*) FROM seat").scalar() == CHILDREN, (
            "its children stay"
        )


def make_anew(settings: Any, revision: str) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    context = MigrationContext.configure(settings.attributes["connection"])
    with Operations(context).batch_alter_table("hall", recreate="always") as hall:
        hall.alter_column("name", existing_type=sa.Text(), nullable=False)


@pytest.fixture
def empty(tmp_path: Path) -> Any:
    database = Database(Settings.load({}, instance=tmp_path, threads=2))
    yield database
    database.close()


def test_a_parent_is_made_anew(empty: Database) -> None:
    a_parent_is_made_anew(empty)


def test_control_references_that_are_enforced_meanwhile(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def enforced(db: Database, revision: str, step: Any) -> bool:
        with db.writer.connect() as connection, connection.begin():
            return migrations._step(connection, revision, step)

    monkeypatch.setattr(migrations, "_on_sqlite", enforced)
    with pytest.raises(AssertionError, match="its children stay"):
        a_parent_is_made_anew(empty)

"""Each migration goes up and down, ends at the models, and leaves the old tables when it is killed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from intake import migrations
from intake.db import Base, Database
from intake.models import Device, Store
from intake.queries import store
from intake.settings import Settings
from intake.tablet_files import opened
from tests import factories
from tests.conftest import POSTGRES
from tests.tablet_files import files


@pytest.fixture
def empty(tmp_path: Path) -> Any:
    if POSTGRES:
        pytest.skip("on PostgreSQL the fixture of every test runs the migrations up")
    database = Database(Settings.load({}, instance=tmp_path, threads=2))
    yield database
    database.close()


def differences(db: Database) -> list[Any]:
    with db.writer.connect() as connection:
        seen = MigrationContext.configure(connection, opts={"include_name": migrations.is_of_models})
        return compare_metadata(seen, Base.metadata)


def tables(db: Database) -> set[str]:
    with db.writer.connect() as connection:
        return set(inspect(connection).get_table_names())


def columns_and_indexes(db: Database) -> set[str]:
    with db.writer.connect() as connection:
        seen = inspect(connection)
        names = seen.get_table_names()
        there = {f"{table}.{column['name']}" for table in names for column in seen.get_columns(table)}
        return there | {str(index["name"]) for table in names for index in seen.get_indexes(table)}


def test_the_migrations_end_at_the_models(db: Database) -> None:
    assert differences(db) == []


def test_files_are_named_after_their_revisions() -> None:
    known = [one.revision for one in ScriptDirectory.from_config(migrations.config()).walk_revisions()]
    assert migrations.revisions() == tuple(reversed(known))


def test_up_twice_and_down_again(empty: Database) -> None:
    assert migrations.upgrade(empty) is True
    assert migrations.upgrade(empty) is False
    assert differences(empty) == []
    with empty.read() as session:
        assert session.query(Store).count() == 1
    migrations.downgrade(empty, "base")
    assert tables(empty) == {"alembic_version"}
    assert migrations.upgrade(empty) is True
    assert differences(empty) == []


def test_each_step_goes_down_and_up_again(empty: Database) -> None:
    migrations.upgrade(empty)
    steps = [script.revision for script in ScriptDirectory.from_config(migrations.config()).walk_revisions()]
    assert steps[0] == migrations.head()
    before = columns_and_indexes(empty)
    for below in [*steps[1:], "base"]:
        migrations.downgrade(empty, below)
        assert columns_and_indexes(empty) < before, f"going down to {below} takes something away"
        before = columns_and_indexes(empty)
    for step in reversed(steps):
        migrations.upgrade(empty, step)
    assert differences(empty) == []


def test_foreign_keys_are_enforced_again_afterwards(empty: Database) -> None:
    migrations.upgrade(empty)
    with empty.writer.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_migration_that_fails_in_the_middle_changes_nothing(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import op

    made = op.create_table
    calls = []

    def failing(name: str, *args: Any, **kwargs: Any) -> Any:
        calls.append(name)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return made(name, *args, **kwargs)

    monkeypatch.setattr(op, "create_table", failing)
    with pytest.raises(KeyboardInterrupt):
        migrations.upgrade(empty)
    assert tables(empty) == set()
    monkeypatch.undo()
    migrations.upgrade(empty)
    assert differences(empty) == []


def test_a_newer_database_is_refused(empty: Database) -> None:
    migrations.upgrade(empty)
    with empty.writer.connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrations.UnknownRevision, match="update Intake"):
        migrations.upgrade(empty)


def test_what_had_arrived_before_it_was_counted_is_counted_afterwards(empty: Database) -> None:
    migrations.upgrade(empty)
    initiative = factories.an_initiative(empty)
    question = factories.a_question(empty, initiative)
    place = factories.a_session(empty, initiative).places[1]
    (first, _token), (second, _other) = (factories.a_device(empty, place) for _ in range(2))
    for number in (1, 2, 4):
        factories.a_statement(empty, place, initiative, question, "said", device_id=first.id, sequence=number)
    factories.a_statement(
        empty,
        place,
        initiative,
        question,
        "said",
        device_id=first.id,
        changed_by_device_id=second.id,
        sequence=9,
    )
    migrations.downgrade(empty, "0002")
    migrations.upgrade(empty)
    with empty.read() as session:
        found = session.execute(select(Device.received, Device.refused).order_by(Device.id)).all()
    assert [tuple(row) for row in found] == [("1-2,4", {}), ("9", {})]


def test_a_store_of_before_gets_a_pair_of_keys_that_belong_together(empty: Database) -> None:
    migrations.upgrade(empty, "0003")
    migrations.upgrade(empty)
    with empty.read() as session:
        here, private = store.store(session), store.file_key(session)
    inside = files.content([], [], [])
    assert opened(files.written(files.sealed(inside, here)), here.uid, private)["saves"] == []

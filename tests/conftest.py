"""Every test gets a store of its own: a copy of a migrated one (SQLite), or an emptied one (PostgreSQL)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as searching
from sqlalchemy import create_engine, text

from intake import migrations
from intake.app import create_app
from intake.db import Base, Database
from intake.settings import Settings
from tests.pages import CheckingClient

#: Set to test on PostgreSQL; each worker of xdist makes a database of its own beside this one.
POSTGRES = os.environ.get("INTAKE_TEST_DATABASE_URL", "")
#: How often a test in a browser may be tried again before it has failed; CI sets it, and lists each that needed it.
TRIES_AGAIN = int(os.environ.get("INTAKE_TRIES_AGAIN", "0"))
SECRET = "a secret for tests only, long enough to be taken"
# A busy machine is no fault, and what may land is no matter of dice; `--hypothesis-profile default` throws them.
searching.register_profile(
    "intake", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
searching.load_profile("intake")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if TRIES_AGAIN and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=TRIES_AGAIN))


def _settings(instance: Path, database_url: str = "") -> Settings:
    return Settings.load(
        {}, instance=instance, secret_key=SECRET, database_url=database_url or None, threads=8
    )


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Settings]:
    """Settings of a store with this version's tables and nothing in it but its own identity."""
    folder = tmp_path_factory.mktemp("migrated")
    if not POSTGRES:
        settings = _settings(folder)
        database = Database(settings)
        migrations.upgrade(database)
        database.close()
        yield settings
        return
    name = f"intake_test_{worker_id}"
    server = create_engine(_settings(folder, POSTGRES).url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    settings = _settings(folder, POSTGRES.rsplit("/", 1)[0] + f"/{name}")
    database = Database(settings)
    migrations.upgrade(database)
    database.close()
    yield settings
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def settings(migrated: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a store that is this test's alone."""
    if not POSTGRES:
        shutil.copy(migrated.instance / "intake.sqlite3", tmp_path / "intake.sqlite3")
        yield _settings(tmp_path)
        return
    yield _settings(tmp_path, migrated.database_url)
    engine = create_engine(migrated.url)
    with engine.begin() as connection:
        names = ", ".join(t.name for t in Base.metadata.sorted_tables if t.name != "store")
        connection.execute(text(f"TRUNCATE {names}, search_words RESTART IDENTITY"))
        connection.execute(
            text(
                "UPDATE store SET epoch = 1, leftover_since = NULL, search_version = '', guessing_version = '',"
                " guessing_left = 0"
            )
        )
    engine.dispose()


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The app over this test's store, as it is served, but for the throttles' shared memory."""
    app = create_app(settings)
    app.testing = True
    app.test_client_class = CheckingClient
    yield app
    app.extensions["intake.db"].close()


@pytest.fixture
def db(app: Flask) -> Iterator[Database]:
    """The store, with the app's context so that translated texts can be shown."""
    with app.app_context():
        yield app.extensions["intake.db"]


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A browser that nobody signed in with; it checks every page it gets."""
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client

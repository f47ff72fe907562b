"""An initiative, and a browser in which its organizer is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from intake.db import Database
from intake.models import Initiative, Role
from tests import factories
from tests.pages import CheckingClient


@pytest.fixture
def score(db: Database) -> Initiative:
    return factories.an_initiative(db)


@pytest.fixture
def organizer(client: CheckingClient, db: Database, score: Initiative) -> CheckingClient:
    factories.signed_in(client, db, factories.a_member(db, score, Role.ORGANIZER))
    return client


@pytest.fixture
def administrator(app: Flask, db: Database) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    factories.signed_in(client, db, factories.a_person(db, "admin@example.org", is_administrator=True))
    return client


@contextmanager
def counted(db: Database) -> Iterator[list[str]]:
    """The SQL statements that were read meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.reader, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.reader, "before_cursor_execute", note)

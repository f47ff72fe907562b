"""A session whose tablet numbers its saves, and a look into a store from outside."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from intake.actions import statements
from intake.actions.submitted import Receipt, Submitted
from intake.backups.making import Made, make
from intake.db import Database, new_uid
from intake.models import Kind
from intake.settings import Settings
from intake.tokens import digest
from tests import factories
from tests.conftest import POSTGRES

#: Every file here is about the file of SQLite.
ON_SQLITE = pytest.mark.skipif(bool(POSTGRES), reason="PostgreSQL has tools of its own for backups")


def rows(path: Path, query: str) -> list[Any]:
    """What a query finds in a store's file."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def texts(path: Path) -> set[str]:
    """What was said, as the file has it."""
    return {text for (text,) in rows(path, "SELECT text FROM statement")}


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


@dataclass
class Evening:
    """An open session with a tablet at table 1."""

    db: Database
    settings: Settings
    token: str
    folder: Path
    session: Any

    @property
    def path(self) -> Path:
        assert self.db.path is not None
        return self.db.path

    def save(self, text: str, sequence: int | None, uid: UUID | None = None, **values: Any) -> Receipt:
        """One save of the tablet, as it arrives; returns the store's answer."""
        given = {"revision": 1, "base": None, "question": "Q1", "language": "en", "agreed": 0}
        submitted = Submitted(
            id=uid or new_uid(), sequence=sequence, text=text, kind=Kind.QUOTE, captured_at=factories.JULY_20,
            **(given | values),
        )  # fmt: skip
        return self.db.write(
            lambda session: statements.store(session, digest(self.token), [submitted], held_after=500)
        )

    def back_up(self, name: str = "backup.sqlite3", **values: Any) -> Made:
        return make(self.db, self.settings, self.folder / name, **values)

    def safe(self) -> int:
        """What the tablet is told with its next receipt."""
        return self.db.write(
            lambda session: statements.store(session, digest(self.token), [], held_after=500)
        ).safe_sequence


@pytest.fixture
def evening(db: Database, settings: Settings, tmp_path: Path) -> Evening:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    initiative = factories.an_initiative(db)
    factories.a_question(db, initiative)
    session = factories.a_session(db, initiative)
    _device, token = factories.a_device(db, session.places[1])
    return Evening(db, settings, token, folder, session)

"""Opening the store for a command: settings, migrated database, the app's context for translated texts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from intake.cli.errors import Failed
from intake.db import Database
from intake.db.guard import GuardBusy
from intake.errors import Problem
from intake.queries.access import InitiativeRow, initiative_by_slug
from intake.settings import Settings


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Database]:
    """The migrated database of these settings (default: the environment's), in an app context; closed at the end."""
    from intake.app import create_app

    settings = settings or Settings.load()
    app = create_app(settings)
    database: Database = app.extensions["intake.db"]
    try:
        migrate(database)
        with app.app_context():
            yield database
    finally:
        database.close()


def migrate(database: Database) -> bool:
    """Bring the database to this version's tables and say whether anything was done; Failed with one line."""
    from intake import migrations

    try:
        return migrations.upgrade(database)
    except migrations.UnknownRevision as error:
        raise Failed(str(error)) from None
    except GuardBusy:
        raise Failed("another command has been writing for long: try again when it is done") from None


def initiative_named(session: Session, slug: str) -> InitiativeRow:
    """The initiative with this slug; a Problem with one line when there is none."""
    row = initiative_by_slug(session, slug)
    if row is None:
        raise Problem(f"there is no initiative called {slug!r}: 'intake initiative load FILE' creates one")
    return row

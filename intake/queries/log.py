"""The log of who did what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.models import Entry


def newest_entry(session: Session) -> datetime | None:
    """When the last entry was made; None in an empty log."""
    return session.scalar(select(Entry.at).order_by(Entry.id.desc()).limit(1))

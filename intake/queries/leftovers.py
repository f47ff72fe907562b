"""Whether erased words may still lie in the database's file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.models import Store


def since(session: Session) -> datetime | None:
    """When the last words were erased that the file may still have; None when it has none."""
    return session.scalars(select(Store.leftover_since)).one()

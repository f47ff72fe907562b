"""Noting that erased words are gone from the database's file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.actions.actor import Actor
from intake.actions.log import note
from intake.models import Store


def gone(session: Session, actor: Actor, since: datetime) -> None:
    """What was erased up to then is in neither the file nor its log; what was erased after it still has to go."""
    session.execute(update(Store).where(Store.leftover_since == since).values(leftover_since=None))
    note(session, actor, "store.cleared", subject=session.scalars(select(Store.uid)).one())

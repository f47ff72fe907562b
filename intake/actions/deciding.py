"""Deciding between a translation and what others made of the same statement meanwhile."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.actions import rendered
from intake.actions.rendered import RENDERING, REVISION
from intake.marks import mark


def mark_of(texts: list[str]) -> str:
    """What somebody saw who read these texts beside a translation; nothing where there are none."""
    return mark(texts) if texts else ""


def decide(session: Session, statement_id: int, language: str, seen: str) -> None:
    """What waits beside is history for whoever saw just that; a text that came since still waits, with the others."""
    if seen and seen == mark_of(beside(session, statement_id, language)):
        rendered.settle(session, statement_id, language)


def beside(session: Session, statement_id: int, language: str) -> list[str]:
    """The texts that wait beside what is stored in this language, in the order in which they came."""
    query = (
        select(REVISION.c.text)
        .join(RENDERING, RENDERING.c.id == REVISION.c.rendering_id)
        .where(RENDERING.c.statement_id == statement_id, RENDERING.c.language == language)
        .where(REVISION.c.is_conflict.is_(True))
        .order_by(REVISION.c.id)
    )
    return list(session.scalars(query))

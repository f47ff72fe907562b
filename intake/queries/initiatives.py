"""The initiatives that a person may see, and what one of them holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from intake.models import (
    Initiative,
    ListeningSession,
    Membership,
    Question,
    Role,
    SessionState,
    Statement,
    Status,
)
from intake.queries.listening import GONE, IS_NOT_ACTIVE

PAGE = 25


@dataclass(frozen=True, slots=True)
class ListedInitiative:
    """An initiative in the list."""

    slug: str
    name: dict[str, str]
    default_language: str
    time_zone: str
    #: The reader's role in it; None for an administrator who has none.
    role: Role | None
    sessions: int
    open_sessions: int
    statements: int
    newest_session: datetime | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What an initiative holds; practice sessions are left out."""

    sessions: int
    questions: int
    statements: int
    held: int


def visible_to(
    session: Session, person_id: int, *, is_administrator: bool, after: str | None = None, limit: int = PAGE
) -> list[ListedInitiative]:
    """Those the person has a role in (an administrator: all), newest first; `after` is the last slug seen."""
    here = Initiative.id
    sessions = select(func.count()).where(ListeningSession.initiative_id == here)
    query: Any = select(
        Initiative.slug,
        Initiative.name,
        Initiative.default_language,
        Initiative.time_zone,
        Membership.role,
        sessions.scalar_subquery(),
        sessions.where(ListeningSession.state == SessionState.OPEN).scalar_subquery(),
        _kept(here),
        select(func.max(ListeningSession.starts_at))
        .where(ListeningSession.initiative_id == here)
        .scalar_subquery(),
    )
    mine = and_(Membership.initiative_id == here, Membership.person_id == person_id)
    query = query.join(Membership, mine, isouter=is_administrator)
    if after is not None:
        query = query.where(here < select(Initiative.id).where(Initiative.slug == after).scalar_subquery())
    return [ListedInitiative(*row) for row in session.execute(query.order_by(here.desc()).limit(limit))]


def totals(session: Session, initiative_id: int) -> Totals:
    """The figures of the overview."""
    sessions = select(func.count()).where(
        ListeningSession.initiative_id == initiative_id, ListeningSession.is_practice.is_(False)
    )
    questions = select(func.count()).where(
        Question.initiative_id == initiative_id, Question.retired_at.is_(None)
    )
    row: Any = session.execute(
        select(
            sessions.scalar_subquery(),
            questions.scalar_subquery(),
            _kept(initiative_id),
            _statements(initiative_id)
            .where(IS_NOT_ACTIVE, Statement.status == Status.HELD)
            .scalar_subquery(),
        )
    ).one()
    return Totals(*row)


def _statements(initiative_id: Any) -> Any:
    """A count of all statements but practice; the joins let it be read from an index alone."""
    return (
        select(func.count(Statement.id))
        .join(ListeningSession, ListeningSession.id == Statement.session_id)
        .where(ListeningSession.initiative_id == initiative_id, ListeningSession.is_practice.is_(False))
    )


def _kept(initiative_id: Any) -> Any:
    """A count without what was taken back or put away."""
    every = _statements(initiative_id)
    gone = every.where(IS_NOT_ACTIVE, Statement.status.in_(GONE))
    return every.scalar_subquery() - gone.scalar_subquery()

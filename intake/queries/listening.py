"""Listening sessions and their places, with what came in so far."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from intake.models import Device, ListeningSession, Place, SessionState, Statement, Status

#: Statements that are neither taken back nor put away.
KEPT = (Status.ACTIVE, Status.HELD)
GONE = (Status.WITHDRAWN, Status.HIDDEN)
#: The condition of the partial index of those that are not active; a literal, or SQLite does not see it.
IS_NOT_ACTIVE = Statement.status != literal_column("'active'")
PAGE = 25


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A listening session with its counts."""

    id: int
    uid: UUID
    code: str
    title: dict[str, str]
    type: str
    starts_at: datetime | None
    time_zone: str
    venue: str
    languages: list[str]
    state: SessionState
    is_practice: bool
    #: Tables, without the full group.
    tables: int
    statements: int
    devices: int
    #: Devices that came with a short code and were not let in yet.
    waiting: int
    last_statement_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A table or the full group, with its codes."""

    id: int
    uid: UUID
    #: Empty for the full group.
    label: str
    position: int
    language: str | None
    code: str
    short_code: str
    statements: int
    held: int
    last_statement_at: datetime | None
    devices: int


def of_initiative(
    session: Session,
    initiative_id: int,
    *,
    after: str | None = None,
    limit: int = PAGE,
    states: Collection[SessionState] = (),
) -> list[SessionRow]:
    """Sessions, newest date first; `after` is the code of the last one seen."""
    query = _rows().where(ListeningSession.initiative_id == initiative_id)
    if states:
        query = query.where(ListeningSession.state.in_(states))
    if after is not None:
        last = select(_day, ListeningSession.id).where(
            ListeningSession.initiative_id == initiative_id, ListeningSession.code == after
        )
        row = session.execute(last).one_or_none()
        if row is not None:
            query = query.where(or_(_day < row[0], and_(_day == row[0], ListeningSession.id < row[1])))
    rows = session.execute(query.order_by(_day.desc(), ListeningSession.id.desc()).limit(limit))
    return [SessionRow(*row) for row in rows]


def by_code(session: Session, initiative_id: int, code: str) -> SessionRow | None:
    """This session of the initiative."""
    query = _rows().where(ListeningSession.initiative_id == initiative_id, ListeningSession.code == code)
    row = session.execute(query).one_or_none()
    return SessionRow(*row) if row else None


def places_of(session: Session, session_id: int) -> list[PlaceRow]:
    """The places of a session in order, the full group first."""
    said = (
        select(
            Statement.place_id,
            func.count().filter(Statement.status.in_(KEPT)).label("statements"),
            func.count().filter(Statement.status == Status.HELD).label("held"),
            func.max(Statement.received_at).label("last"),
        )
        .where(Statement.session_id == session_id)
        .group_by(Statement.place_id)
        .subquery()
    )
    joined = (
        select(Device.place_id, func.count().label("devices"))
        .where(Device.session_id == session_id, Device.token_digest.is_not(None))
        .group_by(Device.place_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Place.id,
            Place.uid,
            Place.label,
            Place.position,
            Place.language,
            Place.code,
            Place.short_code,
            func.coalesce(said.c.statements, 0),
            func.coalesce(said.c.held, 0),
            said.c.last,
            func.coalesce(joined.c.devices, 0),
        )
        .outerjoin(said, said.c.place_id == Place.id)
        .outerjoin(joined, joined.c.place_id == Place.id)
        .where(Place.session_id == session_id)
        .order_by(Place.position, Place.id)
    )
    return [PlaceRow(*row) for row in rows]


def types_of(session: Session, initiative_id: int) -> list[str]:
    """The types of session that the initiative has, in alphabetical order."""
    types = select(ListeningSession.type).where(ListeningSession.initiative_id == initiative_id).distinct()
    return sorted(session.scalars(types))


#: What sessions are ordered by: one without a date stands where it was made.
_day = func.coalesce(ListeningSession.starts_at, ListeningSession.created_at)


def _rows() -> Any:
    here = ListeningSession.id
    said = select(func.count()).where(Statement.session_id == here)
    devices = select(func.count()).where(Device.session_id == here, Device.token_digest.is_not(None))
    newest = (
        select(Statement.received_at)
        .where(Statement.session_id == here)
        .order_by(Statement.id.desc())
        .limit(1)
    )
    return select(
        ListeningSession.id,
        ListeningSession.uid,
        ListeningSession.code,
        ListeningSession.title,
        ListeningSession.type,
        ListeningSession.starts_at,
        ListeningSession.time_zone,
        ListeningSession.venue,
        ListeningSession.languages,
        ListeningSession.state,
        ListeningSession.is_practice,
        select(func.count()).where(Place.session_id == here, Place.label != "").scalar_subquery(),
        said.scalar_subquery() - said.where(IS_NOT_ACTIVE, Statement.status.in_(GONE)).scalar_subquery(),
        devices.scalar_subquery(),
        devices.where(Device.admitted_at.is_(None), Device.revoked_at.is_(None)).scalar_subquery(),
        newest.scalar_subquery(),
    )

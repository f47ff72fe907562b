"""Devices: the one that asks, and those of a session."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session

from intake import runs
from intake.db.prepared import Prepared, Reading
from intake.models import (
    Device,
    DeviceRole,
    Initiative,
    ListeningSession,
    Place,
    SessionState,
    Statement,
    Status,
)

DEVICE = cast(Table, Device.__table__)
PLACE = cast(Table, Place.__table__)
SESSION = cast(Table, ListeningSession.__table__)
INITIATIVE = cast(Table, Initiative.__table__)


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device with all that its pages say of where it is."""

    id: int
    uid: UUID
    chain_id: int
    role: DeviceRole
    name: str
    admitted_at: datetime | None
    revoked_at: datetime | None
    protocol_read_at: datetime | None
    added: int
    highest_sequence: int
    safe_sequence: int
    place_id: int
    place_uid: UUID
    #: The table's label; empty for the full group.
    place_label: str
    #: The language spoken at the table, where it is known.
    place_language: str | None
    session_id: int
    session_uid: UUID
    session_code: str
    session_title: dict[str, str]
    session_type: str
    session_state: SessionState
    session_languages: list[str]
    time_zone: str
    is_practice: bool
    initiative_id: int
    initiative_slug: str
    initiative_name: dict[str, str]
    default_language: str
    languages: list[str]
    #: Whether its chain is itself alone, as most are.
    is_alone: bool


@dataclass(frozen=True, slots=True)
class SessionDevice:
    """A device as the organizer of its session sees it."""

    id: int
    uid: UUID
    #: Devices with the same one see each other's statements.
    chain_id: int
    role: DeviceRole
    name: str
    place_label: str
    joined_at: datetime
    admitted_at: datetime | None
    revoked_at: datetime | None
    last_seen_at: datetime | None
    #: When it was cleared.
    finished_at: datetime | None
    #: Statements of it that are neither taken back nor put away, and those among them that wait.
    statements: int
    held: int
    last_statement_at: datetime | None
    #: How many saves it numbered, as far as it said; 0 for a tablet that keeps nothing, since it numbers nothing.
    saved: int
    #: Numbers of those that were answered, as `intake.runs` writes them, and of those that were refused.
    received: str
    refused: dict[str, int]

    @property
    def missing(self) -> list[runs.Run]:
        """Numbers of saves that never arrived."""
        return runs.missing(self.received, self.saved)

    @property
    def missing_count(self) -> int:
        return runs.size(self.missing)

    @property
    def refused_runs(self) -> list[runs.Run]:
        return runs.read(runs.add("", self.refused.values()))

    @property
    def is_waiting(self) -> bool:
        return self.admitted_at is None and self.revoked_at is None


def of_session(session: Session, session_id: int) -> list[SessionDevice]:
    """The devices that joined a session, by place and then in the order they came."""
    said = (
        select(
            Statement.device_id,
            func.count().filter(Statement.status.in_((Status.ACTIVE, Status.HELD))).label("statements"),
            func.count().filter(Statement.status == Status.HELD).label("held"),
            func.max(Statement.received_at).label("last"),
        )
        .where(Statement.session_id == session_id)
        .group_by(Statement.device_id)
        .subquery()
    )
    rows: Any = session.execute(
        select(
            Device.id,
            Device.uid,
            func.coalesce(Device.chain_id, Device.id),
            Device.role,
            Device.name,
            Place.label,
            Device.joined_at,
            Device.admitted_at,
            Device.revoked_at,
            Device.last_seen_at,
            Device.finished_at,
            func.coalesce(said.c.statements, 0),
            func.coalesce(said.c.held, 0),
            said.c.last,
            Device.highest_sequence,
            Device.received,
            Device.refused,
        )
        .join(Place, Place.id == Device.place_id)
        .outerjoin(said, said.c.device_id == Device.id)
        .where(Device.session_id == session_id, Device.token_digest.is_not(None))
        .order_by(Place.position, Device.id)
    )
    return [SessionDevice(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class DevicePlace:
    """Which tablet it is, as an organizer tells tablets apart."""

    uid: UUID
    name: str
    place_label: str
    session_code: str
    session_title: dict[str, str]


def places(session: Session, uids: Collection[UUID]) -> dict[UUID, DevicePlace]:
    """Where these devices are or were."""
    rows: Any = session.execute(
        select(Device.uid, Device.name, Place.label, ListeningSession.code, ListeningSession.title)
        .join(Place, Place.id == Device.place_id)
        .join(ListeningSession, ListeningSession.id == Device.session_id)
        .where(Device.uid.in_(uids))
    )
    return {row[0]: DevicePlace(*row) for row in rows}


def by_token(reading: Reading, token_digest: str) -> DeviceRow | None:
    """The device that this token belongs to, whatever became of it since."""
    row = _DEVICE.one_or_none(reading, {"token_digest": token_digest})
    return DeviceRow(*row) if row else None


_OTHER = DEVICE.alias()
_FIRST = func.coalesce(DEVICE.c.chain_id, DEVICE.c.id)
_DEVICE = Prepared(
    select(
        DEVICE.c.id,
        DEVICE.c.uid,
        DEVICE.c.chain_id,
        DEVICE.c.role,
        DEVICE.c.name,
        DEVICE.c.admitted_at,
        DEVICE.c.revoked_at,
        DEVICE.c.protocol_read_at,
        DEVICE.c.added,
        DEVICE.c.highest_sequence,
        DEVICE.c.safe_sequence,
        PLACE.c.id,
        PLACE.c.uid,
        PLACE.c.label,
        PLACE.c.language,
        SESSION.c.id,
        SESSION.c.uid,
        SESSION.c.code,
        SESSION.c.title,
        SESSION.c.type,
        SESSION.c.state,
        SESSION.c.languages,
        SESSION.c.time_zone,
        SESSION.c.is_practice,
        INITIATIVE.c.id,
        INITIATIVE.c.slug,
        INITIATIVE.c.name,
        INITIATIVE.c.default_language,
        INITIATIVE.c.languages,
        and_(
            DEVICE.c.id == _FIRST,
            ~exists().where(_OTHER.c.chain_id == DEVICE.c.id, _OTHER.c.id != DEVICE.c.id),
        ).label("is_alone"),
    )
    .join_from(DEVICE, PLACE, PLACE.c.id == DEVICE.c.place_id)
    .join(SESSION, SESSION.c.id == DEVICE.c.session_id)
    .join(INITIATIVE, INITIATIVE.c.id == SESSION.c.initiative_id)
    .where(DEVICE.c.token_digest == bindparam("token_digest"))
)

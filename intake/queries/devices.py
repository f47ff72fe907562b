"""Devices: the one that asks, and those of a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.models import Device, DeviceRole, Initiative, ListeningSession, Place, SessionState


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


def by_token(session: Session, token_digest: str) -> DeviceRow | None:
    """The device that this token belongs to, whatever became of it since."""
    row = session.execute(_DEVICE.where(Device.token_digest == token_digest)).one_or_none()
    return DeviceRow(*row) if row else None


_DEVICE = (
    select(
        Device.id,
        Device.uid,
        Device.chain_id,
        Device.role,
        Device.name,
        Device.admitted_at,
        Device.revoked_at,
        Device.protocol_read_at,
        Device.added,
        Device.highest_sequence,
        Device.safe_sequence,
        Place.id,
        Place.uid,
        Place.label,
        ListeningSession.id,
        ListeningSession.uid,
        ListeningSession.code,
        ListeningSession.title,
        ListeningSession.type,
        ListeningSession.state,
        ListeningSession.languages,
        ListeningSession.time_zone,
        ListeningSession.is_practice,
        Initiative.id,
        Initiative.slug,
        Initiative.name,
        Initiative.default_language,
        Initiative.languages,
    )
    .join(Place, Place.id == Device.place_id)
    .join(ListeningSession, ListeningSession.id == Device.session_id)
    .join(Initiative, Initiative.id == ListeningSession.initiative_id)
)

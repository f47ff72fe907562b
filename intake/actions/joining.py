"""A browser or a client becomes a device at a place."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intake.actions.actor import Actor
from intake.actions.log import note
from intake.codes import normalise_short_code
from intake.db import new_uid, now
from intake.errors import CodeUnknown
from intake.models import Device, DeviceRole, ListeningSession, Place, SessionState
from intake.tokens import digest, new_token


@dataclass(frozen=True, slots=True)
class Joined:
    """The new device; its token is known to nobody else and kept nowhere."""

    token: str
    device_uid: UUID
    session_code: str
    #: The table's label; empty for the full group.
    place_label: str
    #: False until an organizer lets it in: it came with the short code.
    is_admitted: bool


def join(
    session: Session,
    *,
    code: str,
    place_label: str | None = None,
    name: str = "",
    role: DeviceRole = DeviceRole.NOTETAKER,
    continues: str | None = None,
) -> Joined:
    """Make a device at the place of the code; raises CodeUnknown whatever is wrong with the code.

    `place_label` is the place the client believes it joins (None: whichever the code opens). `continues` is
    the token of this browser's earlier device: in the same session the new one goes on with its statements.
    """
    place = _open_place(session, code)
    if place is None or (place_label is not None and place_label != place.label):
        raise CodeUnknown()
    token, moment = new_token(), now()
    device = Device(
        uid=new_uid(),
        session_id=place.session_id,
        place_id=place.id,
        role=role,
        name=name,
        token_digest=digest(token),
        joined_at=moment,
        admitted_at=moment if code == place.code else None,
    )
    session.add(device)
    session.flush()
    device.chain_id = device.id
    if continues is not None:
        _go_on(session, device, continues)
    note(
        session,
        Actor(device_id=device.id),
        "device.joined",
        initiative_id=place.session.initiative_id,
        subject=device.uid,
        session_code=place.session.code,
        admitted=device.admitted_at is not None,
    )
    return Joined(token, device.uid, place.session.code, place.label, device.admitted_at is not None)


def read_protocol(session: Session, device_id: int) -> None:
    """Remember that the protocol was read on this device."""
    device = session.get_one(Device, device_id)
    device.protocol_read_at = device.protocol_read_at or now()


def _open_place(session: Session, code: str) -> Place | None:
    """The place of this code in an open session, however the short one was typed."""
    return session.scalars(
        select(Place)
        .join(ListeningSession, ListeningSession.id == Place.session_id)
        .where(
            or_(Place.code == code, Place.short_code == normalise_short_code(code)),
            ListeningSession.state == SessionState.OPEN,
        )
        .order_by((Place.code == code).desc())
        .limit(1)
    ).one_or_none()


def _go_on(session: Session, device: Device, token: str) -> None:
    """Take over what the earlier device had, unless it was sent away."""
    earlier = session.scalars(
        select(Device).where(Device.token_digest == digest(token), Device.session_id == device.session_id)
    ).one_or_none()
    if earlier is None or earlier.revoked_at is not None:
        return
    device.chain_id = earlier.chain_id or earlier.id
    device.name = device.name or earlier.name
    device.admitted_at = device.admitted_at or earlier.admitted_at
    device.protocol_read_at = earlier.protocol_read_at

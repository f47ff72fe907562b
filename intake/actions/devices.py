"""Devices as the organizer sees them: let in, send away, hand over."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, update
from sqlalchemy.orm import Session

from intake.actions import releasing
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.db import now
from intake.errors import Invalid, NotFound
from intake.models import Device, ListeningSession


def admit(session: Session, actor: Actor, device_id: int) -> Device:
    """Let in a device that came with a short code; what it wrote while it waited counts from now on."""
    device = _found(session, device_id)
    if device.admitted_at is None:
        device.admitted_at = now()
        _note(session, actor, "device.admitted", device, released=releasing.of_device(session, device))
    return device


def revoke(session: Session, actor: Actor, device_id: int) -> Device:
    """Send a device away: what it sent stays, what it sends later is held for the organizer."""
    device = _found(session, device_id)
    if device.revoked_at is None:
        device.revoked_at = now()
        _note(session, actor, "device.revoked", device)
    return device


def restore(session: Session, actor: Actor, device_id: int) -> Device:
    """Let a device that was sent away write again; what was held meanwhile counts from now on."""
    device = _found(session, device_id)
    if device.revoked_at is not None:
        device.revoked_at = None
        _note(session, actor, "device.restored", device, released=releasing.of_device(session, device))
    return device


def finish(session: Session, device_id: int) -> None:
    """Its tablet was cleared by whoever had it; what still arrives from a file of it is taken."""
    device = session.get_one(Device, device_id)
    if device.finished_at is None:
        device.finished_at = now()
        _note(session, Actor(device_id=device.id), "device.finished", device)


def hand_over(session: Session, actor: Actor, from_device_id: int, to_device_id: int) -> Device:
    """Give a device the statements of another one of its session: it sees them and may change them."""
    source, target = _found(session, from_device_id), _found(session, to_device_id)
    if source.session_id != target.session_id:
        raise NotFound()
    if target.admitted_at is None or target.revoked_at is not None:
        raise Invalid(_l("Choose a tablet that may write in this session."), field="to")
    old, new = source.chain_id or source.id, target.chain_id or target.id
    if old != new:
        chain = func.coalesce(Device.chain_id, Device.id)
        both = update(Device).where(Device.session_id == source.session_id, chain.in_((old, new)))
        session.execute(both.values(chain_id=min(old, new)))
        _note(session, actor, "device.handed_over", target, source=str(source.uid))
    return target


def _note(session: Session, actor: Actor, verb: str, device: Device, **detail: object) -> None:
    found = session.get_one(ListeningSession, device.session_id)
    note(
        session,
        actor,
        verb,
        initiative_id=found.initiative_id,
        subject=device.uid,
        session_code=found.code,
        **detail,
    )


def _found(session: Session, device_id: int) -> Device:
    device = session.get(Device, device_id)
    if device is None:
        raise NotFound()
    return device

"""What a verified backup, or a restored one, means for the store: which saves are safe, and the epoch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from intake.actions.actor import Actor
from intake.actions.log import note
from intake.models import (
    Confirmation,
    Device,
    Rendering,
    RenderingRevision,
    Statement,
    StatementRevision,
    Store,
)
from intake.models.entry import BACKUP_MADE, STORE_RESTORED


def verified(
    session: Session, actor: Actor, saves: Mapping[int, int], extent: Mapping[str, int], **detail: Any
) -> int:
    """Note a verified backup and raise each device's `safe_sequence` to what is in it; returns how many were raised.

    `saves` is the number up to which the backup holds every save of a device, `extent` how far the store had come
    when it began (queries/backups.py). Nothing is lowered here.
    """
    newer = _first_of_newer(session, extent)
    raised = 0
    for device in session.scalars(select(Device).where(Device.id.in_(saves))):
        safe = min(saves[device.id], newer.get(device.id, saves[device.id] + 1) - 1)
        if safe > device.safe_sequence:
            device.safe_sequence = safe
            raised += 1
    note(session, actor, BACKUP_MADE, extent=dict(extent), **detail)
    return raised


def restored(session: Session, actor: Actor, epoch: int, saves: Mapping[int, int]) -> int:
    """Begin a new epoch, greater than `epoch`: tablets offer again what they keep above the number in `saves`."""
    store = session.scalars(select(Store)).one()
    store.epoch = max(store.epoch, epoch) + 1
    session.execute(update(Device).values(safe_sequence=0))
    for device_id, safe in saves.items():
        session.execute(update(Device).where(Device.id == device_id).values(safe_sequence=safe))
    note(session, actor, STORE_RESTORED, subject=store.uid, epoch=store.epoch)
    return store.epoch


def _first_of_newer(session: Session, extent: Mapping[str, int]) -> dict[int, int]:
    """Device id -> the least number among its saves that came after the backup began.

    Usually greater than all before; not so for a tablet that lost its storage and counts from 1 again.
    """
    changed = select(StatementRevision.statement_id).where(StatementRevision.id > extent["revision"])
    author = func.coalesce(Statement.changed_by_device_id, Statement.device_id)
    # A backup made before there were renderings or confirmations has none.
    rendering, rendered = extent.get("rendering", 0), extent.get("rendering_revision", 0)
    confirmation = extent.get("confirmation", 0)
    rerendered = select(RenderingRevision.rendering_id).where(RenderingRevision.id > rendered)
    found: dict[int, int] = {}
    for query in (
        select(author, func.min(Statement.sequence))
        .where(
            or_(Statement.id > extent["statement"], Statement.id.in_(changed)),
            Statement.sequence.is_not(None),
        )
        .group_by(author),
        select(StatementRevision.device_id, func.min(StatementRevision.sequence))
        .where(StatementRevision.id > extent["revision"], StatementRevision.version.is_(None))
        .group_by(StatementRevision.device_id),
        select(Rendering.changed_by_device_id, func.min(Rendering.sequence))
        .where(
            or_(Rendering.id > rendering, Rendering.id.in_(rerendered)),
            Rendering.sequence.is_not(None),
        )
        .group_by(Rendering.changed_by_device_id),
        select(RenderingRevision.device_id, func.min(RenderingRevision.sequence))
        .where(RenderingRevision.id > rendered, RenderingRevision.version.is_(None))
        .group_by(RenderingRevision.device_id),
        select(Confirmation.device_id, func.min(Confirmation.sequence))
        .where(Confirmation.id > confirmation)
        .group_by(Confirmation.device_id),
    ):
        for device_id, sequence in session.execute(query):
            if device_id is not None and sequence is not None:
                found[device_id] = min(sequence, found.get(device_id, sequence))
    return found

"""What a backup must hold, and what the last verified one held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from intake.models import (
    Confirmation,
    Device,
    Entry,
    ListeningSession,
    Rendering,
    RenderingRevision,
    SessionState,
    Statement,
    StatementRevision,
    Store,
)
from intake.models.entry import BACKUP_MADE, STORE_RESTORED

#: Device id and the number up to which the store has every save of that device (SQLite).
CONTIGUOUS = """
WITH save AS (
    SELECT coalesce(changed_by_device_id, device_id) AS device, sequence FROM statement
    UNION SELECT device_id, sequence FROM statement_revision
    UNION SELECT changed_by_device_id, sequence FROM rendering
    UNION SELECT device_id, sequence FROM rendering_revision
    UNION SELECT device_id, sequence FROM confirmation
), counted AS (
    SELECT device, sequence, row_number() OVER (PARTITION BY device ORDER BY sequence) AS place
    FROM save WHERE device IS NOT NULL AND sequence IS NOT NULL
)
SELECT device, max(sequence) AS safe FROM counted WHERE sequence = place GROUP BY device
"""


@dataclass(frozen=True, slots=True)
class Extent:
    """How far the store has come: whatever is worth a backup makes one of these numbers grow."""

    statement: int = 0
    revision: int = 0
    device: int = 0
    entry: int = 0
    rendering: int = 0
    rendering_revision: int = 0
    confirmation: int = 0

    @property
    def words(self) -> tuple[int, ...]:
        """What was said, rendered or confirmed, which a backup is made for at any time."""
        return (self.statement, self.revision, self.rendering, self.rendering_revision, self.confirmation)


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The newest backup that was verified."""

    at: datetime
    extent: Extent
    statements: int
    size: int
    is_encrypted: bool


@dataclass(frozen=True, slots=True)
class SafeRow:
    """Whose store this is, and what of a device's saves is in a backup."""

    store: UUID
    epoch: int
    safe_sequence: int


def extent(session: Session) -> Extent:
    """How far the store has come; the notes about backups themselves do not count."""
    newest = select(Entry.id).where(Entry.verb != BACKUP_MADE).order_by(Entry.id.desc()).limit(1)
    return Extent(
        statement=session.scalar(select(func.max(Statement.id))) or 0,
        revision=session.scalar(select(func.max(StatementRevision.id))) or 0,
        device=session.scalar(select(func.max(Device.id))) or 0,
        entry=session.scalar(newest) or 0,
        rendering=session.scalar(select(func.max(Rendering.id))) or 0,
        rendering_revision=session.scalar(select(func.max(RenderingRevision.id))) or 0,
        confirmation=session.scalar(select(func.max(Confirmation.id))) or 0,
    )


def last(session: Session) -> LastBackup | None:
    """The newest verified backup of this store; None before the first."""
    row: Any = session.execute(
        select(Entry.at, Entry.detail)
        .where(Entry.initiative_id.is_(None), Entry.verb == BACKUP_MADE)
        .order_by(Entry.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    at, detail = row
    return LastBackup(
        at, Extent(**detail["extent"]), detail["statements"], detail["size"], detail["encrypted"]
    )


def restored_at(session: Session, since: datetime) -> datetime | None:
    """When the store was last put back to a backup, if that was not before `since`."""
    return session.scalar(
        select(Entry.at)
        .where(Entry.initiative_id.is_(None), Entry.verb == STORE_RESTORED, Entry.at >= since)
        .order_by(Entry.id.desc())
        .limit(1)
    )


def contiguous(session: Session) -> dict[int, int]:
    """Device id -> the number up to which the store has every save of it (SQLite)."""
    return {row.device: row.safe for row in session.execute(text(CONTIGUOUS))}


def safe_of(session: Session, token_digest: str) -> SafeRow | None:
    """What a device may be told; None for an unknown token and for a device that was sent away."""
    row = session.execute(
        select(Store.uid, Store.epoch, Device.safe_sequence)
        .join_from(Device, Store, Store.id > 0)
        .where(Device.token_digest == token_digest, Device.revoked_at.is_(None))
    ).one_or_none()
    return SafeRow(*row) if row is not None else None


def is_any_session_open(session: Session) -> bool:
    """Whether statements are expected now."""
    return bool(session.scalar(select(exists().where(ListeningSession.state == SessionState.OPEN))))

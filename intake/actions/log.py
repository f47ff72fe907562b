"""The append-only log of who did what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.actions.actor import Actor
from intake.models import Entry


def note(
    session: Session,
    actor: Actor,
    verb: str,
    *,
    initiative_id: int | None = None,
    subject: UUID | None = None,
    **detail: Any,
) -> None:
    """Append an entry; `detail` holds counts, codes and states only: never testimony, names or addresses."""
    session.add(
        Entry(
            initiative_id=initiative_id,
            person_id=actor.person_id,
            device_id=actor.device_id,
            verb=verb,
            subject=subject,
            detail=detail,
        )
    )

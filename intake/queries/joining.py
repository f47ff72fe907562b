"""The place that a join code leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intake.codes import normalise_short_code
from intake.models import Initiative, ListeningSession, Place, SessionState

#: Longer than any code; what is longer still is not looked up.
LONGEST = 64


@dataclass(frozen=True, slots=True)
class DoorRow:
    """A place with all that its join page says of it."""

    place_id: int
    #: The table's label; empty for the full group.
    place_label: str
    #: The language spoken at the table, where it is known.
    place_language: str | None
    #: It was the long code of the card, which lets in at once.
    is_long: bool
    session_id: int
    session_uid: UUID
    session_code: str
    session_title: dict[str, str]
    session_state: SessionState
    session_languages: list[str]
    is_practice: bool
    initiative_id: int
    initiative_name: dict[str, str]
    default_language: str


def door(session: Session, code: str) -> DoorRow | None:
    """The place of this code, however the short one was typed; the caller judges whether one may enter."""
    if len(code) > LONGEST:
        return None
    row: Any = session.execute(
        select(
            Place.id,
            Place.label,
            Place.language,
            Place.code == code,
            ListeningSession.id,
            ListeningSession.uid,
            ListeningSession.code,
            ListeningSession.title,
            ListeningSession.state,
            ListeningSession.languages,
            ListeningSession.is_practice,
            Initiative.id,
            Initiative.name,
            Initiative.default_language,
        )
        .join(ListeningSession, ListeningSession.id == Place.session_id)
        .join(Initiative, Initiative.id == ListeningSession.initiative_id)
        .where(or_(Place.code == code, Place.short_code == normalise_short_code(code)))
        .order_by((Place.code == code).desc())
        .limit(1)
    ).one_or_none()
    return DoorRow(*row) if row else None

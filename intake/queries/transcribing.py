"""What somebody typed up from paper in this sitting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.models import Entry, Kind, Place, Question, QuestionVersion, Statement

#: Notes of the list; the count goes on.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A note as it stands now, newest first; an empty `place` is the full group."""

    uid: UUID
    text: str
    language: str
    kind: Kind
    agreed: int
    question: str
    place: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """The newest notes, and how many there are in all."""

    rows: list[TypedRow]
    count: int


def sitting(
    session: Session, initiative_id: int, session_id: int, person_id: int, *, verb: str, since: datetime
) -> Sitting:
    """The notes of one session that the log says this person typed since then."""
    own = (
        select(Statement.id)
        .join(Entry, Entry.subject == Statement.uid)
        .where(
            Entry.initiative_id == initiative_id,
            Entry.verb == verb,
            Entry.person_id == person_id,
            Entry.at >= since,
            Statement.session_id == session_id,
        )
    )
    rows = session.execute(
        select(
            Statement.uid,
            Statement.text,
            Statement.language,
            Statement.kind,
            Statement.agreed,
            Question.code,
            Place.label,
        )
        .join(QuestionVersion, QuestionVersion.id == Statement.question_version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(Place, Place.id == Statement.place_id)
        .where(Statement.id.in_(own))
        .order_by(Statement.id.desc())
        .limit(SHOWN)
    )
    count = session.scalar(select(func.count()).select_from(own.subquery()))
    return Sitting([TypedRow(*row) for row in rows], count or 0)

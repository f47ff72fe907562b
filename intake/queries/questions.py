"""Questions with their newest wording, and the versions before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from intake.db.prepared import Prepared, Reading
from intake.models import Question, QuestionVersion, Statement


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question as it is asked now."""

    id: int
    uid: UUID
    code: str
    position: int
    #: Types of session; None means all.
    asked_in: list[str] | None
    version_id: int
    number: int
    texts: dict[str, str]
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One wording and how many statements stand under it."""

    number: int
    texts: dict[str, str]
    created_at: datetime
    statements: int


def for_session_type(reading: Reading, initiative_id: int, type: str) -> list[QuestionRow]:
    """The questions asked in sessions of this type, in order."""
    rows = _ASKED.all(reading, {"initiative_id": initiative_id})
    found = (QuestionRow(*row) for row in rows)
    return [question for question in found if question.asked_in is None or type in question.asked_in]


def all_of(session: Session, initiative_id: int) -> list[QuestionRow]:
    """Every question of the initiative in order, retired ones last."""
    rows = [QuestionRow(*row) for row in session.execute(_newest(initiative_id))]
    return sorted(rows, key=lambda row: row.retired_at is not None)


def by_uid(session: Session, initiative_id: int, uid: UUID) -> QuestionRow | None:
    """This question of the initiative."""
    row = session.execute(_newest(initiative_id).where(Question.uid == uid)).one_or_none()
    return QuestionRow(*row) if row else None


def versions_of(session: Session, question_id: int) -> list[VersionRow]:
    """Every wording, newest first."""
    rows = session.execute(
        select(QuestionVersion.id, QuestionVersion.number, QuestionVersion.texts, QuestionVersion.created_at)
        .where(QuestionVersion.question_id == question_id)
        .order_by(QuestionVersion.number.desc())
    ).all()
    version = Statement.question_version_id
    counted = select(version, func.count()).where(version.in_([row.id for row in rows])).group_by(version)
    found: Any = session.execute(counted)
    said = dict(iter(found))
    return [VersionRow(row.number, row.texts, row.created_at, said.get(row.id, 0)) for row in rows]


def _newest(initiative_id: Any) -> Any:
    newest = (
        select(QuestionVersion.question_id, func.max(QuestionVersion.number).label("number"))
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.initiative_id == initiative_id)
        .group_by(QuestionVersion.question_id)
        .subquery()
    )
    return (
        select(
            Question.id,
            Question.uid,
            Question.code,
            Question.position,
            Question.asked_in,
            QuestionVersion.id,
            QuestionVersion.number,
            QuestionVersion.texts,
            Question.retired_at,
        )
        .join(newest, newest.c.question_id == Question.id)
        .join(
            QuestionVersion,
            and_(QuestionVersion.question_id == Question.id, QuestionVersion.number == newest.c.number),
        )
        .where(Question.initiative_id == initiative_id)
        .order_by(Question.position, Question.id)
    )


_ASKED = Prepared(_newest(bindparam("initiative_id")).where(Question.retired_at.is_(None)))

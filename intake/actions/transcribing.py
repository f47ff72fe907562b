"""Typing up notes that were written on paper, one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Table, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.actions.actor import Actor
from intake.actions.log import note
from intake.db import now
from intake.errors import Conflict, Invalid, NotFound
from intake.models import (
    Kind,
    ListeningSession,
    Place,
    Question,
    QuestionVersion,
    SessionState,
    Source,
    Statement,
    StatementRevision,
    Status,
)

STATEMENT = cast(Table, Statement.__table__)
#: The verb of the log, by which a person's own sitting is found again.
TRANSCRIBED = "statement.transcribed"
#: What two notes must share to be the same one, sent again.
COMPARED = ("session_id", "place_id", "question_version_id", "text", "language", "kind", "agreed", "source")


@dataclass(frozen=True, slots=True)
class Note:
    """A note on paper, checked as `forms.statement` does; `question` is a code, `place` the place's public id."""

    id: UUID
    place: UUID
    question: str
    text: str
    language: str
    kind: Kind
    agreed: int
    said_at: datetime


def transcribe(session: Session, actor: Actor, session_id: int, written: Note) -> bool:
    """Store a note and say whether it was new; the same note sent twice is stored once.

    Raises Conflict when its id stands for another note already, Invalid for an archived session.
    """
    values = _values(session, actor, session_id, written)
    if _is_known(session, values):
        return False
    try:
        with session.begin_nested():
            session.execute(insert(STATEMENT).values(values))
    except IntegrityError:
        # A second press of Save was faster.
        if _is_known(session, values):
            return False
        raise
    note(session, actor, TRANSCRIBED, initiative_id=values["initiative_id"], subject=written.id)
    return True


def _values(session: Session, actor: Actor, session_id: int, written: Note) -> dict[str, Any]:
    found = session.get_one(ListeningSession, session_id)
    if found.state is SessionState.ARCHIVED:
        raise Invalid(_l("This session is archived. Bring it back to add notes."), field="place")
    place_id = session.scalar(
        select(Place.id).where(Place.session_id == found.id, Place.uid == written.place)
    )
    version_id = session.scalar(
        select(QuestionVersion.id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.initiative_id == found.initiative_id, Question.code == written.question)
        .order_by(QuestionVersion.number.desc())
        .limit(1)
    )
    if place_id is None or version_id is None:
        raise NotFound()
    moment = now()
    return {
        "uid": written.id,
        "initiative_id": found.initiative_id,
        "session_id": found.id,
        "place_id": place_id,
        "question_version_id": version_id,
        "text": written.text,
        "language": written.language,
        "kind": written.kind,
        "agreed": written.agreed,
        "source": Source.PAPER,
        "status": Status.ACTIVE,
        "has_conflict": False,
        "captured_at": written.said_at,
        "received_at": moment,
        "version": 1,
        "revision": 1,
        "changed_by_person_id": actor.person_id,
        "changed_at": moment,
    }


def _is_known(session: Session, values: Mapping[str, Any]) -> bool:
    """Whether this very note is stored, as it is or as it was before a correction."""
    row = session.execute(select(STATEMENT).where(STATEMENT.c.uid == values["uid"])).one_or_none()
    if row is None:
        return False
    if row.erased_at is not None:
        # Its words are gone for good; sent again they do not come back.
        return True
    if row.version == 1:
        same = all(getattr(row, name) == values[name] for name in COMPARED)
    else:
        before = select(StatementRevision.text).where(StatementRevision.statement_id == row.id)
        same = row.session_id == values["session_id"] and values["text"] in session.scalars(before).all()
    if not same:
        raise Conflict()
    return True

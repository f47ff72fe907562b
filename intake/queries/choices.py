"""What a reader can choose from when picking statements out: sessions, tables, questions, languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.models import Initiative, ListeningSession, Place
from intake.queries import questions

_DIGITS = re.compile("([0-9]+)")


@dataclass(frozen=True, slots=True)
class SessionChoice:
    """A listening session by its code."""

    code: str
    title: dict[str, str]
    is_practice: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The initiative's own; `tables` are labels in the order people count, without the full group."""

    sessions: list[SessionChoice]
    tables: list[str]
    questions: list[tuple[str, dict[str, str]]]
    languages: list[str]


def choices(session: Session, initiative_id: int) -> Choices:
    """Everything there is to choose from, newest session first; reads no statements."""
    sessions = session.execute(
        select(
            ListeningSession.code,
            ListeningSession.title,
            ListeningSession.is_practice,
            ListeningSession.languages,
        )
        .where(ListeningSession.initiative_id == initiative_id)
        .order_by(
            func.coalesce(ListeningSession.starts_at, ListeningSession.created_at).desc(),
            ListeningSession.id.desc(),
        )
    ).all()
    labels = session.scalars(
        select(Place.label)
        .join(ListeningSession, ListeningSession.id == Place.session_id)
        .where(ListeningSession.initiative_id == initiative_id, Place.label != "")
        .distinct()
    )
    own = session.scalars(select(Initiative.languages).where(Initiative.id == initiative_id)).one()
    spoken = [tag for row in sessions for tag in row.languages]
    return Choices(
        [SessionChoice(row.code, row.title, row.is_practice) for row in sessions],
        sorted(labels, key=as_counted),
        [(row.code, row.texts) for row in questions.all_of(session, initiative_id)],
        list(dict.fromkeys([*own, *spoken])),
    )


@lru_cache(maxsize=1024)
def as_counted(label: str) -> list[tuple[int, int, str]]:
    """What labels are sorted by, so that table 10 comes after table 9."""
    return [
        (0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part.casefold())
        for part in _DIGITS.split(label)
        if part
    ]

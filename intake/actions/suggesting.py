"""Keeping what language statements read like where that is not the one stated (`languages.guessing`).

What changes is looked at with the search index, whose list has every change; what was stored before the library was
there, or was looked at by other rules, is looked at from the newest backwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, Table, func, select, update
from sqlalchemy.orm import Session

from intake.languages import guessing
from intake.models import Statement, Store

STATEMENT = cast(Table, Statement.__table__)
_SEEN: Select[*tuple[Any, ...]] = select(
    Statement.id, Statement.version, Statement.text, Statement.language, Statement.suggested_language
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is to be kept of this version of a statement; None: nothing any more."""

    statement_id: int
    version: int
    language: str | None


@dataclass(frozen=True, slots=True)
class LookBack:
    """The statements that were looked at next, and up to which id some are left."""

    suggestions: list[Suggestion]
    looked_at: int
    left: int


def suggestions(session: Session, statement_ids: Iterable[int]) -> list[Suggestion]:
    """What is to be kept of these statements where it is not kept already."""
    wanted = list(statement_ids)
    if not wanted or not guessing.can_guess():
        return []
    return _of(session.execute(_SEEN.where(Statement.id.in_(wanted)).order_by(Statement.id)))


def keep(session: Session, found: Iterable[Suggestion]) -> None:
    """Store them; one whose statement was changed since is passed over, since the list has that change."""
    for one in found:
        session.execute(
            update(STATEMENT)
            .where(STATEMENT.c.id == one.statement_id, STATEMENT.c.version == one.version)
            .values(suggested_language=one.language)
        )


def is_current(session: Session) -> bool:
    """Whether everything was looked at, or is about to be, by the present rules; true without the library."""
    return (
        not guessing.can_guess() or session.scalars(select(Store.guessing_version)).one() == guessing.rules()
    )


def start_over(session: Session) -> None:
    """Look at everything that is stored now once more."""
    newest = session.scalar(select(func.max(Statement.id))) or 0
    session.execute(update(Store).values(guessing_version=guessing.rules(), guessing_left=newest))


def look_back(session: Session, size: int) -> LookBack | None:
    """The next of those that are left, newest first; None when none is."""
    left = session.scalars(select(Store.guessing_left)).one()
    if not left or not guessing.can_guess():
        return None
    rows = session.execute(_SEEN.where(Statement.id <= left).order_by(Statement.id.desc()).limit(size)).all()
    return LookBack(_of(rows), len(rows), rows[-1].id - 1 if len(rows) == size else 0)


def keep_back(session: Session, found: LookBack) -> int:
    """Store what was found, and how far it was; returns how many were looked at, at least 1."""
    keep(session, found.suggestions)
    session.execute(update(Store).where(Store.guessing_left > found.left).values(guessing_left=found.left))
    return max(1, found.looked_at)


def _of(rows: Iterable[Any]) -> list[Suggestion]:
    found = ((row, guessing.doubt(row.text, row.language) or None) for row in rows)
    return [
        Suggestion(row.id, row.version, language)
        for row, language in found
        if language != row.suggested_language
    ]

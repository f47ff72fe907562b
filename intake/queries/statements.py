"""Statements as organizers read them: a list, newest first, and one with all its revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from intake.models import (
    Device,
    Held,
    Kind,
    ListeningSession,
    Person,
    Place,
    Question,
    QuestionVersion,
    Source,
    Statement,
    StatementRevision,
    Status,
)
from intake.queries.confirmed import REVISION_IS_CONFIRMED, STATEMENT_IS_CONFIRMED
from intake.queries.searching import Way
from intake.queries.selecting import Selection

#: Statements on a page of the list.
PAGE = 50
#: The same of a search: fewer, since each has to be looked through for what to mark.
FOUND_PAGE = 20
#: The list says "more than" beyond this; an exact count would read every statement.
COUNTED_UP_TO = 10_000
#: The same of a search, where counting takes more.
FOUND_UP_TO = 1_000


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement with what its line on a page says; an empty `place` is the full group."""

    id: int
    uid: UUID
    text: str
    language: str
    kind: Kind
    agreed: int
    status: Status
    held: Held | None
    has_conflict: bool
    source: Source
    version: int
    captured_at: datetime
    received_at: datetime
    changed_at: datetime
    question_version_id: int
    question: str
    wording: dict[str, str]
    place: str
    session_code: str
    session_title: dict[str, str]
    time_zone: str
    is_practice: bool
    erased_at: datetime | None
    is_confirmed: bool
    suggested_language: str | None

    @property
    def state(self) -> str:
        """The status as its badge says it."""
        return "erased" if self.erased_at else self.status.value


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A text that is not current; `number` counts the statement's revisions from 1 and names it outside."""

    number: int
    version: int | None
    text: str
    language: str
    kind: Kind
    agreed: int
    status: Status
    question: str
    is_conflict: bool
    captured_at: datetime
    at: datetime
    device_id: int | None
    device_uid: UUID | None
    device_name: str
    person: str
    reason: str
    #: Residents said that these words are right.
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Author:
    """Who made the current text: a device, a person, or (both empty) a command on the server."""

    device_id: int | None
    device_uid: UUID | None
    device_name: str
    person: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; whether there are newer and older ones, and how it was found."""

    rows: list[StatementRow]
    has_newer: bool
    has_older: bool
    way: Way


_ROW: Select[*tuple[Any, ...]] = (
    select(
        Statement.id,
        Statement.uid,
        Statement.text,
        Statement.language,
        Statement.kind,
        Statement.agreed,
        Statement.status,
        Statement.held,
        Statement.has_conflict,
        Statement.source,
        Statement.version,
        Statement.captured_at,
        Statement.received_at,
        Statement.changed_at,
        Statement.question_version_id,
        Question.code,
        QuestionVersion.texts,
        Place.label,
        ListeningSession.code,
        ListeningSession.title,
        ListeningSession.time_zone,
        ListeningSession.is_practice,
        Statement.erased_at,
        STATEMENT_IS_CONFIRMED,
        Statement.suggested_language,
    )
    .join(Place, Place.id == Statement.place_id)
    .join(ListeningSession, ListeningSession.id == Statement.session_id)
    .join(QuestionVersion, QuestionVersion.id == Statement.question_version_id)
    .join(Question, Question.id == QuestionVersion.question_id)
)


def page(
    session: Session,
    selection: Selection,
    *,
    before: UUID | None = None,
    after: UUID | None = None,
    size: int | None = None,
) -> Page:
    """The newest statements, or those next to the one with this id; an unknown id is the beginning."""
    size = size or (FOUND_PAGE if selection.asked else PAGE)
    way = selection.way(session)
    older_than, newer_than = _cursor(session, selection, before), _cursor(session, selection, after)
    if newer_than is not None:
        query = selection.ids(way, above=newer_than, newest_first=False, limit=size + 1)
        ids = list(session.scalars(query))
        shown, has_newer, has_older = ids[:size][::-1], len(ids) > size, True
    else:
        ids = list(session.scalars(selection.ids(way, below=older_than, limit=size + 1)))
        shown, has_newer, has_older = ids[:size], older_than is not None, len(ids) > size
    rows = session.execute(_ROW.where(Statement.id.in_(shown)).order_by(Statement.id.desc()))
    return Page([StatementRow(*row) for row in rows], has_newer, has_older, way)


def count(
    session: Session, selection: Selection, *, up_to: int | None = None, beside: Page | None = None
) -> int:
    """How many there are; with `up_to`, at most one more than it. A page of the same saves time."""
    if beside is not None and not beside.has_newer and not beside.has_older:
        return len(beside.rows)
    way = beside.way if beside else selection.way(session)
    query = selection.ids(way, limit=up_to and up_to + 1)
    if not selection.asked:
        # Any of them will do.
        query = query.order_by(None)
    some = query.subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def by_uid(session: Session, initiative_id: int, uid: UUID) -> StatementRow | None:
    """The statement of this initiative with this public id."""
    row = session.execute(
        _ROW.where(Statement.uid == uid, Statement.initiative_id == initiative_id)
    ).one_or_none()
    return StatementRow(*row) if row else None


def author(session: Session, statement_id: int) -> Author:
    """Who made the current text."""
    row = session.execute(
        select(
            Statement.changed_by_person_id,
            func.coalesce(Statement.changed_by_device_id, Statement.device_id),
        ).where(Statement.id == statement_id)
    ).one()
    if row[0] is not None:
        return Author(None, None, "", _shown_name(session, row[0]))
    device = session.execute(
        select(Device.id, Device.uid, Device.name).where(Device.id == row[1])
    ).one_or_none()
    return Author(*device, "") if device else Author(None, None, "", "")


def revisions(session: Session, statement_id: int) -> list[RevisionRow]:
    """Every text of the statement that is not, or no longer, current; newest first."""
    device, person = aliased(Device), aliased(Person)
    query: Select[*tuple[Any, ...]] = (
        select(
            StatementRevision.version,
            StatementRevision.text,
            StatementRevision.language,
            StatementRevision.kind,
            StatementRevision.agreed,
            StatementRevision.status,
            Question.code,
            StatementRevision.is_conflict,
            StatementRevision.captured_at,
            StatementRevision.at,
            device.id,
            device.uid,
            func.coalesce(device.name, ""),
            func.coalesce(func.nullif(person.name, ""), person.email, ""),
            StatementRevision.reason,
            REVISION_IS_CONFIRMED,
        )
        .join(QuestionVersion, QuestionVersion.id == StatementRevision.question_version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .outerjoin(device, device.id == StatementRevision.device_id)
        .outerjoin(person, person.id == StatementRevision.person_id)
        .where(StatementRevision.statement_id == statement_id)
        .order_by(StatementRevision.id)
    )
    rows: list[Row[*tuple[Any, ...]]] = list(session.execute(query))
    return [RevisionRow(number, *row) for number, row in enumerate(rows, start=1)][::-1]


def _cursor(session: Session, selection: Selection, uid: UUID | None) -> int | None:
    if uid is None:
        return None
    return session.scalar(
        select(Statement.id).where(Statement.uid == uid, Statement.initiative_id == selection.initiative_id)
    )


def _shown_name(session: Session, person_id: int) -> str:
    row = session.execute(select(Person.name, Person.email).where(Person.id == person_id)).one()
    return str(row.name or row.email)

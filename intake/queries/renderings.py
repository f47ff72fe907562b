"""Renderings as people read them: of one statement, and which statements still lack one."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from intake.languages import in_other_scripts
from intake.models import (
    Device,
    Held,
    How,
    Person,
    Rendering,
    RenderingRevision,
    RenderingState,
    Statement,
    StatementRevision,
    Status,
)
from intake.queries.confirmed import RENDERING_IS_CONFIRMED
from intake.queries.selecting import Selection
from intake.search.asking import Question as Asked
from intake.search.marking import matches

#: Whether the statement's words changed since a rendering was made; both tables must be in the query.
STALE: ColumnElement[bool] = and_(
    Rendering.base_version < Statement.version,
    select(StatementRevision.id)
    .where(
        StatementRevision.statement_id == Rendering.statement_id,
        StatementRevision.version == Rendering.base_version,
        StatementRevision.text != Statement.text,
    )
    .correlate(Rendering, Statement)
    .exists(),
)
#: As the unique index says it, so that it is used.
KEPT: ColumnElement[bool] = Rendering.status != literal_column("'withdrawn'")


class Work(enum.StrEnum):
    """What of the worklist is shown: what lacks a rendering that holds, what waits for a second person, and the rest."""

    OPEN = "open"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class RenderingRow:
    """A current rendering; who made and reviewed it, as a name or as a tablet's id."""

    id: int
    statement_id: int
    uid: UUID
    language: str
    text: str
    state: RenderingState
    how: How
    status: Status
    has_conflict: bool
    base_version: int
    version: int
    revision: int
    changed_at: datetime
    is_stale: bool
    made_by_person_id: int | None
    maker: str
    maker_device: UUID | None
    reviewer: str
    is_confirmed: bool
    #: Why it waits for an organizer.
    held: Held | None

    @property
    def badge(self) -> str:
        """Its state in one word: what hinders it from counting first."""
        return "held" if self.status is Status.HELD else "stale" if self.is_stale else self.state.value


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the statements are rendered into one language; `total` are those that are not in it already."""

    language: str
    total: int
    reviewed: int
    drafts: int
    stale: int

    @property
    def missing(self) -> int:
        """What lacks a rendering altogether."""
        return max(self.total - self.reviewed - self.drafts - self.stale, 0)


def of_statements(
    session: Session, statement_ids: Iterable[int], language: str | None = None
) -> list[RenderingRow]:
    """The current renderings of these statements, into one language or all."""
    maker, reviewer = aliased(Person), aliased(Person)
    query = (
        select(
            Rendering.id,
            Rendering.statement_id,
            Rendering.uid,
            Rendering.language,
            Rendering.text,
            Rendering.state,
            Rendering.how,
            Rendering.status,
            Rendering.has_conflict,
            Rendering.base_version,
            Rendering.version,
            Rendering.revision,
            Rendering.changed_at,
            STALE,
            Rendering.made_by_person_id,
            func.coalesce(func.nullif(maker.name, ""), maker.email, ""),
            Device.uid,
            func.coalesce(func.nullif(reviewer.name, ""), reviewer.email, ""),
            RENDERING_IS_CONFIRMED,
            Rendering.held,
        )
        .join(Statement, Statement.id == Rendering.statement_id)
        .outerjoin(maker, maker.id == Rendering.made_by_person_id)
        .outerjoin(reviewer, reviewer.id == Rendering.reviewed_by_person_id)
        .outerjoin(Device, Device.id == Rendering.made_by_device_id)
        .where(KEPT, Rendering.statement_id.in_(list(statement_ids)))
        .order_by(Rendering.statement_id, Rendering.language)
    )
    if language is not None:
        query = query.where(Rendering.language == language)
    rows: list[Any] = list(session.execute(query))
    return [RenderingRow(*row) for row in rows]


def that_answer(session: Session, statement_ids: list[int], asked: Asked) -> dict[int, list[RenderingRow]]:
    """Statement's id -> the renderings in which it was found."""
    found: dict[int, list[RenderingRow]] = {}
    for one in of_statements(session, statement_ids) if statement_ids else []:
        if one.status is Status.ACTIVE and matches([one.text], asked):
            found.setdefault(one.statement_id, []).append(one)
    return found


def beside(session: Session, statement_id: int, language: str) -> list[str]:
    """Other people's texts in this language that wait beside what counts, or beside what was taken back since."""
    return all_beside(session, [statement_id], language).get(statement_id, [])


def all_beside(session: Session, statement_ids: list[int], language: str) -> dict[int, list[str]]:
    """The same of many statements, by the statement's id."""
    query = (
        select(Rendering.statement_id, RenderingRevision.text)
        .join(RenderingRevision, RenderingRevision.rendering_id == Rendering.id)
        .where(Rendering.statement_id.in_(statement_ids), Rendering.language == language)
        .where(RenderingRevision.is_conflict.is_(True))
        .order_by(RenderingRevision.id)
    )
    found: dict[int, list[str]] = {}
    for statement_id, text in session.execute(query):
        found.setdefault(statement_id, []).append(text)
    return found


def made_from(session: Session, statement_id: int, version: int) -> str:
    """The statement's words at that version; empty when they are the present ones or erased."""
    return (
        session.scalar(
            select(StatementRevision.text).where(
                StatementRevision.statement_id == statement_id, StatementRevision.version == version
            )
        )
        or ""
    )


def to_render(selection: Selection, into: str, work: Work) -> Selection:
    """Those of the selection that are not in this language already and whose rendering into it is in this state."""
    mine = (
        select(Rendering.id)
        .where(KEPT, Rendering.statement_id == Statement.id, Rendering.language == into)
        .where(Rendering.status == Status.ACTIVE)
        .correlate(Statement)
    )
    conditions = [not_(_is_in(into)), Statement.erased_at.is_(None)]
    rendered = None
    if work is Work.OPEN:
        # Where another text waits somebody has to choose.
        conditions.append(~mine.where(not_(STALE), Rendering.has_conflict.is_(False)).exists())
    elif work is not Work.ALL:
        conditions.append(mine.where(not_(STALE), Rendering.state == work.value).exists())
        rendered = select(Rendering.statement_id).where(
            KEPT, Rendering.language == into, Rendering.state == work.value
        )
    return replace(selection, also=and_(*conditions), also_of=rendered)


def progress(session: Session, selection: Selection, languages: Iterable[str]) -> list[Progress]:
    """How far each of these languages is, and each other one that has renderings."""
    spoken = session.execute(
        select(Statement.language, func.count())
        .where(selection.condition, Statement.erased_at.is_(None))
        .group_by(Statement.language)
    ).all()
    state = case((STALE, literal("stale")), else_=type_coerce(Rendering.state, String))
    found: dict[tuple[str, str], int] = {}
    for language, of, name, count in session.execute(
        select(Rendering.language, Statement.language, state, func.count())
        .join(Statement, Statement.id == Rendering.statement_id)
        .where(KEPT, Rendering.status == Status.ACTIVE, selection.condition)
        .group_by(Rendering.language, Statement.language, state)
    ):
        if not is_in(of, language):
            key = (language, name)
            found[key] = found.get(key, 0) + count
    others = sorted({language for language, _state in found} - set(languages))
    return [
        Progress(
            tag,
            sum(count for language, count in spoken if not is_in(language, tag)),
            found.get((tag, "reviewed"), 0),
            found.get((tag, "draft"), 0),
            found.get((tag, "stale"), 0),
        )
        for tag in [*languages, *others]
    ]


def is_in(language: str, into: str) -> bool:
    """Whether what is in one language needs no rendering into the other: "es-MX" is "es" too, "pa-Arab" is not "pa"."""
    return language == into or (
        language.startswith(into + "-") and not _starts(language, in_other_scripts(into))
    )


def _starts(language: str, beginnings: Iterable[str]) -> bool:
    return any(language == one or language.startswith(one + "-") for one in beginnings)


def _is_in(into: str) -> ColumnElement[bool]:
    """The same of a statement's language."""
    others = [
        or_(Statement.language == one, Statement.language.startswith(one + "-"))
        for one in in_other_scripts(into)
    ]
    return or_(
        Statement.language == into, and_(Statement.language.startswith(into + "-"), *map(not_, others))
    )

"""Whether residents confirmed what stands there now: their answer holds as long as the words are those they heard."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, func, or_, select
from sqlalchemy.orm import Session

from intake.models import Confirmation, Rendering, RenderingRevision, Statement, StatementRevision, Status
from intake.queries.selecting import Selection

CONFIRMATION = cast(Table, Confirmation.__table__)
STATEMENT = cast(Table, Statement.__table__)
REVISION = cast(Table, StatementRevision.__table__)
RENDERING = cast(Table, Rendering.__table__)
RENDERED = cast(Table, RenderingRevision.__table__)


def _holds(of: Table, kept: Table, kept_of: Any, waits: Any, *which: Any) -> ColumnElement[bool]:
    """Whether what stands in this table has words that residents confirmed; `kept` has the words it had before.

    Releasing or hiding changes no word, so the version alone says too little. Words that waited beside it count once
    somebody puts them in its place; then nothing holds them.
    """
    same = select(kept.c.id).where(
        kept_of == of.c.id,
        or_(kept.c.version == CONFIRMATION.c.version, kept.c.id == waits),
        kept.c.text == of.c.text,
    )
    return (
        select(CONFIRMATION.c.id)
        .where(
            *which,
            or_(CONFIRMATION.c.held.is_(None), waits.is_not(None)),
            or_(CONFIRMATION.c.version == of.c.version, same.correlate(of, CONFIRMATION).exists()),
        )
        .correlate(of)
        .exists()
    )


#: Of a statement; its table must be in the query.
STATEMENT_IS_CONFIRMED: ColumnElement[bool] = _holds(
    STATEMENT,
    REVISION,
    REVISION.c.statement_id,
    CONFIRMATION.c.statement_revision_id,
    CONFIRMATION.c.statement_id == STATEMENT.c.id,
    CONFIRMATION.c.rendering_id.is_(None),
    # Nothing is like nothing: that is no confirmation.
    STATEMENT.c.erased_at.is_(None),
)
#: The same of a rendering; its table must be in the query.
RENDERING_IS_CONFIRMED: ColumnElement[bool] = _holds(
    RENDERING,
    RENDERED,
    RENDERED.c.rendering_id,
    CONFIRMATION.c.rendering_revision_id,
    CONFIRMATION.c.statement_id == RENDERING.c.statement_id,
    CONFIRMATION.c.rendering_id == RENDERING.c.id,
)
#: Of a former text of a statement, or one that waits beside it.
REVISION_IS_CONFIRMED: ColumnElement[bool] = (
    select(CONFIRMATION.c.id)
    .where(
        CONFIRMATION.c.statement_id == REVISION.c.statement_id,
        CONFIRMATION.c.rendering_id.is_(None),
        REVISION.c.text != "",
        or_(
            and_(CONFIRMATION.c.version == REVISION.c.version, CONFIRMATION.c.held.is_(None)),
            CONFIRMATION.c.statement_revision_id == REVISION.c.id,
        ),
    )
    .correlate(REVISION)
    .exists()
)


def counts(session: Session, selection: Selection, last_id: int) -> dict[int, tuple[int, int]]:
    """Session's id -> how many statements, up to this one, and how many of their renderings are confirmed."""
    chosen = and_(selection.whole, STATEMENT.c.id <= last_id)
    # First those that residents were asked about, which are few; only of these is looked what stands there now.
    asked = select(CONFIRMATION.c.statement_id).where(CONFIRMATION.c.rendering_id.is_(None))
    statements = (
        select(STATEMENT.c.session_id, func.count())
        .where(chosen, STATEMENT.c.id.in_(asked), STATEMENT_IS_CONFIRMED)
        .group_by(STATEMENT.c.session_id)
    )
    asked = select(CONFIRMATION.c.rendering_id).where(CONFIRMATION.c.rendering_id.is_not(None))
    renderings = (
        select(STATEMENT.c.session_id, func.count())
        .join_from(STATEMENT, RENDERING, RENDERING.c.statement_id == STATEMENT.c.id)
        .where(chosen, RENDERING.c.id.in_(asked), RENDERING.c.status == Status.ACTIVE, RENDERING_IS_CONFIRMED)
        .group_by(STATEMENT.c.session_id)
    )
    said, rendered = (
        {row[0]: row[1] for row in session.execute(query)} for query in (statements, renderings)
    )
    return {key: (said.get(key, 0), rendered.get(key, 0)) for key in said.keys() | rendered.keys()}

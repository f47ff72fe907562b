"""Whether residents confirmed what stands there now: their answer holds as long as the words are those they heard."""

from __future__ import annotations

from typing import cast

from sqlalchemy import ColumnElement, Table, or_, select

from intake.models import Confirmation, Rendering, RenderingRevision, Statement, StatementRevision

CONFIRMATION = cast(Table, Confirmation.__table__)
STATEMENT = cast(Table, Statement.__table__)
REVISION = cast(Table, StatementRevision.__table__)
RENDERING = cast(Table, Rendering.__table__)
RENDERED = cast(Table, RenderingRevision.__table__)

#: Of a statement; its table must be in the query. Releasing or hiding it changes no word, so the version alone says
#: too little. Words that waited beside it count once somebody puts them in its place; then nothing holds them.
STATEMENT_IS_CONFIRMED: ColumnElement[bool] = (
    select(CONFIRMATION.c.id)
    .where(
        CONFIRMATION.c.statement_id == STATEMENT.c.id,
        CONFIRMATION.c.rendering_id.is_(None),
        or_(CONFIRMATION.c.held.is_(None), CONFIRMATION.c.statement_revision_id.is_not(None)),
        # Nothing is like nothing: that is no confirmation.
        STATEMENT.c.erased_at.is_(None),
        or_(
            CONFIRMATION.c.version == STATEMENT.c.version,
            select(REVISION.c.id)
            .where(
                REVISION.c.statement_id == STATEMENT.c.id,
                or_(
                    REVISION.c.version == CONFIRMATION.c.version,
                    REVISION.c.id == CONFIRMATION.c.statement_revision_id,
                ),
                REVISION.c.text == STATEMENT.c.text,
            )
            .correlate(STATEMENT, CONFIRMATION)
            .exists(),
        ),
    )
    .correlate(STATEMENT)
    .exists()
)
#: The same of a rendering.
RENDERING_IS_CONFIRMED: ColumnElement[bool] = (
    select(CONFIRMATION.c.id)
    .where(
        CONFIRMATION.c.statement_id == RENDERING.c.statement_id,
        CONFIRMATION.c.rendering_id == RENDERING.c.id,
        or_(CONFIRMATION.c.held.is_(None), CONFIRMATION.c.rendering_revision_id.is_not(None)),
        or_(
            CONFIRMATION.c.version == RENDERING.c.version,
            select(RENDERED.c.id)
            .where(
                RENDERED.c.rendering_id == RENDERING.c.id,
                or_(
                    RENDERED.c.version == CONFIRMATION.c.version,
                    RENDERED.c.id == CONFIRMATION.c.rendering_revision_id,
                ),
                RENDERED.c.text == RENDERING.c.text,
            )
            .correlate(RENDERING, CONFIRMATION)
            .exists(),
        ),
    )
    .correlate(RENDERING)
    .exists()
)

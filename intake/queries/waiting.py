"""What waits for an organizer about statements that count: translations of them, and what residents answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_, select
from sqlalchemy.orm import Session

from intake.models import (
    Confirmation,
    Held,
    Rendering,
    RenderingRevision,
    Statement,
    StatementRevision,
    Status,
)

# A literal, as the index of them says it.
_RENDERED = select(Rendering.statement_id).where(Rendering.status == literal_column("'held'"))
_ANSWERED = (
    select(Confirmation.statement_id)
    .outerjoin(Rendering, Rendering.id == Confirmation.rendering_id)
    # Where their words wait beside a text they are shown there, and whoever decides for them has heard the answer.
    .where(Confirmation.held.is_not(None), Confirmation.version.is_not(None))
    .where(or_(Rendering.id.is_(None), Rendering.status != Status.WITHDRAWN))
)
#: Statements about which something waits, from the indexes of what waits.
OF = (_RENDERED, _ANSWERED)
#: That something waits about a statement that itself counts; few are, so they are looked up first.
ABOUT: ColumnElement[bool] = and_(
    Statement.status == Status.ACTIVE, or_(Statement.id.in_(_RENDERED), Statement.id.in_(_ANSWERED))
)


@dataclass(frozen=True, slots=True)
class WaitingAnswer:
    """That residents confirmed words, which does not count yet."""

    #: Of what: a rendering, or (None) the statement itself.
    rendering_id: int | None
    held: Held
    #: The words they confirmed: the present ones, or former ones.
    text: str
    at: datetime


def count(session: Session, session_id: int) -> int:
    """Statements of this session that count, about which something waits."""
    here = Statement.session_id == session_id
    about = or_(*(_of_statement(one) for one in (_RENDERED, _ANSWERED)))
    query = select(func.count()).where(here, Statement.status == Status.ACTIVE, about)
    return session.scalar(query) or 0


def answers(session: Session, statement_id: int) -> list[WaitingAnswer]:
    """What residents confirmed of this statement and its renderings that does not count yet, oldest first."""
    said = case(
        (Confirmation.version == Statement.version, Statement.text),
        else_=_former(StatementRevision, StatementRevision.statement_id == Statement.id),
    )
    rendered = case(
        (Confirmation.version == Rendering.version, Rendering.text),
        else_=_former(RenderingRevision, RenderingRevision.rendering_id == Rendering.id),
    )
    query = (
        select(
            Confirmation.rendering_id,
            Confirmation.held,
            case((Confirmation.rendering_id.is_(None), said), else_=rendered),
            Confirmation.confirmed_at,
        )
        .join(Statement, Statement.id == Confirmation.statement_id)
        .outerjoin(Rendering, Rendering.id == Confirmation.rendering_id)
        .where(Confirmation.statement_id == statement_id)
        .where(Confirmation.held.is_not(None), Confirmation.version.is_not(None))
        .where(or_(Rendering.id.is_(None), Rendering.status != Status.WITHDRAWN))
        .order_by(Confirmation.id)
    )
    # Several tablets, or one several times, may have said the same.
    found = {row[:3]: WaitingAnswer(*row) for row in session.execute(query) if row[2]}
    return list(found.values())


def _former(kept: Any, of: ColumnElement[bool]) -> Any:
    return (
        select(kept.text)
        .where(of, kept.version == Confirmation.version)
        .correlate(Statement, Rendering, Confirmation)
        .limit(1)
        .scalar_subquery()
    )


def _of_statement(query: Any) -> ColumnElement[bool]:
    """The same for one statement after the other, by the indexes, where only those of one session are asked about."""
    column = query.selected_columns[0]
    found: ColumnElement[bool] = query.where(column == Statement.id).correlate(Statement).exists()
    return found

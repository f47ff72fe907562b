"""The renderings that go into an export: which languages have some, what they are, and their texts page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from intake.exports.context import ExportRenderings
from intake.exports.rows import MADE
from intake.models import Device, Membership, Rendering, Statement, Status
from intake.queries.renderings import KEPT, STALE
from intake.queries.selecting import Selection

#: Those that count; the first condition is that of the index that has no withdrawn ones.
COUNTS: ColumnElement[bool] = and_(KEPT, Rendering.status == Status.ACTIVE)

#: Who made one, how, and how far it is; the tables of `_with_makers` must be in the query.
ABOUT: tuple[ColumnElement[str], ...] = (
    case(
        (Rendering.made_by_device_id.is_not(None), type_coerce(Device.role, String)),
        else_=func.coalesce(type_coerce(Membership.role, String), literal("administrator")),
    ),
    type_coerce(Rendering.how, String),
    case((STALE, literal("stale")), else_=type_coerce(Rendering.state, String)),
)


def counts(session: Session, selection: Selection, last_id: int) -> tuple[ExportRenderings, ...]:
    """How many there are into each language, by whom, how and how far, of the statements up to this one."""
    groups = (Rendering.language, *ABOUT)
    query = (
        _with_makers(select(*groups, func.count()))
        .where(COUNTS, selection.whole, Statement.id <= last_id)
        .group_by(*groups)
    )
    return tuple(ExportRenderings(*row) for row in sorted(map(tuple, session.execute(query))))


def in_order(languages: Iterable[str], found: Iterable[ExportRenderings]) -> tuple[str, ...]:
    """Their languages: the initiative's in its order, then others by their tag."""
    there = {one.language for one in found}
    own = [tag for tag in languages if tag in there]
    return (*own, *sorted(there - set(own)))


def of_page(
    session: Session, selection: Selection, ids: Sequence[int], *, made: bool = False
) -> dict[int, Mapping[str, str]]:
    """Statement's id -> {language: text}, for the statements of one page of an export, in their order.

    With `made` also who made each, how, and how far it is, under the language with the endings of MADE.
    """
    about = ABOUT if made else ()
    query = select(Rendering.statement_id, Rendering.language, Rendering.text, *about).where(COUNTS)
    if made:
        query = _with_makers(query)
    elif not selection.asked:
        query = query.join(Statement, Statement.id == Rendering.statement_id)
    if selection.asked:
        # They may lie far apart.
        query = query.where(Rendering.statement_id.in_(ids))
    else:
        query = query.where(
            Rendering.statement_id >= ids[0], Rendering.statement_id <= ids[-1], selection.condition
        )
    found: dict[int, dict[str, str]] = {}
    for statement_id, language, text, *values in session.execute(query):
        one = found.setdefault(statement_id, {})
        one[language] = text
        if made:
            one |= {language + ending: value for ending, value in zip(MADE, values, strict=True)}
    return dict(found)


def _with_makers(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """With their statements, and the devices and members who made them."""
    return (
        query.select_from(Rendering)
        .join(Statement, Statement.id == Rendering.statement_id)
        .outerjoin(Device, Device.id == Rendering.made_by_device_id)
        .outerjoin(
            Membership,
            and_(
                Membership.person_id == Rendering.made_by_person_id,
                Membership.initiative_id == Statement.initiative_id,
            ),
        )
    )

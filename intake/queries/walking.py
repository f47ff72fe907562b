"""PostgreSQL: the statements with words from block to block of the search index, as far as a page or a count needs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    any_,
    asc,
    column,
    desc,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)

from intake.models import Statement
from intake.search.blocks import SHIFT

#: Bits of a row's number that say which of its statement's texts it is.
SLOT = 6
#: The words in one block, where the index is asked.
_IN_BLOCK = "words @@ CAST(replace(:{name}, '#', CAST({block} AS TEXT)) AS tsquery)"
#: Whether one statement has the words, in a form that PostgreSQL never asks the index of words about.
_HAS = (
    "EXISTS (SELECT 1 FROM search_words"
    " WHERE id BETWEEN CAST({id} AS BIGINT) * 64 AND CAST({id} AS BIGINT) * 64 + 63 AND ({here}) IS TRUE)"
)
#: Every statement with the words, in no order.
_EVERYWHERE = (
    "statement.id IN (SELECT found.id"
    " FROM generate_series(0, (SELECT max(id) >> {bits} FROM search_words)) AS blocks (block)"
    " CROSS JOIN LATERAL (SELECT id >> {slot} AS id FROM search_words WHERE {here}) AS found)"
)
_INDEX = table("search_words", column("id", BigInteger))


def has(asked: str, name: str, id: str) -> Any:
    """Whether one statement has the words; `name` is that of the parameter."""
    here = _IN_BLOCK.format(name=name, block=f"({id} >> {SHIFT})")
    return text(_HAS.format(id=id, here=here)).bindparams(**{name: asked})


def lacks(asked: str, name: str, id: str) -> Any:
    """Whether one statement has none of the words."""
    here = _IN_BLOCK.format(name=name, block=f"({id} >> {SHIFT})")
    return text("NOT " + _HAS.format(id=id, here=here)).bindparams(**{name: asked})


def everywhere(asked: str, name: str) -> Any:
    """That a statement is among all that have the words."""
    here = _IN_BLOCK.format(name=name, block="blocks.block")
    return text(_EVERYWHERE.format(bits=SHIFT + SLOT, slot=SLOT, here=here)).bindparams(**{name: asked})


def each(
    asked: str, condition: ColumnElement[bool], *, above: Any, below: Any, newest_first: bool
) -> Select[int]:
    """The same ids from those that meet the condition, each of which is looked at for the words.

    The sorted list in between keeps PostgreSQL from thinking of both at once: it takes a look for dear, and would
    rather read all statements.
    """
    order = desc if newest_first else asc
    meet = select(Statement.id).where(condition)
    if above is not None:
        meet = meet.where(Statement.id > above)
    if below is not None:
        meet = meet.where(Statement.id < below)
    listed = meet.order_by(order(Statement.id)).subquery("meet")
    return select(listed.c.id).where(has(asked, "search_asked", "meet.id")).order_by(order(listed.c.id))


def ids(
    asked: str,
    condition: ColumnElement[bool],
    *,
    limit: int,
    within: int | None,
    above: Any,
    below: Any,
    newest_first: bool,
) -> Select[int]:
    """The first ids with the words that meet the condition. No block is looked at after the one that has the last.

    Each step looks into one block, and goes on with the next one if there are not enough yet.
    """
    step, order = (-1, desc) if newest_first else (1, asc)
    lowest, highest = _edges(within, above, below)
    first, last = (highest, lowest) if newest_first else (lowest, highest)
    walk = select(
        (_block(first) - step).label("block"),
        literal_column("CAST('{}' AS INTEGER[])").label("ids"),
        literal_column("0").label("before"),
    ).cte("walk", recursive=True)
    here = walk.c.block + step
    before = walk.c.before + func.cardinality(walk.c.ids)
    in_block = text(_IN_BLOCK.format(name="search_asked", block=f"(walk.block + {step})"))
    having = select(_of(_INDEX.c.id, SLOT)).where(in_block.bindparams(search_asked=asked))
    found = select(Statement.id).where(Statement.id == any_(_array(having)), condition)
    if above is not None:
        found = found.where(Statement.id > above)
    if below is not None:
        found = found.where(Statement.id < below)
    found = found.order_by(order(Statement.id)).limit(limit - before)
    goes_on = here >= _block(last) if newest_first else here <= _block(last)
    walk = walk.union_all(select(here, _array(found), before).where(before < limit, goes_on))
    id = func.unnest(walk.c.ids, type_=Integer).label("id")
    return select(id).order_by(order(id))


def _edges(within: int | None, above: Any, below: Any) -> tuple[Any, Any]:
    """The lowest and the highest id that there may be."""
    lowest: Any = literal(0, Integer)
    highest: Any = select(_of(func.max(_INDEX.c.id), SLOT)).scalar_subquery()
    if within is not None:
        lowest, highest = (
            select(one(Statement.id)).where(Statement.session_id == within).scalar_subquery()
            for one in (func.min, func.max)
        )
    if above is not None:
        lowest = literal(above, Integer) if isinstance(above, int) else above
    if below is not None:
        highest = literal(below, Integer) if isinstance(below, int) else below
    return lowest, highest


def _block(id: Any) -> Any:
    return _of(id, SHIFT)


def _of(number: Any, bits: int) -> Any:
    return number.op(">>")(literal_column(str(bits)))


def _array(query: Select[Any]) -> Any:
    # The same as an ARRAY of PostgreSQL's own, which would load its dialect on SQLite too.
    return func.array(query.scalar_subquery())

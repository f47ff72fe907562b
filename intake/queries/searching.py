"""Asking the search index: the conditions that a question means, and the ids that it picks out, in order."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SelectBase,
    and_,
    case,
    column,
    func,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from intake.models import SearchPending, Statement
from intake.queries import walking
from intake.search.asking import Question, for_fts5, for_postgresql

#: The number of a row is its statement's id times 64, plus which of its texts it is (migration 0008).
SHIFT = 6
INDEX = table("search_words", column("rowid", BigInteger))
_NUMBER = INDEX.c.rowid
_ID = _NUMBER.op(">>")(SHIFT)
_HAS_FTS5 = "search_words MATCH :search_asked"
#: SQLite: statements with a text that has the words.
_IN_FTS5 = "SELECT rowid >> 6 FROM search_words WHERE search_words MATCH :{name}"
#: SQLite: whether one statement is among them.
_EXISTS = "EXISTS (SELECT 1 FROM search_words WHERE rowid BETWEEN {id} * 64 AND {id} * 64 + 63 AND {has})"
#: SQLite: of so many rows with the words, the newest, this share must meet the filters for the words to lead.
SAMPLE, ENOUGH = 2_000, 0.01
#: Statements that a filter lets through of which each is looked at, on SQLite where that saves a walk.
FEW_SQLITE, FEW_POSTGRESQL = 500, 10_000
#: Without words: statements that a filter lets through at which the list begins, rather than at the newest of all.
FEW = 2_000
#: PostgreSQL, whose blocks hold all of a word: more are looked at if, of so many, this share has the words.
SAMPLE_POSTGRESQL, OFTEN = 500, 0.05


class Way(enum.Enum):
    """How ids are found. It decides how long that takes, never what they are."""

    #: From the index of words, each row to its statement.
    WORDS = enum.auto()
    #: The same, but only rows whose number a filter has let through (SQLite).
    NUMBERS = enum.auto()
    #: From the filters, each statement to its words.
    EACH = enum.auto()
    #: From the newest statement on, each that meets the filters to its words (PostgreSQL).
    NEWEST = enum.auto()


def condition(question: Question, *, is_sqlite: bool) -> list[ColumnElement[bool]]:
    """What a statement must be beside having the words. One whose words were erased is not found by them."""
    found: list[Any] = [Statement.erased_at.is_(None)]
    if question.without and is_sqlite:
        found.append(_among("NOT IN", "search_without", for_fts5(question.without, "OR")))
    elif question.without:
        asked = for_postgresql(question.without, "|")
        found.append(walking.lacks(asked, "search_without", "statement.id"))
    return found


def ids(
    question: Question | None,
    condition: ColumnElement[bool],
    way: Way = Way.WORDS,
    *,
    is_sqlite: bool,
    within: int | None = None,
    sides: Sequence[SelectBase] = (),
    above: Any = None,
    below: Any = None,
    newest_first: bool = True,
    limit: int | None = None,
) -> Select[int]:
    """The ids of the statements that meet the condition and answer the question, between two others.

    Both databases walk their index in the order of the page, so a page of the commonest word reads no more than a
    page; PostgreSQL does so only up to a limit, and from block to block. `within` is the only session's id. `sides`
    are the ids that each filter lets through, where an index has them.
    """
    key: Any = Statement.id
    first, last = above, below
    if question is None or not question.terms:
        query = select(Statement.id).where(condition)
        if way is Way.EACH:
            query = query.where(*(Statement.id.in_(one) for one in sides))
    elif way is Way.EACH and is_sqlite:
        asked = text(_EXISTS.format(id="statement.id", has=_HAS_FTS5))
        query = select(Statement.id).where(asked.bindparams(search_asked=for_fts5(question.terms)), condition)
        query = query.where(*(Statement.id.in_(one) for one in sides))
    elif way is Way.NEWEST:
        has = walking.has(for_postgresql(question.terms), "search_asked", "statement.id")
        query = select(Statement.id).where(has, condition)
    elif way is Way.EACH:
        meet = and_(condition, *(Statement.id.in_(one) for one in sides))
        return walking.each(
            for_postgresql(question.terms), meet, above=above, below=below, newest_first=newest_first
        ).limit(limit)
    elif not is_sqlite and limit is not None:
        return walking.ids(
            for_postgresql(question.terms),
            condition,
            limit=limit,
            within=within,
            above=above,
            below=below,
            newest_first=newest_first,
        )
    elif not is_sqlite:
        query = select(Statement.id).where(condition, *found_by(question, is_sqlite=False))
    else:
        key = _NUMBER
        first = None if above is None else ((above + 1) * (1 << SHIFT)) - 1
        last = None if below is None else below * (1 << SHIFT)
        query = (
            select(Statement.id)
            .distinct()
            .select_from(INDEX)
            .join(Statement, Statement.id == _ID)
            .where(*_matching(question, within), condition)
        )
        if way is Way.NUMBERS:
            query = query.where(*(_ID.in_(one) for one in sides))
    if first is not None:
        query = query.where(key > first)
    if last is not None:
        query = query.where(key < last)
    return query.order_by(key.desc() if newest_first else key).limit(limit)


def found_by(question: Question | None, *, is_sqlite: bool) -> list[ColumnElement[bool]]:
    """The words as a condition, for a query that begins at other rows than those of `ids`."""
    if question is None or not question.terms:
        return []
    if is_sqlite:
        return [_among("IN", "search_asked", for_fts5(question.terms))]
    return [walking.everywhere(for_postgresql(question.terms), "search_asked")]


def way(
    session: Session,
    question: Question | None,
    condition: ColumnElement[bool],
    *,
    is_sqlite: bool,
    within: int | None = None,
    sides: Sequence[SelectBase] = (),
) -> Way:
    """The way to find ids that takes no time for what the filters, or the words, leave out."""
    if not sides:
        return Way.WORDS
    if question is None or not question.terms:
        return Way.EACH if within is None and any(_are_few(session, one, FEW) for one in sides) else Way.WORDS
    if not is_sqlite:
        # One session is between two of its statements, and so in few blocks.
        return _way_in_postgresql(session, question, condition, sides if within is None else sides[1:])
    newest = (
        select(_ID.label("id"))
        .select_from(INDEX)
        .where(*_matching(question, within))
        .order_by(_NUMBER.desc())
        .limit(SAMPLE)
        .subquery()
    )
    seen, met = session.execute(
        select(func.count(), func.count(case((condition, 1))))
        .select_from(newest)
        .join(Statement, Statement.id == newest.c.id)
    ).one()
    if seen < SAMPLE or met >= seen * ENOUGH:
        return Way.WORDS
    return Way.EACH if any(_are_few(session, one, FEW_SQLITE) for one in sides) else Way.NUMBERS


def _way_in_postgresql(
    session: Session, question: Question, condition: ColumnElement[bool], sides: Sequence[SelectBase]
) -> Way:
    if not sides:
        return Way.WORDS
    if any(_are_few(session, one, FEW_POSTGRESQL) for one in sides):
        return Way.EACH
    newest = select(Statement.id).where(condition).order_by(Statement.id.desc())
    sample = newest.limit(SAMPLE_POSTGRESQL).subquery("newest")
    has = walking.has(for_postgresql(question.terms), "search_asked", "newest.id")
    often = session.scalar(select(func.count()).select_from(sample).where(has)) or 0
    return Way.NEWEST if often >= SAMPLE_POSTGRESQL * OFTEN else Way.WORDS


def _are_few(session: Session, of: SelectBase, few: int) -> bool:
    some = select(of.subquery()).limit(few + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) <= few


def _matching(question: Question, within: int | None) -> list[Any]:
    """The rows of SQLite's index that have the words; of one session only those between its first and its last."""
    found: list[Any] = [text(_HAS_FTS5).bindparams(search_asked=for_fts5(question.terms))]
    if within is not None:
        first, last = (
            select(one(Statement.id)).where(Statement.session_id == within).scalar_subquery()
            for one in (func.min, func.max)
        )
        found.append(_NUMBER.between(first * (1 << SHIFT), last * (1 << SHIFT) + (1 << SHIFT) - 1))
    return found


def waiting(session: Session, *, up_to: int | None = None) -> int:
    """How many changes the index does not know yet; with `up_to`, at most so many."""
    some = select(SearchPending.id).limit(up_to).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _among(how: str, name: str, asked: str) -> Any:
    return text(f"statement.id {how} ({_IN_FTS5.format(name=name)})").bindparams(**{name: asked})

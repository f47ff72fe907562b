"""Asking the search index: the conditions that a question means, and the ids that it picks out, in order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, column, func, select, table, text
from sqlalchemy.orm import Session

from intake.models import SearchPending, Statement
from intake.search.asking import Question, for_fts5, for_postgresql

#: The number of a row is its statement's id times 64, plus which of its texts it is (migration 0008).
SHIFT = 6
INDEX = table("search_words", column("rowid", BigInteger))
_NUMBER = INDEX.c.rowid
#: Statements with a text that has the words, on either database.
_IN_FTS5 = "SELECT rowid >> 6 FROM search_words WHERE search_words MATCH :{name}"
_IN_POSTGRESQL = "SELECT id >> 6 FROM search_words WHERE words @@ CAST(:{name} AS tsquery)"


def condition(question: Question, *, is_sqlite: bool) -> list[ColumnElement[bool]]:
    """What a statement must be beside what `ids` looks up. One whose words were erased is not found by them."""
    found: list[Any] = [Statement.erased_at.is_(None)]
    if question.without:
        asked = for_fts5(question.without, "OR") if is_sqlite else for_postgresql(question.without, "|")
        found.append(_among("NOT IN", "search_without", asked, is_sqlite=is_sqlite))
    if question.terms and not is_sqlite:
        found.append(_among("IN", "search_asked", for_postgresql(question.terms), is_sqlite=False))
    return found


def ids(
    question: Question | None,
    condition: ColumnElement[bool],
    *,
    is_sqlite: bool,
    above: Any = None,
    below: Any = None,
    newest_first: bool = True,
) -> Select[int]:
    """The ids of the statements that meet the condition and answer the question, between two others.

    SQLite walks its index in the order of the page, so a page of the commonest word reads no more than a page.
    """
    if question is None or not question.terms or not is_sqlite:
        query = select(Statement.id).where(condition)
        key: Any = Statement.id
        first, last = above, below
    else:
        query = (
            select(Statement.id)
            .distinct()
            .select_from(INDEX)
            .join(Statement, Statement.id == _NUMBER.op(">>")(SHIFT))
            .where(text("search_words MATCH :search_asked").bindparams(search_asked=for_fts5(question.terms)))
            .where(condition)
        )
        key = _NUMBER
        first = None if above is None else ((above + 1) * (1 << SHIFT)) - 1
        last = None if below is None else below * (1 << SHIFT)
    if first is not None:
        query = query.where(key > first)
    if last is not None:
        query = query.where(key < last)
    return query.order_by(key.desc() if newest_first else key)


def found_by(question: Question | None, *, is_sqlite: bool) -> list[ColumnElement[bool]]:
    """What `condition` leaves to `ids` on SQLite, for a query that begins at other rows than the index's."""
    if question is None or not question.terms or not is_sqlite:
        return []
    return [_among("IN", "search_asked", for_fts5(question.terms), is_sqlite=True)]


def waiting(session: Session, *, up_to: int | None = None) -> int:
    """How many changes the index does not know yet; with `up_to`, at most so many."""
    some = select(SearchPending.id).limit(up_to).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _among(how: str, name: str, asked: str, *, is_sqlite: bool) -> Any:
    found = (_IN_FTS5 if is_sqlite else _IN_POSTGRESQL).format(name=name)
    return text(f"statement.id {how} ({found})").bindparams(**{name: asked})

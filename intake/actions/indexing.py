"""Keeping the search index: what changed is taken from a list that triggers write, and indexed in small batches.

A batch and its place on the list are one transaction, so whoever is killed in between leaves both or neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, func, insert, literal, select, text, update
from sqlalchemy.orm import Session

from intake.actions import suggesting
from intake.actions.suggesting import Suggestion
from intake.models import Rendering, SearchPending, Statement, Status, Store
from intake.search import blocks, folding
from intake.search.words import words

#: Texts of a statement that can be told apart in the number of a row of the index.
SLOTS = 64
#: (statement's id, which of its texts, the text) for every kind of text that is searched.
SOURCES: tuple[Select[*tuple[Any, ...]], ...] = (
    select(Statement.id.label("statement"), literal(0).label("slot"), Statement.text),
    select(
        Rendering.statement_id.label("statement"), Rendering.search_slot.label("slot"), Rendering.text
    ).where(Rendering.status == Status.ACTIVE, Rendering.search_slot.is_not(None)),
)
#: SQLite: leaves an empty index that knows it is one; for a store that is nobody's but ours.
FORGET = (
    "INSERT INTO search_words (search_words) VALUES ('delete-all')",
    "DELETE FROM search_pending",
    "UPDATE store SET search_version = ''",
)
#: PostgreSQL advisory lock under which only one process indexes.
LOCK = 0x1_17A6F
#: PostgreSQL keeps this many places of a word, and none beyond this one.
PLACES, LAST_PLACE = 255, 16_383


class Overtaken(Exception):
    """Somebody else indexed the same meanwhile."""


@dataclass(frozen=True, slots=True)
class Document:
    """A row of the index: its words as they stand there, and as they are to stand; None: not at all."""

    number: int
    former: list[str] | None
    words: list[str] | None


@dataclass(frozen=True, slots=True)
class Batch:
    """The oldest changes on the list, the documents they lead to, and what language their statements read like."""

    pending: list[int]
    documents: list[Document]
    suggestions: list[Suggestion]


def is_current(session: Session) -> bool:
    """Whether the index was made with the rules of this version."""
    return session.scalars(select(Store.search_version)).one() == folding.VERSION


def start_over(session: Session) -> None:
    """Empty the index and put every text on the list."""
    forget(session)
    for source in SOURCES:
        found = source.subquery()
        session.execute(
            insert(SearchPending).from_select(
                ["statement_id", "slot"],
                select(found.c.statement, found.c.slot).order_by(found.c.statement, found.c.slot),
            )
        )
    session.execute(update(Store).values(search_version=folding.VERSION))


def forget(session: Session) -> None:
    """Empty the index; whoever serves next begins it anew."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    for statement in FORGET if is_sqlite else ("TRUNCATE search_words", *FORGET[1:]):
        session.execute(text(statement))


def batch(session: Session, size: int) -> Batch:
    """The oldest of what the index does not know, with its words; of one moment on SQLite, or under the lock."""
    rows = session.execute(
        select(SearchPending.id, SearchPending.statement_id, SearchPending.slot, SearchPending.former)
        .order_by(SearchPending.id)
        .limit(size)
    ).all()
    formers: dict[tuple[int, int], str | None] = {}
    for row in rows:
        # The first change since it was indexed has the text that was.
        formers.setdefault((row.statement_id, row.slot), row.former)
    texts = _texts(session, {statement for statement, _slot in formers})
    documents = [
        Document(key[0] * SLOTS + key[1], _words(former), _words(texts.get(key)))
        for key, former in formers.items()
    ]
    # Slot 0 is what was said.
    said = [statement for statement, slot in formers if slot == 0]
    return Batch([row.id for row in rows], documents, suggesting.suggestions(session, said))


def index(session: Session, size: int, read: Batch | None) -> int:
    """Index the batch that was read, or under the lock the next one, and take it off the list; how many changes it was.

    Raises Overtaken when it is no longer on the list, or when another process has the lock.
    """
    found = read or _locked(session, size)
    taken: Any = session.execute(delete(SearchPending).where(SearchPending.id.in_(found.pending)))
    if taken.rowcount != len(found.pending):
        raise Overtaken
    if session.get_bind().dialect.name == "sqlite":
        _into_sqlite(session, found.documents)
    else:
        _into_postgresql(session, found.documents)
    suggesting.keep(session, found.suggestions)
    return len(found.pending)


def merge(session: Session) -> None:
    """SQLite: write the index anew without the words that were taken out of it."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO search_words (search_words) VALUES ('optimize')"))


def _locked(session: Session, size: int) -> Batch:
    """PostgreSQL: be the only one who indexes until the transaction ends."""
    if not session.scalar(select(func.pg_try_advisory_xact_lock(LOCK))):
        raise Overtaken
    return batch(session, size)


def _texts(session: Session, statements: Iterable[int]) -> dict[tuple[int, int], str]:
    wanted = list(statements)
    return {
        (statement, slot): said
        for found in (source.subquery() for source in SOURCES)
        for statement, slot, said in session.execute(select(found).where(found.c.statement.in_(wanted)))
    }


def _words(said: str | None) -> list[str] | None:
    return None if said is None else list(words(said))


def _into_sqlite(session: Session, documents: list[Document]) -> None:
    driver: Any = session.connection().connection.driver_connection
    driver.executemany(
        "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', ?, ?)",
        [(one.number, " ".join(one.former)) for one in documents if one.former is not None],
    )
    driver.executemany(
        "INSERT INTO search_words (rowid, words) VALUES (?, ?)",
        [(one.number, " ".join(one.words)) for one in documents if one.words is not None],
    )


def _into_postgresql(session: Session, documents: list[Document]) -> None:
    numbers = [{"id": one.number} for one in documents]
    added = [
        {"id": one.number, "words": _vector(one.words, one.number // SLOTS)}
        for one in documents
        if one.words is not None
    ]
    if numbers:
        session.execute(text("DELETE FROM search_words WHERE id = :id"), numbers)
    if added:
        session.execute(
            text("INSERT INTO search_words (id, words) VALUES (:id, CAST(:words AS tsvector))"), added
        )


def _vector(found: list[str], statement_id: int) -> str:
    places: dict[str, list[int]] = {}
    for place, word in enumerate(found, start=1):
        here = places.setdefault(word, [])
        if len(here) < PLACES and place <= LAST_PLACE:
            here.append(place)
    return " ".join(
        f"'{blocks.within(word, statement_id)}'" + (":" + ",".join(map(str, at)) if at else "")
        for word, at in places.items()
    )

"""The glossary of an initiative: its terms, in the order of their source, and those that a statement has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from intake.db.prepared import Prepared, Reading
from intake.languages import LocalText, pick, reads_as, sort_key
from intake.models import Initiative, Person, Term, TermVersion
from intake.search.folding import fold
from intake.search.terms import found


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term with what a page needs to show it."""

    id: int
    uid: UUID
    #: The source first.
    texts: dict[str, str]
    note: str
    is_name: bool
    #: Its text in the initiative's default language, else in the first that it has.
    source: LocalText

    def written_in(self, language: str) -> LocalText | None:
        """Its text in this language, as its readers write it."""
        written = pick(self.texts, language, language)
        return None if written.is_fallback else written

    def rendered_in(self, language: str) -> LocalText | None:
        """What interpreters write for it in this language; a name without a text stays as it is."""
        return self.written_in(language) or (self.source if self.is_name else None)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """What a term said from then on, and the name of who wrote it; none where nobody with an account did."""

    texts: dict[str, str]
    note: str
    is_name: bool
    at: datetime
    person: str


_TERMS = Prepared(
    select(Term.id, Term.uid, Term.texts, Term.note, Term.is_name, Initiative.default_language)
    .join(Initiative, Initiative.id == Term.initiative_id)
    .where(Term.initiative_id == bindparam("initiative_id"))
    .order_by(Term.id)
)


def terms_of(reading: Reading, initiative_id: int) -> list[TermRow]:
    """Every term, sorted by its source; `rules.MOST_TERMS` at most."""
    rows = [_row(row) for row in _TERMS.all(reading, {"initiative_id": initiative_id})]
    return sorted(rows, key=lambda row: sort_key(row.source.text, row.source.language))


def by_uid(reading: Reading, initiative_id: int, uid: UUID) -> TermRow | None:
    """This term of the initiative."""
    return next((row for row in terms_of(reading, initiative_id) if row.uid == uid), None)


def versions_of(session: Session, term_id: int) -> list[VersionRow]:
    """What it says now, and what it said before; newest first."""
    rows: list[Any] = list(
        session.execute(
            select(
                TermVersion.texts,
                TermVersion.note,
                TermVersion.is_name,
                TermVersion.at,
                func.coalesce(func.nullif(Person.name, ""), Person.email, ""),
            )
            .outerjoin(Person, Person.id == TermVersion.person_id)
            .where(TermVersion.term_id == term_id)
            .order_by(TermVersion.id.desc())
        )
    )
    return [VersionRow(*row) for row in rows]


def matching(terms: Iterable[TermRow], asked: str) -> list[TermRow]:
    """Those with these letters in a text or in the note, as the search takes letters for the same."""
    wanted = _folded(asked)
    return [row for row in terms if any(wanted in _folded(text) for text in (*row.texts.values(), row.note))]


def in_statement(terms: Iterable[TermRow], text: str, language: str) -> list[TermRow]:
    """The terms that a statement in this language has, in its order; a name is known in every language's spelling."""
    wanted = [
        (written, row)
        for row in terms
        for tag, written in row.texts.items()
        if row.is_name or reads_as(tag) == reads_as(language)
    ]
    by_id = {row.id: row for _written, row in wanted}
    return [by_id[id] for id in found(text, ((written, row.id) for written, row in wanted), language)]


def _row(row: Any) -> TermRow:
    default = row.default_language
    source = pick(row.texts, default, default)
    texts = {source.language: source.text} | row.texts
    return TermRow(row.id, row.uid, texts, row.note, row.is_name, source)


def _folded(text: str) -> str:
    return " ".join(fold(text).split())

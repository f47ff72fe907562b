"""The glossary of an initiative: add, change and remove terms, and take in a whole file of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake import rules
from intake.actions.actor import Actor
from intake.actions.log import note as put_down
from intake.db import now
from intake.errors import Invalid, NotFound
from intake.glossary_files import Line, Mistake, Mistakes
from intake.languages import pick
from intake.marks import agree, mark
from intake.models import Initiative, Term, TermVersion
from intake.search.folding import fold

_TWICE = _l("This text stands in the file twice.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What loading a file did."""

    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Glossary:
    """An initiative's terms by their source; nobody else changes them until the transaction ends."""

    initiative: Initiative
    terms: dict[str, Term]

    def source_of(self, texts: Mapping[str, str]) -> str:
        return source_of(texts, self.initiative.default_language)


def mark_of(texts: Mapping[str, str], note: str, is_name: bool) -> str:
    """What a page that edits a term showed."""
    return mark(dict(texts), note, is_name)


def source_of(texts: Mapping[str, str], default: str) -> str:
    """What tells a term from others: its source, with letters that readers take for the same as one."""
    source = pick(texts, default, default).text
    return " ".join(fold(source).split()) or source.casefold()


def add(
    session: Session,
    actor: Actor,
    initiative_id: int,
    *,
    texts: Mapping[str, str],
    note: str = "",
    is_name: bool = False,
) -> Term:
    """Add a term; another one with the same source is refused."""
    return _add(session, actor, _glossary(session, initiative_id), texts, note, is_name)


def change(
    session: Session,
    actor: Actor,
    term_id: int,
    *,
    texts: Mapping[str, str],
    note: str | None = None,
    is_name: bool | None = None,
    seen: str | None = None,
) -> Term:
    """Change a term: a language that is not named keeps its text, a blank text takes it away.

    `seen` is the `mark_of` what the page showed.
    """
    initiative_id = session.scalar(select(Term.initiative_id).where(Term.id == term_id))
    if initiative_id is None:
        raise NotFound()
    glossary = _glossary(session, initiative_id)
    # Only now, since whoever had the glossary may have changed it.
    term = session.get(Term, term_id)
    if term is None:
        raise NotFound()
    agree(seen, mark_of(term.texts, term.note, term.is_name))
    _change(session, actor, glossary, term, texts, note, is_name)
    return term


def remove(session: Session, actor: Actor, initiative_id: int, term_id: int) -> None:
    """Take a term out, and what it said before; one that is gone already is no mistake.

    Translations keep the words they have.
    """
    _glossary(session, initiative_id)
    term = session.get(Term, term_id)
    if term is not None and term.initiative_id == initiative_id:
        _put_down(session, actor, "term.removed", term)
        session.execute(delete(TermVersion).where(TermVersion.term_id == term.id))
        session.delete(term)
        session.flush()


def carry_over(session: Session, actor: Actor, source_id: int, copy_id: int) -> None:
    """Give an initiative the terms that another one has now."""
    for term in session.scalars(select(Term).where(Term.initiative_id == source_id).order_by(Term.id)):
        _new(session, actor, copy_id, term.texts, term.note, term.is_name)


def load(
    session: Session,
    actor: Actor,
    initiative_id: int,
    lines: Sequence[Line],
    mistakes: Sequence[Mistake] = (),
) -> Taken:
    """Add what is new and change what a file says differently; it removes nothing, and a second time does nothing.

    A line is of the term with the same source. Raises Mistakes with every line that cannot be taken, and with those
    that could not be read.
    """
    glossary = _glossary(session, initiative_id)
    known = dict(glossary.terms)
    every = list(mistakes)
    seen: set[str] = set()
    created = changed = 0
    for line in lines:
        source = glossary.source_of(line.texts)
        try:
            if source in seen:
                raise Invalid(_TWICE)
            seen.add(source)
            if source in known:
                term = known[source]
                changed += _change(session, actor, glossary, term, line.texts, line.note, line.is_name)
            else:
                _add(session, actor, glossary, line.texts, line.note or "", bool(line.is_name))
                created += 1
        except Invalid as problem:
            every.append(Mistake(line.row, problem.message))
    if every:
        raise Mistakes(every)
    return Taken(created, changed, len(lines) - created - changed)


def _add(
    session: Session,
    actor: Actor,
    glossary: _Glossary,
    texts: Mapping[str, str],
    note: str,
    is_name: bool,
) -> Term:
    if len(glossary.terms) >= rules.MOST_TERMS:
        raise Invalid(_l("A glossary has at most %(number)s terms.", number=rules.MOST_TERMS), field="texts")
    wanted = _texts(texts)
    source = _free_source(glossary, wanted)
    term = _new(session, actor, glossary.initiative.id, wanted, _note(note), is_name)
    glossary.terms[source] = term
    _put_down(session, actor, "term.added", term)
    return term


def _new(
    session: Session, actor: Actor, initiative_id: int, texts: dict[str, str], note: str, is_name: bool
) -> Term:
    term = Term(initiative_id=initiative_id, texts=texts, note=note, is_name=is_name)
    session.add(term)
    session.flush()
    _keep(session, actor, term)
    return term


def _keep(session: Session, actor: Actor, term: Term) -> None:
    """What it says from now on, and whose it is."""
    session.add(
        TermVersion(
            term_id=term.id,
            texts=term.texts,
            note=term.note,
            is_name=term.is_name,
            person_id=actor.person_id,
            at=term.changed_at,
        )
    )


def _change(
    session: Session,
    actor: Actor,
    glossary: _Glossary,
    term: Term,
    texts: Mapping[str, str],
    note: str | None,
    is_name: bool | None,
) -> bool:
    wanted = _texts({**term.texts, **texts})
    before = term.texts, term.note, term.is_name
    after = wanted, term.note if note is None else _note(note), term.is_name if is_name is None else is_name
    if after == before:
        return False
    former, source = glossary.source_of(term.texts), _free_source(glossary, wanted, term)
    glossary.terms.pop(former, None)
    glossary.terms[source] = term
    term.texts, term.note, term.is_name = after
    term.changed_at = now()
    _keep(session, actor, term)
    _put_down(session, actor, "term.changed", term)
    return True


def _glossary(session: Session, initiative_id: int) -> _Glossary:
    initiative = session.scalar(select(Initiative).where(Initiative.id == initiative_id).with_for_update())
    if initiative is None:
        raise NotFound()
    terms = session.scalars(select(Term).where(Term.initiative_id == initiative_id).order_by(Term.id))
    return _Glossary(initiative, {source_of(one.texts, initiative.default_language): one for one in terms})


def _free_source(glossary: _Glossary, texts: Mapping[str, str], own: Term | None = None) -> str:
    source = glossary.source_of(texts)
    if glossary.terms.get(source) not in (None, own):
        default = glossary.initiative.default_language
        tag = pick(texts, default, default).language
        raise Invalid(_l("Another term has this text already."), field=f"texts-{tag}")
    return source


def _texts(given: Mapping[str, str]) -> dict[str, str]:
    lines = {tag: rules.line(text, f"texts-{tag}", rules.MAX_TERM) for tag, text in given.items()}
    return rules.texts(lines, "texts", rules.MAX_TERM)


def _note(text: str) -> str:
    return rules.line(text, "note", rules.MAX_NOTE)


def _put_down(session: Session, actor: Actor, verb: str, term: Term) -> None:
    languages = sorted(term.texts)
    put_down(session, actor, verb, initiative_id=term.initiative_id, subject=term.uid, languages=languages)

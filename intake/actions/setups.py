"""Bringing a set-up file into the store: it makes what is missing, updates what it says, removes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.actions import glossary, initiatives, listening, questions
from intake.actions.actor import Actor
from intake.errors import Invalid
from intake.glossary_files import Line, Mistakes
from intake.models import Initiative, ListeningSession, Place, Question, SessionState
from intake.setups import QuestionSetUp, SessionSetUp, SetUp, TableSetUp, TermSetUp, moment_of

DEFAULT_TYPE = "community"
DEFAULT_ZONE = "UTC"


@dataclass(slots=True)
class Report:
    """What loading a file did, counted over initiative, questions, sessions, tables and terms."""

    slug: str
    is_new: bool = False
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    #: Codes of the questions and sessions that were created or updated, for the message.
    touched: list[str] = field(default_factory=list)

    def count(self, code: str, before: object, after: object) -> None:
        """Count something that was there already."""
        if before == after:
            self.unchanged += 1
        else:
            self.updated += 1
            self.touched.append(code)

    def count_new(self, code: str, number: int = 1) -> None:
        self.created += number
        self.touched.append(code)


def load(session: Session, actor: Actor, set_up: SetUp, *, into: str | None = None) -> Report:
    """Load the file and say what that did; a second time it does nothing.

    With `into` the file must be of this initiative: a page that updates one never makes another.
    """
    if into is not None and set_up.slug != into:
        raise Invalid(_("This file is for another initiative: %(slug)s.", slug=set_up.slug), field="file")
    report = Report(set_up.slug)
    initiative = session.scalar(select(Initiative).where(Initiative.slug == set_up.slug))
    if initiative is None:
        initiative = _create(session, actor, set_up)
        report.is_new = True
        report.count_new(set_up.slug)
    else:
        _update(session, actor, initiative, set_up, report)
    _load_questions(session, actor, initiative, set_up.questions, report)
    for wanted in set_up.sessions:
        _load_session(session, actor, initiative, wanted, report)
    _load_glossary(session, actor, initiative, set_up.glossary, report)
    return report


def _create(session: Session, actor: Actor, set_up: SetUp) -> Initiative:
    zones = [wanted.time_zone for wanted in set_up.sessions if wanted.time_zone]
    return initiatives.create(
        session,
        actor,
        slug=set_up.slug,
        name=set_up.name,
        default_language=set_up.default_language,
        languages=set_up.languages,
        time_zone=set_up.time_zone or next(iter(zones), DEFAULT_ZONE),
        protocol=set_up.protocol,
    )


def _update(session: Session, actor: Actor, initiative: Initiative, set_up: SetUp, report: Report) -> None:
    before = initiatives.mark_of(initiative)
    changes: initiatives.Changes = {
        "name": set_up.name,
        "default_language": set_up.default_language,
        "languages": _with(set_up.languages, initiative.languages),
        "protocol": set_up.protocol,
    }
    if set_up.time_zone:
        changes["time_zone"] = set_up.time_zone
    initiatives.update(session, actor, initiative.id, **changes)
    report.count(initiative.slug, before, initiatives.mark_of(initiative))


def _load_questions(
    session: Session, actor: Actor, initiative: Initiative, wanted: Iterable[QuestionSetUp], report: Report
) -> None:
    """New questions come right after the one that stands before them in the file."""
    stored = {
        question.code.casefold(): question
        for question in session.scalars(select(Question).where(Question.initiative_id == initiative.id))
    }
    position = 0
    for one in wanted:
        question = stored.get(one.code.casefold())
        if question is None:
            question = questions.add(
                session,
                actor,
                initiative.id,
                code=one.code,
                texts=one.text,
                asked_in=one.asked_in,
                position=position + 1,
            )
            if one.retired:
                questions.retire(session, actor, question.id)
            report.count_new(one.code)
        else:
            before = _told(question)
            questions.reword(session, actor, question.id, one.text)
            questions.set_asked_in(session, actor, question.id, one.asked_in)
            report.count(one.code, before, _told(question))
        position = question.position


def _load_glossary(
    session: Session, actor: Actor, initiative: Initiative, wanted: Iterable[TermSetUp], report: Report
) -> None:
    lines = [Line(n, one.text, one.note, one.do_not_translate) for n, one in enumerate(wanted, 1)]
    if not lines:
        return
    try:
        taken = glossary.load(session, actor, initiative.id, lines)
    except Mistakes as problem:
        mistake = problem.mistakes[0]
        said = _("Row %(row)s: %(problem)s", row=mistake.row, problem=mistake.message)
        raise Invalid(f"glossary › {said}", field="file") from None
    report.created += taken.created
    report.updated += taken.changed
    report.unchanged += taken.unchanged


def _told(question: Question) -> str:
    return questions.mark_of(question.code, question.versions[-1].texts, question.asked_in)


def _load_session(
    session: Session, actor: Actor, initiative: Initiative, wanted: SessionSetUp, report: Report
) -> None:
    found = session.scalar(
        select(ListeningSession).where(
            ListeningSession.initiative_id == initiative.id, ListeningSession.code == wanted.code
        )
    )
    if found is None:
        made = _create_session(session, actor, initiative, wanted)
        # The full group's place stands for the session itself.
        report.count_new(wanted.code, len(made.places))
        return
    before = listening.mark_of(found)
    listening.update(session, actor, found.id, **_changes(found, wanted))
    report.count(wanted.code, before, listening.mark_of(found))
    _load_tables(session, actor, found, wanted.tables, report)


def _create_session(
    session: Session, actor: Actor, initiative: Initiative, wanted: SessionSetUp
) -> ListeningSession:
    zone = wanted.time_zone or initiative.time_zone
    return listening.create(
        session,
        actor,
        initiative.id,
        code=wanted.code,
        title=wanted.title,
        type=wanted.type or DEFAULT_TYPE,
        starts_at=moment_of(wanted.starts, zone) if wanted.starts else None,
        time_zone=zone,
        venue=wanted.place or "",
        languages=wanted.languages or initiative.languages,
        tables=_as_tables(wanted.tables or 0),
        state=SessionState(wanted.state or SessionState.DRAFT),
        is_practice=wanted.practice or False,
    )


def _changes(found: ListeningSession, wanted: SessionSetUp) -> listening.Changes:
    """What the file says of a session that exists; its state is never among it."""
    changes: listening.Changes = {"title": wanted.title}
    if wanted.type is not None:
        changes["type"] = wanted.type
    if wanted.time_zone is not None:
        changes["time_zone"] = wanted.time_zone
    if wanted.starts is not None:
        changes["starts_at"] = moment_of(wanted.starts, wanted.time_zone or found.time_zone)
    if wanted.place is not None:
        changes["venue"] = wanted.place
    if wanted.languages is not None:
        changes["languages"] = _with(wanted.languages, found.languages)
    if wanted.practice is not None:
        changes["is_practice"] = wanted.practice
    return changes


def _load_tables(
    session: Session,
    actor: Actor,
    found: ListeningSession,
    wanted: int | tuple[TableSetUp, ...] | None,
    report: Report,
) -> None:
    """Add the tables that are missing and give the others the language of the file; none is taken away."""
    stored = {place.label.casefold(): place for place in found.places if place.label}
    if isinstance(wanted, int):
        missing: int | tuple[TableSetUp, ...] = max(wanted - len(stored), 0)
        report.unchanged += min(wanted, len(stored))
    else:
        missing = tuple(table for table in wanted or () if table.label.casefold() not in stored)
        for table in wanted or ():
            if table.label.casefold() in stored:
                place = stored[table.label.casefold()]
                _load_language(session, actor, found, place, table.language, report)
    if missing:
        added = listening.add_tables(session, actor, found.id, _as_tables(missing))
        report.count_new(found.code, len(added))


def _load_language(
    session: Session,
    actor: Actor,
    found: ListeningSession,
    place: Place,
    language: str | None,
    report: Report,
) -> None:
    before = place.language
    if language is not None:
        listening.rename_table(session, actor, place.id, label=place.label, language=language)
    report.count(found.code, before, place.language)


def _as_tables(tables: int | tuple[TableSetUp, ...]) -> int | list[tuple[str, str | None]]:
    return tables if isinstance(tables, int) else [(table.label, table.language) for table in tables]


def _with(wanted: Iterable[str], stored: Iterable[str]) -> list[str]:
    """The languages of the file in its order, then those that only the store has."""
    return list(dict.fromkeys([*wanted, *stored]))

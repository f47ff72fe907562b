"""An initiative as a set-up file says it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from intake.models import ListeningSession, Place
from intake.queries.access import InitiativeRow
from intake.queries.glossary import terms_of
from intake.queries.questions import all_of
from intake.setups import QuestionSetUp, SessionSetUp, SetUp, TableSetUp, TermSetUp, local_start


def of_initiative(session: Session, initiative: InitiativeRow) -> SetUp:
    """The whole set-up with every session, without codes to join: a file goes from hand to hand."""
    questions = all_of(session, initiative.id)
    sessions = session.scalars(
        select(ListeningSession)
        .where(ListeningSession.initiative_id == initiative.id)
        .options(selectinload(ListeningSession.places))
        .order_by(ListeningSession.starts_at.is_(None), ListeningSession.starts_at, ListeningSession.id)
    )
    return SetUp(
        slug=initiative.slug,
        name=initiative.name,
        default_language=initiative.default_language,
        languages=tuple(initiative.languages),
        time_zone=initiative.time_zone,
        protocol=initiative.protocol,
        questions=tuple(
            QuestionSetUp(
                question.code,
                question.texts,
                tuple(question.asked_in) if question.asked_in else None,
                question.retired_at is not None,
            )
            for question in questions
        ),
        sessions=tuple(_session(one) for one in sessions),
        glossary=tuple(
            TermSetUp(term.texts, term.note or None, term.is_name or None)
            for term in terms_of(session, initiative.id)
        ),
    )


def _session(one: ListeningSession) -> SessionSetUp:
    return SessionSetUp(
        code=one.code,
        title=one.title,
        type=one.type,
        starts=local_start(one.starts_at, one.time_zone) if one.starts_at else None,
        time_zone=one.time_zone,
        place=one.venue or None,
        languages=tuple(one.languages),
        tables=_tables([place for place in one.places if not place.is_full_group]),
        state=one.state.value,
        practice=one.is_practice or None,
    )


def _tables(places: list[Place]) -> int | tuple[TableSetUp, ...]:
    """A number where the tables are labelled from 1 on, else each of them."""
    if all(place.label == str(n) and not place.language for n, place in enumerate(places, 1)):
        return len(places)
    return tuple(TableSetUp(place.label, place.language) for place in places)

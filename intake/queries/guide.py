"""What a tablet needs to work without a network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.models import DeviceRole, Initiative, ListeningSession, Place
from intake.queries.devices import DeviceRow
from intake.queries.glossary import TermRow, terms_of
from intake.queries.questions import QuestionRow, for_session_type
from intake.queries.store import StoreRow, store


@dataclass(frozen=True, slots=True)
class GuideRow:
    """The parts of the guide that are not on the device's own row."""

    store: StoreRow
    starts_at: datetime | None
    #: Labels in order; the empty one is the full group.
    places: list[str]
    questions: list[QuestionRow]
    protocol: dict[str, str]
    #: The glossary, for interpreters who were let in.
    terms: list[TermRow]


def for_device(session: Session, device: DeviceRow, most_terms: int) -> GuideRow:
    """The guide of this device's session."""
    starts_at, protocol = session.execute(
        select(ListeningSession.starts_at, Initiative.protocol)
        .join(Initiative, Initiative.id == ListeningSession.initiative_id)
        .where(ListeningSession.id == device.session_id)
    ).one()
    places = session.scalars(
        select(Place.label).where(Place.session_id == device.session_id).order_by(Place.position)
    )
    questions = for_session_type(session, device.initiative_id, device.session_type)
    may_read = device.role is DeviceRole.INTERPRETER and device.admitted_at is not None
    terms = terms_of(session, device.initiative_id)[:most_terms] if may_read else []
    return GuideRow(store(session), starts_at, list(places), questions, protocol, terms)

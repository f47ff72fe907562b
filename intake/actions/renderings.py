"""A person with an account translates a statement, or reviews what somebody else made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from intake.actions import deciding, rendered
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.actions.rendered import STATEMENT
from intake.db import new_uid, now
from intake.errors import Conflict, Invalid, NotFound
from intake.marks import agree
from intake.models import How, RenderingState, Status


@dataclass(frozen=True, slots=True)
class Translation:
    """What a person entered, checked and in its stored spelling; the versions are those that the page showed."""

    language: str
    text: str
    how: How
    is_reviewed: bool
    #: Of the statement.
    statement_version: int
    #: Of the rendering; 0 when there was none.
    version: int
    #: The mark of the texts beside it (deciding.py); None does not ask.
    beside: str | None = None


def save(session: Session, actor: Actor, statement_id: int, given: Translation) -> int:
    """Store a rendering and return its version; what is stored already is not written.

    Raises Conflict when the statement, the rendering or what waits beside it changed since they were seen, Invalid
    when somebody reviews their own. What others made beside it has been seen with it, and becomes history.
    """
    statement = session.execute(
        select(STATEMENT).where(STATEMENT.c.id == statement_id).with_for_update()
    ).one_or_none()
    if statement is None:
        raise NotFound()
    row = rendered.current(session, statement_id, given.language)
    waits = rendered.has_beside(session, statement_id, given.language)
    if statement.erased_at is not None:
        raise Conflict()
    if row is not None and not waits and _is_there(session, row, statement, given):
        return int(row.version)
    if statement.version != given.statement_version:
        raise Conflict()
    if (row.version if row else 0) != given.version:
        raise Conflict()
    agree(given.beside, deciding.mark_of(deciding.beside(session, statement_id, given.language)))
    if given.is_reviewed and (row is None or row.made_by_person_id == actor.person_id):
        raise Invalid(_("A second person reviews it. Save it as a draft."), field="text")
    if row is None and rendered.number_of(session, statement_id) >= rendered.MOST:
        raise Invalid(
            _("No more translations can be added to this statement. Ask an organizer."), field="text"
        )
    moment = now()
    values = {
        "text": given.text,
        "how": given.how,
        "state": RenderingState.DRAFT,
        "base_version": statement.version,
        "reviewed_by_device_id": None,
        "reviewed_by_person_id": None,
        "sequence": None,
        "changed_by_device_id": None,
        "changed_by_person_id": actor.person_id,
    }
    made_here = {"made_by_device_id": None, "made_by_person_id": actor.person_id}
    if given.is_reviewed:
        values |= {"state": RenderingState.REVIEWED, "reviewed_by_person_id": actor.person_id}
    elif row is None or row.text != given.text:
        values |= made_here
    if row is None:
        uid, version = new_uid(), 1
        rendered.add(session, moment, uid=uid, statement_id=statement_id, language=given.language, **values)
    else:
        uid = row.uid
        values |= {"status": Status.ACTIVE, "held": None, "has_conflict": False}
        version = rendered.replace(session, row, moment, **values)
    if waits:
        rendered.settle(session, statement_id, given.language)
    verb = "rendering.reviewed" if given.is_reviewed else "rendering.saved"
    note(session, actor, verb, initiative_id=statement.initiative_id, subject=uid, version=version)
    return version


def _is_there(session: Session, row: Row[Any], statement: Row[Any], given: Translation) -> bool:
    """Whether just this is stored already: what was sent twice is in nobody's way."""
    is_same = (row.text, row.how, row.status) == (given.text, given.how, Status.ACTIVE)
    is_looked_at = row.state is RenderingState.REVIEWED or not given.is_reviewed
    return is_same and is_looked_at and not rendered.is_stale(session, row, statement)

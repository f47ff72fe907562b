"""Listening sessions and their tables: set up, open, close, new codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from intake import rules
from intake.actions import places, text_states
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.actions.places import Tables
from intake.errors import Conflict, Invalid, NotFound
from intake.marks import agree, mark
from intake.models import (
    Device,
    Initiative,
    ListeningSession,
    Place,
    SessionState,
    Statement,
    TextKind,
)

#: What a session may become, and the verb of the log for it.
TRANSITIONS: dict[SessionState, dict[SessionState, str]] = {
    SessionState.DRAFT: {SessionState.OPEN: "opened"},
    SessionState.OPEN: {SessionState.CLOSED: "closed"},
    SessionState.CLOSED: {SessionState.OPEN: "reopened", SessionState.ARCHIVED: "archived"},
    SessionState.ARCHIVED: {SessionState.CLOSED: "unarchived"},
}


class Changes(TypedDict, total=False):
    """What can be changed; a name that is left out stays as it is."""

    code: str
    title: Mapping[str, str]
    type: str
    starts_at: datetime | None
    time_zone: str
    venue: str
    languages: Sequence[str]
    is_practice: bool


def mark_of(found: Any) -> str:
    """What a page that edits it showed; takes the table\'s row as well as a query\'s."""
    starts = found.starts_at.timestamp() if found.starts_at else None
    zone, languages = found.time_zone, found.languages
    return mark(found.code, found.title, found.type, starts, zone, found.venue, languages, found.is_practice)


def create(
    session: Session,
    actor: Actor,
    initiative_id: int,
    *,
    code: str,
    title: Mapping[str, str],
    type: str,
    starts_at: datetime | None,
    time_zone: str,
    venue: str,
    languages: Sequence[str],
    tables: Tables,
    state: SessionState = SessionState.DRAFT,
    is_practice: bool = False,
) -> ListeningSession:
    """Make a session with the full group and its tables, each with codes of its own."""
    if session.get(Initiative, initiative_id) is None:
        raise NotFound()
    made = ListeningSession(
        initiative_id=initiative_id,
        code=_free_code(session, initiative_id, code),
        title=rules.texts(title, "title", rules.MAX_NAME),
        type=rules.session_type(type),
        starts_at=starts_at,
        time_zone=rules.time_zone(time_zone),
        venue=rules.line(venue, "venue", rules.MAX_VENUE),
        languages=rules.languages(languages),
        state=state,
        is_practice=is_practice,
    )
    made.places = [places.full_group(session), *places.tables_after(session, tables, [])]
    session.add(made)
    session.flush()
    _follow(session, actor, made, {})
    _note(session, actor, "session.created", made, tables=len(made.places) - 1, state=state)
    return made


def update(
    session: Session, actor: Actor, session_id: int, *, seen: str | None = None, **changes: Unpack[Changes]
) -> ListeningSession:
    """Change what is named; `seen` is the `mark_of` what the editor's page showed."""
    found = _found(session, session_id)
    agree(seen, mark_of(found))
    changed, before = [], found.title
    for field, value in _checked(session, found, changes).items():
        if getattr(found, field) != value:
            setattr(found, field, value)
            changed.append(field)
    _follow(session, actor, found, before)
    if changed:
        _note(session, actor, "session.changed", found, fields=changed)
    return found


def add_tables(session: Session, actor: Actor, session_id: int, tables: Tables) -> list[Place]:
    """Add tables after the others; a number continues the greatest numbered label."""
    found = _found(session, session_id)
    added = places.tables_after(session, tables, found.places)
    found.places.extend(added)
    if added:
        _note(session, actor, "session.tables_added", found, tables=len(added))
    return added


def rename_table(session: Session, actor: Actor, place_id: int, *, label: str, language: str | None) -> Place:
    """Give a table another label or language; its codes and statements stay."""
    place = _table(session, place_id)
    label = rules.table_label(label)
    if any(
        other.label.casefold() == label.casefold() for other in place.session.places if other.id != place.id
    ):
        raise Invalid(places.SAME_LABEL, field="label")
    language = rules.language(language, "language") if language else None
    if (place.label, place.language) != (label, language):
        place.label, place.language = label, language
        _note(session, actor, "table.changed", place.session, place=place)
    return place


def remove_table(session: Session, actor: Actor, place_id: int) -> None:
    """Take away a table that nobody joined and nothing was written for."""
    place = _table(session, place_id)
    used = or_(
        exists().where(Device.place_id == place.id, Device.session_id == place.session_id),
        exists().where(Statement.place_id == place.id, Statement.session_id == place.session_id),
    )
    if session.scalar(select(used)):
        raise Invalid(_l("Somebody joined this table or wrote for it, so it stays."), field="label")
    _note(session, actor, "table.removed", place.session, place=place)
    session.delete(place)


def set_state(session: Session, actor: Actor, session_id: int, state: SessionState) -> ListeningSession:
    """Open, close, open again, archive or bring back; the state it has already changes nothing."""
    found = _found(session, session_id)
    if found.state == state:
        return found
    verb = TRANSITIONS[found.state].get(state)
    if verb is None:
        raise Conflict()
    found.state = state
    _note(session, actor, f"session.{verb}", found)
    return found


def rotate_code(session: Session, actor: Actor, place_id: int) -> Place:
    """New long and short codes; the old ones lead nowhere from now on, devices that joined stay."""
    place = session.get(Place, place_id)
    if place is None:
        raise NotFound()
    [(place.code, place.short_code)] = places.fresh_codes(session, 1)
    _note(session, actor, "table.codes_changed", place.session, place=place)
    return place


def _follow(session: Session, actor: Actor, found: ListeningSession, before: Mapping[str, str]) -> None:
    text_states.follow(session, actor, found.initiative_id, TextKind.TITLE, found.uid, before, found.title)


def _checked(session: Session, found: ListeningSession, changes: Changes) -> dict[str, object]:
    values: dict[str, object] = {}
    if "code" in changes and changes["code"] != found.code:
        values["code"] = _free_code(session, found.initiative_id, changes["code"])
    if "title" in changes:
        values["title"] = rules.texts({**found.title, **changes["title"]}, "title", rules.MAX_NAME)
    if "type" in changes:
        values["type"] = rules.session_type(changes["type"])
    if "starts_at" in changes:
        values["starts_at"] = changes["starts_at"]
    if "time_zone" in changes:
        values["time_zone"] = rules.time_zone(changes["time_zone"])
    if "venue" in changes:
        values["venue"] = rules.line(changes["venue"], "venue", rules.MAX_VENUE)
    if "languages" in changes:
        values["languages"] = rules.languages(changes["languages"])
    if "is_practice" in changes:
        values["is_practice"] = changes["is_practice"]
    return values


def _free_code(session: Session, initiative_id: int, code: str) -> str:
    code = rules.slug(code, "code")
    same = exists().where(ListeningSession.initiative_id == initiative_id, ListeningSession.code == code)
    if session.scalar(select(same)):
        raise Invalid(_l("Another session has this short name already."), field="code")
    return code


def _note(
    session: Session,
    actor: Actor,
    verb: str,
    found: ListeningSession,
    *,
    place: Place | None = None,
    **detail: object,
) -> None:
    session.flush()
    subject = place.uid if place else found.uid
    note(
        session,
        actor,
        verb,
        initiative_id=found.initiative_id,
        subject=subject,
        session_code=found.code,
        **detail,
    )


def _found(session: Session, session_id: int) -> ListeningSession:
    found = session.get(ListeningSession, session_id)
    if found is None:
        raise NotFound()
    return found


def _table(session: Session, place_id: int) -> Place:
    place = session.get(Place, place_id)
    if place is None or place.is_full_group:
        raise NotFound()
    return place

"""The page of one session, from which the evening is run, and its live part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intake import current
from intake.access import Permission, allow
from intake.actions import listening as actions
from intake.backups import schedule as backups
from intake.db import db, now
from intake.errors import NotFound
from intake.forms.choices import type_name
from intake.languages import page_language
from intake.marks import mark
from intake.models import SessionState
from intake.queries import backups as backup_queries
from intake.queries import devices
from intake.queries import listening as queries
from intake.queries import waiting as waits
from intake.queries.devices import SessionDevice
from intake.queries.exporting import pseudonym
from intake.queries.listening import PlaceRow, SessionRow
from intake.web.organize import gaps
from intake.web.organize.area import area, carry_out, done, page
from intake.web.organize.frame import can
from intake.web.organize.sessions import session_here

#: How long organizers are told that the store was put back: tablets are still about.
RESTORED = timedelta(days=2)
#: Minutes without a statement after which a table of an open session is called quiet.
QUIET_AFTER = 15


@dataclass(frozen=True, slots=True)
class PlaceHere:
    """A place with the tablets at it."""

    row: PlaceRow
    devices: list[SessionDevice]
    #: Minutes without a statement, in steps of five; 0 while it is not quiet.
    quiet_for: int


@dataclass(frozen=True, slots=True)
class Room:
    """What the live part shows."""

    found: SessionRow
    places: list[PlaceHere]
    waiting: list[SessionDevice]
    #: Statements that are held, or about which something is.
    held: int
    #: Saves of tablets that have not arrived.
    missing: int
    #: None where the server makes no backups of its own.
    backup: backups.State | None = None
    #: When the store was put back to an earlier backup, as long as that matters.
    restored_at: datetime | None = None

    @property
    def silent_places(self) -> int:
        """Tables that somebody joined and that are quiet."""
        return sum(1 for place in self.places if place.quiet_for)


@area.get("/initiatives/<slug>/sessions/<code>")
@allow(Permission.SEE)
def session(slug: str, code: str) -> tuple[str, int]:
    """Where one is, what to do next, and what is coming in."""
    room = _room(session_here(code))
    return page(
        "session",
        room=room,
        found=room.found,
        address=current.settings().address,
        name_of=device_name,
        named=gaps.named,
        type_name=type_name,
        tag=_tag(room),
    )


@area.get("/initiatives/<slug>/sessions/<code>/live")
@allow(Permission.SEE)
def live(slug: str, code: str) -> Response:
    """The part of that page that changes; 304 while nothing did."""
    room = _room(session_here(code))
    tag = _tag(room)
    if request.if_none_match.contains_weak(tag):
        response = make_response("", 304)
    else:
        response = make_response(
            render_template(
                "organize/_live.html", room=room, found=room.found, name_of=device_name, named=gaps.named
            )
        )
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@area.post("/initiatives/<slug>/sessions/<code>/state")
@allow(Permission.SET_UP)
def set_state(slug: str, code: str) -> Response:
    """Open, close, open again, archive, bring back."""
    found = session_here(code)
    wanted = request.form.get("state", "")
    if wanted not in set(SessionState):
        raise NotFound()
    state = SessionState(wanted)
    carry_out(actions.set_state, found.id, state)
    said = {
        SessionState.OPEN: _("The session is open. Tablets can join now."),
        SessionState.CLOSED: _("The session is closed. What is still on tablets can arrive later."),
        SessionState.ARCHIVED: _("The session is archived. Nothing in it can be changed any more."),
    }
    return done(url_for("organize.session", slug=slug, code=code), said.get(state))


def device_name(device: SessionDevice) -> str:
    """What the notetaker chose, else the made-up name that exports use."""
    return device.name or pseudonym(current.settings().secret_key, device.uid.bytes)


def _room(found: SessionRow) -> Room:
    moment = now()
    with db.read() as session:
        rows = queries.places_of(session, found.id)
        joined = devices.of_session(session, found.id)
        restored_at = backup_queries.restored_at(session, moment - RESTORED)
        about = waits.count(session, found.id)
    places = []
    for row in rows:
        here = [device for device in joined if device.place_label == row.label]
        places.append(PlaceHere(row, here, _quiet_for(found, row, here, moment)))
    waiting = [device for device in joined if device.is_waiting]
    missing = sum(device.missing_count for device in joined)
    is_told = found.state in (SessionState.OPEN, SessionState.CLOSED) and can(Permission.SET_UP)
    backup = backups.backups.state() if is_told else None
    held = sum(row.held for row in rows) + about
    return Room(found, places, waiting, held, missing, backup, restored_at)


def _quiet_for(found: SessionRow, row: PlaceRow, here: list[SessionDevice], moment: datetime) -> int:
    """Only a table that somebody joined can be quiet: an empty one is seen to be empty."""
    admitted = [device.joined_at for device in here if device.admitted_at and not device.revoked_at]
    if found.state is not SessionState.OPEN or not admitted or not row.label:
        return 0
    since = row.last_statement_at or min(admitted)
    minutes = (moment - since) // timedelta(minutes=1)
    return minutes // 5 * 5 if minutes >= QUIET_AFTER else 0


def _tag(room: Room) -> str:
    """Changes with anything that the live part shows, its language and what the reader may do there."""
    return mark(repr(room), page_language().tag, can(Permission.SET_UP), g.person.id)

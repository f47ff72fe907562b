"""The listening sessions of an initiative: their list, a new one, and changing one."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from intake import rules
from intake.access import Permission, allow
from intake.actions import listening as actions
from intake.db import db
from intake.errors import Conflict, Invalid, NotFound
from intake.forms.choices import USUAL_TYPES, type_name
from intake.forms.fields import differing, put
from intake.forms.organize import NewSessionForm, SessionForm
from intake.languages import format_datetime, language_name, page_language
from intake.languages.formats import in_zone
from intake.queries import listening as queries
from intake.queries.listening import SessionRow
from intake.web.organize.area import area, carry_out, done, page

#: Tables of a session as it is mostly held; any other number is two taps away.
USUAL_TABLES = 8


@area.get("/initiatives/<slug>/sessions")
@allow(Permission.SEE)
def sessions(slug: str) -> tuple[str, int]:
    """All of them, newest date first."""
    after = request.args.get("after")
    with db.read() as session:
        found = queries.of_initiative(session, g.initiative.id, after=after, limit=queries.PAGE + 1)
    rows, more = found[: queries.PAGE], len(found) > queries.PAGE
    older = url_for("organize.sessions", slug=slug, after=rows[-1].code) if more else None
    return page("sessions", rows=rows, older=older, is_first=after is None, type_name=type_name)


@area.route("/initiatives/<slug>/sessions/new", methods=["GET", "POST"])
@allow(Permission.SET_UP)
def new_session(slug: str) -> tuple[str, int] | Response:
    """A session in draft, with its tables."""
    here = g.initiative
    form = NewSessionForm(
        data={
            "type": USUAL_TYPES[0],
            "time_zone": here.time_zone,
            "languages": [here.default_language],
            "tables": USUAL_TABLES,
        }
    )
    form.ask(here.languages, here.default_language, _types())
    if form.is_sent():
        title = form.title.data.get(here.default_language, "")
        day = form.day.data.isoformat() if form.day.data else ""
        try:
            made = carry_out(
                actions.create,
                here.id,
                code=form.code.data or rules.suggested_slug(title, day),
                tables=form.wanted,
                **entered(form),
            )
        except Invalid as problem:
            problem.field = "labels" if problem.field == "tables" and form.labels.data else problem.field
            put(form, problem)
        else:
            return done(url_for("organize.session", slug=slug, code=made.code))
    return page("session_edit", form, found=None, meanwhile=[])


@area.route("/initiatives/<slug>/sessions/<code>/edit", methods=["GET", "POST"])
@allow(Permission.SET_UP)
def edit_session(slug: str, code: str) -> tuple[str, int] | Response:
    """Change what is known of a session."""
    here, found = g.initiative, session_here(code)
    form = SessionForm(data=_stored(found))
    form.ask(here.languages, here.default_language, _types())
    if form.is_sent():
        try:
            changed = carry_out(
                actions.update,
                found.id,
                seen=form.seen.data,
                code=form.code.data or found.code,
                **entered(form),
            )
        except Invalid as problem:
            put(form, problem)
        except Conflict:
            found = session_here(code)
            form.seen.data = actions.mark_of(found)
            return page("session_edit", form, 409, found=found, meanwhile=_differing(form, found))
        else:
            return done(url_for("organize.session", slug=slug, code=changed.code))
    return page("session_edit", form, found=found, meanwhile=[])


def session_here(code: str) -> SessionRow:
    """This session, if it is one of the initiative's."""
    with db.read() as session:
        found = queries.by_code(session, g.initiative.id, code)
    if found is None:
        raise NotFound()
    return found


def entered(form: SessionForm) -> dict[str, Any]:
    """What the form says, as `actions.listening` takes it."""
    return {
        "title": form.title.data,
        "type": form.chosen_type,
        "starts_at": form.starts_at,
        "time_zone": form.time_zone.data,
        "venue": form.venue.data,
        "languages": form.languages.data,
        "is_practice": form.is_practice.data,
    }


def _stored(found: SessionRow) -> dict[str, object]:
    starts = in_zone(found.starts_at, found.time_zone) if found.starts_at else None
    return {
        "title": found.title,
        "code": found.code,
        "day": starts.date() if starts else None,
        "at": starts.time() if starts else None,
        "time_zone": found.time_zone,
        "venue": found.venue,
        "type": found.type,
        "languages": found.languages,
        "is_practice": found.is_practice,
        "seen": actions.mark_of(found),
    }


def _types() -> list[str]:
    with db.read() as session:
        return queries.types_of(session, g.initiative.id)


def _differing(form: SessionForm, found: SessionRow) -> list[tuple[object, str, str]]:
    """What somebody else stored meanwhile, in the words of the page."""
    tag = page_language().tag
    texts = differing(form.title.label.text, found.title, form.title.data)
    for field, typed, saved in (
        (form.venue, form.venue.data, found.venue),
        (form.type, form.chosen_type, found.type),
        (form.time_zone, form.time_zone.data, found.time_zone),
        (form.languages, form.languages.data, found.languages),
        (form.day, form.starts_at, found.starts_at),
    ):
        if typed == saved:
            continue
        if field is form.languages:
            saved = ", ".join(language_name(one, tag) for one in found.languages)
        elif field is form.day:
            saved = format_datetime(found.starts_at, found.time_zone, tag) if found.starts_at else ""
        texts.append((field.label.text, str(saved), tag))
    return texts

"""The tables of a session: add, rename, take away, new codes."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intake.access import Permission, allow
from intake.actions import listening as actions
from intake.db import db
from intake.errors import Invalid, NotFound
from intake.forms.fields import put
from intake.forms.organize import TableForm, TablesForm
from intake.queries import listening as queries
from intake.queries.listening import PlaceRow, SessionRow
from intake.web.organize.area import area, carry_out, done, page
from intake.web.organize.sessions import session_here


@area.route("/initiatives/<slug>/sessions/<code>/tables", methods=["GET", "POST"])
@allow(Permission.SET_UP)
def tables(slug: str, code: str) -> tuple[str, int] | Response:
    """All tables, and a form for further ones."""
    found = session_here(code)
    form = TablesForm()
    if form.is_sent():
        try:
            carry_out(actions.add_tables, found.id, form.wanted)
        except Invalid as problem:
            problem.field = "labels" if form.labels.data else "tables"
            put(form, problem)
        else:
            return done(url_for("organize.tables", slug=slug, code=code))
    with db.read() as session:
        places = queries.places_of(session, found.id)
    return page("tables", form, found=found, places=places)


@area.route("/initiatives/<slug>/sessions/<code>/tables/<uuid:uid>", methods=["GET", "POST"])
@allow(Permission.SET_UP)
def table(slug: str, code: str, uid: UUID) -> tuple[str, int] | Response:
    """Another label or language for a table."""
    found, place = place_here(code, uid)
    if not place.label:
        raise NotFound()
    form = TableForm(data={"label": place.label, "language": place.language or ""})
    if form.is_sent():
        try:
            carry_out(
                actions.rename_table, place.id, label=form.label.data, language=form.language.data or None
            )
        except Invalid as problem:
            put(form, problem)
        else:
            return done(url_for("organize.tables", slug=slug, code=code))
    return page("table", form, found=found, place=place)


@area.post("/initiatives/<slug>/sessions/<code>/tables/<uuid:uid>/remove")
@allow(Permission.SET_UP)
def remove_table(slug: str, code: str, uid: UUID) -> Response:
    """Take away a table that nobody used."""
    _found, place = place_here(code, uid)
    try:
        carry_out(actions.remove_table, place.id)
    except Invalid as problem:
        flash(problem.message, "error")
        return redirect(url_for("organize.tables", slug=slug, code=code), 303)
    return done(url_for("organize.tables", slug=slug, code=code), _("The table is gone."))


@area.post("/initiatives/<slug>/sessions/<code>/places/<uuid:uid>/codes")
@allow(Permission.SET_UP)
def rotate_code(slug: str, code: str, uid: UUID) -> Response:
    """New codes for a table or the full group."""
    _found, place = place_here(code, uid)
    carry_out(actions.rotate_code, place.id)
    said = _("New codes are in place. Print the card of this table again.")
    return done(url_for("organize.session", slug=slug, code=code, _anchor="codes"), said)


def place_here(code: str, uid: UUID) -> tuple[SessionRow, PlaceRow]:
    """The session and this place of it."""
    found = session_here(code)
    with db.read() as session:
        place = next((row for row in queries.places_of(session, found.id) if row.uid == uid), None)
    if place is None:
        raise NotFound()
    return found, place

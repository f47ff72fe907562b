"""Everybody with an account, as an administrator looks after them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from intake.access import Permission, allow
from intake.actions import links, people
from intake.db import db
from intake.errors import Conflict, Invalid, NotFound
from intake.forms.account import ROLES, AddPersonForm, one_line
from intake.models import LinkPurpose
from intake.queries import people as queries
from intake.tokens import digest, new_token
from intake.web.people.area import area, cursors, end_of_link, link_page, refused

#: Longest text to search for.
LONGEST_SEARCH = 100


@area.get("/people/")
@allow(Permission.ADMINISTER)
def everybody() -> str:
    """The list, newest first."""
    contains = one_line(request.args.get("q")).strip()[:LONGEST_SEARCH]
    with db.read() as session:
        page = queries.page_of_people(session, contains, *cursors())
    return render_template("people/everybody.html", page=page, contains=contains)


@area.route("/people/new", methods=["GET", "POST"])
@allow(Permission.ADMINISTER)
def add() -> Response:
    """Give somebody an account and show the link that lets them in."""
    form = AddPersonForm()
    if form.validate_on_submit():
        token, expires_at = new_token(), end_of_link()
        given = {name: form[name].data for name in ("email", "name", "is_administrator")}

        def action(session: Session) -> str:
            person = people.add(session, g.actor, **given)
            links.issue(session, g.actor, person, digest(token), expires_at)
            return person.email

        try:
            return link_page(db.write(action), token, LinkPurpose.INVITATION, url_for("people.everybody"))
        except Invalid as problem:
            form[problem.field or "email"].errors = [problem.message]
    return make_response(render_template("people/add.html", form=form), 400 if form.errors else 200)


@area.get("/people/<uuid:uid>")
@allow(Permission.ADMINISTER)
def person(uid: UUID) -> str:
    """One person: roles, and what an administrator can do for them."""
    with db.read() as session:
        found = queries.person(session, uid)
        roles = queries.roles_of(session, uid)
    if found is None:
        raise NotFound()
    return render_template("people/person.html", person=found, roles=roles, role_names=ROLES)


@area.post("/people/<uuid:uid>/link")
@allow(Permission.ADMINISTER)
def new_link(uid: UUID) -> Response:
    """A link to a new password, or to the first one, in place of an earlier link."""
    token, expires_at = new_token(), end_of_link()

    def action(session: Session) -> tuple[str, LinkPurpose]:
        found = people.person_by_uid(session, uid)
        return found.email, links.issue(session, g.actor, found, digest(token), expires_at)

    email, purpose = db.write(action)
    return link_page(email, token, purpose, url_for("people.person", uid=uid))


@area.post("/people/<uuid:uid>/disable")
@allow(Permission.ADMINISTER)
def disable(uid: UUID) -> Response:
    """Close an account."""
    return _changed(uid, lambda session: people.disable(session, g.actor, uid))


@area.post("/people/<uuid:uid>/enable")
@allow(Permission.ADMINISTER)
def enable(uid: UUID) -> Response:
    """Open it again."""
    return _changed(uid, lambda session: people.enable(session, g.actor, uid))


@area.post("/people/<uuid:uid>/administrator")
@allow(Permission.ADMINISTER)
def administrator(uid: UUID) -> Response:
    """Make somebody an administrator (`make=yes`), or no longer."""
    make = request.form.get("make") == "yes"
    return _changed(uid, lambda session: people.set_administrator(session, g.actor, uid, make))


def _changed(uid: UUID, action: Callable[[Session], Any]) -> Response:
    """Do it and go back to the person's page; who is no longer an administrator goes to the first page."""
    page = url_for("people.person", uid=uid)
    try:
        db.write(action)
    except Conflict as problem:
        return refused(problem, page)
    flash(_("Saved."), "success")
    return redirect(url_for("home.index") if uid == g.person.uid else page, 303)

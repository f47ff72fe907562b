"""The members of an initiative, as its organizers invite them and give them roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from intake.access import Permission, allow
from intake.actions import members as actions
from intake.db import db
from intake.errors import Conflict, Invalid, NotAllowed, NotFound
from intake.forms.account import ROLES, InviteForm, RoleForm
from intake.models import LinkPurpose, Role
from intake.queries import people as queries
from intake.tokens import digest, new_token
from intake.web.people.area import area, cursors, end_of_link, link_page, refused


@area.get("/initiatives/<slug>/people")
@allow(Permission.INVITE)
def members(slug: str) -> str:
    """Who has a role in this initiative, newest first."""
    return _page(InviteForm(formdata=None))


@area.post("/initiatives/<slug>/people")
@allow(Permission.INVITE)
def invite(slug: str) -> str | tuple[str, int] | Response:
    """Give somebody a role here; show the link if they have no account yet."""
    form = InviteForm()
    if not form.validate_on_submit():
        return _page(form), 400
    token, expires_at, initiative_id = new_token(), end_of_link(), g.initiative.id
    email, role = form.email.data, Role(form.role.data)
    try:
        invited = db.write(
            lambda session: actions.invite(
                session,
                g.actor,
                initiative_id,
                email=email,
                role=role,
                token_digest=digest(token),
                expires_at=expires_at,
            )
        )
    except Invalid as problem:
        form.email.errors = [problem.message]
        return _page(form), 400
    if invited.has_link:
        return link_page(invited.email, token, LinkPurpose.INVITATION, _here())
    flash(_("They have an account already and sign in as usual; no link is needed."), "success")
    return redirect(_here(), 303)


@area.get("/initiatives/<slug>/people/<uuid:uid>")
@allow(Permission.INVITE)
def member(slug: str, uid: UUID) -> str:
    """One member: their role, another link if they did not use the first one, taking the role away."""
    return _member_page(uid, None)


@area.post("/initiatives/<slug>/people/<uuid:uid>/link")
@allow(Permission.INVITE)
def invite_again(slug: str, uid: UUID) -> Response:
    """Another link for who did not use the first one."""
    token, expires_at, initiative_id = new_token(), end_of_link(), g.initiative.id
    try:
        email = db.write(
            lambda session: actions.invite_again(
                session, g.actor, initiative_id, uid, digest(token), expires_at
            )
        )
    except NotAllowed as problem:
        return refused(problem, _here())
    return link_page(email, token, LinkPurpose.INVITATION, _here())


@area.post("/initiatives/<slug>/people/<uuid:uid>/role")
@allow(Permission.INVITE)
def change_role(slug: str, uid: UUID) -> Response | tuple[str, int]:
    """Give a member another role."""
    form = RoleForm()
    if not form.validate_on_submit():
        return _member_page(uid, form), 400
    initiative_id, role = g.initiative.id, Role(form.role.data)
    return _changed(uid, lambda session: actions.change_role(session, g.actor, initiative_id, uid, role))


@area.post("/initiatives/<slug>/people/<uuid:uid>/remove")
@allow(Permission.INVITE)
def remove(slug: str, uid: UUID) -> Response:
    """Take a member's role away."""
    initiative_id = g.initiative.id
    return _changed(uid, lambda session: actions.remove(session, g.actor, initiative_id, uid))


def _changed(uid: UUID, action: Callable[[Session], Any]) -> Response:
    """Do it and go back to the list; who changed their own role may not be let in there any more."""
    try:
        db.write(action)
    except Conflict as problem:
        return refused(problem, _here())
    flash(_("Saved."), "success")
    is_own = uid == g.person.uid and not g.person.is_administrator
    return redirect(url_for("home.index") if is_own else _here(), 303)


def _member_page(uid: UUID, form: RoleForm | None) -> str:
    with db.read() as session:
        found = queries.member(session, g.initiative.id, uid)
    if found is None:
        raise NotFound()
    form = form or RoleForm(formdata=None, role=found.role)
    return render_template("people/member.html", person=found, form=form, role_names=ROLES)


def _here() -> str:
    return url_for("people.members", slug=g.initiative.slug)


def _page(form: InviteForm) -> str:
    with db.read() as session:
        page = queries.page_of_members(session, g.initiative.id, *cursors())
    return render_template("people/members.html", page=page, form=form, role_names=ROLES)

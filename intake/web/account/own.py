"""One's own account: name, language, password, sign-ins, roles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import flask
from flask import flash, g, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from intake import current, languages, passwords
from intake.access import Permission, allow
from intake.actions import people as actions
from intake.db import db, now
from intake.errors import Invalid, TooMany
from intake.forms.account import ROLES, ChangePasswordForm, OwnForm
from intake.languages.wiring import COOKIE as LANGUAGE_COOKIE
from intake.queries import people as queries
from intake.throttle import throttle
from intake.tokens import digest, new_token
from intake.web.account import visit
from intake.web.account.area import area
from intake.web.gate import SIGN_IN


@area.get("/")
@allow(Permission.SIGNED_IN)
def own() -> str:
    """Everything about one's own account."""
    return _page(OwnForm(name=g.person.name, language=g.person.language or ""))


@area.post("/")
@allow(Permission.SIGNED_IN)
def change_own() -> str | tuple[str, int] | Response:
    """Save name and language."""
    form = OwnForm()
    if not form.validate_on_submit():
        return _page(form), 400
    tag = form.language.data or None
    try:
        db.write(lambda session: actions.change_own(session, g.actor, name=form.name.data, language=tag))
    except Invalid as problem:
        form.name.errors = [problem.message]
        return _page(form), 400
    response = redirect(url_for("account.own"), 303)
    if tag:
        languages.remember(response, tag)
    else:
        response.delete_cookie(LANGUAGE_COOKIE)
    flash(_("Saved."), "success")
    return response


@area.route("/password", methods=["GET", "POST"])
@allow(Permission.SIGNED_IN)
def password() -> Response:
    """Change the password; every other browser is signed out."""
    form = ChangePasswordForm()
    form.own = (g.person.email, g.person.name)
    status = 200
    if form.validate_on_submit():
        try:
            if _is_password(form.current.data):
                kept, token = passwords.hashed(form.password.data), new_token()
                db.write(
                    lambda session: actions.set_password(session, g.actor, g.person.id, kept, digest(token))
                )
                return _renewed(token, _("Your password is changed. Every other browser was signed out."))
            form.current.errors = [_("This is not your password.")]
        except TooMany as problem:
            form.current.errors, status = [problem.message], problem.status
    if form.errors and status == 200:
        status = 400
    return make_response(render_template("account/password.html", form=form), status)


@area.post("/sign-ins/end")
@allow(Permission.SIGNED_IN)
def end_others() -> Response:
    """Sign out everywhere else."""
    mine, token = _mine(), new_token()
    db.write(lambda session: actions.end_other_sign_ins(session, g.actor, mine, digest(token)))
    return _renewed(token, _("Every other browser was signed out."))


def _is_password(entered: str) -> bool:
    """Whether this is the person's password; who took over an open browser cannot go on guessing it."""
    key = actions.email_key(g.person.email)
    with db.read() as session:
        found = queries.account(session, key)
    with throttle.sign_in(key, None, known_device="own page") as attempt:
        if passwords.matches(found.password_hash if found else None, entered):
            return True
        attempt.fail()
        return False


def _renewed(token: str, message: Any) -> Response:
    """Back to the account, signed in under another token, which no copy of this browser's cookie has."""
    response = redirect(url_for("account.own"), 303)
    visit.begin(response, token, g.person.uid)
    flash(message, "success")
    return response


def _mine() -> str:
    return digest(flask.session[SIGN_IN])


def _page(form: OwnForm) -> str:
    since = now() - timedelta(hours=current.settings().sign_in_hours)
    with db.read() as session:
        sign_ins = queries.sign_ins_of(session, g.person.id, _mine(), since)
        roles = queries.roles_of(session, g.person.uid)
    lines = [(row.is_this, _ago(now() - row.seen_at)) for row in sign_ins]
    return render_template("account/own.html", form=form, sign_ins=lines, roles=roles, role_names=ROLES)


def _ago(passed: timedelta) -> Any:
    minutes = max(1, int(passed.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(num)s minute ago", "%(num)s minutes ago", minutes)
    return ngettext("%(num)s hour ago", "%(num)s hours ago", minutes // 60)

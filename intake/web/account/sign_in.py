"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta

import flask
from flask import g, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from intake import current, passwords
from intake.access import Permission, allow
from intake.actions import people as actions
from intake.db import db, now
from intake.errors import NotAllowed, Problem, TooMany, Unavailable
from intake.forms.account import SignInForm
from intake.logs import logger
from intake.queries import people as queries
from intake.throttle import throttle
from intake.tokens import digest, new_token
from intake.web import unsent
from intake.web.account import visit
from intake.web.account.area import area
from intake.web.gate import SIGN_IN
from intake.web.home import own_path


@area.route("/sign-in", methods=["GET", "POST"])
@allow(Permission.PUBLIC)
def sign_in() -> Response:
    """Ask for e-mail address and password; every failure looks the same, account or no account."""
    form = SignInForm(next=request.args.get("next", ""))
    form.next.data = own_path(form.next.data or "").removesuffix("?")
    waiting = unsent.waiting()
    onward = make_response() if waiting else redirect(form.next.data, 303)
    if g.person is not None and request.method == "GET":
        return onward
    if not form.validate_on_submit():
        return _page(form, None, 400 if form.errors else 200)
    try:
        found = _checked(form.email.data, form.password.data)
        _sign_in(found, form.password.data, onward)
    except (TooMany, Unavailable) as problem:
        return _page(form, problem, problem.status)
    except NotAllowed:
        logger.info("sign-in failed")
        return _page(form, None, 403, wrong=True)
    if waiting:
        # Its form needs the token of the visit that has just begun.
        onward.set_data(render_template("errors/stale.html", unsent=waiting, to=form.next.data))
    return onward


def ask(problem: Problem, to: str, fields: unsent.Fields) -> Response:
    """Ask whoever sent these fields without being signed in any more; they can be sent again afterwards."""
    return _page(SignInForm(formdata=None, next=to), problem, problem.status, fields=fields)


@area.post("/sign-out")
@allow(Permission.PUBLIC)
def sign_out() -> Response:
    """End this browser's sign-in, also for every copy of its cookie."""
    token = flask.session.get(SIGN_IN)
    if token:
        db.write(lambda session: actions.sign_out(session, digest(token)))
    flask.session.clear()
    return redirect(url_for("account.sign_in"), 303)


def _checked(email: str, password: str) -> queries.AccountRow:
    """The account if this is its password; raises TooMany, or NotAllowed (as slowly for no account)."""
    key = actions.email_key(email)
    with db.read() as session:
        found = queries.account(session, key)
    device = visit.known_device(found.uid) if found else None
    with throttle.sign_in(key, request.remote_addr, device) as attempt:
        if not passwords.matches(found.password_hash if found else None, password) or found is None:
            attempt.fail()
            raise NotAllowed()
    return found


def _sign_in(found: queries.AccountRow, password: str, response: Response) -> None:
    token, earlier = new_token(), flask.session.get(SIGN_IN)
    kept = found.password_hash
    better = passwords.hashed(password) if kept and passwords.is_outdated(kept) else None
    before = now() - timedelta(hours=current.settings().sign_in_hours)

    def action(session: Session) -> None:
        actions.sign_in(session, found.id, digest(token), verified=kept, better=better, before=before)
        if earlier:
            actions.sign_out(session, digest(earlier))

    db.write(action)
    visit.begin(response, token, found.uid)


def _page(
    form: SignInForm,
    problem: Problem | None,
    status: int,
    *,
    wrong: bool = False,
    fields: unsent.Fields | None = None,
) -> Response:
    kept = unsent.waiting() if fields is None else fields
    shown = {"form": form, "problem": problem, "wrong": wrong, "unsent": kept, "to": form.next.data}
    page = render_template("account/sign_in.html", **shown)
    response = make_response(page, status)
    if problem is not None and problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response

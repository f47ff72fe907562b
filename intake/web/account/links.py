"""One-time links: the first administrator's account, an invitation, a new password."""

from __future__ import annotations

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from intake import passwords
from intake.access import Permission, allow
from intake.actions import links as actions
from intake.db import db
from intake.errors import Invalid, NotFound
from intake.forms.account import FirstAdministratorForm, InvitationForm, NewPasswordForm, WithNewPassword
from intake.models import LinkPurpose, Person
from intake.queries import people as queries
from intake.settings import Settings
from intake.tokens import digest, new_token
from intake.web.account import visit
from intake.web.account.area import area

FORMS: dict[LinkPurpose, type[WithNewPassword]] = {
    LinkPurpose.FIRST_ADMINISTRATOR: FirstAdministratorForm,
    LinkPurpose.INVITATION: InvitationForm,
    LinkPurpose.PASSWORD: NewPasswordForm,
}


def address_of(token: str, settings: Settings) -> str:
    """The link as it is handed to somebody."""
    return f"{settings.address}/account/link/{token}"


@area.route("/link/<token>", methods=["GET", "POST"])
@allow(Permission.PUBLIC)
def link(token: str) -> Response:
    """Show what the link is for; only sending the form uses it up. What does not work looks all the same."""
    with db.read() as session:
        found = queries.working_link(session, digest(token))
    if found is None:
        return _gone()
    form = FORMS[found.purpose](name=found.name)
    form.own = (found.email or "", found.name)
    if form.validate_on_submit():
        try:
            return _used(token, form)
        except NotFound:
            return _gone()
        except Invalid as problem:
            form[problem.field or "name"].errors = [problem.message]
    page = render_template("account/link.html", form=form, purpose=found.purpose, email=found.email)
    return make_response(page, 400 if form.errors else 200)


def _used(token: str, form: WithNewPassword) -> Response:
    sign_in = new_token()
    kept = passwords.hashed(form["password"].data)
    name = form["name"].data if "name" in form else None
    email = form["email"].data if "email" in form else None
    person: Person = db.write(
        lambda session: actions.use(
            session, digest(token), digest(sign_in), password_hash=kept, name=name, email=email
        )
    )
    response = redirect(url_for("home.index"), 303)
    visit.begin(response, sign_in, person.uid)
    return response


def _gone() -> Response:
    return make_response(render_template("account/link_gone.html"), 404)

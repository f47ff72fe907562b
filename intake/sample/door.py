"""The demonstration's own door: one link that signs its organizer in. It exists in no other server."""

from __future__ import annotations

import hmac
import os

from flask import Blueprint, redirect, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from intake.access import Permission, allow
from intake.db import db
from intake.errors import NotFound
from intake.models import Person, SignIn
from intake.sample.filling import EMAIL
from intake.serving import DEMO
from intake.tokens import digest, new_token
from intake.web.account import visit

area = Blueprint("door", __name__)


@area.get("/demo/<token>")
@allow(Permission.PUBLIC)
def enter(token: str) -> Response:
    """Sign this browser in as the sample's organizer; the variable holds the digest of the link's secret."""
    if not hmac.compare_digest(digest(token), os.environ.get(DEMO, "")):
        raise NotFound()
    sign_in = new_token()

    def action(session: Session) -> Person:
        person = session.scalars(select(Person).where(Person.email_key == EMAIL)).one()
        session.add(SignIn(token_digest=digest(sign_in), person_id=person.id))
        return person

    person = db.write(action)
    response = redirect(url_for("home.index"), 303)
    visit.begin(response, sign_in, person.uid)
    return response

"""The one place where a request is let in or turned away."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import flask
from flask import Flask, current_app, g, request

from intake import current
from intake.access import OF_AN_INITIATIVE, Permission, may, permission_of
from intake.actions import people as people_actions
from intake.actions.actor import Actor
from intake.db import db, now
from intake.errors import NotAllowed, NotFound, NotJoined, NotSignedIn
from intake.queries import access as queries
from intake.queries import devices
from intake.tokens import digest as digest

#: The cookie that makes a browser a device.
DEVICE_COOKIE = "intake_device"
#: The key of the sign-in token in Flask's cookie.
SIGN_IN = "sign_in"
#: How old a sign-in's mark of life may get before it is written again.
SEEN_EVERY = timedelta(minutes=5)


def init_gate(app: Flask) -> None:
    """Check every request; refuse to start while a view names no permission."""

    app.before_request(refuse_other_sites)
    app.before_request(let_in)


def require_permissions(app: Flask) -> None:
    """Raise for a route whose view names no permission, or whose permission needs an initiative it does not have."""
    for rule in app.url_map.iter_rules():
        permission = permission_of(app.view_functions[rule.endpoint])
        if rule.endpoint == "static":
            continue
        if permission is None:
            raise RuntimeError(f"{rule.endpoint} names no permission: put @allow(...) on it")
        if (permission in OF_AN_INITIATIVE) != ("slug" in rule.arguments):
            raise RuntimeError(
                f"{rule.endpoint}: <slug> in the address and the permission {permission} go together"
            )


def refuse_other_sites() -> None:
    """Refuse a change that another site's page asked for, besides the token in every form."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise NotAllowed()
        return
    # Without a referrer browsers send "null" here for our own forms too; the form's token covers those.
    origin = request.headers.get("Origin", "null")
    if origin != "null" and urlsplit(origin).netloc not in (
        request.host,
        urlsplit(current.settings().address).netloc,
    ):
        raise NotAllowed()


def let_in() -> None:
    """Find out who asks and stop them unless the view's permission is theirs."""
    g.person, g.actor, g.device, g.initiative, g.role = None, None, None, None, None
    if request.endpoint is None or request.endpoint == "static":
        return
    if request.blueprint == "api":
        return
    _identify()
    permission = permission_of(current_app.view_functions[request.endpoint])
    if permission is None:
        raise NotFound()
    if permission is Permission.PUBLIC:
        return
    if permission is Permission.DEVICE:
        if g.device is None:
            raise NotJoined()
        return
    if g.person is None:
        raise NotSignedIn()
    if permission is Permission.ADMINISTER and not g.person.is_administrator:
        raise NotAllowed()
    if permission in OF_AN_INITIATIVE:
        _enter_initiative(permission)


def _identify() -> None:
    token = flask.session.get(SIGN_IN)
    if token:
        _identify_person(digest(token))
    device_token = request.cookies.get(DEVICE_COOKIE)
    if device_token and request.blueprint in ("notes", "join", "home"):
        with db.look() as session:
            g.device = devices.by_token(session, digest(device_token))
        if g.device is not None and request.blueprint == "notes":
            g.actor = Actor(device_id=g.device.id)


def _identify_person(token_digest: str) -> None:
    with db.read() as session:
        person = queries.signed_in_person(session, token_digest)
    settings, moment = current.settings(), now()
    if (
        person is None
        or moment - person.signed_in_at > timedelta(hours=settings.sign_in_hours)
        or moment - person.seen_at > timedelta(minutes=settings.sign_in_idle_minutes)
    ):
        flask.session.pop(SIGN_IN, None)
        return
    if moment - person.seen_at > SEEN_EVERY:
        db.write(lambda session: people_actions.mark_seen(session, token_digest))
    g.person, g.actor, g.language_choice = person, Actor(person_id=person.id), person.language


def _enter_initiative(permission: Permission) -> None:
    """Load the initiative; one that does not exist and one that is not theirs are the same 404."""
    assert request.view_args is not None
    with db.read() as session:
        initiative = queries.initiative_by_slug(session, request.view_args["slug"])
        role = queries.role_in(session, g.person.id, initiative.id) if initiative else None
    administrator = g.person.is_administrator
    if initiative is None or not may(Permission.SEE, role=role, is_administrator=administrator):
        raise NotFound()
    if not may(permission, role=role, is_administrator=administrator):
        raise NotAllowed()
    g.initiative, g.role = initiative, role

"""A signed-in visit of a browser: how it begins, and which browsers were here before."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

import flask
from flask import request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from intake import current
from intake.web.form_tokens import FIELD
from intake.web.gate import SIGN_IN

#: Says which accounts signed in with this browser before. It opens nothing: their owners need not wait while
#: strangers guess.
KNOWN_COOKIE = "intake_known"
KNOWN_FOR = timedelta(days=365)
#: Accounts a browser remembers, the last one first; a borrowed laptop has several.
KNOWN_ACCOUNTS = 5


def begin(response: Response, token: str, person: UUID) -> None:
    """Make this browser the person's: nothing of what it was before stays."""
    flask.session.clear()
    # Flask-WTF remembers the token of a form that this request has made already.
    flask.g.pop(FIELD, None)
    flask.session[SIGN_IN] = token
    known = [person.hex, known_device(person) or secrets.token_hex(8)]
    others = [entry for entry in _known() if entry[0] != person.hex]
    response.set_cookie(
        KNOWN_COOKIE,
        _serializer().dumps([known, *others][:KNOWN_ACCOUNTS]),
        max_age=KNOWN_FOR,
        path="/account",
        httponly=True,
        samesite="Lax",
        secure=current.settings().is_secure,
    )


def known_device(person: UUID) -> str | None:
    """This browser's own mark if the person signed in with it before."""
    return next((mark for uid, mark in _known() if uid == person.hex), None)


def _known() -> list[list[str]]:
    try:
        found: list[list[str]] = _serializer().loads(request.cookies.get(KNOWN_COOKIE, ""))
    except BadData:
        return []
    return found


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current.settings().secret_key, salt="known device")

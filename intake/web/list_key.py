"""The key of the list that a browser took along: given to a sign-in, and gone from the browser with it
(docs/decisions/0016-the-list-at-a-desk.md)."""

from __future__ import annotations

import base64
import hmac
from datetime import timedelta

import flask
from flask import Flask, Response, g, request

from intake import current
from intake.web.gate import SIGN_IN

#: Read by the page's script, which has to open the list without the server; the browser itself ends it.
COOKIE = "intake_list"


def init_list_key(app: Flask) -> None:
    """Take it back from a browser in which its sign-in is over, whatever page is asked for, without any script."""

    @app.after_request
    def take_back(response: Response) -> Response:
        held = request.cookies.get(COOKIE)
        if (
            held is not None
            and not g.get("gives_list_key")
            and _is_answered_by_a_view()
            and not _is_own(held)
        ):
            response.delete_cookie(COOKIE)
        return response


def give(response: Response) -> Response:
    """Let this browser read the lists of its sign-in for a while from now on; the page knows by it whose they are."""
    settings = current.settings()
    g.gives_list_key = True
    # What it opens, or a browser gets with it, is in no cache, where no key locks it and no sign-out clears it.
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        COOKIE,
        f"{g.person.uid}.{_key()}",
        max_age=timedelta(hours=settings.desk_hours),
        samesite="Strict",
        secure=settings.is_secure,
    )
    return response


def _is_own(cookie: str) -> bool:
    return bool(key := _key()) and hmac.compare_digest(cookie.rpartition(".")[2].encode(), key.encode())


def _key() -> str:
    """That of this sign-in and no other: 256 bits; nothing for nobody."""
    token = flask.session.get(SIGN_IN)
    if not token:
        return ""
    secret = current.settings().secret_key.encode()
    made = hmac.digest(secret, f"list taken along {token}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _is_answered_by_a_view() -> bool:
    """Whether the gate has looked whose sign-in it is; it does not for files and for devices."""
    return request.endpoint not in (None, "static") and request.blueprint != "api"

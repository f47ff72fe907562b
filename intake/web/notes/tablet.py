"""What is on the tablet, and giving it back: a page that opens without a network too, and shows nothing that was said."""

from __future__ import annotations

from flask import Blueprint, g, make_response, render_template, request
from werkzeug.wrappers import Response

from intake import languages
from intake.access import Permission, allow
from intake.actions import devices
from intake.db import db
from intake.web.form_tokens import form_tokens
from intake.web.gate import DEVICE_COOKIE
from intake.web.notes import panes


def add_routes(area: Blueprint) -> None:
    area.get("/tablet")(tablet)
    area.post("/leave")(leave)


@allow(Permission.PUBLIC)
def tablet() -> Response:
    """For any tablet, also one that was sent away or lost its place: what it keeps must not be stuck there."""
    response = make_response(page(form_tokens.token()))
    if "lang" in request.args:
        languages.remember(response, request.args["lang"])
    return response


def page(csrf: str) -> str:
    """The page; without a token it is what a tablet keeps."""
    return render_template("notes/tablet.html", device=g.device, csrf=csrf)


@allow(Permission.PUBLIC)
def leave() -> Response:
    """Take the place at the table back from this browser. What it still delivers is taken all the same."""
    if g.device is not None:
        device_id = g.device.id
        db.write(lambda session: devices.finish(session, device_id))
    response = make_response(render_template("notes/left.html"))
    response.delete_cookie(DEVICE_COOKIE)
    panes.forget(response)
    return response

"""The notetaker's pages: the protocol, read once, and the capture page."""

from __future__ import annotations

from flask import Blueprint, g, make_response, render_template, request
from werkzeug.wrappers import Response

from intake import languages
from intake.errors import NotJoined
from intake.forms.join import CodeForm
from intake.web.notes import capture, key, protocol, words

area = Blueprint("notes", __name__, url_prefix="/notes")
capture.add_routes(area)
protocol.add_routes(area)
key.add_routes(area)
words.add_routes(area)


@area.before_request
def stop_revoked() -> Response | None:
    """A device that was sent away reads nothing; it is told whom to ask."""
    languages.prefer(g.device.session_languages)
    if g.device.revoked_at is None:
        return None
    if request.endpoint == "notes.key":
        raise NotJoined()
    return make_response(render_template("notes/revoked.html", device=g.device), 403)


@area.errorhandler(NotJoined)
def on_stranger(problem: NotJoined) -> Response:
    """A browser that is no device is offered the field for a code."""
    if request.endpoint == "notes.key":
        detail = {"code": problem.code, "message": str(problem.message), "field": None}
        return make_response({"error": detail}, 401)
    return make_response(render_template("notes/not_joined.html", form=CodeForm(formdata=None)), 401)

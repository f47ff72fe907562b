"""The pages of tablets: the protocol, read once, the capture page, and the interpreter's place."""

from __future__ import annotations

from flask import Blueprint, g, make_response, render_template, request
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from intake import languages
from intake.errors import NotJoined
from intake.forms.join import CodeForm
from intake.web.notes import capture, interpret, key, offline, protocol, read_back, tablet, words

area = Blueprint("notes", __name__, url_prefix="/notes")
capture.add_routes(area)
interpret.add_routes(area)
protocol.add_routes(area)
key.add_routes(area)
words.add_routes(area)
offline.add_routes(area)
tablet.add_routes(area)
read_back.add_routes(area)

#: Open to every tablet, whatever became of its place.
FOR_ALL = ("notes.tablet", "notes.leave")

#: Says in every page whose it is: a portal's page does not, and a tablet that changed its table sees it at once.
DEVICE_HEADER = "Intake-Device"


@area.before_request
def stop_revoked() -> Response | None:
    """A device that was sent away reads nothing; it is told whom to ask."""
    if g.device is None:
        return None
    languages.prefer(g.device.session_languages)
    if g.device.revoked_at is None or request.endpoint in FOR_ALL:
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


@area.after_request
def say_whose(response: FlaskResponse) -> FlaskResponse:
    """The tablet's own script takes only a page with this for ours."""
    if response.mimetype == "text/html":
        response.headers[DEVICE_HEADER] = str(g.device.uid) if g.get("device") else "none"
    return response

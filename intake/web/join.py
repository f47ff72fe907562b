"""From a code to a device: the page behind a card's QR code, and the one to type a code into."""

from __future__ import annotations

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from intake import current, languages
from intake.access import Permission, allow
from intake.actions import joining
from intake.codes import LENGTH, normalise_short_code
from intake.db import db
from intake.errors import CodeUnknown
from intake.forms.join import KEEP, CodeForm, JoinForm, MoveForm
from intake.models import DeviceRole, SessionState
from intake.queries import joining as queries
from intake.queries.joining import DoorRow
from intake.throttle import throttle
from intake.web.gate import DEVICE_COOKIE

area = Blueprint("join", __name__)

#: How long a browser stays a device; a series of sessions with corrections afterwards is shorter.
DEVICE_LIFETIME = 30 * 24 * 60 * 60


@area.get("/join")
@allow(Permission.PUBLIC)
def enter() -> str:
    """A field for the code."""
    return render_template("join/code.html", form=CodeForm(formdata=None), unknown=False)


@area.post("/join")
@allow(Permission.PUBLIC)
def find() -> Response:
    """To the page of the code that was typed."""
    code = normalise_short_code(CodeForm().code.data or "")[: queries.LONGEST]
    return redirect(url_for("join.show", code=code) if code else url_for("join.enter"), 303)


@area.get("/join/<code>")
@allow(Permission.PUBLIC)
def show(code: str) -> Response:
    """Where one will be; changes nothing, so that a preview of the link does not join."""
    door = _door(code)
    if door is None:
        return _unknown()
    if door.session_state is not SessionState.OPEN:
        return make_response(render_template("join/not_open.html", door=door, stays=_is_here(door)), 403)
    return make_response(_page(door, code, _form(door, submitted=False)))


@area.post("/join/<code>")
@allow(Permission.PUBLIC)
def join(code: str) -> Response:
    """Make this browser a device and go on to an address without the code."""
    door = _door(code)
    if door is None:
        return _unknown()
    form = _form(door, submitted=True)
    if not form.validate_on_submit():
        return make_response(_page(door, code, form), 400)
    goes_on = isinstance(form, MoveForm) and form.earlier.data == KEEP
    try:
        joined = db.write(
            lambda session: joining.join(
                session,
                code=code,
                name=form.name.data,
                role=DeviceRole(form.role.data),
                continues=request.cookies.get(DEVICE_COOKIE) if goes_on else None,
            )
        )
    except CodeUnknown:
        return show(code)
    is_interpreter = form.role.data == DeviceRole.INTERPRETER
    response = redirect(url_for("notes.interpret" if is_interpreter else "notes.capture"), 303)
    settings = current.settings()
    response.set_cookie(
        DEVICE_COOKIE,
        joined.token,
        max_age=DEVICE_LIFETIME,
        httponly=True,
        samesite="Lax",
        secure=settings.is_secure,
    )
    return response


def _door(code: str) -> DoorRow | None:
    """The place that this code may show; wrong short codes are counted, a closed session's are wrong too."""
    if len(normalise_short_code(code)) > LENGTH:
        with db.read() as session:
            door = queries.door(session, code)
    else:
        with throttle.short_code(request.remote_addr, normalise_short_code(code)) as attempt:
            with db.read() as session:
                door = queries.door(session, code)
            if door is None or (not door.is_long and door.session_state is not SessionState.OPEN):
                attempt.fail()
                return None
    if door is not None:
        languages.prefer([tag for tag in (door.place_language, *door.session_languages) if tag])
    return door


def _form(door: DoorRow, *, submitted: bool) -> JoinForm:
    kind = MoveForm if _is_here(door) else JoinForm
    return kind() if submitted else kind(formdata=None)


def _is_here(door: DoorRow) -> bool:
    """Whether this browser is a device of the session already."""
    return g.device is not None and g.device.session_id == door.session_id and g.device.revoked_at is None


def _page(door: DoorRow, code: str, form: JoinForm) -> str:
    same_place = _is_here(door) and g.device.place_id == door.place_id
    return render_template("join/place.html", door=door, code=code, form=form, same_place=same_place)


def _unknown() -> Response:
    """The same page for a code that is wrong, was replaced, or belongs to a session that is not open."""
    return make_response(render_template("join/code.html", form=CodeForm(formdata=None), unknown=True), 404)

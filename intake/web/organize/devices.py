"""Buttons beside a tablet: let in, send away, let back in, hand its statements over."""

from __future__ import annotations

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from intake.access import Permission, allow
from intake.actions import devices as actions
from intake.db import db
from intake.errors import Invalid, NotFound
from intake.forms.fields import put
from intake.forms.organize import HandOverForm
from intake.queries import devices as queries
from intake.queries.devices import SessionDevice
from intake.queries.listening import SessionRow
from intake.web.organize.area import area, carry_out, done, page
from intake.web.organize.room import device_name
from intake.web.organize.sessions import session_here


@area.post("/initiatives/<slug>/sessions/<code>/devices/<uuid:uid>/admit")
@allow(Permission.SET_UP)
def admit(slug: str, code: str, uid: UUID) -> Response:
    """Let in a tablet that came with the short code."""
    _found, device, _others = device_here(code, uid)
    carry_out(actions.admit, device.id)
    return _back(slug, code, _("%(name)s is let in.", name=device_name(device)))


@area.post("/initiatives/<slug>/sessions/<code>/devices/<uuid:uid>/revoke")
@allow(Permission.SET_UP)
def revoke(slug: str, code: str, uid: UUID) -> Response:
    """Send a tablet away; nothing it sent is lost."""
    _found, device, _others = device_here(code, uid)
    carry_out(actions.revoke, device.id)
    return _back(slug, code, _("%(name)s can no longer write here.", name=device_name(device)))


@area.post("/initiatives/<slug>/sessions/<code>/devices/<uuid:uid>/restore")
@allow(Permission.SET_UP)
def restore(slug: str, code: str, uid: UUID) -> Response:
    """Let a tablet write again."""
    _found, device, _others = device_here(code, uid)
    carry_out(actions.restore, device.id)
    return _back(slug, code, _("%(name)s can write here again.", name=device_name(device)))


@area.route("/initiatives/<slug>/sessions/<code>/devices/<uuid:uid>/hand-over", methods=["GET", "POST"])
@allow(Permission.SET_UP)
def hand_over(slug: str, code: str, uid: UUID) -> tuple[str, int] | Response:
    """Choose the tablet that goes on with this one's statements."""
    found, device, others = device_here(code, uid)
    able = [
        other
        for other in others
        if other.admitted_at and not other.revoked_at and other.chain_id != device.chain_id
    ]
    form = HandOverForm()
    form.to.choices = [SelectChoice(str(other.uid), device_name(other)) for other in able]
    if form.is_sent():
        target = next(other for other in able if str(other.uid) == form.to.data)
        try:
            carry_out(actions.hand_over, device.id, target.id)
        except Invalid as problem:
            put(form, problem)
        else:
            names = {"old": device_name(device), "new": device_name(target)}
            return _back(slug, code, _("%(new)s has the statements of %(old)s now.", **names))
    return page("hand_over", form, found=found, device=device, able=able, name_of=device_name)


def device_here(code: str, uid: UUID) -> tuple[SessionRow, SessionDevice, list[SessionDevice]]:
    """The session, this device of it, and the others."""
    found = session_here(code)
    with db.read() as session:
        joined = queries.of_session(session, found.id)
    device = next((one for one in joined if one.uid == uid), None)
    if device is None:
        raise NotFound()
    return found, device, [one for one in joined if one.uid != uid]


def _back(slug: str, code: str, said: str) -> Response:
    return done(url_for("organize.session", slug=slug, code=code), said)

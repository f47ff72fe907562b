"""The protocol: read once after joining, and again whenever one likes."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from intake import languages
from intake.access import Permission, allow
from intake.actions import joining
from intake.db import db
from intake.models import DeviceRole
from intake.protocol import protocol_in
from intake.queries import notes as queries


def add_routes(area: Blueprint) -> None:
    area.get("/protocol")(protocol)
    area.post("/protocol")(read)


@allow(Permission.DEVICE)
def protocol() -> str:
    """What to write down and what never to."""
    with db.read() as session:
        own = queries.protocol(session, g.device.initiative_id)
    return render_template(
        "notes/protocol.html", device=g.device, protocol=protocol_in(own, languages.page_language().tag)
    )


@allow(Permission.DEVICE)
def read() -> Response:
    """Remember it, and on to writing."""
    device_id = g.device.id
    db.write(lambda session: joining.read_protocol(session, device_id))
    is_interpreter = g.device.role is DeviceRole.INTERPRETER
    return redirect(url_for("notes.interpret" if is_interpreter else "notes.capture"), 303)

"""The device's token, for the page's own script: it sends what it keeps on the tablet by itself."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify, request

from intake.access import Permission, allow
from intake.db import db
from intake.queries import store as queries
from intake.web.gate import DEVICE_COOKIE


def add_routes(area: Blueprint) -> None:
    area.post("/key")(key)


@allow(Permission.DEVICE)
def key() -> Response:
    """Whose token it is, where, which store it belongs to, and its numbers. The cookie stays out of reach."""
    with db.read() as session:
        found = queries.store(session)
    return jsonify(
        device=str(g.device.uid),
        token=request.cookies[DEVICE_COOKIE],
        session=str(g.device.session_uid),
        place=str(g.device.place_uid),
        sequence=g.device.highest_sequence,
        safe_sequence=g.device.safe_sequence,
        store=str(found.uid),
        epoch=found.epoch,
        file_key=found.file_public_key,
    )

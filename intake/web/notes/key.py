"""The device's token, for the page's own script: it sends what it keeps on the tablet by itself."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify, request

from intake.access import Permission, allow
from intake.db import db
from intake.queries import notes as queries
from intake.web.gate import DEVICE_COOKIE


def add_routes(area: Blueprint) -> None:
    area.post("/key")(key)


@allow(Permission.DEVICE)
def key() -> Response:
    """Whose token it is, which store it belongs to, and the last number it gave. The cookie stays out of reach."""
    with db.read() as session:
        store = queries.store(session)
    return jsonify(
        device=str(g.device.uid),
        token=request.cookies[DEVICE_COOKIE],
        store=str(store),
        sequence=g.device.highest_sequence,
    )

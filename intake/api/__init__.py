"""The device API, /api/v1: JSON in and out, a bearer token instead of cookies."""

from __future__ import annotations

from flask import Blueprint

from intake.api import backups, confirmations, devices, files, openapi, renderings, statements, table

area = Blueprint("api", __name__, url_prefix="/api/v1")
for module in (devices, statements, table, renderings, confirmations, files, backups, openapi):
    module.add_routes(area)

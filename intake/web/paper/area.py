"""The blueprint."""

from __future__ import annotations

from flask import Blueprint

area = Blueprint("paper", __name__)

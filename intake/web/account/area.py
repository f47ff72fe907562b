"""The blueprint that the pages of this area hang on."""

from __future__ import annotations

from flask import Blueprint

area = Blueprint("account", __name__, url_prefix="/account")

"""What belongs to the app of the present request."""

from __future__ import annotations

from typing import cast

from flask import current_app

from intake.settings import Settings


def settings() -> Settings:
    """The settings of the current app."""
    return cast(Settings, current_app.extensions["intake.settings"])

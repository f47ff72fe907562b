"""The notetaker's guide: one page, in every language, made to be printed."""

from __future__ import annotations

from flask import Blueprint, render_template

from intake.access import Permission, allow

area = Blueprint("guide", __name__)


@area.get("/guide")
@allow(Permission.PUBLIC)
def notetaker() -> str:
    """For everybody; it says nothing about any session."""
    return render_template("guide/notetaker.html")

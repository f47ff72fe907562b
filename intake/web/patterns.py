"""The page that shows every component in every state, for who builds or reviews pages."""

from __future__ import annotations

from flask import Blueprint, render_template

from intake.access import Permission, allow
from intake.db import now
from intake.forms.patterns import PatternsForm
from intake.web.notes import sample

area = Blueprint("patterns", __name__)


@area.get("/patterns")
@allow(Permission.PUBLIC)
def index() -> str:
    """Sample texts only; nothing is read from the store."""
    wrong = PatternsForm.wrong()
    return render_template("patterns.html", form=PatternsForm.sample(), wrong=wrong, now=now())


@area.get("/patterns/capture")
@allow(Permission.PUBLIC)
def capture() -> str:
    """The capture page with samples in it, without its script."""
    return sample.page()

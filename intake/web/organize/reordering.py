"""Buttons beside a question: up, down, retire, bring back."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intake.access import Permission, allow
from intake.actions import questions as actions
from intake.web.organize.area import area, carry_out, done
from intake.web.organize.questions import question_here


@area.post("/initiatives/<slug>/questions/<uuid:uid>/move")
@allow(Permission.SET_UP)
def move_question(slug: str, uid: UUID) -> Response:
    """One place up or down; the page comes back where it was."""
    row = question_here(uid)
    carry_out(actions.move, row.id, "up" if request.form.get("to") == "up" else "down")
    return redirect(url_for("organize.questions", slug=slug, _anchor=f"q-{row.uid}"), 303)


@area.post("/initiatives/<slug>/questions/<uuid:uid>/retire")
@allow(Permission.SET_UP)
def retire_question(slug: str, uid: UUID) -> Response:
    """No longer offered to notetakers."""
    row = question_here(uid)
    carry_out(actions.retire, row.id)
    return done(url_for("organize.questions", slug=slug), _("%(code)s is no longer asked.", code=row.code))


@area.post("/initiatives/<slug>/questions/<uuid:uid>/bring-back")
@allow(Permission.SET_UP)
def bring_back_question(slug: str, uid: UUID) -> Response:
    """Offered again, where it stood."""
    row = question_here(uid)
    carry_out(actions.bring_back, row.id)
    return done(url_for("organize.questions", slug=slug), _("%(code)s is asked again.", code=row.code))

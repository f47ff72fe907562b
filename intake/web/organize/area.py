"""The blueprint, and how its views change something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from flask import Blueprint, flash, g, redirect, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from intake.actions.actor import Actor
from intake.db import db
from intake.web.organize import frame

area = Blueprint("organize", __name__)
area.app_context_processor(frame.context)

P = ParamSpec("P")
T = TypeVar("T")


def carry_out(action: Callable[Concatenate[Session, Actor, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run an action as the person who asked for it; returns after it is stored."""
    actor: Actor = g.actor
    return db.write(lambda session: action(session, actor, *args, **kwargs))


def done(address: str, message: Any = None) -> Response:
    """To a page after something was stored, with a word about it."""
    flash(message or _("Saved."), "success")
    return redirect(address, 303)


def page(template: str, form: Any = None, /, status: int | None = None, **names: Any) -> tuple[str, int]:
    """A page; one whose form has problems says so in its status too."""
    wrong = form is not None and form.is_submitted() and form.errors
    return render_template(f"organize/{template}.html", form=form, **names), status or (400 if wrong else 200)

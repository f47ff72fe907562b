"""The blueprint, and what its pages share: a link that is shown once, cursors, where to go after a change."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from intake import current
from intake.db import now
from intake.errors import Problem
from intake.models import LinkPurpose
from intake.web.account.links import address_of

area = Blueprint("people", __name__)


def link_page(email: str, token: str, purpose: LinkPurpose, back: str) -> Response:
    """The one time that a link is shown: afterwards only its digest is known."""
    settings = current.settings()
    page = render_template(
        "people/link.html",
        email=email,
        link=address_of(token, settings),
        purpose=purpose,
        hours=settings.link_hours,
        back=back,
    )
    return make_response(page)


def end_of_link() -> datetime:
    """Until when a link made now works."""
    return now() + timedelta(hours=current.settings().link_hours)


def refused(problem: Problem, page: str) -> Response:
    """Back to the page, which says why nothing was changed."""
    flash(str(problem.message), "error")
    return redirect(page, 303)


def cursors() -> tuple[UUID | None, UUID | None]:
    """`before` and `after` of the address."""
    return _uid(request.args.get("before", "")), _uid(request.args.get("after", ""))


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

"""What language a statement reads like: said on its page, and set with one tap if an organizer agrees."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intake.access import Permission, allow
from intake.actions import review
from intake.db import db
from intake.errors import Conflict, NotFound
from intake.forms.review import ReasonForm
from intake.languages import guessing, language_name, page_language
from intake.languages.guessing import UNDETERMINED
from intake.queries import statements
from intake.queries.statements import StatementRow

area = Blueprint("suggestions", __name__)


@area.post("/initiatives/<slug>/statements/<uuid:uid>/language")
@allow(Permission.CORRECT)
def take(slug: str, uid: UUID) -> Response:
    """Set the language that the page suggested; the text stays as it is."""
    with db.read() as session:
        row = statements.by_uid(session, g.initiative.id, uid)
    if row is None:
        raise NotFound()
    suggested = of(row)
    if suggested in ("", UNDETERMINED) or request.form.get("language") != suggested:
        raise Conflict()
    changes = review.Changes(row.text, suggested, row.kind, row.agreed, row.question)
    reason = _("Reads like %(language)s", language=language_name(suggested, page_language().tag))
    seen = ReasonForm().seen
    db.write(lambda session: review.correct(session, g.actor, row.id, seen, changes, reason))
    flash(_("Saved."), "success")
    return redirect(url_for("statements.show", slug=slug, uid=uid), 303)


def of(row: StatementRow) -> str:
    """The tag that is suggested; empty: none, `und`: nobody said the language and it cannot be told."""
    if row.erased_at is not None or not guessing.can_guess():
        return ""
    found = guessing.doubt(row.text, row.language)
    if found:
        return guessing.tag_for(found, g.initiative.languages)
    return UNDETERMINED if row.language == UNDETERMINED else ""

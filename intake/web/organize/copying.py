"""A copy of an initiative to begin the next series from."""

from __future__ import annotations

from flask import g, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intake import rules
from intake.access import Permission, allow
from intake.actions import initiatives as actions
from intake.db import db
from intake.errors import Invalid
from intake.forms.fields import put
from intake.forms.organize import CopyForm
from intake.queries import questions as queries
from intake.web.organize.area import area, carry_out, done, page


@area.route("/initiatives/<slug>/copy", methods=["GET", "POST"])
@allow(Permission.SET_UP)
def copy(slug: str) -> tuple[str, int] | Response:
    """Ask for a name, then copy questions, languages and protocol."""
    here = g.initiative
    form = CopyForm()
    if form.is_sent():
        try:
            made = carry_out(
                actions.copy_as_template,
                here.id,
                slug=form.slug.data or rules.suggested_slug(form.name.data),
                name={here.default_language: form.name.data},
            )
        except Invalid as problem:
            put(form, problem)
        else:
            return done(url_for("organize.overview", slug=made.slug), _("The copy is ready."))
    with db.read() as session:
        asked = [row for row in queries.all_of(session, here.id) if row.retired_at is None]
    return page("copy", form, questions=asked)

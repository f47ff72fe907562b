"""The glossary as a table for a spreadsheet: take it away, and bring it back changed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import g, make_response, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from intake.access import Permission, allow
from intake.actions import glossary as actions
from intake.db import db
from intake.errors import Invalid
from intake.forms.glossary import GlossaryFileForm
from intake.glossary_files import Line, Mistake, Mistakes, read, write
from intake.imports import ImportProblem, read_table
from intake.queries import glossary as queries
from intake.web.organize.area import area, carry_out, done, page


@area.get("/initiatives/<slug>/glossary.csv")
@allow(Permission.TRANSLATE_TEXTS)
def download_glossary(slug: str) -> Response:
    """Every term, a column for each language."""
    with db.read() as session:
        terms = queries.terms_of(session, g.initiative.id)
    lines = (Line(row, term.texts, term.note, term.is_name) for row, term in enumerate(terms, 2))
    default = g.initiative.default_language
    response = make_response(write([default, *g.initiative.languages], lines))
    response.content_type = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-glossary.csv"'
    return response


@area.route("/initiatives/<slug>/glossary/file", methods=["GET", "POST"])
@allow(Permission.TRANSLATE_TEXTS)
def glossary_file(slug: str) -> tuple[str, int] | Response:
    """Everything that fits, or nothing and the rows that do not."""
    form, mistakes, has_more = GlossaryFileForm(), [], False
    if form.validate_on_submit():
        try:
            taken = carry_out(actions.load, g.initiative.id, *_rows(form))
        except Mistakes as problem:
            mistakes, has_more = problem.mistakes, problem.has_more
        except Invalid as problem:
            form.file.errors = [*form.file.errors, str(problem.message)]
        else:
            return done(url_for("organize.glossary", slug=slug), _said(taken))
    status = 400 if mistakes else None
    return page("glossary_file", form, status, mistakes=mistakes, has_more=has_more)


def _rows(form: GlossaryFileForm) -> tuple[list[Line], list[Mistake]]:
    with TemporaryDirectory(prefix="intake-glossary-") as folder:
        path = Path(folder) / "table"
        form.file.data.save(path)
        try:
            table = read_table(path, form.file.data.filename or "")
            return read(table, g.initiative.default_language)
        except ImportProblem as problem:
            said = problem.message
            if problem.row is not None:
                said = str(_("Row %(row)s: %(problem)s", row=problem.row, problem=said))
            raise Invalid(said, field="file") from None


def _said(taken: actions.Taken) -> str:
    if not taken.created and not taken.changed:
        return str(_("Everything in this file was here already."))
    made = ngettext("%(num)s term was added.", "%(num)s terms were added.", taken.created)
    changed = ngettext("%(num)s term was changed.", "%(num)s terms were changed.", taken.changed)
    return " ".join(said for said, number in ((made, taken.created), (changed, taken.changed)) if number)

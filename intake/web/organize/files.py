"""The set-up of an initiative as a file: bring one in, take one away."""

from __future__ import annotations

from flask import g, make_response, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from intake import setups
from intake.access import Permission, allow
from intake.actions import setups as actions
from intake.db import db
from intake.errors import Invalid
from intake.forms.fields import put
from intake.forms.organize import FileForm
from intake.queries import setups as queries
from intake.web.organize.area import area, carry_out, done, page


@area.route("/initiatives/load", methods=["GET", "POST"])
@allow(Permission.ADMINISTER)
def load_initiative() -> tuple[str, int] | Response:
    """A whole initiative from a file."""
    return _load(None)


@area.route("/initiatives/<slug>/set-up", methods=["GET", "POST"])
@allow(Permission.SET_UP)
def set_up(slug: str) -> tuple[str, int] | Response:
    """This initiative's file: to download, and to update it from."""
    return _load(slug)


@area.get("/initiatives/<slug>/set-up.yaml")
@allow(Permission.SET_UP)
def download_set_up(slug: str) -> Response:
    """The file, without codes to join."""
    with db.read() as session:
        text = setups.write(queries.of_initiative(session, g.initiative))
    response = make_response(text)
    response.mimetype = "application/yaml"
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.yaml"'
    return response


def _load(into: str | None) -> tuple[str, int] | Response:
    form, mistakes, has_more = FileForm(), [], False
    if form.is_sent():
        try:
            report = carry_out(actions.load, setups.read(_sent(form)), into=into)
        except setups.SetUpMistakes as problem:
            mistakes, has_more = problem.mistakes, problem.has_more
        except Invalid as problem:
            put(form, problem)
        else:
            return done(url_for("organize.overview", slug=report.slug), _said(report))
    template = "load" if into is None else "set_up"
    status = 400 if mistakes else None
    return page(template, form, status, mistakes=mistakes, has_more=has_more)


def _sent(form: FileForm) -> bytes:
    """The file's bytes, at most one more than a set-up file may have."""
    if not form.file.data:
        raise Invalid(_("Choose a file."), field="file")
    data: bytes = form.file.data.stream.read(setups.MAX_BYTES + 1)
    return data


def _said(report: actions.Report) -> str:
    if not report.created and not report.updated:
        return str(_("Everything in this file was here already."))
    made = ngettext("%(num)s part was added.", "%(num)s parts were added.", report.created)
    changed = ngettext("%(num)s part was changed.", "%(num)s parts were changed.", report.updated)
    return " ".join(said for said, number in ((made, report.created), (changed, report.updated)) if number)

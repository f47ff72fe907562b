"""The texts of an initiative as files for a translation agency, and what comes back."""

from __future__ import annotations

from typing import Any

from flask import g, make_response, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from intake.access import Permission, allow
from intake.actions import text_files as actions
from intake.actions.texts import TextProblems
from intake.db import db
from intake.errors import NotFound
from intake.forms.translating import TranslatedFileForm
from intake.models import Standing
from intake.queries import texts as queries
from intake.translator_files import (
    KINDS,
    MAX_BYTES,
    BadFile,
    State,
    TranslatorFile,
    Unit,
    read,
    same_languages,
)
from intake.web.organize.area import area, carry_out, done, page
from intake.web.organize.frame import can
from intake.web.organize.translations import language_here

#: What an agency is told; a stale text is theirs to begin again, with the former one before them.
STATES = {
    Standing.MISSING: State.INITIAL,
    Standing.STALE: State.INITIAL,
    Standing.DRAFT: State.TRANSLATED,
    Standing.REVIEWED: State.REVIEWED,
}


@area.get("/initiatives/<slug>/translations/<tag>/file/<kind>")
@allow(Permission.TRANSLATE_TEXTS)
def translator_file(slug: str, tag: str, kind: str) -> Response:
    """The file of one language, to send away."""
    tag = language_here(tag)
    if kind not in KINDS:
        raise NotFound()
    with db.read() as session:
        found = queries.translations(session, g.initiative, tag)
    source = g.initiative.default_language
    units = tuple(
        Unit(
            one.of.id,
            one.of.source.text,
            one.text,
            STATES[one.standing],
            f"{one.of.kind} {one.of.code}".strip(),
        )
        for one in found
        if one.of.source.language == source
    )
    format = KINDS[kind]
    response = make_response(format.write(TranslatorFile(slug, source, tag, units)))
    response.mimetype = format.mimetype
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{tag}{format.extension}"'
    return response


@area.route("/initiatives/<slug>/translations/<tag>/files", methods=["GET", "POST"])
@allow(Permission.TRANSLATE_TEXTS)
def translator_files(slug: str, tag: str) -> tuple[str, int] | Response:
    """Files to send to an agency, and the place to load what it sends back."""
    tag, form = language_here(tag), TranslatedFileForm()
    problems: list[tuple[str, Any]] = []
    if form.validate_on_submit():
        try:
            file = read(form.file.data.stream.read(MAX_BYTES + 1))
            if not same_languages(file, g.initiative.default_language, tag, _others(tag)):
                raise BadFile("language")
            taken = carry_out(
                actions.take_in,
                g.initiative.id,
                tag,
                file,
                vouch=can(Permission.SET_UP),
                leave_out=form.leave_out.data,
            )
        except BadFile as problem:
            form.file.errors = [*form.file.errors, _why(problem.reason)]
        except TextProblems as problem:
            problems = _named(problem.problems, file)
        else:
            return done(url_for("organize.translate", slug=slug, tag=tag), _said(taken))
    return page("translator_files", form, 400 if problems else None, tag=tag, problems=problems, kinds=KINDS)


def _others(tag: str) -> set[str]:
    """The other languages of the texts, whose files are theirs."""
    with db.read() as session:
        return {g.initiative.default_language, *queries.progress(session, g.initiative)} - {tag}


def _why(reason: str) -> str:
    said: dict[str, str] = {
        "dtd": _("This file declares a document type, which is not taken. Save it without."),
        "version": _("This is another version of XLIFF. Save it as XLIFF 2.0."),
        "language": _("This file is for other languages."),
        "too_large": _("This is too large to send at once."),
    }
    return said.get(reason) or str(_("This file cannot be read. Load an XLIFF 2 or PO file."))


def _named(problems: dict[str, Any], file: TranslatorFile) -> list[tuple[str, Any]]:
    """Each problem beside the original that it is about, in the order of the file."""
    sources = {unit.id: unit.source for unit in file.units}
    return [(sources.get(id) or id, message) for id, message in problems.items()]


def _said(taken: actions.Taken) -> str:
    if not taken.changed and not taken.left_out:
        return str(_("Everything in this file was here already."))
    said = [ngettext("%(num)s text was changed.", "%(num)s texts were changed.", taken.changed)]
    if taken.left_out:
        said.append(ngettext("%(num)s text was left out.", "%(num)s texts were left out.", taken.left_out))
    return " ".join(said)

"""Bringing in typed-up notes: upload a file, say what its columns are, look at every problem, then all or nothing."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from intake import current
from intake.access import Permission, allow
from intake.actions import importing
from intake.actions.import_matching import Matcher, Options
from intake.actions.import_targets import targets
from intake.db import db, now
from intake.errors import Invalid, Problem
from intake.forms.importing import ChoicesForm, UploadForm
from intake.imports import FIELDS, ImportProblem, Table, guess, missing, read_table, remember
from intake.imports.content import MAX_MEGABYTES
from intake.imports.problems import FILE_MESSAGES
from intake.languages import page_language, pick, said, spoken_languages
from intake.models import Source
from intake.queries import choices as choosing
from intake.queries import importing as queries
from intake.web import gate, import_check
from intake.web.problems import on_problem
from intake.web.uploads import Upload, Uploads

area = Blueprint("imports", __name__)
IMPORT = "/initiatives/<slug>/import"


@area.get(IMPORT)
@allow(Permission.IMPORT)
def index(slug: str) -> str:
    """The form for a file, and the files that were imported last."""
    _uploads().sweep()
    return _start(UploadForm())


@area.post(IMPORT)
@allow(Permission.IMPORT)
def upload(slug: str) -> BaseResponse | tuple[str, int]:
    """Keep the file if it can be read at all."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _start(form), 400
    storage = form.file.data
    name = (storage.filename or "").replace("\\", "/").rpartition("/")[2][:255]
    kept = _uploads().keep(storage.stream, name, initiative_id=g.initiative.id, person_id=g.person.id)
    try:
        read_table(_uploads().path(kept.token), name)
    except ImportProblem as problem:
        _uploads().discard(kept.token)
        form.file.errors = [_with_row(problem)]
        return _start(form), 400
    return redirect(url_for("imports.check", slug=slug, token=kept.token), 303)


@area.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> BaseResponse | tuple[str, int]:
    """The file was not even received: say so where it was chosen."""
    try:
        # The form was refused before anybody asked who sends it.
        gate.let_in()
    except Problem as problem:
        return on_problem(problem)
    form = UploadForm(formdata=None)
    form.file.errors = [str(FILE_MESSAGES["too_large"]) % {"megabytes": MAX_MEGABYTES}]
    return _start(form), 413


@area.get(IMPORT + "/sheet.csv")
@allow(Permission.IMPORT)
def sheet(slug: str) -> Response:
    """An empty sheet to type notes into, with the columns named in the page's language."""
    text = StringIO()
    csv.writer(text).writerow([said(field.label, page_language().tag) for field in FIELDS])
    answer = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{slug}-notes.csv")
    return answer


@area.get(IMPORT + "/<token>")
@allow(Permission.IMPORT)
def check(slug: str, token: str) -> str:
    """What the columns are, what is wrong with which row, and what would be made."""
    kept = _found(token)
    table = _table(kept)
    mapping = _mapping(kept, table)
    form = _choices(kept, table)
    lacking = missing(mapping)
    result = None
    if not lacking:
        result = import_check.check(
            table,
            mapping,
            _matcher(kept, table),
            longest=current.settings().max_statement_length,
            start=_start_number(),
        )
    with db.read() as session:
        before = queries.recent(session, g.initiative.id, digest=kept.digest)
    return render_template(
        "imports/check.html",
        token=token,
        kept=kept,
        table=table,
        columns=list(
            zip(table.header, import_check.samples(table), _fields_by_place(mapping, table), strict=True)
        ),
        fields=[(field.name, said(field.label, page_language().tag)) for field in FIELDS],
        lacking=[field.label for field in FIELDS if field.name in lacking],
        form=form,
        result=result,
        before=before,
    )


@area.post(IMPORT + "/<token>")
@allow(Permission.IMPORT)
def choose(slug: str, token: str) -> BaseResponse:
    """Remember what was chosen and look again, or import."""
    kept = _found(token)
    table = _table(kept)
    here = redirect(url_for("imports.check", slug=slug, token=token), 303)
    if not _store_choices(kept, table) or request.form.get("do") != "import":
        return here
    mapping = _mapping(kept, table)
    if missing(mapping):
        return here
    result = import_check.check(
        table, mapping, _matcher(kept, table), longest=current.settings().max_statement_length, keep=True
    )
    if result.bad:
        return here
    file = importing.File(kept.digest, kept.name, remember(table.header, mapping))
    options = _options(kept, table)
    again = bool(kept.options.get("again"))
    try:
        done = db.write(
            lambda session: importing.import_rows(
                session, g.actor, g.initiative.id, result.rows, file, options, again=again
            )
        )
    except (Invalid, importing.ImportRefused) as refused:
        flash(
            str(refused.message) if isinstance(refused, Invalid) else _("Look at the problems again."),
            "error",
        )
        return here
    _uploads().discard(token)
    count = done.statements
    flash(ngettext("%(num)s statement is imported.", "%(num)s statements are imported.", count), "success")
    return redirect(url_for("statements.index", slug=slug), 303)


@area.post(IMPORT + "/<token>/discard")
@allow(Permission.IMPORT)
def discard(slug: str, token: str) -> BaseResponse:
    """Take the file away without importing it."""
    _uploads().discard(_found(token).token)
    return redirect(url_for("imports.index", slug=slug), 303)


def _start(form: UploadForm) -> str:
    with db.read() as session:
        recent = queries.recent(session, g.initiative.id)
    return render_template("imports/index.html", form=form, recent=recent, megabytes=MAX_MEGABYTES)


def _found(token: str) -> Upload:
    return _uploads().find(token, initiative_id=g.initiative.id, person_id=g.person.id)


def _table(kept: Upload) -> Table:
    try:
        return read_table(_uploads().path(kept.token), kept.name)
    except ImportProblem as problem:
        raise Invalid(_with_row(problem)) from None


def _mapping(kept: Upload, table: Table) -> dict[str, int]:
    if kept.columns is not None:
        return {name: place for name, place in kept.columns.items() if place < len(table.header)}
    with db.read() as session:
        return guess(table.header, queries.remembered(session, g.initiative.id))


def _store_choices(kept: Upload, table: Table) -> bool:
    """Write down what the form says; False, with a message, for two columns of one meaning."""
    columns: dict[str, int] = {}
    names = {field.name for field in FIELDS}
    for place in range(len(table.header)):
        name = request.form.get(f"column-{place}", "")
        if name in columns:
            flash(_("Two columns cannot be the same thing. Choose another meaning for one of them."), "error")
            return False
        if name in names:
            columns[name] = place
    form = _choices(kept, table, filled=True)
    kept.columns = columns
    if form.validate():
        kept.options = {
            "create_missing": form.create_missing.data,
            "source": form.source.data,
            "session": form.session.data,
            "language": form.language.data,
            "again": form.again.data,
        }
    _uploads().save(kept)
    return True


def _choices(kept: Upload, table: Table, *, filled: bool = False) -> ChoicesForm:
    reader, default = page_language().tag, g.initiative.default_language
    with db.read() as session:
        choices = choosing.choices(session, g.initiative.id)
    sessions = [("", _("None: such rows are a problem"))]
    sessions += [(one.code, pick(one.title, reader, default).text or one.code) for one in choices.sessions]
    languages = [(one.tag, one.name) for one in spoken_languages([default, *choices.languages])]
    given: dict[str, Any] = {} if filled else {"formdata": None}
    source = Source.IMPORT if table.is_intake_export else Source.PAPER
    data = {"source": source.value, "session": "", "language": default} | kept.options
    return ChoicesForm(sessions=sessions, languages=languages, data=data, **given)


def _options(kept: Upload, table: Table) -> Options:
    form = _choices(kept, table)
    return Options(
        create_missing=bool(form.create_missing.data),
        source=Source(form.source.data),
        language=form.language.data or None,
        session=form.session.data or None,
    )


def _matcher(kept: Upload, table: Table) -> Matcher:
    with db.read() as session:
        return Matcher(targets(session, g.initiative.id), _options(kept, table), now())


def _fields_by_place(mapping: dict[str, int], table: Table) -> list[str]:
    names = {place: name for name, place in mapping.items()}
    return [names.get(place, "") for place in range(len(table.header))]


def _with_row(problem: ImportProblem) -> str:
    if problem.row is None:
        return problem.message
    return str(_("Row %(row)s: %(problem)s", row=problem.row, problem=problem.message))


def _start_number() -> int:
    text = request.args.get("start", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _uploads() -> Uploads:
    return Uploads(current.settings())

"""Taking statements out: choose which, see how many, download."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, render_template, request

from intake import current
from intake.access import Permission, allow
from intake.actions.log import note
from intake.db import Database, db
from intake.errors import Problem
from intake.exports import FORMATS, ExportContext, ExportOptions, Format
from intake.forms.selection import ExportForm
from intake.languages import autonym
from intake.queries import choices as choosing
from intake.queries import exporting, statements
from intake.queries.choices import Choices
from intake.queries.exporting import Plan
from intake.queries.selecting import Wanted, select_statements
from intake.web import selection
from intake.web.export_stream import never_short, written_apart

area = Blueprint("exports", __name__)

#: Statements up to which this process writes the file itself: a tenth of a second.
FEW = 5_000
#: Formats in which a file of the first statements is the beginning of the file of all.
GROWING = ("csv", "jsonl")
#: Statements of the beginning that is sent at once.
FIRST = 20


@area.get("/initiatives/<slug>/export")
@allow(Permission.EXPORT)
def index(slug: str) -> str:
    """Filters, format, and how many statements it will be."""
    with db.read() as session:
        choices = choosing.choices(session, g.initiative.id)
        form = _form(choices)
        chosen = select_statements(session, g.initiative.id, selection.wanted(form))
        # Without a search an index is counted; a search would look up every match.
        most = statements.COUNTED_UP_TO if chosen.asked else None
        count = statements.count(session, chosen, up_to=most)
    return render_template(
        "exports/index.html",
        form=form,
        count=count,
        most=most,
        practice=[one for one in choices.sessions if one.is_practice],
    )


@area.get("/initiatives/<slug>/export/file")
@allow(Permission.EXPORT)
def file(slug: str) -> Response:
    """The file, streamed."""
    database = db._get_current_object()  # type: ignore[attr-defined]
    with db.read() as session:
        form = _form(choosing.choices(session, g.initiative.id), strict=True)
        wanted = selection.wanted(form)
        chosen = select_statements(session, g.initiative.id, wanted)
        plan = exporting.plan(session, chosen, current.settings().secret_key, made=form.details.data)
        is_short = statements.count(session, chosen, up_to=FEW) <= FEW
    kind = FORMATS[form.format.data]
    options = ExportOptions(labels=form.labels.data or None, bom=not form.no_bom.data)
    if request.method == "GET":
        _remember(kind.NAME)
    if is_short:
        pieces = kind.write(plan.context, exporting.rows(database, plan), options=options)
    else:
        pieces = _apart(database, plan, wanted, kind, options)
    answer = Response(never_short(pieces, kind.NAME), content_type=kind.MIMETYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=_file_name(kind))
    return answer


def _apart(
    database: Database, plan: Plan, wanted: Wanted, kind: Format, options: ExportOptions
) -> Iterator[bytes]:
    beginning = b""
    if kind.NAME in GROWING:
        first = islice(exporting.rows(database, plan), FIRST)
        beginning = b"".join(kind.write(plan.context, first, options=options))
    return written_apart(current.settings(), _arguments(plan.context, wanted, kind, options), beginning)


def _arguments(context: ExportContext, wanted: Wanted, kind: Format, options: ExportOptions) -> list[str]:
    """The same export as a command."""
    pairs = [
        *(("--session", code) for code in wanted.sessions),
        *(("--table", label) for label in wanted.tables),
        *(("--question", code) for code in wanted.questions),
        ("--language", wanted.language),
        ("--from", wanted.first_day and wanted.first_day.isoformat()),
        ("--until", wanted.last_day and wanted.last_day.isoformat()),
        ("--search", wanted.words),
        ("--status", ",".join(wanted.statuses)),
        ("--format", kind.NAME),
        ("--labels", options.labels),
    ]
    # One word each, so that no value can be taken for an option.
    given = [f"{name}={value}" for name, value in pairs if value]
    details = ["--translation-details"] if context.made else []
    return [*given, *details, *([] if options.bom else ["--no-bom"]), "--for-server", "--", context.slug]


def _form(choices: Choices, *, strict: bool = False) -> ExportForm:
    form = selection.filter_form(ExportForm, _without_practice(choices), strict=strict, **_offered())
    if not form.status.data:
        form.status.data = form.status.default
    return form


def _offered() -> dict[str, list[tuple[str, Any]]]:
    own = g.initiative.languages
    return {
        "format": [(one.NAME, one.LABEL) for one in FORMATS.values()],
        "labels": [("" if tag == g.initiative.default_language else tag, autonym(tag)) for tag in own],
    }


def _without_practice(choices: Choices) -> Choices:
    sessions = [one for one in choices.sessions if not one.is_practice]
    return Choices(sessions, choices.tables, choices.questions, choices.languages)


def _remember(name: str) -> None:
    """Write into the log who took statements out; on a full disk the export goes on."""
    try:
        db.write(
            lambda session: note(
                session, g.actor, "statements.exported", initiative_id=g.initiative.id, format=name
            )
        )
    except Problem:
        return


def _file_name(kind: Format) -> str:
    today = datetime.now(ZoneInfo(g.initiative.time_zone)).date()
    return f"{g.initiative.slug}-{today.isoformat()}{kind.EXTENSION}"

"""The capture page: write, save, change, withdraw; every button works as a plain form too."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response

from intake import current, languages
from intake.access import Permission, allow
from intake.actions import statements
from intake.actions.submitted import Outcome, Result, Submitted
from intake.db import db
from intake.forms.statement import MESSAGES, EnteredProblems, entered
from intake.models import Status
from intake.queries import notes as queries
from intake.web.notes.page import show
from intake.web.notes.saving import storing, submitted_statement
from intake.web.notes.sheet import Sheet, as_count, as_uid, of_statement, put_aside, taken_up, typed


def add_routes(area: Blueprint) -> None:
    area.get("/")(capture)
    area.post("/")(act)


@allow(Permission.DEVICE)
def capture() -> Response:
    """The page, once the protocol was read; ?lang= is remembered: the page's script switches with it."""
    if g.device.protocol_read_at is None:
        return redirect(url_for("notes.protocol"), 303)
    response = show(before=as_uid(request.args.get("before", "")))
    if "lang" in request.args:
        languages.remember(response, request.args["lang"])
    return response


@allow(Permission.DEVICE)
def act() -> Response:
    """Whichever button was pressed; what stands in the form is kept by all of them."""
    sheet, aside = typed(request.form), request.form.get("aside", "")
    if "switch" in request.form:
        return _switch(sheet, aside, request.form["switch"])
    if "edit" in request.form:
        return _edit(sheet, aside, as_uid(request.form["edit"]))
    if "cancel" in request.form:
        return show(taken_up(aside))
    if "before" in request.form:
        return show(sheet, aside=aside, before=as_uid(request.form["before"]))
    if "withdraw" in request.form:
        return _withdraw(sheet, aside, as_uid(request.form["withdraw"]), withdrawn=True)
    if "restore" in request.form:
        return _withdraw(sheet, aside, as_uid(request.form["restore"]), withdrawn=False)
    return _save(sheet, aside)


def _save(sheet: Sheet, aside: str) -> Response:
    try:
        found = entered(
            request.form.to_dict() | {"language": sheet.spoken}, current.settings().max_statement_length
        )
    except EnteredProblems as problems:
        errors = {name: problem.message for name, problem in problems.fields.items()}
        return show(sheet, errors=errors, aside=aside, status=400)
    revision, base = as_count(sheet.revision, least=1), as_count(sheet.base, least=0)
    result = _store(submitted_statement(found, revision=revision, base=base))
    if result.outcome is Outcome.REJECTED:
        return show(sheet, errors={"text": str(MESSAGES[result.code or "fault"])}, aside=aside, status=400)
    kept = taken_up(aside)
    if kept is not None:
        return show(kept)
    return redirect(url_for("notes.capture", question=found.question, language=found.language), 303)


def _edit(sheet: Sheet, aside: str, uid: UUID | None) -> Response:
    with db.look() as session:
        row = queries.own_statement(session, g.device, uid) if uid else None
    if row is None or sheet.is_change:
        return show(sheet, aside=aside)
    return show(of_statement(row), aside=aside if sheet.is_blank else put_aside(sheet))


def _withdraw(sheet: Sheet, aside: str, uid: UUID | None, *, withdrawn: bool) -> Response:
    """Take a statement back, or undo that; a second press changes nothing."""
    with db.look() as session:
        row = queries.own_statement(session, g.device, uid) if uid else None
    if row is not None and (row.status is Status.WITHDRAWN) != withdrawn:
        _store(
            Submitted(
                id=row.uid,
                revision=row.revision + 1,
                base=row.version,
                sequence=None,
                question=row.question,
                text=row.text,
                language=row.language,
                kind=row.kind,
                agreed=row.agreed,
                captured_at=row.captured_at,
                withdrawn=withdrawn,
            )
        )
    if sheet.is_blank and not aside:
        return redirect(url_for("notes.capture", question=sheet.question, language=sheet.spoken), 303)
    return show(sheet, aside=aside)


def _switch(sheet: Sheet, aside: str, tag: str) -> Response:
    """The page in another language, with everything as it was typed."""
    found = languages.find(tag) or languages.page_language()
    with force_locale(languages.locale_of(found.tag)):
        response = show(sheet, aside=aside)
    languages.remember(response, found.tag)
    return response


def _store(submitted: Submitted) -> Result:
    return db.write(storing(statements.store, submitted))

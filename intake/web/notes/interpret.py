"""The interpreter's place at the table: what is said beside its translation; every button works as a plain form too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import force_locale
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from intake import current, languages
from intake.access import Permission, allow
from intake.actions import device_renderings, statements
from intake.actions.submitted import Outcome, Result, SubmittedRendering
from intake.db import db, new_uid
from intake.errors import Invalid
from intake.forms.statement import (
    MESSAGES,
    Entered,
    EnteredProblems,
    FieldProblem,
    checked_language,
    checked_translation,
    checked_uid,
    entered,
)
from intake.models import DeviceRole, Held, How, RenderingState
from intake.queries import table_statements as queries
from intake.web.notes import panes as kept
from intake.web.notes.panes import Panes, typed
from intake.web.notes.saving import storing, submitted_statement
from intake.web.notes.sheet import as_count, as_uid
from intake.web.notes.side_by_side import show

#: The field of a side, and what stores what stands in it.
ToStore = tuple[str, Callable[[Session], Result]]


def add_routes(area: Blueprint) -> None:
    area.get("/interpret")(interpret)
    area.post("/interpret")(press)


@allow(Permission.DEVICE)
def interpret() -> Response:
    """The page, once the protocol was read; a notetaker's place is the capture page."""
    if g.device.role is not DeviceRole.INTERPRETER:
        return redirect(url_for("notes.capture"), 303)
    if g.device.protocol_read_at is None:
        return redirect(url_for("notes.protocol"), 303)
    response = show()
    if "lang" in request.args:
        languages.remember(response, request.args["lang"])
    return response


@allow(Permission.DEVICE)
def press() -> Response:
    """Whichever button was pressed; what stands in both panes is kept by all of them."""
    if g.device.role is not DeviceRole.INTERPRETER:
        return redirect(url_for("notes.capture"), 303)
    panes = typed(request.form)
    if "switch" in request.form:
        return _switch(panes, request.form["switch"])
    if "swap" in request.form:
        panes = panes if panes.statement else panes.swapped()
    elif "resize" in request.form:
        panes = replace(panes, size=request.form["resize"])
    elif "cancel" in request.form:
        panes = panes.back()
    elif "translate" in request.form:
        panes = _translate(panes, request.form["translate"])
    elif "before" in request.form:
        return show(panes, before=as_uid(request.form["before"]))
    elif "show" not in request.form:
        return _save(panes)
    response = show(panes)
    kept.remember(response, panes)
    return response


def _translate(panes: Panes, uid: str) -> Panes:
    row = _row(as_uid(uid))
    return panes if row is None or panes.statement else panes.translating(row)


def _row(uid: UUID | None) -> queries.TableStatement | None:
    """This statement, if it is of the device's table."""
    if uid is None:
        return None
    with db.look() as session:
        return queries.one_of_place(session, g.device, uid)


def _language(uid: UUID | None) -> str | None:
    """The language of this statement of the device's table, whatever became of it."""
    if uid is None:
        return None
    with db.look() as session:
        return queries.language_at(session, g.device, uid)


def _save(panes: Panes) -> Response:
    """Both sides at once, or neither."""
    errors: dict[str, str] = {}
    statement = None if panes.statement else _entered(panes, errors)
    rendering = _rendering(panes, errors)
    if errors:
        return show(panes, errors=errors, status=400)
    sides: list[ToStore] = []
    if statement is not None:
        sides.append(("text", storing(statements.store, submitted_statement(statement))))
    if rendering is not None:
        sides.append(("translation", storing(device_renderings.store, rendering)))
    try:
        code = db.write(lambda session: _stored(session, sides))
    except Invalid as problem:
        if problem.code == "other_statement":
            # The next press sends it under an id of its own.
            panes = replace(panes, rendering=str(new_uid()), revision="1", base="0")
        return show(panes, errors={problem.field or "text": str(problem.message)}, status=400)
    if panes.statement:
        panes = panes.back()
        if panes.text or panes.translation:
            return show(panes)
    # The other reasons to hold it stand on the page anyway.
    held = code if code == Held.LIMIT else None
    response = redirect(url_for("notes.interpret", question=panes.question, held=held), 303)
    kept.remember(response, panes)
    return response


def _stored(session: Session, sides: list[ToStore]) -> str | None:
    """Store every side, and say why the last one is held.

    Raises Invalid, which undoes the other one, for the first that is not taken.
    """
    code = None
    for field, store in sides:
        result = store(session)
        code = result.code
        if result.outcome is Outcome.REJECTED:
            raise Invalid(MESSAGES[code or "fault"], field=field, code=code)
    return code


def _entered(panes: Panes, errors: dict[str, str]) -> Entered | None:
    """The original by the rules of the capture page; what is wrong goes to the errors."""
    values = {
        "id": panes.id,
        "question": panes.question,
        "text": panes.text,
        "language": panes.language,
        "kind": panes.kind,
        "agreed": panes.agreed,
    }
    try:
        return entered(values, current.settings().max_statement_length)
    except EnteredProblems as problems:
        errors |= {name: problem.message for name, problem in problems.fields.items()}
        return None


def _rendering(panes: Panes, errors: dict[str, str]) -> SubmittedRendering | None:
    """The other side; beside a new statement it may be empty."""
    if not panes.statement and not panes.translation.strip():
        return None
    language = _language(panes.opened)
    if panes.statement and language is None:
        errors["translation"] = str(MESSAGES["unknown_statement"])
        return None
    try:
        return SubmittedRendering(
            id=checked_uid(panes.rendering),
            statement=checked_uid(panes.statement or panes.id),
            statement_version=as_count(panes.version, least=1) if panes.statement else None,
            revision=as_count(panes.revision, least=1),
            base=as_count(panes.base, least=0),
            sequence=None,
            text=checked_translation(panes.translation, current.settings().max_statement_length),
            language=checked_language(panes.target(language) if language else panes.into),
            how=How.IN_ROOM,
            state=RenderingState.DRAFT,
        )
    except FieldProblem as problem:
        errors["into" if problem.field == "language" else "translation"] = problem.message
        return None


def _switch(panes: Panes, tag: str) -> Response:
    """The page in another language, with both sides as they were typed."""
    found = languages.find(tag) or languages.page_language()
    with force_locale(languages.locale_of(found.tag)):
        response = show(panes)
    languages.remember(response, found.tag)
    return response

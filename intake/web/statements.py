"""Statements as organizers read and review them: the list, and one with everything it went through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from intake import current
from intake.access import Permission, allow
from intake.actions import releasing, review
from intake.backups import keeping
from intake.backups.schedule import backups
from intake.db import db
from intake.errors import Conflict, Invalid, NotFound
from intake.forms.review import CorrectionForm, ReasonForm
from intake.forms.selection import ListForm
from intake.languages import format_date, guessing, page_language, spoken_languages
from intake.leftovers import leftovers
from intake.models import Kind, Status
from intake.queries import choices as choosing
from intake.queries import exporting, renderings, statements, waiting
from intake.queries.selecting import select_statements
from intake.queries.statements import StatementRow
from intake.web import finding, selection, suggestions
from intake.web.organize import frame
from intake.web.uploads import Uploads

area = Blueprint("statements", __name__)

#: Verbs that need no more than a reason, by their word in the address.
VERBS: dict[str, Callable[..., int]] = {
    "withdraw": review.withdraw,
    "bring-back": review.bring_back,
    "hide": review.hide,
    "release": review.release,
}


@area.get("/initiatives/<slug>/statements")
@allow(Permission.READ_STATEMENTS)
def index(slug: str) -> str:
    """The list, newest first; practice sessions only when one is chosen."""
    with db.read() as session:
        choices = choosing.choices(session, g.initiative.id)
        form = selection.filter_form(ListForm, choices)
        practice = selection.is_practice(choices, form.session.data)
        chosen = select_statements(session, g.initiative.id, selection.wanted(form, practice=practice))
        page = statements.page(session, chosen, before=_uid("before"), after=_uid("after"))
        most = finding.counted_up_to(chosen)
        count = statements.count(session, chosen, up_to=most, beside=page)
        found = finding.found(session, chosen, page.rows)
    return render_template(
        "statements/index.html",
        form=form,
        page=page,
        count=count,
        most=most,
        found=found,
        guesses=guessing.can_guess(),
        chosen=selection.chosen(form, "statements.index"),
        query=selection.query(form),
        releasable=form.status.data == Status.HELD.value and bool(page.rows),
    )


@area.post("/initiatives/<slug>/statements/release")
@allow(Permission.CORRECT)
def release_shown(slug: str) -> Response:
    """Release the held statements that the page showed."""
    uids = [UUID(text) for text in request.form.getlist("id")[: statements.PAGE] if _is_uuid(text)]
    count = db.write(lambda session: review.release_all(session, g.actor, g.initiative.id, uids))
    flash(ngettext("%(num)s statement is released.", "%(num)s statements are released.", count), "success")
    return redirect(url_for("statements.index", slug=slug, status=Status.HELD.value), 303)


@area.get("/initiatives/<slug>/statements/<uuid:uid>")
@allow(Permission.READ_STATEMENTS)
def show(slug: str, uid: UUID) -> str:
    """One statement with its revisions, and the form to correct it, open with ?correct."""
    row = _row(uid)
    form = _form(row, data={"version": row.version, **_values(row)})
    return _page(row, form, editing="correct" in request.args)


@area.post("/initiatives/<slug>/statements/<uuid:uid>")
@allow(Permission.CORRECT)
def correct(slug: str, uid: UUID) -> Response | tuple[str, int]:
    """Store a correction; when somebody was faster, both texts are on the page and a second press decides."""
    row = _row(uid)
    form = _form(row)
    if not form.validate_on_submit():
        return _page(row, form, editing=True), 400
    changes = review.Changes(
        form.text.data, form.language.data, Kind(form.kind.data), form.agreed.data, form.question.data
    )
    try:
        db.write(
            lambda session: review.correct(session, g.actor, row.id, form.seen, changes, form.reason.data)
        )
    except Conflict:
        row = _row(uid)
        form.version.data = form.version.raw_data = str(row.version)
        return _page(row, form, editing=True, overtaken=True), 409
    except Invalid as problem:
        form[problem.field or "text"].errors = [str(problem.message)]
        return _page(row, form, editing=True), 400
    flash(_("The correction is saved. The former text is kept below."), "success")
    return redirect(_address(row), 303)


@area.post(
    "/initiatives/<slug>/statements/<uuid:uid>/<any('withdraw', 'bring-back', 'hide', 'release'):verb>"
)
@allow(Permission.CORRECT)
def change(slug: str, uid: UUID, verb: str) -> Response | tuple[str, int]:
    """Withdraw, bring back, hide or release."""
    row = _row(uid)
    form = ReasonForm()
    action = VERBS.get(verb)
    if action is None:
        raise NotFound()
    try:
        db.write(lambda session: action(session, g.actor, row.id, form.seen, form.reason.data or ""))
    except Invalid as problem:
        return _page(row, _form(row, data={"version": row.version, **_values(row)}), problem=problem), 400
    flash(_("Saved."), "success")
    return redirect(_address(row), 303)


@area.post("/initiatives/<slug>/statements/<uuid:uid>/release-about")
@allow(Permission.CORRECT)
def release_about(slug: str, uid: UUID) -> Response:
    """Release a translation with the answers to it, or (no language) the answers to the statement itself."""
    row, seen, language = _row(uid), ReasonForm().seen, request.form.get("language") or None
    db.write(lambda session: releasing.about(session, g.actor, row.id, language, seen))
    flash(_("Saved."), "success")
    return redirect(_address(row), 303)


@area.post("/initiatives/<slug>/statements/<uuid:uid>/settle")
@allow(Permission.CORRECT)
def settle(slug: str, uid: UUID) -> Response:
    """Keep the current text or one that was kept beside it."""
    row = _row(uid)
    number = request.form.get("keep", "")
    keep = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
    seen = ReasonForm().seen
    db.write(lambda session: review.settle_conflict(session, g.actor, row.id, seen, keep))
    flash(_("Saved."), "success")
    return redirect(_address(row), 303)


@area.route("/initiatives/<slug>/statements/<uuid:uid>/erase", methods=["GET", "POST"])
@allow(Permission.ERASE)
def erase(slug: str, uid: UUID) -> Response | tuple[str, int]:
    """Ask on a page of its own, then erase the words for good."""
    row = _row(uid)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            db.write(lambda session: review.erase(session, g.actor, row.id, form.seen, form.reason.data))
        except Invalid as problem:
            # A page cannot show characters that cannot be stored.
            form.reason.data, form.reason.errors = "", [str(problem.message)]
        else:
            leftovers.begin()
            Uploads(current.settings()).clear(g.initiative.id)
            flash(_erased(), "success")
            return redirect(_address(row), 303)
    return render_template("statements/erase.html", row=row, form=form), 400 if form.errors else 200


def _erased() -> Any:
    """That it is done, and until when the server's own backups of before have the words."""
    last = keeping.last_day(current.settings())
    if last is None:
        return _("The words were erased.")
    if not backups.is_on:
        return _("The words were erased. The server's older backups have them until somebody deletes these.")
    day = format_date(last, g.initiative.time_zone, page_language().tag)
    return _("The words were erased. The server's older backups have them until %(date)s.", date=day)


def _row(uid: UUID) -> StatementRow:
    with db.read() as session:
        row = statements.by_uid(session, g.initiative.id, uid)
    if row is None:
        raise NotFound()
    return row


def _page(
    row: StatementRow,
    form: CorrectionForm,
    *,
    editing: bool = False,
    overtaken: bool = False,
    problem: Invalid | None = None,
) -> str:
    with db.read() as session:
        author = statements.author(session, row.id)
        revisions = statements.revisions(session, row.id)
        rendered = renderings.of_statements(session, [row.id])
        answers = [] if row.erased_at else waiting.answers(session, row.id)
    conflicts = [one for one in revisions if one.is_conflict]
    if row.erased_at is not None and not frame.can(Permission.CORRECT):
        # What was to be gone may be in them again.
        conflicts = []
    secret = current.settings().secret_key
    return render_template(
        "statements/show.html",
        row=row,
        form=form,
        author=author,
        revisions=revisions,
        renderings=rendered,
        waiting=answers,
        languages_to_render=[
            tag
            for tag in g.initiative.languages
            if tag not in {one.language for one in rendered} and not renderings.is_in(row.language, tag)
        ],
        conflicts=conflicts,
        editing=editing,
        overtaken=overtaken,
        problem=problem,
        suggested=suggestions.of(row),
        pseudonym=lambda device_uid: exporting.pseudonym(secret, device_uid.bytes),
        can_withdraw=row.status in review.MAY_BE_WITHDRAWN,
        can_hide=row.status in review.MAY_BE_HIDDEN,
        can_bring_back=row.status in review.MAY_BE_BROUGHT_BACK and row.erased_at is None,
        can_erase=row.erased_at is None or row.has_conflict,
    )


def _form(row: StatementRow, **values: object) -> CorrectionForm:
    with db.read() as session:
        choices = choosing.choices(session, g.initiative.id)
    return CorrectionForm(
        questions=[code for code, _wording in choices.questions],
        languages=[(one.tag, one.name) for one in spoken_languages([row.language, *choices.languages])],
        maximum=current.settings().max_statement_length,
        **values,
    )


def _values(row: StatementRow) -> dict[str, object]:
    return {
        "text": row.text,
        "question": row.question,
        "language": row.language,
        "kind": row.kind.value,
        "agreed": row.agreed,
    }


def _address(row: StatementRow) -> str:
    return url_for("statements.show", slug=g.initiative.slug, uid=row.uid)


def _uid(name: str) -> UUID | None:
    text = request.args.get(name, "")
    return UUID(text) if _is_uuid(text) else None


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True

"""Translating after the evening: what is still to do, and one statement beside its translation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intake import current
from intake.access import Permission, allow
from intake.actions import deciding
from intake.actions import renderings as actions
from intake.actions.renderings import Translation
from intake.db import db
from intake.errors import Conflict, Invalid, NotFound
from intake.forms.interpret import RenderingForm, WorklistForm
from intake.languages import language_name, page_language, spoken_languages
from intake.models import How
from intake.queries import choices as choosing
from intake.queries import glossary, renderings, statements
from intake.queries.choices import Choices
from intake.queries.renderings import RenderingRow, Work
from intake.queries.selecting import Selection, select_statements
from intake.queries.statements import StatementRow
from intake.web import finding, selection

area = Blueprint("interpret", __name__)


@area.get("/initiatives/<slug>/translate")
@allow(Permission.RENDER)
def index(slug: str) -> str:
    """The worklist, newest first, with how far each language is."""
    with db.read() as session:
        choices = choosing.choices(session, g.initiative.id)
        form, into = filters(choices)
        chosen = chosen_of(session, choices, form)
        shown = renderings.to_render(chosen, into, Work(form.work.data))
        page = statements.page(session, shown, before=_uid("before"), after=_uid("after"))
        most = finding.counted_up_to(shown)
        count = statements.count(session, shown, up_to=most, beside=page)
        rendered = renderings.of_statements(session, [row.id for row in page.rows], into)
        found = finding.found(session, shown, page.rows)
        progress = renderings.progress(session, replace(chosen, asked=None), g.initiative.languages)
    return render_template(
        "interpret/index.html",
        form=form,
        into=into,
        page=page,
        count=count,
        most=most,
        found=found,
        rendered={one.statement_id: one for one in rendered},
        progress=progress,
        chosen=selection.chosen(form, "interpret.index", into=into),
        query=selection.query(form, into=into),
        device=writer(),
    )


def writer() -> str:
    """Whose work it is on this browser, and of which initiative (intake/web/desk.py)."""
    return f"account:{g.person.uid}:{g.initiative.slug}"


@area.get("/initiatives/<slug>/translate/<uuid:uid>/<into>")
@allow(Permission.RENDER)
def show(slug: str, uid: UUID, into: str) -> str:
    """One statement, its question above, and its translation beside it."""
    here = _here(uid, into)
    return _page(here, into, _form(here, formdata=None))


@area.post("/initiatives/<slug>/translate/<uuid:uid>/<into>")
@allow(Permission.RENDER)
def save(slug: str, uid: UUID, into: str) -> Response | tuple[str, int]:
    """Store it and open the next one; when somebody was faster, both texts are on the page and a second press decides."""
    here = _here(uid, into)
    row, rendering, form = here.row, here.rendering, _form(here)
    if not form.validate_on_submit():
        return _page(here, into, form), 400
    statement_version, version = form.seen
    given = Translation(
        into,
        form.text.data,
        rendering.how if rendering else How.AFTERWARDS,
        "reviewed" in request.form,
        statement_version,
        version,
        form.beside.data,
    )
    try:
        db.write(lambda session: actions.save(session, g.actor, row.id, given))
    except Conflict:
        here = _here(uid, into)
        for name, value in here.seen.items():
            form[name].data = form[name].raw_data = value
        return _page(here, into, form, overtaken=True), 409
    except Invalid as problem:
        form.text.errors = [str(problem.message)]
        return _page(here, into, form), 400
    flash(_("Saved."), "success")
    return redirect(_next(row, into), 303)


def _next(row: StatementRow, into: str) -> str:
    """The next of the worklist that the page came from, from the top again after the last; else the worklist."""
    with db.read() as session:
        choices = choosing.choices(session, g.initiative.id)
        form, _usual = filters(choices)
        shown = renderings.to_render(chosen_of(session, choices, form), into, Work(form.work.data))
        found = statements.page(session, shown, before=row.uid, size=1).rows
        found = found or statements.page(session, shown, size=1).rows
    query = selection.query(form) | {"into": into}
    if not found or found[0].uid == row.uid:
        return url_for("interpret.index", slug=g.initiative.slug, **query)
    return url_for("interpret.show", slug=g.initiative.slug, uid=found[0].uid, **query)


def filters(choices: Choices) -> tuple[WorklistForm, str]:
    """The filters of the address, and the language to translate into."""
    own = g.initiative.languages
    asked = request.args.get("into", "")
    tags = list(dict.fromkeys([*own, *choices.languages, *([asked] if selection.is_tag(asked) else [])]))
    offered: list[tuple[str, Any]] = [(one.tag, one.name) for one in spoken_languages(tags)]
    form = selection.filter_form(WorklistForm, choices, into=offered)
    reader = page_language().tag
    return form, form.settle_on(reader if reader in own else g.initiative.default_language)


def chosen_of(session: Any, choices: Choices, form: WorklistForm) -> Selection:
    """The statements that these filters pick out."""
    practice = selection.is_practice(choices, form.session.data)
    return select_statements(session, g.initiative.id, selection.wanted(form, practice=practice))


@dataclass(frozen=True, slots=True)
class _Here:
    """A statement, its rendering, and the texts that wait beside it until somebody decides."""

    row: StatementRow
    rendering: RenderingRow | None
    beside: list[str]

    @property
    def seen(self) -> dict[str, str]:
        """What the form says of them."""
        return {
            "version": str(self.rendering.version if self.rendering else 0),
            "statement_version": str(self.row.version),
            "beside": deciding.mark_of(self.beside),
        }


def _here(uid: UUID, into: str) -> _Here:
    with db.read() as session:
        row = statements.by_uid(session, g.initiative.id, uid)
        if row is None or row.erased_at is not None or not selection.is_tag(into):
            raise NotFound()
        found = renderings.of_statements(session, [row.id], into)
        return _Here(row, found[0] if found else None, renderings.beside(session, row.id, into))


def _form(here: _Here, **values: Any) -> RenderingForm:
    text = here.rendering.text if here.rendering else ""
    maximum = current.settings().max_statement_length
    return RenderingForm(maximum=maximum, data={"text": text} | here.seen, **values)


def _page(here: _Here, into: str, form: RenderingForm, *, overtaken: bool = False) -> str:
    row, rendering, former = here.row, here.rendering, ""
    with db.read() as session:
        if rendering is not None and rendering.is_stale:
            former = renderings.made_from(session, row.id, rendering.base_version)
        terms = glossary.terms_of(session, g.initiative.id)
    return render_template(
        "interpret/show.html",
        row=row,
        rendering=rendering,
        into=into,
        into_name=language_name(into, page_language().tag),
        form=form,
        beside=here.beside,
        former=former,
        glossary=terms,
        terms=glossary.in_statement(terms, row.text, row.language),
        overtaken=overtaken,
        may_review=rendering is not None and rendering.made_by_person_id != g.person.id,
        query={name: value for name, value in request.args.items() if name not in ("slug", "uid", "into")},
    )


def _uid(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None

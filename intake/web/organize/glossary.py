"""The glossary of an initiative: its list, a new term, the editor of one."""

from __future__ import annotations

from uuid import UUID

from flask import g, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intake.access import Permission, allow
from intake.actions import glossary as actions
from intake.db import db
from intake.errors import Conflict, Invalid, NotFound
from intake.forms.fields import differing, put
from intake.forms.glossary import FindTermForm, TermForm
from intake.queries import glossary as queries
from intake.queries.glossary import TermRow, VersionRow
from intake.web.organize.area import area, carry_out, done, page

#: Terms on a page of the list.
SHOWN = 50


@area.get("/initiatives/<slug>/glossary")
@allow(Permission.TRANSLATE_TEXTS)
def glossary(slug: str) -> tuple[str, int]:
    """Its terms by their source, or those with some letters in them."""
    with db.read() as session:
        every = queries.terms_of(session, g.initiative.id)
    form = FindTermForm(request.args)
    asked = form.search.data
    found = queries.matching(every, asked) if asked else every
    start = _start() if _start() < len(found) else 0
    return page(
        "glossary",
        form,
        terms=found[start : start + SHOWN],
        count=len(found),
        total=len(every),
        before=max(0, start - SHOWN) if start else None,
        after=start + SHOWN if start + SHOWN < len(found) else None,
    )


@area.route("/initiatives/<slug>/glossary/new", methods=["GET", "POST"])
@allow(Permission.TRANSLATE_TEXTS)
def new_term(slug: str) -> tuple[str, int] | Response:
    """A term that interpreters shall render alike."""
    here = g.initiative
    form = TermForm()
    form.texts.ask(here.languages, needed=here.default_language)
    if form.is_sent():
        try:
            given = {"note": form.note.data, "is_name": form.is_name.data}
            carry_out(actions.add, here.id, texts=form.texts.data, **given)
        except Invalid as problem:
            put(form, problem)
        else:
            return done(url_for("organize.glossary", slug=slug))
    return page("term", form, term=None, meanwhile=[], versions=[])


@area.route("/initiatives/<slug>/glossary/<uuid:uid>", methods=["GET", "POST"])
@allow(Permission.TRANSLATE_TEXTS)
def term(slug: str, uid: UUID) -> tuple[str, int] | Response:
    """Change a term; what was translated with it stays as it is."""
    here, row = g.initiative, _term_here(uid)
    stored = {"texts": row.texts, "note": row.note, "is_name": row.is_name, "seen": _seen(row)}
    form = TermForm(data=stored)
    form.texts.ask(here.languages, needed=here.default_language)
    if form.is_sent():
        try:
            given = {"note": form.note.data, "is_name": form.is_name.data, "seen": form.seen.data}
            carry_out(actions.change, row.id, texts=form.texts.data, **given)
        except Invalid as problem:
            put(form, problem)
        except Conflict:
            row = _term_here(uid)
            form.seen.data = _seen(row)
            theirs = differing(form.texts.label.text, row.texts, form.texts.data)
            own = {here.default_language: form.note.data}
            theirs += differing(form.note.label.text, {here.default_language: row.note}, own)
            return page("term", form, 409, term=row, meanwhile=theirs, versions=_versions(row))
        else:
            return done(url_for("organize.glossary", slug=slug))
    return page("term", form, term=row, meanwhile=[], versions=_versions(row))


@area.post("/initiatives/<slug>/glossary/<uuid:uid>/remove")
@allow(Permission.SET_UP)
def remove_term(slug: str, uid: UUID) -> Response:
    """Take a term out."""
    carry_out(actions.remove, g.initiative.id, _term_here(uid).id)
    return done(url_for("organize.glossary", slug=slug), _("The term is removed."))


def _term_here(uid: UUID) -> TermRow:
    with db.read() as session:
        row = queries.by_uid(session, g.initiative.id, uid)
    if row is None:
        raise NotFound()
    return row


def _versions(row: TermRow) -> list[VersionRow]:
    with db.read() as session:
        return queries.versions_of(session, row.id)


def _seen(row: TermRow) -> str:
    return actions.mark_of(row.texts, row.note, row.is_name)


def _start() -> int:
    asked = request.args.get("start", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0

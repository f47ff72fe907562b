"""The questions of an initiative: their list, a new one, and the editor of one."""

from __future__ import annotations

from uuid import UUID

from flask import g, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from intake.access import Permission, allow
from intake.actions import questions as actions
from intake.actions.actor import Actor
from intake.db import db
from intake.errors import Conflict, Invalid, NotFound
from intake.forms.choices import type_name
from intake.forms.fields import differing, put
from intake.forms.organize import EVERYWHERE, SOME, QuestionForm
from intake.queries import listening
from intake.queries import questions as queries
from intake.queries.questions import QuestionRow
from intake.web.organize.area import area, carry_out, done, page


@area.get("/initiatives/<slug>/questions")
@allow(Permission.SEE)
def questions(slug: str) -> tuple[str, int]:
    """All of them in order, with what is missing."""
    with db.read() as session:
        rows = queries.all_of(session, g.initiative.id)
    asked = [row for row in rows if row.retired_at is None]
    return page("questions", asked=asked, retired=rows[len(asked) :], type_name=type_name)


@area.route("/initiatives/<slug>/questions/new", methods=["GET", "POST"])
@allow(Permission.SET_UP)
def new_question(slug: str) -> tuple[str, int] | Response:
    """A question at the end of the list."""
    here = g.initiative
    with db.read() as session:
        types, rows = listening.types_of(session, here.id), queries.all_of(session, here.id)
    form = QuestionForm(data={"code": _next_code([row.code for row in rows])})
    form.ask(here.languages, here.default_language, types)
    if form.is_sent():
        try:
            carry_out(
                actions.add, here.id, code=form.code.data, texts=form.texts.data, asked_in=form.asked_in
            )
        except Invalid as problem:
            put(form, problem)
        else:
            return done(url_for("organize.questions", slug=slug))
    return page("question", form, question=None, versions=[], meanwhile=[])


@area.route("/initiatives/<slug>/questions/<uuid:uid>", methods=["GET", "POST"])
@allow(Permission.SET_UP)
def question(slug: str, uid: UUID) -> tuple[str, int] | Response:
    """Change a question; once statements stand under its wording, that makes a new version."""
    here, row = g.initiative, question_here(uid)
    with db.read() as session:
        types, versions = listening.types_of(session, here.id), queries.versions_of(session, row.id)
    form = QuestionForm(data=_stored(row))
    form.ask(here.languages, here.default_language, types)
    if form.is_sent():
        try:
            carry_out(_change, row, form)
        except Invalid as problem:
            put(form, problem)
        except Conflict:
            row = question_here(uid)
            form.seen.data = actions.mark_of(row.code, row.texts, row.asked_in)
            theirs = differing(form.texts.label.text, row.texts, form.texts.data)
            return page("question", form, 409, question=row, versions=versions, meanwhile=theirs)
        else:
            return done(url_for("organize.questions", slug=slug))
    return page("question", form, question=row, versions=versions, meanwhile=[])


def question_here(uid: UUID) -> QuestionRow:
    """This question, if it is one of the initiative's."""
    with db.read() as session:
        row = queries.by_uid(session, g.initiative.id, uid)
    if row is None:
        raise NotFound()
    return row


def _change(session: Session, actor: Actor, row: QuestionRow, form: QuestionForm) -> None:
    actions.reword(session, actor, row.id, form.texts.data, seen=form.seen.data)
    actions.rename(session, actor, row.id, form.code.data)
    actions.set_asked_in(session, actor, row.id, form.asked_in)


def _stored(row: QuestionRow) -> dict[str, object]:
    return {
        "code": row.code,
        "texts": row.texts,
        "scope": EVERYWHERE if row.asked_in is None else SOME,
        "types": row.asked_in or [],
        "seen": actions.mark_of(row.code, row.texts, row.asked_in),
    }


def _next_code(codes: list[str]) -> str:
    """Q1, Q2 and so on, as most series number theirs."""
    numbers = [int(code[1:]) for code in codes if code[:1] in "Qq" and code[1:].isdigit()]
    return f"Q{max(numbers, default=0) + 1}"

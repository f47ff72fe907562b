"""The texts of an initiative in every language: how far each is, and the page that translators work on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intake.access import Permission, allow
from intake.actions import texts as actions
from intake.db import db
from intake.errors import NotFound
from intake.forms.translating import REVIEW, AnotherLanguageForm, TranslationsForm, Typed
from intake.languages import BadLanguageTag, normalise_tag
from intake.models import Standing
from intake.queries import texts as queries
from intake.queries.texts import Translation
from intake.web.organize.area import area, carry_out, done, page


@dataclass(frozen=True, slots=True)
class Row:
    """A text on the translators' page: as it is stored, and as it was typed."""

    now: Translation
    typed: str
    seen: str
    error: Any
    #: Somebody else stored another text meanwhile.
    has_changed: bool


@area.get("/initiatives/<slug>/translations")
@allow(Permission.TRANSLATE_TEXTS)
def translations(slug: str) -> tuple[str, int] | Response:
    """How far each language is; another one may be begun."""
    with db.read() as session:
        found = queries.progress(session, g.initiative)
    form = AnotherLanguageForm(request.args)
    form.offer([g.initiative.default_language, *found])
    if form.language.data and form.validate():
        return redirect(url_for("organize.translate", slug=slug, tag=form.language.data), 303)
    return page("translations", form, languages=found, standings=list(Standing))


@area.route("/initiatives/<slug>/translations/<tag>", methods=["GET", "POST"])
@allow(Permission.TRANSLATE_TEXTS)
def translate(slug: str, tag: str) -> tuple[str, int] | Response:
    """Every text beside its translation, saved one by one or all together."""
    if tag != language_here(tag):
        return redirect(url_for("organize.translate", slug=slug, tag=language_here(tag)))
    form, shown = TranslationsForm(), request.args.get("state", "")
    address = url_for("organize.translate", slug=slug, tag=tag, state=shown or None)
    if not form.validate_on_submit():
        return _page(form, tag, shown)
    act, id = form.act(request.form.get("do", ""))
    typed: dict[str, Typed] = form.texts.data
    sent = [typed[id]] if id in typed else _changed(typed.values(), tag)
    written = [actions.Written(one.id, one.text, one.seen, act == REVIEW and one.id == id) for one in sent]
    try:
        carry_out(actions.save, g.initiative.id, tag, written)
    except actions.TextProblems as problem:
        for wrong, message in problem.problems.items():
            typed[wrong].error = message
        return _page(form, tag, shown)
    others = [one for one in _changed(typed.values(), tag) if one not in sent]
    if not others:
        return done(address + (f"#{id}" if id else ""))
    # What was typed beside other texts is still on the page, and not stored.
    for one in sent:
        del typed[one.id]
    flash(_("Saved."), "success")
    return _page(form, tag, shown)


def language_here(tag: str) -> str:
    """The language of the address in its usual spelling; the one that the texts are written in is not translated."""
    try:
        normal = normalise_tag(tag)
    except BadLanguageTag:
        raise NotFound() from None
    if normal == g.initiative.default_language:
        raise NotFound()
    return normal


def _changed(typed: Iterable[Typed], tag: str) -> Sequence[Typed]:
    """What was changed on the page: a text that only somebody else changed meanwhile is not among it."""
    now = {one.of.id: one for one in _stored(tag)}
    found = []
    for one in typed:
        stored, text = now.get(one.id), one.text.strip()
        if stored is None or one.seen != actions.mark_of(stored.of.source.text, text) != _mark(stored):
            found.append(one)
    return found


def _mark(now: Translation) -> str:
    return actions.mark_of(now.of.source.text, now.text)


def _stored(tag: str) -> list[Translation]:
    with db.read() as session:
        return queries.translations(session, g.initiative, tag)


def _page(form: TranslationsForm, tag: str, shown: str) -> tuple[str, int]:
    stored = _stored(tag)
    typed: dict[str, Typed] = form.texts.data
    rows = [
        _row(one, typed.get(one.of.id))
        for one in stored
        if one.of.id in typed or shown in ("", one.standing.value)
    ]
    wrong = any(row.error for row in rows)
    return page(
        "translate",
        form,
        400 if wrong else None,
        tag=tag,
        rows=rows,
        counts=Counter(one.standing for one in stored),
        total=len(stored),
        shown=shown,
        standings=list(Standing),
    )


def _row(now: Translation, typed: Typed | None) -> Row:
    mark = _mark(now)
    if typed is None:
        return Row(now, now.text, mark, None, False)
    # Whoever was told that a text changed meanwhile, and sees it, may put theirs in its place.
    return Row(now, typed.text, mark if typed.error else typed.seen, typed.error, typed.seen != mark)

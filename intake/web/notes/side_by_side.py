"""The interpreter's page: gathers what stands beside each other and renders it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from intake import languages
from intake.db import db
from intake.languages import LocalText, SpokenLanguage
from intake.queries import notes as note_queries
from intake.queries import questions as question_queries
from intake.queries import table_statements as queries
from intake.queries.devices import DeviceRow
from intake.queries.glossary import TermRow, in_statement, terms_of
from intake.queries.questions import QuestionRow
from intake.queries.renderings import is_in
from intake.queries.table_statements import TablePage, TableRendering, TableStatement
from intake.web.form_tokens import form_tokens
from intake.web.notes import words
from intake.web.notes.face import Face
from intake.web.notes.page import face_of, spoken_at, usual_language
from intake.web.notes.panes import SHARES, SIZES, Panes, fresh, remembered, rendering_of

#: The page's scripts, all of which the browser may fetch at once.
MODULES = (
    *(f"notes/{name}" for name in ("store", "outbox", "sync", "language", "list", "form")),
    *(f"interpret/{name}" for name in ("table", "rows", "panes", "said", "sending", "place")),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement of the table beside its translation into the other language of the pair."""

    row: TableStatement
    target: str
    rendering: TableRendering | None

    @property
    def is_open(self) -> bool:
        """Whether it is to be translated still, or again."""
        return self.rendering is None or self.rendering.is_stale


@dataclass(frozen=True, slots=True)
class Side:
    """One pane: the language of what stands in it, and the question in that language."""

    language: str
    direction: str
    question: LocalText


def show(
    panes: Panes | None = None,
    *,
    errors: Mapping[str, str] | None = None,
    before: UUID | None = None,
    status: int = 200,
) -> Response:
    """The page with what was typed so far (None: empty panes), and the table's statements below."""
    device: DeviceRow = g.device
    with db.look() as session:
        questions = question_queries.for_session_type(session, device.initiative_id, device.session_type)
        protocol = note_queries.protocol(session, device.initiative_id)
        table = queries.of_device(session, device, before=before)
        opened = queries.one_of_place(session, device, panes.opened) if panes and panes.opened else None
        terms = terms_of(session, device.initiative_id) if opened else []
    if panes is None:
        wanted = request.args.get("question", "")
        first = next((one.code for one in questions), "")
        chosen = wanted if wanted in [one.code for one in questions] else first
        panes = fresh(chosen, *_remembered(device))
    if opened:
        terms = in_statement(terms, opened.text, opened.language)
    html = _render(panes, questions, protocol, table, opened, errors or {}, terms, is_first=before is None)
    return make_response(html, status)


def shell() -> str:
    """The page in the language of this moment without anything that is only the reader's: what a tablet opens offline."""
    device: DeviceRow = g.device
    with db.read() as session:
        questions = question_queries.for_session_type(session, device.initiative_id, device.session_type)
        protocol = note_queries.protocol(session, device.initiative_id)
    pair = usual_pair(device, languages.page_language().tag)
    panes = Panes(id="", question=questions[0].code if questions else "", language=pair[0], into=pair[1])
    return _render(panes, questions, protocol, TablePage([], False, 0), None, {}, [], csrf="")


def _render(
    panes: Panes,
    questions: list[QuestionRow],
    protocol: Mapping[str, str],
    table: TablePage,
    opened: TableStatement | None,
    errors: Mapping[str, str],
    terms: list[TermRow],
    *,
    csrf: str | None = None,
    is_first: bool = True,
) -> str:
    device: DeviceRow = g.device
    tag = languages.page_language().tag
    face = face_of(
        device, questions, protocol, tag, chosen=panes.question, language=panes.language, has_own=False
    )
    pair = (opened.language, panes.target(opened.language)) if opened else (panes.language, panes.into)
    texts = {question.code: question.texts for question in questions}
    asked = texts.get(opened.question if opened else panes.question, {})
    size, share = panes.steps
    address = url_for("notes.words", version=words.current_version(), tag="")
    return render_template(
        "notes/interpret.html",
        face=face,
        panes=panes,
        opened=opened,
        sides=[_side(one, asked, device.default_language) for one in pair],
        offered={name: _offered(device, chosen) for name, chosen in _chosen(panes).items()},
        errors=errors,
        csrf=form_tokens.token() if csrf is None else csrf,
        size=size,
        share=share,
        sizes=SIZES,
        shares=SHARES,
        terms=terms,
        pairs=[_pair(row, panes) for row in table.rows],
        table=table,
        is_first=is_first,
        words=address,
        modules=MODULES,
        settings=_settings(device, face, address, texts),
    )


def _settings(
    device: DeviceRow, face: Face, address: str, texts: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """What the page's script is told."""
    return {
        "device": str(device.uid),
        "zone": face.zone,
        "key": url_for("notes.key"),
        "page": url_for("notes.interpret"),
        "root": url_for("notes.capture"),
        "worker": url_for("install.worker"),
        "words": address,
        "api": "/api/v1/",
        "longest": face.longest,
        "questions": texts,
        "default": device.default_language,
    }


def _pair(row: TableStatement, panes: Panes) -> Pair:
    target = panes.target(row.language)
    return Pair(row, target, rendering_of(row, target))


def _side(language: str, texts: Mapping[str, str], default: str) -> Side:
    found = languages.pick(texts, language, default)
    return Side(language, languages.direction(language), found)


def _chosen(panes: Panes) -> dict[str, str]:
    return {"language": panes.language, "into": panes.into}


def _offered(device: DeviceRow, chosen: str) -> tuple[list[SpokenLanguage], list[SpokenLanguage]]:
    """The session's languages with the chosen one, and the others."""
    every = list(languages.statement_languages(spoken_at(device), languages.page_language().tag))
    if chosen and chosen not in [one.tag for one in every]:
        name = languages.language_name(chosen, languages.page_language().tag)
        every.append(
            SpokenLanguage(chosen, name, languages.autonym(chosen), languages.direction(chosen), True)
        )
    return [one for one in every if one.in_session], [one for one in every if not one.in_session]


def usual_pair(device: DeviceRow, tag: str) -> tuple[str, str]:
    """The languages one probably works between: that of the table or the session, and the initiative's own."""
    first, default = usual_language(device, tag), device.default_language
    others = [one for one in spoken_at(device) if not is_in(one, default)]
    if is_in(first, default) and others:
        first = others[0]
    into = default if not is_in(first, default) else next((one for one in others if one != first), tag)
    return first, into


def _remembered(device: DeviceRow) -> tuple[tuple[str, str], int, int]:
    language, into, size, share = remembered(request)
    usual = usual_pair(device, languages.page_language().tag)
    return ((language, into) if language and into else usual), size, share

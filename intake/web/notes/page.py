"""The capture page: gathers what it shows and renders it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import g, get_template_attribute, make_response, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from intake import current, languages
from intake.db import db
from intake.protocol import protocol_in
from intake.queries import notes as queries
from intake.queries import questions as question_queries
from intake.queries.devices import DeviceRow
from intake.queries.notes import OwnPage
from intake.queries.questions import QuestionRow
from intake.web.form_tokens import form_tokens
from intake.web.notes.entries import entry
from intake.web.notes.face import Face, asked, blank, render
from intake.web.notes.sheet import Sheet, fresh


def show(
    sheet: Sheet | None = None,
    *,
    errors: Mapping[str, str] | None = None,
    aside: str = "",
    before: UUID | None = None,
    status: int = 200,
) -> Response:
    """The page with what was typed so far (None: an empty form), and the reader's statements beside it."""
    device: DeviceRow = g.device
    with db.look() as session:
        questions = question_queries.for_session_type(session, device.initiative_id, device.session_type)
        own = queries.own_statements(session, device, before)
        protocol = queries.protocol(session, device.initiative_id)
    tag = languages.page_language().tag
    codes = [question.code for question in questions]
    wanted = sheet.question if sheet else request.args.get("question", "")
    chosen = wanted if wanted in codes or (sheet and sheet.is_change) else next(iter(codes), "")
    written = sheet or fresh(
        chosen, _language(request.args.get("language", "")) or usual_language(device, tag)
    )
    face = face_of(
        device, questions, protocol, tag, chosen=chosen, language=written.language, has_own=bool(own.rows)
    )
    values = {
        "csrf": form_tokens.token(),
        "device": device.uid,
        "entries": _entries(device, own, face, written.id if written.is_change else ""),
        "more": _more(own, is_first=before is None),
        "total": own.total,
        "shown_total": languages.format_number(own.total, tag),
    }
    if sheet is None:
        html: str = blank(face).fill({"id": written.id, **values})
    else:
        html = render(face, sheet, errors=errors or {}, aside=aside, **values)
    return make_response(html, status)


def shell() -> str:
    """The page in the language of this moment without anything that is only the reader's: what a tablet opens offline."""
    device: DeviceRow = g.device
    with db.read() as session:
        questions = question_queries.for_session_type(session, device.initiative_id, device.session_type)
        protocol = queries.protocol(session, device.initiative_id)
    tag = languages.page_language().tag
    chosen = questions[0].code if questions else ""
    usual = usual_language(device, tag)
    face = face_of(device, questions, protocol, tag, chosen=chosen, language=usual, has_own=False)
    empty = {"id": "", "csrf": "", "entries": "", "more": "", "total": 0, "shown_total": ""}
    return blank(face).fill({"device": device.uid, **empty})


def face_of(
    device: DeviceRow,
    questions: list[QuestionRow],
    protocol: Mapping[str, str],
    tag: str,
    *,
    chosen: str,
    language: str,
    has_own: bool,
) -> Face:
    """How a page of this device looks in this language."""
    return Face(
        tag=tag,
        root=request.script_root,
        place=device.place_label,
        title=languages.pick(device.session_title, tag, device.default_language),
        role=device.role,
        state=device.session_state,
        is_practice=device.is_practice,
        is_admitted=device.admitted_at is not None,
        zone=device.time_zone,
        spoken=spoken_at(device),
        questions=asked(device, questions, tag),
        protocol=protocol_in(protocol, tag),
        chosen=chosen,
        language=language,
        longest=current.settings().max_statement_length,
        has_own=has_own,
    )


def _entries(device: DeviceRow, own: OwnPage, face: Face, changing: str) -> Markup:
    zone, here, is_over = device.time_zone, device.place_id, face.is_over
    return Markup("").join(
        entry(row, zone, face.tag, place_id=here, changing=changing, is_over=is_over) for row in own.rows
    )


def _more(own: OwnPage, *, is_first: bool) -> Markup:
    """The buttons to the older and the newest statements, where there are any."""
    if is_first and not own.has_older:
        return Markup("")
    macro = get_template_attribute("notes/entry.html", "more")
    return Markup(macro(is_first, own.rows[-1].uid if own.has_older else None))  # noqa: S704


def _language(asked_for: str) -> str:
    """The tag in the address, if it is one."""
    try:
        return languages.normalise_tag(asked_for) if asked_for else ""
    except languages.BadLanguageTag:
        return ""


def spoken_at(device: DeviceRow) -> tuple[str, ...]:
    """The languages of the session, that of the table before the others."""
    return tuple(dict.fromkeys(filter(None, (device.place_language, *device.session_languages))))


def usual_language(device: DeviceRow, tag: str) -> str:
    """The language that the first statement is probably in: the table's, the reader's, the session's."""
    if device.place_language:
        return device.place_language
    spoken, reader = device.session_languages, languages.find(tag)
    return next((one for one in spoken if languages.find(one) == reader), next(iter(spoken), tag))

"""Typing up paper notes: made for twenty of them in a row, with the keyboard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intake import current
from intake.access import Permission, allow
from intake.actions import transcribing
from intake.actions.transcribing import Note
from intake.db import db, new_uid, now
from intake.errors import Conflict, Invalid
from intake.forms.transcribing import NoteForm, Offer
from intake.languages import page_language, spoken_languages
from intake.languages.formats import in_zone
from intake.models import Kind, SessionState
from intake.queries import choices as choosing
from intake.queries import listening, questions
from intake.queries import transcribing as queries
from intake.queries.listening import PlaceRow, SessionRow
from intake.queries.questions import QuestionRow
from intake.web.organize.area import carry_out
from intake.web.organize.sessions import session_here
from intake.web.paper.area import area
from intake.web.selection import place_name, question_name

#: What was typed longer ago belongs to another sitting.
SITTING = timedelta(hours=12)
#: Characters of a question that fit on a tablet held upright, in every script.
SHOWN_OF_QUESTION = 46
#: How a form writes a day and a time.
LOCAL = "%Y-%m-%dT%H:%M"


@area.get("/initiatives/<slug>/transcribe")
@allow(Permission.IMPORT)
def choose(slug: str) -> str:
    """Which session the notes are of."""
    with db.read() as session:
        sessions = choosing.choices(session, g.initiative.id).sessions
    return render_template("paper/choose.html", sessions=sessions)


@area.get("/initiatives/<slug>/sessions/<code>/transcribe")
@allow(Permission.IMPORT)
def transcribe(slug: str, code: str) -> str:
    """An empty note, with what the one before it left in the address."""
    found = session_here(code)
    places, asked = _room(found)
    form = _form(found, places, asked, formdata=None, data=_beginning(found, places, asked))
    return _page(found, form)


@area.post("/initiatives/<slug>/sessions/<code>/transcribe")
@allow(Permission.IMPORT)
def save_note(slug: str, code: str) -> Response | tuple[str, int]:
    """Store the note; what is wrong is said beside its field, and nothing typed is gone."""
    found = session_here(code)
    places, asked = _room(found)
    form = _form(found, places, asked)
    if not form.validate_on_submit():
        return _page(found, form), 400
    try:
        carry_out(transcribing.transcribe, found.id, _note(found, form))
    except Conflict:
        form.id.data, form.id.raw_data = str(new_uid()), None
        form.text.errors = [
            _("This page has saved another note already. Save again to keep this one as a note of its own.")
        ]
        return _page(found, form), 409
    except Invalid as problem:
        form[problem.field or "text"].errors = [str(problem.message)]
        return _page(found, form), 400
    kept = {
        "place": form.place.data,
        "question": form.question.data,
        "language": form.language.data,
        "said_at": form.said_at.data.strftime(LOCAL) if form.said_at.data else None,
    }
    return redirect(url_for("paper.transcribe", slug=slug, code=code, **kept), 303)


def _room(found: SessionRow) -> tuple[list[PlaceRow], list[QuestionRow]]:
    with db.read() as session:
        places = listening.places_of(session, found.id)
        return places, questions.for_session_type(session, g.initiative.id, found.type)


def _form(found: SessionRow, places: list[PlaceRow], asked: list[QuestionRow], **values: object) -> NoteForm:
    reader, default = page_language().tag, g.initiative.default_language
    named = (place.language for place in places if place.language)
    spoken = spoken_languages(dict.fromkeys([*found.languages, *named, *g.initiative.languages]))
    tables: list[Offer] = [
        (str(one.uid), place_name(one.label), {"data-language": one.language or ""}) for one in places
    ]
    return NoteForm(
        places=tables,
        questions=[
            (one.code, question_name(one.code, one.texts, reader, default, SHOWN_OF_QUESTION), {})
            for one in asked
        ],
        languages=[(one.tag, one.name, {"data-dir": one.direction}) for one in spoken],
        maximum=current.settings().max_statement_length,
        **values,
    )


def _beginning(found: SessionRow, places: list[PlaceRow], asked: list[QuestionRow]) -> dict[str, object]:
    """What stands in an empty note: as in the one before it, else what is likely; the time is the session's."""
    said = request.args
    place = next((one for one in places if str(one.uid) == said.get("place")), None)
    likely = place or next((one for one in places if one.label), places[0])
    codes = [one.code for one in asked]
    language = likely.language or next(iter(found.languages), g.initiative.default_language)
    said_at = in_zone(found.starts_at or now(), found.time_zone).replace(tzinfo=None)
    return {
        "id": str(new_uid()),
        "place": str(likely.uid),
        "question": said.get("question") if said.get("question") in codes else next(iter(codes), None),
        "language": said.get("language", language)[:35],
        "said_at": _local(said.get("said_at", "")) or said_at,
        "kind": Kind.PARAPHRASE.value,
        "agreed": 0,
    }


def _note(found: SessionRow, form: NoteForm) -> Note:
    said_at = form.said_at.data
    try:
        moment = said_at.replace(tzinfo=ZoneInfo(found.time_zone)).astimezone(UTC) if said_at else None
    except OverflowError:
        moment = None
    return Note(
        id=UUID(form.id.data),
        place=UUID(form.place.data),
        question=form.question.data,
        text=form.text.data,
        language=form.language.data,
        kind=Kind(form.kind.data),
        agreed=form.agreed.data,
        said_at=moment or found.starts_at or now(),
    )


def _local(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, LOCAL)
    except ValueError:
        return None


def _page(found: SessionRow, form: NoteForm) -> str:
    with db.read() as session:
        typed = queries.sitting(
            session,
            g.initiative.id,
            found.id,
            g.person.id,
            verb=transcribing.TRANSCRIBED,
            since=now() - SITTING,
        )
    offered = {choice.value for choice in form.language.choices}
    return render_template(
        "paper/transcribe.html",
        found=found,
        form=form,
        typed=typed,
        is_over=found.state is SessionState.ARCHIVED,
        spoken=form.language.data if form.language.data in offered else "",
    )

"""Note sheets to print: for each table and language, a page with lines for each question."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, render_template, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from intake import current
from intake.access import Permission, allow
from intake.db import db
from intake.forms.paper import OWN, SheetsForm
from intake.languages import LocalText, format_date, pick, spoken_languages
from intake.queries import listening, questions
from intake.queries.listening import PlaceRow, SessionRow
from intake.queries.questions import QuestionRow
from intake.rules import FULL_GROUP
from intake.web.organize.cards import LETTER_ZONES, PAPERS, qr_of
from intake.web.organize.sessions import session_here
from intake.web.paper.area import area
from intake.web.paper.words import SheetWords, words_in
from intake.web.selection import place_name

#: More at once is a slip of the finger, and too much for a browser to lay out.
MOST_PAGES = 400
#: Notes on a page, and on one whose question takes much of it.
NOTES, FEW_NOTES = 4, 3
#: Characters of a wording above which it is set smaller, and above which it takes much of the page.
LONG, VERY_LONG = 160, 420


@dataclass(frozen=True, slots=True)
class Leaf:
    """One printed page: a question of a sheet."""

    words: SheetWords
    place: str
    initiative: LocalText
    title: LocalText
    date: str
    qr: Markup
    numbering: str
    code: str
    wording: LocalText
    size: str
    notes: int


@area.get("/initiatives/<slug>/sessions/<code>/sheets")
@allow(Permission.SET_UP)
def sheets(slug: str, code: str) -> str:
    """The sheets as they will be printed, and what to choose about them; at first, each table in its own language."""
    found = session_here(code)
    with db.read() as session:
        places = listening.places_of(session, found.id)
        asked = questions.for_session_type(session, g.initiative.id, found.type)
    form = _form(found, places)
    is_sound = form.validate()
    chosen = [
        (place, tag)
        for place in places
        if form.table.data in ("", place.label or FULL_GROUP)
        for tag in _tags(form.language.data or [], place, found)
    ]
    number = len(chosen) * (form.count.data or 0) * len(asked) if is_sound else 0
    paper = form.paper.data
    return render_template(
        "paper/sheets.html",
        found=found,
        form=form,
        paper=paper,
        query={"table": form.table.data, "language": form.language.data, "count": form.count.data},
        has_questions=bool(asked),
        pages=number,
        is_too_much=number > MOST_PAGES,
        leaves=_leaves(chosen, found, asked, form.count.data) if 0 < number <= MOST_PAGES else [],
    )


def _form(found: SessionRow, places: list[PlaceRow]) -> SheetsForm:
    tags = [*found.languages, *(one.language for one in places if one.language), *g.initiative.languages]
    asked = MultiDict(request.args)
    if "count" not in asked:
        # No form was sent: what the address does not say is as usual.
        asked.setdefault("language", OWN)
        asked["count"] = "1"
    asked.setdefault("table", "")
    form = SheetsForm(
        asked,
        tables=[(place.label or FULL_GROUP, place_name(place.label)) for place in places],
        languages=[(one.tag, one.name) for one in spoken_languages(dict.fromkeys(tags)) if one.in_session],
    )
    usual = "letter" if found.time_zone.startswith(LETTER_ZONES) else "a4"
    form.paper.data = form.paper.data if form.paper.data in PAPERS else usual
    return form


def _tags(wanted: list[str], place: PlaceRow, found: SessionRow) -> list[str]:
    """The languages of a table's sheets, each once."""
    own = place.language or next(iter(found.languages), g.initiative.default_language)
    return list(dict.fromkeys(own if tag == OWN else tag for tag in wanted))


def _leaves(
    chosen: list[tuple[PlaceRow, str]], found: SessionRow, asked: list[QuestionRow], sheets: int
) -> list[Leaf]:
    default, address = g.initiative.default_language, current.settings().address
    codes = {place.id: qr_of(address + url_for("join.show", code=place.code)) for place, _tag in chosen}
    leaves = []
    for place, tag in chosen:
        words = words_in(tag, default)
        starts = found.starts_at
        for sheet in range(1, sheets + 1):
            for page, question in enumerate(asked, start=1):
                wording = pick(question.texts, tag, default)
                length = len(wording.text)
                leaves.append(
                    Leaf(
                        words=words,
                        place=words.place(place.label),
                        initiative=pick(g.initiative.name, tag, default),
                        title=pick(found.title, tag, default),
                        date=format_date(starts, found.time_zone, words.page.tag) if starts else "",
                        qr=codes[place.id],
                        numbering=words.numbering(sheet, sheets, page, len(asked)),
                        code=question.code,
                        wording=wording,
                        size="very-long" if length > VERY_LONG else "long" if length > LONG else "usual",
                        notes=FEW_NOTES if length > VERY_LONG else NOTES,
                    )
                )
    return leaves

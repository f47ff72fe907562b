"""Reading back: the tablet is turned towards the residents, who see what they said, in their language, and answer.

The page is in the residents' language, whatever the tablet's is; leaving it changes nothing about that one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response

from intake import current, languages
from intake.access import Permission, allow
from intake.actions import confirming
from intake.actions.submitted import Outcome, Result, SubmittedConfirmation
from intake.db import db, new_uid, now
from intake.forms.statement import MESSAGES, FieldProblem, checked_text
from intake.languages import BadLanguageTag, LocalText, normalise_tag, pick
from intake.languages.tags import SAME_LANGUAGE
from intake.models import DeviceRole
from intake.queries import questions as question_queries
from intake.queries.devices import DeviceRow
from intake.queries.questions import QuestionRow
from intake.queries.table_statements import may_read
from intake.web.form_tokens import form_tokens
from intake.web.notes.cards import Card, Pile, every_statement, languages_of, pile
from intake.web.notes.reasons import REASONS, WORDS
from intake.web.notes.saving import storing
from intake.web.notes.sheet import UNSHOWABLE, as_count, as_uid

#: Sizes of the letters: big, bigger, biggest.
SIZES = (1, 2, 3)
#: What stands in the address instead of a statement's id, after the last one.
END = "end"


@dataclass(slots=True)
class View:
    """What the page shows."""

    #: Of the residents; empty while it is to be chosen.
    language: str
    #: choose, card, confirmed, change, end, or empty when there is nothing to read.
    state: str
    pile: Pile = field(default_factory=lambda: Pile([], 0))
    place: int = 0
    #: What was typed, and the id of the answer, which makes a second press harmless.
    text: str = ""
    id: str = ""
    #: A message, put into words in the language of the page that shows it.
    problem: Any = ""

    @property
    def card(self) -> Card | None:
        return self.pile.cards[self.place] if self.state in ("card", "confirmed", "change") else None

    @property
    def at(self) -> str:
        """What names it in the address."""
        return str(self.card.uid) if self.card else END if self.state == "end" else ""

    def near(self, step: int) -> str:
        """What names the card before or after it; after the last one comes the end."""
        cards = self.pile.cards
        place = (len(cards) if self.state == "end" else self.place) + step
        return str(cards[place].uid) if 0 <= place < len(cards) else END if place == len(cards) else ""


def add_routes(area: Blueprint) -> None:
    area.get("/read-back")(read_back)
    area.post("/read-back")(answer)


@allow(Permission.DEVICE)
def read_back() -> Response:
    """The card that the address names, else the first that is not confirmed; without a language, the choice of one."""
    language = _language()
    with db.look() as session:
        rows = every_statement(session, g.device)
    if not language:
        return _page(View("", "choose"), spoken=[*_spoken(g.device), *languages_of(rows)])
    found, at = pile(rows, language), request.args.get("at", "")
    place = found.place(as_uid(at))
    if place is None and at != END:
        # Oldest first of what is open; when nothing is, all of it may be looked at again.
        place = found.open_after(-1) if found.open else None
    return _page(_view(language, found, place))


@allow(Permission.DEVICE)
def answer() -> Response:
    """Yes, or a change; then the next one that is open. What cannot be stored stays in the field."""
    language = _language()
    with db.look() as session:
        found = pile(every_statement(session, g.device), language)
    uid, pressed = as_uid(request.form.get("statement", "")), request.form.get("answer", "")
    place = found.place(uid)
    if uid is not None and place is None and pressed == "change":
        # It may not be read any more; what residents want it to be is taken all the same.
        found, place = _alone(uid, _tag(request.form.get("language", "")) or language), 0
    if not language or place is None:
        return redirect(_address(language), 303)
    card = found.cards[place]
    if pressed == "open":
        return _page(View(language, "change", found, place, text=card.text, id=str(new_uid())))
    is_change = pressed == "change"
    # Who says yes has read the version that the page named; of another one it is asked anew.
    if pressed not in ("yes", "change") or (
        not is_change and request.form.get("version") != str(card.version)
    ):
        return redirect(_address(language, str(card.uid)), 303)
    text = request.form.get("text", "").replace("\r\n", "\n") if is_change else card.text
    return _keep(language, found, place, text)


def _keep(language: str, found: Pile, place: int, text: str) -> Response:
    """Store that these are their words, and on to the next card."""
    card = found.cards[place]
    try:
        result = _store(card, checked_text(text, current.settings().max_statement_length))
    except FieldProblem as problem:
        return _again(language, found, place, text, MESSAGES[problem.code])
    if result.outcome is Outcome.REJECTED:
        return _again(language, found, place, text, MESSAGES.get(result.code or "", MESSAGES["fault"]))
    if result.outcome in (Outcome.CONFLICT, Outcome.HELD):
        why = REASONS["conflict" if result.outcome is Outcome.CONFLICT else result.code or "late"]
        with db.look() as session:
            found = pile(every_statement(session, g.device), language)
        return _page(_view(language, found, found.place(card.uid), problem=why), 409)
    following = found.open_after(place)
    return redirect(_address(language, END if following is None else str(found.cards[following].uid)), 303)


def _alone(uid: UUID, language: str) -> Pile:
    """A card of which the form alone still knows."""
    return Pile([Card(uid, "", "", language, 0, is_confirmed=False)], 0)


def shell() -> str:
    """The page in the language of this moment without any statement and token: what a tablet opens offline."""
    return _html(View("", "empty"), spoken=_spoken(g.device), csrf="")


def _store(card: Card, text: str) -> Result:
    submitted = SubmittedConfirmation(
        id=as_uid(request.form.get("id", "")) or new_uid(),
        revision=1,
        sequence=None,
        statement=card.uid,
        language=card.language,
        version=as_count(request.form.get("version", ""), least=0),
        text=text,
        captured_at=now(),
    )
    return db.write(storing(confirming.store, submitted))


def _again(language: str, found: Pile, place: int, text: str, problem: Any) -> Response:
    shown, given = UNSHOWABLE.sub("\ufffd", text), request.form.get("id", "")
    return _page(View(language, "change", found, place, text=shown, id=given, problem=problem), 400)


def _view(language: str, found: Pile, place: int | None, problem: Any = "") -> View:
    if not found.cards:
        return View(language, "empty", found)
    if place is None:
        return View(language, "end", found)
    state = "confirmed" if found.cards[place].is_confirmed and not problem else "card"
    return View(language, state, found, place, id=str(new_uid()), problem=problem)


def _page(view: View, status: int = 200, spoken: list[str] | None = None) -> Response:
    page = languages.find(view.language) or languages.page_language()
    with force_locale(languages.locale_of(page.tag)):
        return make_response(_html(view, spoken=spoken or [], csrf=form_tokens.token()), status)


def _html(view: View, *, spoken: list[str], csrf: str) -> str:
    device: DeviceRow = g.device
    page = languages.page_language().tag
    with db.look() as session:
        questions = question_queries.for_session_type(session, device.initiative_id, device.session_type)
    return render_template(
        "notes/read_back.html",
        view=view,
        device=device,
        csrf=csrf,
        home=url_for(_home(device)),
        wordings={one.code: _wordings(device, one, view.language or page) for one in questions},
        spoken=_choices(spoken),
        names={
            tag: languages.language_name(tag, page) for tag in (*_choices(spoken), view.language, page) if tag
        },
        size=_size(),
        sizes=SIZES,
        address=_address,
        autonym=languages.autonym,
        codes=SAME_LANGUAGE,
        say={name: str(text) for name, text in (REASONS | WORDS).items()},
        longest=current.settings().max_statement_length,
        may_read=may_read(device),
    )


def _home(device: DeviceRow) -> str:
    """Where people work who turn the tablet back: the interpreter's place or the capture page."""
    return "notes.interpret" if device.role is DeviceRole.INTERPRETER else "notes.capture"


def _wordings(device: DeviceRow, question: QuestionRow, language: str) -> list[LocalText]:
    """The question in the language that is read, and in those that there are no pages in, for the page's script."""
    own = pick(question.texts, language, device.default_language)
    others = [tag for tag in question.texts if tag != own.language and languages.find(tag) is None]
    return [own, *(pick(question.texts, tag, device.default_language) for tag in others)]


def _address(language: str, at: str = "", size: int | None = None) -> str:
    """The page at a card; the size of the letters stays."""
    size = _size() if size is None else size
    return url_for(
        "notes.read_back", language=language or None, at=at or None, size=None if size == SIZES[0] else size
    )


def _size() -> int:
    asked = request.args.get("size", "")
    return int(asked) if asked in map(str, SIZES) else SIZES[0]


def _language() -> str:
    """The tag in the address, in its usual spelling; empty when there is none."""
    return _tag(request.args.get("language", ""))


def _tag(text: str) -> str:
    try:
        return normalise_tag(text)
    except BadLanguageTag:
        return ""


def _spoken(device: DeviceRow) -> list[str]:
    """The languages of the table and of the session."""
    return [*filter(None, [device.place_language]), *device.session_languages]


def _choices(tags: list[str]) -> list[str]:
    """One tag for each language that is read in its own way."""
    found: dict[tuple[str, str], str] = {}
    for tag in tags:
        found.setdefault(languages.reads_as(tag), tag)
    return list(found.values())

"""Cards to print: one for each place of a session, in the language of the table and in English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import g, request, url_for
from markupsafe import Markup

from intake import current, languages
from intake.access import Permission, allow
from intake.db import db
from intake.languages import N_, PageLanguage, said
from intake.queries import listening as queries
from intake.queries.listening import PlaceRow, SessionRow
from intake.web.organize.area import area, page
from intake.web.organize.sessions import session_here

STEPS = (
    N_("Point the tablet's camera at the code."),
    N_("Choose your language."),
    N_("Write, and tap Save."),
)
#: Most of America prints on Letter, the rest of the world on A4.
PAPERS = ("a4", "letter")
LETTER_ZONES = ("America/", "US/", "Canada/")
PER_SHEET = (2, 4)
SVG_ATTRIBUTES = 'role="img" aria-label="QR" shape-rendering="crispEdges"'


@dataclass(frozen=True, slots=True)
class CardText:
    """What a card says in one language."""

    tag: str
    direction: str
    title: str
    steps: tuple[str, ...]
    #: What to do with a tablet whose camera does not read the code.
    otherwise: str


@dataclass(frozen=True, slots=True)
class Line:
    """A text in its own language."""

    text: str
    tag: str
    direction: str


@dataclass(frozen=True, slots=True)
class Card:
    """A place's card; what two languages say alike stands there once."""

    place: list[Line]
    session: list[Line]
    when: list[Line]
    practice: list[Line]
    texts: list[CardText]
    short_code: str
    qr: Markup


@area.get("/initiatives/<slug>/sessions/<code>/cards")
@allow(Permission.SET_UP)
def cards(slug: str, code: str) -> tuple[str, int]:
    """All cards of the session, on the paper of `paper` (a4, letter) with `per` (2, 4) on a sheet."""
    found = session_here(code)
    with db.read() as session:
        places = queries.places_of(session, found.id)
    settings = current.settings()
    paper = request.args.get("paper", "letter" if found.time_zone.startswith(LETTER_ZONES) else "a4")
    per = request.args.get("per", type=int)
    return page(
        "cards",
        found=found,
        cards=[card_of(place, found, settings.address) for place in places],
        paper=paper if paper in PAPERS else PAPERS[0],
        per=per if per in PER_SHEET else PER_SHEET[0],
        enter=(settings.address.partition("://")[2] + url_for("join.enter")).partition("/"),
    )


def card_of(place: PlaceRow, found: SessionRow, address: str) -> Card:
    """The card of one place; its link is built from the public address, never from the request."""
    spoken = list(_languages(place, found))
    titles = [languages.pick(found.title, one.tag, g.initiative.default_language) for one in spoken]
    return Card(
        place=_said(spoken, N_("Table %(label)s") if place.label else N_("Full group"), label=place.label),
        session=_once([Line(title.text, title.language, title.direction) for title in titles]),
        when=_when(spoken, found),
        practice=_said(spoken, N_("Practice")) if found.is_practice else [],
        texts=_texts(
            spoken, N_("Take notes for this table") if place.label else N_("Take notes for the full group")
        ),
        short_code=place.short_code,
        qr=qr_of(address + url_for("join.show", code=place.code)),
    )


def qr_of(link: str) -> Markup:
    """The link as an inline SVG of square modules; level Q reads with a quarter of it smudged."""
    import segno

    drawn = segno.make(link, error="q", micro=False).svg_inline(
        border=2, omitsize=True, svgclass=None, lineclass=None
    )
    # Drawn by segno from the modules alone: nothing of the link stands in it as text.
    return Markup(drawn.replace("<svg ", f"<svg {SVG_ATTRIBUTES} ", 1))  # noqa: S704


def _languages(place: PlaceRow, found: SessionRow) -> Iterator[PageLanguage]:
    """The table's language, or the session's first other than English, then English; each once."""
    own = (
        [place.language]
        if place.language
        else [tag for tag in found.languages if not tag.startswith("en")][:1]
    )
    pages = [languages.find(tag) for tag in (*own, languages.SOURCE)]
    yield from dict.fromkeys(one for one in pages if one)


def _said(spoken: list[PageLanguage], message: str, **values: str) -> list[Line]:
    return _once([Line(said(message, one.tag) % values, one.tag, one.direction) for one in spoken])


def _when(spoken: list[PageLanguage], found: SessionRow) -> list[Line]:
    starts, zone = found.starts_at, found.time_zone
    if starts is None:
        return []
    shown = [languages.format_datetime(starts, zone, one.tag) for one in spoken]
    return _once([Line(text, one.tag, one.direction) for text, one in zip(shown, spoken, strict=True)])


def _texts(spoken: list[PageLanguage], title: str) -> list[CardText]:
    texts = [
        CardText(
            one.tag,
            one.direction,
            said(title, one.tag),
            tuple(said(step, one.tag) for step in STEPS),
            said(N_("Or open this address and enter the code:"), one.tag),
        )
        for one in spoken
    ]
    return list({text.steps: text for text in texts}.values())


def _once(lines: list[Line]) -> list[Line]:
    """Each text once, as English where English says the same: then it is not translated yet."""
    return list({line.text: line for line in lines}.values())

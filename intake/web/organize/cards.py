"""Cards to print: one for each place of a session, in the language of the table and in English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, g, request, url_for
from markupsafe import Markup

from intake import languages
from intake.access import Permission, allow
from intake.db import db
from intake.languages import N_, LocalText, PageLanguage, said
from intake.queries import listening as queries
from intake.queries.listening import PlaceRow, SessionRow
from intake.settings import Settings
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
    place: str
    session: LocalText
    when: str
    practice: str
    title: str
    steps: tuple[str, ...]
    #: What to do with a tablet whose camera does not read the code.
    otherwise: str


@dataclass(frozen=True, slots=True)
class Card:
    """A place's card."""

    texts: tuple[CardText, ...]
    short_code: str
    qr: Markup


@area.get("/initiatives/<slug>/sessions/<code>/cards")
@allow(Permission.SET_UP)
def cards(slug: str, code: str) -> tuple[str, int]:
    """All cards of the session, on the paper of `paper` (a4, letter) with `per` (2, 4) on a sheet."""
    found = session_here(code)
    with db.read() as session:
        places = queries.places_of(session, found.id)
    settings: Settings = current_app.extensions["intake.settings"]
    paper = request.args.get("paper", "letter" if found.time_zone.startswith(LETTER_ZONES) else "a4")
    per = request.args.get("per", type=int)
    return page(
        "cards",
        found=found,
        cards=[card_of(place, found, settings.address) for place in places],
        paper=paper if paper in PAPERS else PAPERS[0],
        per=per if per in PER_SHEET else PER_SHEET[0],
        enter_address=(settings.address + url_for("join.enter")).partition("://")[2],
    )


def card_of(place: PlaceRow, found: SessionRow, address: str) -> Card:
    """The card of one place; its link is built from the public address, never from the request."""
    link = address + url_for("join.show", code=place.code)
    return Card(
        tuple(_text(one, place, found) for one in _languages(place, found)), place.short_code, qr_of(link)
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


def _text(language: PageLanguage, place: PlaceRow, found: SessionRow) -> CardText:
    tag = language.tag
    starts, zone = found.starts_at, found.time_zone
    name = (
        said(N_("Table %(label)s"), tag) % {"label": place.label}
        if place.label
        else said(N_("Full group"), tag)
    )
    title = N_("Take notes for this table") if place.label else N_("Take notes for the full group")
    return CardText(
        tag=tag,
        direction=language.direction,
        place=name,
        session=languages.pick(found.title, tag, g.initiative.default_language),
        when=languages.format_datetime(starts, zone, tag) if starts else "",
        practice=said(N_("Practice"), tag) if found.is_practice else "",
        title=said(title, tag),
        steps=tuple(said(step, tag) for step in STEPS),
        otherwise=said(N_("Or open this address and enter the code:"), tag),
    )

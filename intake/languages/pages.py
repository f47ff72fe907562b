"""The languages of the pages, and which of them a reader gets.

They are the folders of `translations/` that hold a catalogue, and nothing else lists them; only a developer's
process has one more (pseudo.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from intake import paths
from intake.languages import pseudo
from intake.languages.names import autonym, sort_key
from intake.languages.tags import BadLanguageTag, country_of, direction, normalise_tag, reads_as, shortened

#: The language that the messages are written in, so it is there even without a catalogue.
SOURCE = "en"

# A header longer than this, or with more languages, was not made by a person's browser.
_LONGEST_HEADER = 1000
_MOST_RANGES = 30


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """A language that the pages are written in."""

    tag: str  # BCP 47: zh-Hans
    folder: str  # as gettext spells it: zh_Hans
    autonym: str  # 简体中文
    direction: str  # ltr or rtl; a page is one of both


@cache
def available() -> tuple[PageLanguage, ...]:
    """Return the languages that have a catalogue: English first, then by their own names."""
    folders = {file.parent.parent.name for file in paths.TRANSLATIONS.glob("*/LC_MESSAGES/messages.[pm]o")}
    found = [_page_language(folder) for folder in folders | {SOURCE}]
    if pseudo.is_on():
        pseudo.register()
        found.append(PageLanguage(pseudo.TAG, pseudo.FOLDER, pseudo.NAME, "ltr"))
    return tuple(sorted(found, key=lambda one: (one.tag != SOURCE, sort_key(one.autonym, one.tag))))


@lru_cache(maxsize=4096)
def find(tag: str) -> PageLanguage | None:
    """Return the page language that readers of this language read, none when there is none.

    First a catalogue in the same language and script (`zh-TW` finds `zh-Hant`): of several the one of the same
    country (`prs` finds `fa-AF`), else the one of no country (`fa-IR` finds `fa`). Then one for the beginning
    of the tag (`pa-Arab` finds `pa`: another script, but more use than a foreign language).
    """
    try:
        tag = normalise_tag(tag)
    except BadLanguageTag:
        return None
    by_tag = {one.tag: one for one in available()}
    found = by_tag.get(tag) or _read_alike(tag)
    if found:
        return found
    for candidate in shortened(tag):
        found = by_tag.get(candidate) or _read_alike(candidate)
        if found:
            return found
    return None


def negotiate(
    link_choice: str | None,
    device_choice: str | None,
    accept_language: str | None,
    preferred: Sequence[str] = (),
) -> PageLanguage:
    """Return the first that we have: what the link says, what was chosen before, what the browser asks for.

    `preferred` are languages to try before English, such as those of the listening session. Never raises.
    """
    for choice in (link_choice, device_choice):
        found = find(choice) if choice and len(choice) < 100 else None
        if found:
            return found
    for tag in (*accepted((accept_language or "")[:_LONGEST_HEADER]), *preferred):
        found = find(tag)
        if found:
            return found
    return find(SOURCE) or available()[0]


@lru_cache(maxsize=1024)
def accepted(header: str) -> tuple[str, ...]:
    """Return the languages of an Accept-Language header, most wanted first, without what is unreadable."""
    ranges: list[tuple[float, str]] = []
    for part in header.split(",")[:_MOST_RANGES]:
        tag, _, quality = part.partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=")) if quality else 1.0
        except ValueError:
            continue
        if 0 < weight <= 1 and tag.strip() not in ("", "*"):
            ranges.append((weight, tag.strip()))
    return tuple(tag for _, tag in sorted(ranges, key=lambda one: -one[0]))


def _read_alike(tag: str) -> PageLanguage | None:
    same = [one for one in available() if reads_as(one.tag) == reads_as(tag)]
    fitting = {country_of(one.tag): one for one in reversed(same)}
    return fitting.get(country_of(tag)) or fitting.get("") or next(iter(same), None)


def _page_language(folder: str) -> PageLanguage:
    tag = normalise_tag(folder)
    return PageLanguage(tag, folder, autonym(tag), "rtl" if direction(tag) == "rtl" else "ltr")

"""What names, labels, languages, zones and texts of a set-up may be.

Each check returns the form that is stored, or raises Invalid with the field to mend.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l

from intake.errors import Invalid
from intake.languages import BadLanguageTag, normalise_tag
from intake.text import clean, problem

#: Longest name, title, wording and protocol, in code points; ten times what was ever seen.
MAX_NAME, MAX_WORDING, MAX_PROTOCOL = 200, 4_000, 20_000
MAX_LABEL, MAX_TYPE, MAX_CODE, MAX_VENUE = 64, 32, 32, 300
MOST_LANGUAGES, MOST_TABLES = 40, 200
#: Of a glossary: a longer term is a sentence, and with more of them nobody knows what is in it.
MAX_TERM, MAX_NOTE, MOST_TERMS = 120, 500, 500

_SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
#: Short names that are addresses of pages already.
_TAKEN = frozenset({"new", "load"})
#: What stands in exports and files for the whole room, so no table can be called so.
FULL_GROUP = "full group"


def slug(text: str, field: str = "slug") -> str:
    """A short name in addresses and files: small Latin letters, digits and single hyphens."""
    text = text.strip()
    if not text:
        raise Invalid(_l("Enter a short name."), field=field)
    if not _SLUG.fullmatch(text) or len(text) > 64:
        raise Invalid(
            _l("Use small letters from a to z, digits and hyphens, such as july-20, at most 64 characters."),
            field=field,
        )
    if text in _TAKEN:
        raise Invalid(_l("This short name is taken. Choose another one."), field=field)
    return text


def suggested_slug(*texts: str) -> str:
    """A short name made from the first of these that has Latin letters or digits; empty when none has."""
    for text in texts:
        plain = (
            unicodedata.normalize("NFKD", text.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
        )
        found = "-".join(re.findall("[a-z0-9]+", plain))[:60].strip("-")
        if found:
            return found if found not in _TAKEN else f"{found}-1"
    return ""


def line(text: str, field: str, maximum: int = MAX_NAME) -> str:
    """One line of text without spaces around it; the caller says whether it may be empty."""
    text = clean(" ".join(_sound(text, field, maximum).split())).strip()
    if len(text) > maximum:
        raise _too_long(field, maximum)
    return text


def needed_line(text: str, field: str, maximum: int = MAX_NAME) -> str:
    """One line that is not empty."""
    text = line(text, field, maximum)
    if not text:
        raise Invalid(_l("Enter a text here."), field=field)
    return text


def texts(
    given: Mapping[str, str], field: str, maximum: int = MAX_WORDING, *, needed: bool = True
) -> dict[str, str]:
    """A text in several languages, without the blank ones; a problem's field is `field-tag`."""
    found: dict[str, str] = {}
    for tag, text in given.items():
        name = f"{field}-{tag}"
        text = _sound(text, name, maximum).strip()
        if text:
            found[language(tag, name)] = text
    if needed and not found:
        raise Invalid(_l("Enter a text in at least one language."), field=field)
    return found


def language(tag: str, field: str) -> str:
    """A language tag in its usual spelling."""
    try:
        return normalise_tag(tag)
    except BadLanguageTag:
        raise Invalid(
            _l("This is not a language tag. Choose a language from the list."), field=field
        ) from None


def languages(tags: Iterable[str], field: str = "languages", *, first: str | None = None) -> list[str]:
    """Languages in their order, each once; `first` is put in front when it is not among them."""
    found = list(dict.fromkeys(language(tag, field) for tag in tags))
    if first is not None and first not in found:
        found.insert(0, first)
    if not found:
        raise Invalid(_l("Choose at least one language."), field=field)
    if len(found) > MOST_LANGUAGES:
        raise Invalid(_l("Choose at most %(number)s languages.", number=MOST_LANGUAGES), field=field)
    return found


def time_zone(name: str, field: str = "time_zone") -> str:
    """A zone of the IANA database, in the spelling it has there."""
    found = _zones().get(name.strip().casefold().replace(" ", "_"))
    if found is None:
        raise Invalid(_l("This is not a time zone such as America/Los_Angeles."), field=field)
    return found


def session_type(text: str, field: str = "type") -> str:
    """A type of session, in small letters so that two spellings are one type."""
    return needed_line(text, field, MAX_TYPE).lower()


def session_types(given: Iterable[str] | None, field: str = "asked_in") -> list[str] | None:
    """The types in which a question is asked, each once; None means in all."""
    if given is None:
        return None
    found = list(dict.fromkeys(session_type(text, field) for text in given))
    if not found:
        raise Invalid(_l("Choose at least one type of session."), field=field)
    return found


def table_label(text: str, field: str = "label") -> str:
    """A table's label as printed on its card."""
    text = needed_line(text, field, MAX_LABEL)
    if text.casefold() == FULL_GROUP:
        raise Invalid(
            _l("Every session has the full group already. Give the table another label."), field=field
        )
    return text


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def zone_names() -> list[str]:
    """The zones to choose from: places and UTC, not the abbreviations kept for old files."""
    return sorted(
        name for name in _zones().values() if ("/" in name and not name.startswith("Etc/")) or name == "UTC"
    )


def _sound(text: str, field: str, maximum: int) -> str:
    match problem(text, maximum):
        case "too_long":
            raise _too_long(field, maximum)
        case None:
            return clean(text)
        case _:
            raise Invalid(
                _l("The text has characters that cannot be stored. Remove them, or type it again."),
                field=field,
            )


def _too_long(field: str, maximum: int) -> Invalid:
    return Invalid(_l("This is too long. At most %(number)s characters fit.", number=maximum), field=field)

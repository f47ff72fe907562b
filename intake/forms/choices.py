"""What can be chosen from lists: languages, time zones, types of session."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from intake import rules
from intake.languages import spoken_languages

#: Types of session that most series have, to suggest in a new initiative.
USUAL_TYPES = ("community", "cbo")


def language_choices(first: Iterable[str] = ()) -> list[SelectChoice]:
    """Languages to choose from: those in use first."""
    found = []
    for language in spoken_languages([tag for tag in first if tag]):
        same = language.name.casefold() == language.autonym.casefold()
        name = language.name if same else f"{language.name} · {language.autonym}"
        found.append(SelectChoice(language.tag, name))
    return found


def tag_of(text: str) -> str:
    """The tag of a language that was typed by its name in the page's language or in itself; else what was typed."""
    typed = text.strip().casefold()
    for language in spoken_languages():
        if typed in (language.name.casefold(), language.autonym.casefold()):
            return language.tag
    return text.strip()


def zone_choices() -> list[SelectChoice]:
    """Time zones by region."""
    found = []
    for name in rules.zone_names():
        region, _slash, city = name.partition("/")
        found.append(SelectChoice(name, (city or name).replace("_", " "), optgroup=region))
    return found


def type_choices(types: Iterable[str]) -> list[SelectChoice]:
    """The usual types of session, then those of the initiative."""
    return [SelectChoice(word, type_name(word)) for word in dict.fromkeys([*USUAL_TYPES, *types])]


def type_name(word: str) -> Any:
    """What a type of session is called: the usual ones in the page's language, others as they are."""
    return {"community": _l("Community"), "cbo": _l("Community-based organizations")}.get(word, word)

"""Words that people write in files, recognised in every language of the pages."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from intake.languages import N_, available, said
from intake.rules import FULL_GROUP

# Accents of Latin, Greek and Cyrillic letters; the marks of other scripts are letters of the word.
_ACCENT = re.compile("[\u0300-\u036f]")

_KINDS = {"quote": N_("Quote"), "paraphrase": N_("Paraphrase"), "observation": N_("Observation")}
_FULL_GROUP = {FULL_GROUP: N_("Full group")}


def folded(word: str) -> str:
    """Return a word without what people leave out or add: capitals, accents, spaces, punctuation."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    kept = (letter for letter in letters if letter.isalnum() or unicodedata.category(letter)[0] == "M")
    return _ACCENT.sub("", "".join(kept))


def vocabulary(meanings: Mapping[str, str], language: str) -> dict[str, str]:
    """Return what the folded words of a language mean; `meanings` are messages by meaning."""
    found: dict[str, str] = {}
    for meaning, message in meanings.items():
        found.setdefault(folded(said(message, language)), meaning)
    return found


def kind_of(word: str) -> str | None:
    """Return the kind that a word in any language says, as it is stored."""
    return _any_language(tuple(_KINDS.items())).get(folded(word))


def is_full_group(word: str) -> bool:
    """Return whether a word in any language says the full group."""
    return folded(word) in _any_language(tuple(_FULL_GROUP.items()))


@cache
def _any_language(meanings: tuple[tuple[str, str], ...]) -> dict[str, str]:
    words = {folded(meaning): meaning for meaning, _ in meanings}
    for language in available():
        words = vocabulary(dict(meanings), language.tag) | words
    return words

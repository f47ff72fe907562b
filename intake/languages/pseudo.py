"""A language for developers: English with accents, a third longer and in brackets, made while it is read.

On a page in it, what has no brackets goes through no catalogue, two pairs where one is expected are a sentence put
together from pieces, and what is cut off had no room for a longer language. It is there only where the environment
switches it on (`intake demo --pseudo`), and has no catalogue.
"""

import os
import re

from babel import localedata
from babel.support import NullTranslations

#: Set to anything, it switches the language on for this process.
SWITCH = "INTAKE_PSEUDO_LANGUAGE"
TAG, FOLDER, NAME = "en-XA", "en_XA", "[Ṕšéûðö]"

_PLACEHOLDER = re.compile(r"(%\(\w+\)s)")
_VOWELS = "aeiouAEIOU"
_ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)


def is_on() -> bool:
    """Whether this process offers it."""
    return bool(os.environ.get(SWITCH))


def register() -> None:
    """Make `Locale("en", "XA")` work: numbers and dates are those of English."""
    if not localedata.exists(FOLDER):
        localedata._cache[FOLDER] = dict(localedata.load("en"))


def spelt(message: str) -> str:
    """Return an English message in it: placeholders are kept, vowels stand twice."""
    pieces = [piece if n % 2 else _longer(piece) for n, piece in enumerate(_PLACEHOLDER.split(message))]
    return f"[{''.join(pieces)}]" if message else ""


def _longer(text: str) -> str:
    doubled = "".join(letter * 2 if letter in _VOWELS else letter for letter in text)
    return doubled.translate(_ACCENTED)


class Pseudo(NullTranslations):
    """Its catalogue, which has every message."""

    # Each under the two names that Babel has for it.
    def gettext(self, message: str) -> str:
        return spelt(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return spelt(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return spelt(message)

    ugettext, ungettext, upgettext = gettext, ngettext, pgettext

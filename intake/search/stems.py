"""Which words are forms of each other, in the languages that change their words.

A word is taken apart into what may stand before it, a stem and an ending, in each way that its language has; two words
with the same stem, and endings that take each other's place, are forms of one word. There is no dictionary behind it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from intake import paths

#: The list is the tablet's too, so it is a script, of which the server reads the JSON.
LIST = paths.STATIC / "js" / "shared" / "endings.js"


class Stem(NamedTuple):
    """What is left of a word, and which endings may follow it there."""

    text: str
    endings: int


@dataclass(frozen=True)
class Forms:
    """How words change in a language; in most they do not."""

    #: Of each ending the sets that it is in, and how many letters they want before it.
    endings: dict[str, tuple[tuple[int, int], ...]]
    longest: int
    beginnings: tuple[tuple[int, str], ...]
    particles: frozenset[str]

    def stems(self, word: str) -> Iterator[Stem]:
        """Each stem that the word may have, the longest first."""
        if not self.endings:
            return
        for least, beginning in self.beginnings:
            if not word.startswith(beginning):
                continue
            bare = word[len(beginning) :]
            for length in range(min(self.longest, len(bare)) + 1):
                stem = bare[: len(bare) - length]
                for endings, wanted in self.endings.get(bare[len(stem) :], ()):
                    if len(stem) >= max(least, wanted):
                        yield Stem(stem, endings)


def forms_of(language: str) -> Forms:
    """How words change in the language of this tag."""
    return _read(language.partition("-")[0].lower())


@cache
def _read(language: str) -> Forms:
    known = _list()
    found = known.get(language, {})
    if isinstance(found, str):
        # Another name of that language.
        found = known[found]
    endings: dict[str, tuple[tuple[int, int], ...]] = {}
    for number, (least, together) in enumerate(found.get("endings", ())):
        for ending in together.replace("-", "").split(" "):
            endings[ending] = (*endings.get(ending, ()), (number, least))
    beginnings = [(least, one) for least, all in found.get("beginnings", ()) for one in all.split()]
    return Forms(
        endings,
        max(map(len, endings), default=0),
        ((0, ""), *beginnings),
        frozenset(found.get("particles", "").split()),
    )


@cache
def _list() -> dict[str, Any]:
    text = LIST.read_text(encoding="utf-8")
    return dict(json.loads(text[text.index("{") : text.rindex("}") + 1]))

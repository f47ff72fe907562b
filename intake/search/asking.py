"""What somebody types into the search box: words, "a phrase", begin*, -without; nothing of it can be wrong."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from intake.search.blocks import anywhere
from intake.search.folding import is_unspaced
from intake.search.words import LONGEST, pairs, runs

#: Longest question, in code points.
MAX_LENGTH = 200
_QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb'
_PART = re.compile(rf"([-\u2212]?)(?:[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]?(\*?)|([^\s{_QUOTES}]+))")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must follow each other; with `begins`, the last one only has to begin so."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Every term must be in a text of a statement, and none of `without` in any."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.without)


def typed(text: str) -> str:
    """What was typed as it can be shown and sent on: in one line, without what no page may hold, not too long."""
    shown = "".join(
        " " if unicodedata.category(one) in ("Cc", "Cn", "Cs") else one for one in text[: 2 * MAX_LENGTH]
    )
    return " ".join(shown.split())[:MAX_LENGTH]


def read(asked: str) -> Question:
    """The question in what was typed; what has neither letter nor digit asks for nothing."""
    terms: dict[bool, list[Term]] = {True: [], False: []}
    for minus, phrase, star, word in _PART.findall(asked[:MAX_LENGTH]):
        term = term_of(phrase or word, begins=bool(star) or word.endswith("*"))
        if term is not None and term not in terms[bool(minus)]:
            terms[bool(minus)].append(term)
    return Question(tuple(terms[False]), tuple(terms[True]))


def for_fts5(terms: tuple[Term, ...], joined: str = "AND") -> str:
    """The question in the language of SQLite's FTS5; words hold nothing that it could take for its own."""
    return f" {joined} ".join(f'"{" ".join(one.words)}"' + ("*" if one.begins else "") for one in terms)


def for_postgresql(terms: tuple[Term, ...], joined: str = "&") -> str:
    """The same as a `tsquery`, for the block whose number is put into it."""
    return f" {joined} ".join(
        "(" + " <-> ".join(f"'{anywhere(word)}'" for word in one.words) + (":*" if one.begins else "") + ")"
        for one in terms
    )


def term_of(text: str, *, begins: bool = False) -> Term | None:
    """The words of a text, one after the other; None for what has neither letter nor digit."""
    found = runs(unicodedata.normalize("NFC", text))
    words: list[str] = []
    for place, run in enumerate(found):
        is_last = place == len(found) - 1
        if not is_unspaced(run[0]):
            words.append(run[:LONGEST])
            continue
        words += pairs(run, last=not is_last)
        if is_last:
            # One character is the beginning of a pair, or stands alone at the end of a run.
            begins = len(run) == 1
    return Term(tuple(words), begins) if words else None

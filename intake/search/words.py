"""The words of a text, in its order, and where each stands in it.

Where words stand apart, a word is what stands between two breaks (a syllable, in Hmong). Elsewhere each pair of
neighbouring characters is one, and the last character of a run; so one character is looked up as the beginning of a pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.search.folding import FOLDED, UNSPACED, fold, is_unspaced

#: What is longer is cut: an address of a page, or nonsense.
LONGEST = 60
_RUN = re.compile(f"[{UNSPACED}]+|[^ {UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, and the characters it is made of."""

    word: str
    start: int
    end: int


def words(text: str) -> Iterator[str]:
    """Every word, as the index has it."""
    for run in _RUN.findall(fold(text)):
        if is_unspaced(run[0]):
            yield from pairs(run)
        else:
            yield run[:LONGEST]


def pairs(run: str, *, last: bool = True) -> Iterator[str]:
    """Each two neighbours of a run, then its last character alone."""
    for place in range(len(run) - 1):
        yield run[place : place + 2]
    if last or len(run) == 1:
        yield run[-1]


def runs(text: str) -> list[str]:
    """The text's runs of characters that are one word, or of one script without spaces."""
    return _RUN.findall(fold(text))


def placed(text: str) -> list[Word]:
    """Every word with the place it has in the text as it is written."""
    folded, origin = [], []
    for place, character in enumerate(text):
        became = FOLDED[ord(character)]
        folded.append(became)
        origin += [place] * len(became)
    whole, found = "".join(folded), []
    for run in _RUN.finditer(whole):
        first, end = run.span()
        if is_unspaced(run[0][0]):
            for at in range(first, end):
                until = min(at + 2, end)
                found.append(Word(whole[at:until], origin[at], _end(text, origin[until - 1])))
        else:
            found.append(Word(run[0][:LONGEST], origin[first], _end(text, origin[end - 1])))
    return found


def _end(text: str, last: int) -> int:
    """After the character and the marks on it that the index does not know."""
    end = last + 1
    while end < len(text) and not FOLDED[ord(text[end])]:
        end += 1
    return end

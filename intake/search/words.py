"""The words of a text, in its order, and where each stands in it.

Where words stand apart, a word is what stands between two breaks (a syllable, in Hmong). Elsewhere each pair of
neighbouring characters is one, and the last character of a run; so one character is looked up as the beginning of a pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, repeat
from typing import NamedTuple

from intake.search.folding import FOLDED, UNSPACED, fold, is_unspaced

#: What is longer is cut: an address of a page, or nonsense.
LONGEST = 60
_RUN = re.compile(f"[{UNSPACED}]+|[^ {UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")
_SPACED = re.compile("[^ ]+")


class Word(NamedTuple):
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
    whole = fold(text)
    if all(len(FOLDED[ord(character)]) == 1 for character in set(text)):
        # Each character became one: the usual case.
        if _IS_UNSPACED.search(whole) is None:
            return [Word(run[0][:LONGEST], *run.span()) for run in _SPACED.finditer(whole)]
        return [Word(*one) for one in _in(whole)]
    folded = [FOLDED[ord(character)] for character in text]
    # Of each folded character the place of the one it came from.
    origin = list(chain.from_iterable(map(repeat, range(len(text)), map(len, folded))))
    return [Word(word, origin[first], _end(text, origin[end - 1])) for word, first, end in _in(whole)]


def _in(whole: str) -> Iterator[tuple[str, int, int]]:
    """Every word of a folded text, and where it stands there."""
    for run in _RUN.finditer(whole):
        first, end = run.span()
        if is_unspaced(run[0][0]):
            for at in range(first, end):
                until = min(at + 2, end)
                yield whole[at:until], at, until
        else:
            yield run[0][:LONGEST], first, end


def _end(text: str, last: int) -> int:
    """After the character and the marks on it that the index does not know."""
    end = last + 1
    while end < len(text) and not FOLDED[ord(text[end])]:
        end += 1
    return end

"""Which terms of a glossary a text has: whole words where words stand apart, folded as the search folds them.

Each place of the text is looked at once, and the longest term that begins there is taken, so that a long text with a
large glossary costs no more than its words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from intake.search.asking import term_of
from intake.search.folding import is_unspaced
from intake.search.words import Word, placed

T = TypeVar("T")


class _Step(Generic[T]):
    """Where a word leads to: further words, and what ends here."""

    __slots__ = ("begun", "further", "whole")

    def __init__(self) -> None:
        self.further: dict[str, _Step[T]] = {}
        self.whole: list[T] = []
        #: What ends with a single character of a script without spaces, of which a text has pairs.
        self.begun: dict[str, list[T]] = {}


def found(text: str, wanted: Iterable[tuple[str, T]]) -> list[T]:
    """What these words stand for that the text has, each once, in the order of the text."""
    root = _known(wanted)
    there = placed(text)
    seen: list[T] = []
    past = 0
    for place, word in enumerate(there):
        if word.start < past:
            continue
        here, past = _longest(root, there, place)
        seen += (one for one in here if one not in seen)
    return seen


def _known(wanted: Iterable[tuple[str, T]]) -> _Step[T]:
    root: _Step[T] = _Step()
    for text, meant in wanted:
        term = term_of(text)
        if term is None:
            continue
        step = root
        *before, last = term.words
        for word in before:
            step = step.further.setdefault(word, _Step())
        if term.begins:
            step.begun.setdefault(last, []).append(meant)
        else:
            step.further.setdefault(last, _Step()).whole.append(meant)
    return root


def _longest(root: _Step[T], there: list[Word], place: int) -> tuple[list[T], int]:
    """What the longest term that begins here means, and where it ends."""
    best: list[T] = []
    end, step = 0, root
    for at in range(place, len(there)):
        word = there[at]
        character = word.word[0]
        if is_unspaced(character) and character in step.begun:
            best, end = step.begun[character], word.start + 1
        following = step.further.get(word.word)
        if following is None:
            break
        step = following
        if step.whole:
            best, end = step.whole, word.end
    return best, end

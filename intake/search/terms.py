"""Which terms of a glossary a text has, whatever form its language gives to their words (`stems.py`).

Words are folded as the search folds them. Where words do not stand apart, each character is one. Each place of the text
is looked at once, and the longest term that begins there is taken, so that a long text with a large glossary costs no
more than its words. The tablet does the same (static/js/shared/glossary.js); tests/glossary/forms.json holds both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

from intake.search.folding import UNSPACED, fold, is_unspaced
from intake.search.stems import Forms, Stem, forms_of

T = TypeVar("T")

#: Two alphabets write a mark within words that others write between them.
_WITHIN = re.compile("(?<=[\u0400-\u052f])['\u2019](?=[\u0400-\u052f])")
_TOKEN = re.compile(f"(?<=[{UNSPACED}]) +(?=[{UNSPACED}])|[{UNSPACED}]|[^ {UNSPACED}]+")
#: Between two characters that would else be neighbours.
BREAK = " "
LONGEST_PARTICLE = 4
#: A word may be a form of several terms' words: how many ways are followed at once, those nearest to the text first.
MOST_WAYS = 8


class _Step(Generic[T]):
    """Where a word leads to: further words, and what ends here."""

    __slots__ = ("further", "whole")

    def __init__(self) -> None:
        self.further: dict[str, _Step[T]] = {}
        self.whole: list[T] = []


class _Known(Generic[T]):
    """The terms that are looked for, and which of their words a word of the text is a form of."""

    def __init__(self, wanted: Iterable[tuple[str, T]], forms: Forms) -> None:
        self.forms = forms
        self.root: _Step[T] = _Step()
        self._words: set[str] = set()
        self._by_stem: dict[Stem, list[str]] = {}
        self._meant: dict[str, list[str]] = {}
        for text, meant in wanted:
            step = self.root
            for word in tokens(text):
                self._learn(word)
                step = step.further.setdefault(word, _Step())
            step.whole.append(meant)
        self.root.whole.clear()

    def _learn(self, word: str) -> None:
        if word in self._words:
            return
        self._words.add(word)
        for stem in self.forms.stems(word):
            self._by_stem.setdefault(stem, []).append(word)

    def meant_by(self, word: str) -> list[str]:
        """The terms' words that this is a form of: itself, then those it shares most with."""
        found = self._meant.get(word)
        if found is None:
            found = [word] if word in self._words else []
            if self._by_stem:
                for stem in self.forms.stems(word):
                    found += (one for one in self._by_stem.get(stem, ()) if one not in found)
            self._meant[word] = found
        return found


def tokens(text: str) -> list[str]:
    """The words of a text; where they do not stand apart its characters, and the breaks between these."""
    return [BREAK if one[0] == BREAK else one for one in _TOKEN.findall(fold(_WITHIN.sub("", text)))]


def found(text: str, wanted: Iterable[tuple[str, T]], language: str = "und") -> list[T]:
    """What these words stand for that the text in this language has, each once, in the order of the text."""
    known = _Known(wanted, forms_of(language))
    there = tokens(text)
    seen: list[T] = []
    past = 0
    for place in range(len(there)):
        if place < past:
            continue
        here, past = _longest(known, there, place)
        seen += (one for one in here if one not in seen)
    return seen


def _longest(known: _Known[T], there: Sequence[str], place: int) -> tuple[list[T], int]:
    """What the longest term that begins here means, and where it ends."""
    best: list[T] = []
    end = 0
    ways = [(known.root, place)]
    while ways:
        ways = [after for step, at in ways for after in _after(known, there, step, at)][:MOST_WAYS]
        for step, at in ways:
            if step.whole and at > end and _stands(known.forms, there, place, at):
                best, end = step.whole, at
    return best, end


def _after(known: _Known[T], there: Sequence[str], step: _Step[T], at: int) -> list[tuple[_Step[T], int]]:
    """Where the next word of the text leads to."""
    if at == len(there):
        return []
    ways = [(step.further[word], at + 1) for word in known.meant_by(there[at]) if word in step.further]
    if BREAK in step.further and known.forms.particles and there[at] != BREAK:
        # The term goes on with another word: here a particle stands between, or not even a space.
        past = _past_particle(known.forms, there, at)
        is_between = past is not None and past < len(there) and there[past] == BREAK
        ways.append((step.further[BREAK], past + 1 if past is not None and is_between else at))
    return ways


def _stands(forms: Forms, there: Sequence[str], place: int, end: int) -> bool:
    """Whether a single character is a word here where words carry particles; it is part of too many others."""
    if not forms.particles or end - place > 1 or not is_unspaced(there[place]):
        return True
    if place and is_unspaced(there[place - 1]):
        return False
    return end == len(there) or not is_unspaced(there[end]) or _past_particle(forms, there, end) is not None


def _past_particle(forms: Forms, there: Sequence[str], at: int) -> int | None:
    """Where the word ends if what is left of it is a particle."""
    end = at
    while end < len(there) and is_unspaced(there[end]):
        end += 1
        if end - at > LONGEST_PARTICLE:
            return None
    return end if "".join(there[at:end]) in forms.particles else None

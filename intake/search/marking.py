"""Where a text has what was asked for, as pieces of the text itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intake.search.asking import Question, Term
from intake.search.folding import is_unspaced
from intake.search.words import Word, placed, words

#: Characters shown before the first match when the beginning of a long text has none.
BEFORE = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring characters of a text; `found` when they were asked for."""

    text: str
    found: bool = False


def pieces(text: str, question: Question, longest: int, there: list[Word] | None = None) -> list[Piece]:
    """The text in pieces; of a longer one `longest` characters, with the first match among them.

    `there` are its words, if they were looked up already.
    """
    spans = found(text, question, there)
    start = 0
    if len(text) > longest and spans and spans[0][1] > longest:
        start = max(0, spans[0][0] - BEFORE)
    end = start + longest
    made, at = [Piece("…")] if start else [], start
    for first, after in spans:
        first, after = max(first, at), min(after, end)
        if first >= after:
            continue
        if first > at:
            made.append(Piece(text[at:first]))
        made.append(Piece(text[first:after], found=True))
        at = after
    if at < min(end, len(text)):
        made.append(Piece(text[at:end]))
    if len(text) > end:
        made.append(Piece("…"))
    return made


def found(text: str, question: Question, there: list[Word] | None = None) -> list[tuple[int, int]]:
    """(start, end) of every match, in order; those that touch or overlap are one."""
    if there is None:
        there = placed(text) if question.terms else []
    joined: list[tuple[int, int]] = []
    for start, end in sorted(span for term in question.terms for span in _spans(there, term)):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def matches(texts: list[str], question: Question) -> bool:
    """Whether a statement with these texts is an answer: what both indexes must agree with."""
    every = [[Word(word, 0, 0) for word in words(text)] for text in texts]
    if any(any(True for _span in _spans(there, term)) for there in every for term in question.without):
        return False
    return not question.terms or any(
        all(any(True for _span in _spans(there, term)) for term in question.terms) for there in every
    )


def answers(there: list[Word], question: Question) -> bool:
    """Whether a text with these words has every term."""
    return all(any(True for _span in _spans(there, term)) for term in question.terms)


def _spans(there: list[Word], term: Term) -> Iterator[tuple[int, int]]:
    *before, last = term.words
    for place in range(len(there) - len(before)):
        final = there[place + len(before)]
        if not (final.word.startswith(last) if term.begins else final.word == last):
            continue
        if all(there[place + n].word == word for n, word in enumerate(before)):
            end = final.end
            if term.begins and is_unspaced(last[0]) and len(final.word) == 2:
                # Of a pair only its first character was asked for.
                end = min(end, final.start + 1)
            yield there[place].start, end

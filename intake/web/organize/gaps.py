"""The gap report in words: which saves of a tablet have not arrived."""

from __future__ import annotations

from collections.abc import Iterable

from intake.languages import listed, number
from intake.runs import Run

#: Runs that are named; a tablet whose every second save is missing has another problem.
MOST_NAMED = 8


def named(runs: list[Run]) -> str:
    """The numbers as the page's language lists them: 17, 18, and 30–34."""
    words = [word for run in runs[:MOST_NAMED] for word in _words(run)]
    return listed(words) if len(runs) <= MOST_NAMED else ", ".join([*words, "…"])


def _words(run: Run) -> Iterable[str]:
    first, last = number(run[0]), number(run[1])
    if run[1] - run[0] < 2:
        return dict.fromkeys((first, last))
    return (f"{first}–{last}",)

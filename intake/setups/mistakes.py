"""What is wrong in a set-up file, each with its line, all of it at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: Reading ends after so many: with the first ones mended, many others are gone.
MAX_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend: the line (from 1), the keys that lead there, and a translated sentence."""

    line: int
    where: str
    message: Any

    def __str__(self) -> str:
        return f"line {self.line}: {self.where + ': ' if self.where else ''}{self.message}"


class SetUpMistakes(Exception):
    """The file cannot be used and nothing was changed: what is wrong with it, in the order of its lines."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        ordered = sorted(mistakes, key=lambda mistake: mistake.line)
        self.mistakes = ordered[:MAX_SHOWN]
        self.has_more = len(ordered) > MAX_SHOWN
        super().__init__(f"{len(mistakes)} mistakes")

"""The goals (docs/performance.md says where they come from), and what a measured value is worth against them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.machine import Quiet

#: A goal counts as broken only when it is missed by more than a fifth: machines differ, and so do minutes.
TOLERANCE = 0.8


@dataclass(frozen=True)
class Goal:
    """What must be reached and what we want to reach; `at_least` says which way is better."""

    must: float | None = None
    ambition: float | None = None
    at_least: bool = True

    def reached(self, value: float, limit: float | None) -> bool:
        if limit is None:
            return False
        return value >= limit if self.at_least else value <= limit


#: For lines that only explain the others.
NONE = Goal()


@dataclass
class Line:
    """One line of the table."""

    goal: str
    what: str
    value: float
    unit: str
    limits: Goal = NONE
    #: What explains the value: rates, percentiles, sizes.
    figures: str = ""
    disturbed: bool = False
    rounds: list[float] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        if self.limits.must is None:
            return ""
        if self.disturbed:
            return "withheld: others used the machine"
        if self.limits.reached(self.value, self.limits.ambition):
            return "ambition"
        if self.limits.reached(self.value, self.limits.must):
            return "must"
        return "MISSED" if self.is_broken else "missed"

    @property
    def is_broken(self) -> bool:
        """Whether it is missed by so much that no noise explains it."""
        must = self.limits.must
        if must is None or self.disturbed:
            return False
        return not self.limits.reached(
            self.value, must * TOLERANCE if self.limits.at_least else must / TOLERANCE
        )

    def row(self) -> dict[str, Any]:
        return {
            "goal": self.goal,
            "what": self.what,
            "value": self.value,
            "unit": self.unit,
            "must": self.limits.must,
            "ambition": self.limits.ambition,
            "better": "more" if self.limits.at_least else "less",
            "verdict": self.verdict,
            "figures": self.figures,
            "rounds": self.rounds,
        }


@dataclass
class Round:
    """What the pieces of one round returned, by name."""

    quiet: Quiet
    found: dict[str, Any] = field(default_factory=dict)


class Rounds:
    """All rounds of one part; when too few were quiet, all of them count and the verdict is withheld."""

    def __init__(self, rounds: Sequence[Round], wanted: int) -> None:
        self.all = list(rounds)
        quiet = [one for one in rounds if not one.quiet.disturbed]
        self.disturbed = len(quiet) < wanted
        self.used = self.all if self.disturbed else quiet

    def median(self, value: Callable[[dict[str, Any]], float]) -> float:
        """The median over the rounds of a value made of what one round returned."""
        return statistics.median(self.each(value))

    def each(self, value: Callable[[dict[str, Any]], float]) -> list[float]:
        return [value(one.found) for one in self.used]

    def line(
        self,
        goal: str,
        what: str,
        unit: str,
        value: Callable[[dict[str, Any]], float],
        limits: Goal = NONE,
        figures: str = "",
    ) -> Line:
        each = self.each(value)
        return Line(
            goal,
            what,
            statistics.median(each),
            unit,
            limits,
            figures,
            self.disturbed,
            [round(v, 4) for v in each],
        )

"""The reckoning at the end of an evening notices what it is there for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bench.tablets.hall import Joined
from bench.tablets.node import Record
from bench.tablets.plans import Act
from tests.soak.outcome import Outcome, wrong

ACTS = [
    Act(1, "00-000", "00-000 first", "en"),
    Act(2, "00-001", "00-001 second", "fa"),
    Act(3, "00-000", "00-000 first, corrected", "en"),
    Act(4, "00-001", "00-001 second", "fa", withdrawn=True),
]


def outcome() -> Outcome:
    """One tablet, whose two statements are as they were said last."""
    rows: list[dict[str, Any]] = [
        {
            "statement_id": "a",
            "statement": "00-000 first, corrected",
            "language": "en",
            "status": "active",
            "device": "D",
        },
        {
            "statement_id": "b",
            "statement": "00-001 second",
            "language": "fa",
            "status": "withdrawn",
            "device": "D",
        },
    ]
    return Outcome([Joined("d", "token", "store", "1")], [ACTS], [Record()], rows, {"d": (4, 0)})


FAULTS: dict[str, tuple[Callable[[Outcome], Any], str]] = {
    "lost": (lambda found: found.rows.pop(), "00-001 is missing"),
    "twice": (lambda found: found.rows.append(found.rows[1]), "b is there 2 times"),
    "old text": (
        lambda found: found.rows[0].update(statement="00-000 first"),
        "00-000 is not as it was said last",
    ),
    "back again": (lambda found: found.rows[1].update(status="active"), "00-001 is not as it was said last"),
    "disordered": (lambda found: found.rows.reverse(), "tablet 0: not its statements in their order"),
    "foreign": (
        lambda found: found.rows.append({**found.rows[0], "statement_id": "c", "statement": "99-000 x"}),
        "nobody said '99-000 x'",
    ),
    "gap": (lambda found: found.gaps.update(d=(4, 1)), "tablet 0: (4, 1) in the gap report"),
}


def test_nothing_is_wrong_with_what_was_said() -> None:
    assert wrong(outcome()) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named(fault: str) -> None:
    found = outcome()
    spoil, sentence = FAULTS[fault]
    spoil(found)
    assert sentence in wrong(found)

"""The table of an evening: a line for each tablet, and all together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.soak.outcome import Outcome

HEAD = (
    "tablet",
    "plays in",
    "table",
    "statements",
    "saves",
    "changes",
    "requests",
    "in vain",
    "longest wait",
)


def lines(outcome: Outcome, pages: int) -> list[str]:
    """Waits are those from saving to the receipt."""
    rows: list[tuple[Any, ...]] = []
    for number, (joined, acts, record) in enumerate(
        zip(outcome.joined, outcome.acts, outcome.records, strict=True)
    ):
        said = len({act.mark for act in acts})
        in_vain = sum(not one.answered for one in record.requests)
        rows.append(
            (
                f"{number:02}", "Chromium" if number < pages else "Node", joined.table,
                said, len(acts), len(acts) - said, len(record.requests), in_vain, _longest(outcome, number),
            )
        )  # fmt: skip
    sums = [sum(row[place] for row in rows) for place in range(3, 8)]
    rows.append(("all", "", "", *sums, max(row[8] for row in rows)))
    return ["  ".join(f"{_shown(cell):>12}" for cell in row) for row in (HEAD, *rows)]


def _longest(outcome: Outcome, number: int) -> float:
    """As the tablet saw it; a page does not tell, so for it as the server did, to the second."""
    record = outcome.records[number]
    if record.delivered:
        return max(record.delivered[one] - at for one, at in record.saved.items()) / 1000
    own = (row for row in outcome.rows if row["statement"].startswith(f"{number:02}-"))
    return max((_moment(row["received_at"]) - _moment(row["captured_at"])).total_seconds() for row in own)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _shown(cell: Any) -> str:
    return f"{cell:.1f} s" if isinstance(cell, float) else str(cell)

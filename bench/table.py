"""The one table."""

from __future__ import annotations

from bench.goals import Line

HEAD = ("goal", "what", "measured", "must", "ambition", "verdict", "figures")


def text(lines: list[Line]) -> str:
    """For a terminal."""
    rows = [HEAD, *map(_cells, lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows)


def markdown(lines: list[Line]) -> str:
    """For docs/performance.md."""
    rows = [HEAD, tuple("---" for _ in HEAD), *map(_cells, lines)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _cells(line: Line) -> tuple[str, ...]:
    sign = "≥" if line.limits.at_least else "≤"
    must, ambition = (
        "" if limit is None else f"{sign} {shown(limit, line.unit)}"
        for limit in (line.limits.must, line.limits.ambition)
    )
    return (line.goal, line.what, shown(line.value, line.unit), must, ambition, line.verdict, line.figures)


def shown(value: float, unit: str) -> str:
    """A value with its unit."""
    if unit == "share":
        return f"{value * 100:.0f} %"
    digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
    number = f"{value:,.{digits}f}"
    return number + unit if unit == "/s" else f"{number} {unit}"

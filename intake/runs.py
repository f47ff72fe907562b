"""Sets of whole numbers as runs, written `1-16,18,20-41`: which of a device's saves the store has answered."""

from __future__ import annotations

from collections.abc import Iterable

#: First and last number of a run.
Run = tuple[int, int]
#: No evening has as many saves; a larger number is a mistake of the device and would report a gap that nobody has.
GREATEST = 1_000_000
#: Runs that are kept: beyond them the earliest gaps are forgotten, so that no device can make its own row grow.
MOST = 200


def read(text: str) -> list[Run]:
    """The runs of a text that `add` made, ascending."""
    pairs = (part.partition("-") for part in text.split(",") if part)
    return [(int(first), int(last or first)) for first, _dash, last in pairs]


def add(text: str, numbers: Iterable[int]) -> str:
    """The text with these numbers in it too; numbers that cannot be meant are left out."""
    new = sorted({number for number in numbers if 0 < number <= GREATEST})
    if not new:
        return text
    merged: list[Run] = []
    for first, last in sorted([*read(text), *((number, number) for number in new)]):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    if len(merged) > MOST:
        rest = len(merged) - MOST
        merged[: rest + 1] = [(merged[0][0], merged[rest][1])]
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in merged)


def missing(text: str, highest: int) -> list[Run]:
    """What lies between 1 and the highest number and is not in the text."""
    found: list[Run] = []
    expected = 1
    for first, last in read(text):
        if first > expected:
            found.append((expected, first - 1))
        expected = last + 1
    if expected <= highest:
        found.append((expected, highest))
    return found


def size(runs: Iterable[Run]) -> int:
    """How many numbers they hold."""
    return sum(last - first + 1 for first, last in runs)

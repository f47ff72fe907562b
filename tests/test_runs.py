"""Runs of numbers: what arrived in any order, and what is missing."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as some

from intake import runs


def test_late_numbers_close_the_gap() -> None:
    text = runs.add(runs.add("", range(1, 17)), [18, 19])
    assert text == "1-16,18-19"
    assert runs.missing(text, 20) == [(17, 17), (20, 20)]
    assert runs.add(text, [17]) == "1-19"


@given(some.sets(some.integers(1, 60)), some.integers(0, 70))
def test_every_number_is_either_there_or_missing(numbers: set[int], highest: int) -> None:
    text, order = "", list(numbers)
    random.Random(1).shuffle(order)
    for number in order:
        text = runs.add(text, [number])
    assert text == runs.add("", numbers) == runs.add(text, numbers)
    held = {n for first, last in runs.read(text) for n in range(first, last + 1)}
    missing = {n for first, last in runs.missing(text, highest) for n in range(first, last + 1)}
    assert held == numbers
    expected = set(range(1, max([highest, *numbers], default=0) + 1)) - numbers
    assert missing == expected and runs.size(runs.missing(text, highest)) == len(expected)


def test_no_device_can_make_it_grow_without_end() -> None:
    text = runs.add("", [*range(1, 2000, 2), 0, -5, 2**53 - 1])
    assert len(runs.read(text)) == runs.MOST
    assert runs.read(text)[-1] == (1999, 1999)
    assert runs.missing(text, 1999)[-1] == (1998, 1998), "the earliest gaps are forgotten, not the latest"

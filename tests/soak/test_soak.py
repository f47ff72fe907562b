"""A whole evening compressed: tablets of both kinds, bad wifi, a server killed twice; nothing lost, nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import POSTGRES
from tests.faults.sizes import size
from tests.soak import table
from tests.soak.evening import Evening, Night
from tests.soak.outcome import wrong

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(POSTGRES), reason="the server of one evening, on one file"),
]
EVENING = Evening(
    tablets=size(8, 40),
    pages=size(1, 4),
    tables=size(8, 12),
    seconds=size(40, 600),
    statements=(size(5, 30), size(12, 120)),
    good=(3, size(8, 30)),
    bad=(2, size(6, 20)),
    away=size(3, 6),
)


@pytest.mark.browser
@pytest.mark.usefixtures("with_node")
def test_an_evening_loses_nothing(tmp_path: Path, browser: Browser) -> None:
    outcome = Night(tmp_path / "instance", EVENING, browser).play()
    for line in table.lines(outcome, EVENING.pages):
        print(line)
    assert wrong(outcome) == []
    assert [record.hurried() for record in outcome.records] == [0] * EVENING.tablets


@pytest.mark.usefixtures("with_node")
def test_control_tablets_that_believe_any_answer(tmp_path: Path) -> None:
    evening = Evening(
        tablets=4, pages=0, tables=4, seconds=10, statements=(8, 12), good=(1, 3), bad=(2, 4), kills=0,
        states=("portal",), habits=("believing",),
    )  # fmt: skip
    found = wrong(Night(tmp_path / "instance", evening, None).play())
    assert any(one.endswith("is missing") for one in found)
    assert any("in the gap report" in one for one in found)

"""Faults, each with its control: the same test with the protection patched out, from the test's side, must fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import browser, serve
from tests.browser.rooms import room
from tests.faults.tablet.lines import line
from tests.halls import hall, make_hall

__all__ = ["browser", "hall", "line", "make_hall", "room", "serve"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")

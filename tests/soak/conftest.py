"""An evening in a hall, played by tablets under Node and in Chromium."""

from __future__ import annotations

import os

import pytest

from bench.tablets import node
from tests.browser.conftest import browser

__all__ = ["browser", "with_node"]

REQUIRED = "node" in os.environ.get("INTAKE_REQUIRE", "").split(",")


@pytest.fixture
def with_node() -> None:
    """Skipped, or failed where required, when no tablet can be played under Node."""
    if message := node.why_not():
        pytest.fail(message) if REQUIRED else pytest.skip(message)

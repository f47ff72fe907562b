"""Firefox and WebKit at a table: only for `make engines`, and skipped where such a browser is missing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.rooms import Served
from tests.engines import firefox, webkit
from tests.engines.tablet import Tablet
from tests.halls import Hall, hall, make_hall

__all__ = ["hall", "make_hall", "served", "tablet"]

ENGINES: dict[str, tuple[Any, Any, str]] = {
    "firefox": (firefox.Firefox, firefox.found, "firefox-esr"),
    "webkit": (webkit.WebKit, webkit.found, "webkit2gtk-driver gir1.2-webkit2-4.1 python3-gi xvfb"),
}
ASKED_FOR = bool(os.environ.get("INTAKE_ENGINES"))
REQUIRED = "engines" in os.environ.get("INTAKE_REQUIRE", "").split(",")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents and not ASKED_FOR:
            item.add_marker(pytest.mark.skip(reason="Firefox and WebKit are tried by `make engines`"))


@pytest.fixture
def served(hall: Hall) -> Iterator[Served]:
    served = Served(hall)
    yield served
    served.stop()


@pytest.fixture(params=list(ENGINES))
def tablet(request: pytest.FixtureRequest, served: Served, tmp_path: Path) -> Iterator[Tablet]:
    """A tablet that nobody has joined with."""
    make, found, packages = ENGINES[request.param]
    if not found():
        message = f"no {request.param} found (Debian: apt-get install {packages})"
        pytest.fail(message) if REQUIRED else pytest.skip(message)
    tablet = Tablet(make, tmp_path / "profile", served, request.param)
    yield tablet
    tablet.loses_power()

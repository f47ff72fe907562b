"""A real Chromium, and a served app for it. Without Chromium: skipped, or failed where required."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import make_server

from tests.browser.programs import server
from tests.browser.rooms import WAITS, room
from tests.browser.tablets import tablet
from tests.halls import hall, make_hall

__all__ = ["browser", "hall", "keep_picture", "make_hall", "room", "serve", "server", "tablet"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
REQUIRED = "browser" in os.environ.get("INTAKE_REQUIRE", "").split(",")
#: Pictures are kept here, outside git, for whoever wants to look.
PICTURES = Path(__file__).resolve().parents[2] / "artifacts" / "pictures"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


def find_chromium() -> str | None:
    """INTAKE_CHROMIUM, else the first of the usual names on the path."""
    found = (shutil.which(name) for name in NAMES)
    return os.environ.get("INTAKE_CHROMIUM") or next(filter(None, found), None)


#: The one of this process: pytest asks once for each folder that has the fixture.
_running: list[Browser] = []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if _running:
        yield _running[0]
        return
    path = find_chromium()
    if path is None:
        message = "no Chromium found (Debian: apt-get install chromium, or set INTAKE_CHROMIUM)"
        pytest.fail(message) if REQUIRED else pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        _running.append(browser)
        expect.set_options(timeout=WAITS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve() -> Callable[[Flask], AbstractContextManager[str]]:
    """`with serve(app) as address:` serves it on a free port of this machine."""
    return _serve


@contextmanager
def _serve(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@pytest.fixture(scope="session")
def keep_picture() -> Callable[[str, bytes], None]:
    """Keep a picture under this name, which may name folders."""

    def keep(name: str, picture: bytes) -> None:
        path = PICTURES / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture)

    return keep

"""A tablet in a room whose server can be taken away and brought back."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browser.tablets import WAITS as WAITS
from tests.browser.tablets import Tablet
from tests.cli.processes import free_port
from tests.halls import Hall

#: A page keeps itself file by file, forty of them, one after the other; milliseconds.
KEEPS = 3 * WAITS


class UnderWay:
    """How many requests a server is at work on."""

    def __init__(self) -> None:
        self.changed, self.number = threading.Condition(), 0

    def add(self, number: int) -> None:
        with self.changed:
            self.number += number
            self.changed.notify_all()

    def wait(self) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: not self.number, WAITS / 1000)


def counting(under_way: UnderWay) -> type[WSGIRequestHandler]:
    class Handler(WSGIRequestHandler):
        def run_wsgi(self) -> None:
            under_way.add(1)
            try:
                super().run_wsgi()
            finally:
                under_way.add(-1)

    return Handler


class Served:
    """A hall's server, which can be taken away and brought back at the same address."""

    def __init__(self, hall: Hall) -> None:
        self.hall, self.stack, self.port = hall, ExitStack(), 0
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, app: Flask | None = None) -> None:
        self.port = self.port or free_port()
        under_way = UnderWay()
        server = make_server(
            "127.0.0.1", self.port, app or self.hall.app, threaded=True, request_handler=counting(under_way)
        )
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        # What a server is at work on when it is stopped is done before anything else happens.
        self.stack.callback(under_way.wait)
        self.stack.callback(thread.join, 10)
        self.stack.callback(server.server_close)
        self.stack.callback(server.shutdown)

    def stop(self) -> None:
        self.stack.close()


class Room(Served):
    """A tablet, and the server that can be taken away from it."""

    def __init__(self, browser: Browser, hall: Hall) -> None:
        super().__init__(hall)
        self.browser = browser
        self.tablet = Tablet(browser, self.address, hall)

    def visit(self, context: Any = None) -> Page:
        """A page that has kept itself."""
        page = self.tablet.page(context)
        kept(page)
        return page


def settled(page: Page) -> None:
    """The page has tried to keep itself."""
    expect(page.locator("html")).to_have_attribute("data-kept", re.compile("true|false"), timeout=KEEPS)


def kept(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-kept", "true", timeout=KEEPS)
    page.wait_for_function("() => navigator.serviceWorker.controller")


@pytest.fixture
def room(browser: Browser, hall: Hall) -> Iterator[Room]:
    with room_of(browser, hall) as room:
        yield room


@contextmanager
def room_of(browser: Browser, hall: Hall) -> Iterator[Room]:
    room = Room(browser, hall)
    yield room
    for context in room.tablet.contexts:
        context.close()
    room.stop()
    assert room.tablet.faults == [], room.tablet.faults

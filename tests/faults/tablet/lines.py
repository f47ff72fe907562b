"""The line between a tablet and its server: a proxy that loses answers or answers like a venue's portal."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.rooms import Room
from tests.browser.tablets import Tablet
from tests.halls import Hall

WELCOME = b"<!doctype html><title>Venue wifi</title><h1>FOREIGN: accept our terms</h1>"
#: What a portal answers to everything: status, headers, body.
PORTALS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "page": (200, {"Content-Type": "text/html"}, WELCOME),
    "redirect": (302, {"Location": "/portal-welcome", "Content-Type": "text/html"}, b""),
    "json": (200, {"Content-Type": "application/json"}, b"{}"),
    "nothing": (204, {}, b""),
    "login": (511, {"Content-Type": "text/html"}, WELCOME),
}


class Line:
    """`state` is "through", "lossy" (the server works, its answers get lost) or the name of a portal."""

    def __init__(self, port: int) -> None:
        self.state = "through"
        self.requests: list[tuple[str, str]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, port))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @contextmanager
    def being(self, state: str) -> Iterator[None]:
        before, self.state = self.state, state
        yield
        self.state = before

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def line(browser: Browser, hall: Hall, room: Room) -> Iterator[Line]:
    """The room's tablet reaches its server through this from now on."""
    line = Line(room.port)
    room.tablet = Tablet(browser, line.address, hall)
    yield line
    for context in room.tablet.contexts:
        context.close()
    room.tablet.contexts.clear()
    # What Chromium says of a portal's page in the place of a script.
    room.tablet.faults = [one for one in room.tablet.faults if "MIME type" not in one]
    line.close()


def _handler(line: Line, port: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            line.requests.append((self.command, self.path))
            if line.state in PORTALS:
                portal = "page" if self.path == "/portal-welcome" else line.state
                self.answer(*PORTALS[portal])
                return
            headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            try:
                connection.request(self.command, self.path, body or None, headers)
                response = connection.getresponse()
                found = response.status, response.getheaders(), response.read()
            except OSError:
                found = None
            finally:
                connection.close()
            if found is None or (line.state == "lossy" and self.command == "PUT"):
                self.close_connection = True
                return
            self.answer(found[0], found[1], found[2])

        def answer(self, status: int, headers: Any, body: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers.items() if isinstance(headers, dict) else headers:
                if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                    self.send_header(name, value)
            if status not in (204, 304):
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if status not in (204, 304):
                self.wfile.write(body)

        do_GET = do_PUT = do_POST = forward

        def log_message(self, *_given: Any) -> None:
            pass

    return Handler

"""The line between a tablet and its server: a proxy that loses answers or answers like a venue's portal."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from intake.models import Store
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
#: Receipts in the right shape that answer something else: which of their two proofs is not right.
RECEIPTS = {"another nonce": "nonce", "another store": "store"}


class Line:
    """`state` is "through", "lossy" (the server works, its answers get lost), "forgetful" (only the first answer to each
    batch gets lost), or the name of a portal or of a receipt; `store` is what the server calls its database."""

    def __init__(self, port: int, store: str = "") -> None:
        self.state, self.store = "through", store
        self.answered: set[bytes] = set()
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
    with hall.db.read() as session:
        line = Line(room.port, str(session.scalars(select(Store.uid)).one()))
    room.tablet = Tablet(browser, line.address, hall)
    yield line
    for context in room.tablet.contexts:
        context.close()
    room.tablet.contexts.clear()
    # What Chromium says of a portal's page in the place of a script.
    room.tablet.faults = [one for one in room.tablet.faults if "MIME type" not in one]
    line.close()


def elements(body: dict[str, Any]) -> list[dict[str, Any]]:
    """What a batch is of, whichever kind that is."""
    [found] = [body[name] for name in ("statements", "renderings", "confirmations") if name in body]
    return list(found)


def receipt(line: Line, body: bytes) -> bytes:
    """What a server answers that stored this batch, but for one of its proofs."""
    sent = json.loads(body)
    proofs = {"nonce": sent["nonce"], "store": line.store} | {RECEIPTS[line.state]: "somebody else's"}
    results = [
        {"id": one["id"], "revision": one["revision"], "version": 1, "status": "stored", "problem": None}
        for one in elements(sent)
    ]
    return json.dumps({"intake": 1, "epoch": 1, "safe_sequence": 0, "results": results, **proofs}).encode()


def _handler(line: Line, port: int) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            line.requests.append((self.command, self.path))
            if line.state in RECEIPTS and self.command == "PUT":
                self.answer(200, {"Content-Type": "application/json"}, receipt(line, body))
                return
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
            if found is None or (self.command == "PUT" and self.is_lost(body)):
                self.close_connection = True
                return
            self.answer(found[0], found[1], found[2])

        def is_lost(self, body: bytes) -> bool:
            if line.state != "forgetful":
                return line.state == "lossy"
            sent = json.dumps([one["id"] for one in elements(json.loads(body))]).encode()
            is_first = sent not in line.answered
            line.answered.add(sent)
            return is_first

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

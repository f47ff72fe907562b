"""What the clients say: the bare form, statements over the API, the capture page loaded and its form sent."""

from __future__ import annotations

import gzip
import itertools
import json
import re
import uuid
from urllib.parse import urlencode

from bench.load import http
from intake.db import new_uid

#: 300 characters, as a notetaker writes in two minutes.
TEXT = (
    "We waited forty minutes for the bus and then walked home along a road without a pavement. "
    "My daughter is nine and I do not let her walk to school any more. If there were lights at the crossing "
    "and one bus more in the hour, half of this room would leave the car at home. We said so two years ago too."
)[:300]
ENTERED = {"question": "Q1", "text": TEXT, "language": "en", "kind": "quote", "agreed": "3"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Form:
    """The references' traffic: six fields of a form, answered with a redirect."""

    def __init__(self, path: str) -> None:
        self.path = path

    def next_request(self, client: int, last: bytes) -> bytes:
        return http("POST", self.path, urlencode({"uid": uuid.uuid4().hex, **ENTERED}).encode(), FORM)

    def accepts(self, client: int, status: int, answer: bytes) -> bool:
        return status == 303 and b"/ok" in answer


class Puts:
    """Statements sent with PUT, some in each request, each client with a device of its own."""

    def __init__(self, tokens: list[str], batch: int = 1) -> None:
        self.tokens, self.batch = tokens, batch
        self.under_way: dict[int, list[str]] = {}
        #: Ids that the server said are stored.
        self.accepted: list[str] = []
        self._sequence = itertools.count(1)

    def next_request(self, client: int, last: bytes) -> bytes:
        ids = self.under_way[client] = [str(new_uid()) for _ in range(self.batch)]
        return put(self.tokens[client % len(self.tokens)], ids, self._sequence)

    def accepts(self, client: int, status: int, answer: bytes) -> bool:
        stored = status == 200 and answer.count(b'"stored"') == self.batch
        if stored:
            self.accepted += self.under_way[client]
        return stored


def put(token: str, ids: list[str], sequence: itertools.count[int]) -> bytes:
    """A batch of new statements with these ids."""
    statements = [
        {
            "id": one,
            "revision": 1,
            "sequence": next(sequence),
            "question": "Q1",
            "text": TEXT,
            "language": "en",
            "kind": "quote",
            "agreed": 3,
            "captured_at": "2024-07-20T18:03:11-07:00",
        }
        for one in ids
    ]
    body = json.dumps({"schema": 1, "nonce": ids[0], "statements": statements}).encode()
    return http(
        "PUT",
        "/api/v1/statements",
        body,
        {"authorization": f"Bearer {token}", "content-type": "application/json"},
    )


class Capture:
    """A browser at the capture page: the page, then its form sent, in turn; every second answer ends a unit."""

    def __init__(self, tokens: list[str], *, only_pages: bool = False) -> None:
        self.cookies = [{"intake_device": token, "intake_language": "en"} for token in tokens]
        self.csrf = [""] * len(tokens)
        self.writes = [False] * len(tokens)
        self.only_pages = only_pages
        #: Statements that the server took.
        self.accepted = 0

    def next_request(self, client: int, last: bytes) -> bytes:
        if last:
            self._remember(client, last)
            self.writes[client] = not self.writes[client] and not self.only_pages
        headers = {
            "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies[client].items()),
            "accept-encoding": "gzip, deflate",
            "accept-language": "en",
        }
        if not self.writes[client]:
            return http("GET", "/notes/", b"", headers)
        fields = {
            "csrf_token": self.csrf[client],
            "id": str(new_uid()),
            "revision": "1",
            "base": "0",
            **ENTERED,
        }
        return http(
            "POST", "/notes/", urlencode(fields).encode(), headers | FORM | {"sec-fetch-site": "same-origin"}
        )

    def accepts(self, client: int, status: int, answer: bytes) -> bool:
        if not self.writes[client]:
            return status == 200 and len(answer) > 2000
        self.accepted += status == 303
        return status == 303

    def _remember(self, client: int, answer: bytes) -> None:
        """The cookie that came, and the token in the first page's form; it holds for as long as the cookie."""
        head, _, body = answer.partition(b"\r\n\r\n")
        for name, value in re.findall(rb"(?i)set-cookie: (\w+)=([^;\r]+)", head):
            self.cookies[client][name.decode()] = value.decode()
        if not self.csrf[client]:
            page = gzip.decompress(body) if b"content-encoding: gzip" in head.lower() else body
            found = re.search(rb'name="csrf_token" value="([^"]+)"', page)
            self.csrf[client] = found[1].decode() if found else ""

"""What waits on a tablet, and its delivery as the page delivers: in batches, one at a time once a request was refused."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

from flask.testing import FlaskClient

from intake.db import new_uid

#: What the page sends at once.
BATCH = 25
#: Answers to a request that is taken apart, as the page does.
REFUSED = (400, 413, 500)

#: Sends the body of one request; the status and the JSON of the answer.
Send = Callable[[bytes], tuple[int, Any]]


def queue(count: int, **values: Any) -> list[dict[str, Any]]:
    """Statements as they wait."""
    return [waiting(number, **values) for number in range(1, count + 1)]


def waiting(number: int, **values: Any) -> dict[str, Any]:
    """One statement that waits; `number` is the tablet's count of it."""
    given = {"id": str(new_uid()), "revision": 1, "base": 0, "sequence": number, "question": "Q1"}
    given |= {"text": f"The bus comes once an hour, said {number}.", "language": "en", "kind": "quote"}
    return given | {"agreed": 0, "captured_at": "2024-07-20T18:03:11-07:00"} | values


def body(*elements: Any, nonce: str = "n") -> bytes:
    """A batch; an element that is bytes stands in it as it is."""
    written = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in elements]
    return b'{"schema": 1, "nonce": "%s", "statements": [%s]}' % (nonce.encode(), b", ".join(written))


def sending(client: FlaskClient, token: str) -> Send:
    """Sends to the app with this device's token."""

    def send(content: bytes) -> tuple[int, Any]:
        answer = client.put("/api/v1/statements", data=content, headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json

    return send


def deliver(send: Send, saves: list[Any], most: int = BATCH) -> list[tuple[int, str, str | None]]:
    """(status of the request, status of the save, reason) for each save, in their order."""
    return [told for some in batches(saves, most) for told in _told(send, some)]


def batches(saves: list[Any], most: int = BATCH) -> Iterator[list[Any]]:
    left = iter(saves)
    while some := list(itertools.islice(left, most)):
        yield some


def _told(send: Send, saves: list[Any]) -> list[tuple[int, str, str | None]]:
    status, answer = send(body(*saves))
    if status == 200:
        results = answer["results"]
        return [(200, one["status"], (one["problem"] or {}).get("code")) for one in results]
    if status in REFUSED and len(saves) > 1:
        return [told for one in saves for told in _told(send, [one])]
    return [(status, "waits", answer["error"]["code"])] * len(saves)

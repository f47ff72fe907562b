"""Tablets of an evening as threads: each sends statement after statement, and the same again until it has a receipt."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from bench.traffic import TEXT
from intake.db import new_uid

#: Seconds that a request may take, and that a tablet waits after one that failed.
PATIENCE, PAUSE = 10, 0.05


@dataclass
class Evening:
    """What the tablets sent and what they were told."""

    port: int
    #: Ids that the server said are stored.
    acknowledged: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    #: Answers by status; 0 where there was none.
    answers: Counter[int] = field(default_factory=Counter)
    #: Other answers than receipts.
    refusals: list[tuple[int, str]] = field(default_factory=list)
    ends: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def with_tablets(self, tokens: list[str]) -> list[threading.Thread]:
        """The tablets, at work until `ends` is set and each has delivered what it began."""
        threads = [threading.Thread(target=self._write, args=(token,), daemon=True) for token in tokens]
        for thread in threads:
            thread.start()
        return threads

    def _write(self, token: str) -> None:
        numbers = itertools.count(1)
        while not self.ends.is_set():
            uid, number = str(new_uid()), next(numbers)
            self.sent.add(uid)
            while not self.put(token, uid, number):
                time.sleep(PAUSE)

    def put(self, token: str, uid: str, number: int) -> bool:
        """Send it once; whether there is a receipt for it."""
        status, body = put(self.port, token, uid, number)
        with self.lock:
            self.answers[status] += 1
            if status == 200 and ('"stored"' in body or '"unchanged"' in body):
                self.acknowledged.add(uid)
                return True
            if status:
                self.refusals.append((status, body))
        return False


def put(port: int, token: str, uid: str, number: int) -> tuple[int, str]:
    """Status and body of the answer; 0 when there is none."""
    statement = {
        "id": uid,
        "revision": 1,
        "sequence": number,
        "question": "Q1",
        "text": TEXT,
        "language": "en",
    }
    statement |= {"kind": "quote", "agreed": 0, "captured_at": "2024-07-20T18:03:11-07:00"}
    body = json.dumps({"schema": 1, "nonce": uid, "statements": [statement]})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("PUT", "/api/v1/statements", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()

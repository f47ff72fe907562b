"""Fault 29: from the one address of a hall, somebody guesses codes, somebody else writes thousands, and forty join."""

from __future__ import annotations

import http.client
import json
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench import store
from intake import codes
from tests.cli.processes import PATIENCE, Served, free_port
from tests.conftest import POSTGRES
from tests.faults.server.queues import body, waiting
from tests.faults.sizes import IS_FULL, size

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(POSTGRES), reason="needs a database of its own")]
FAULT = 29
GUESSES, SPAM = size(400, 10_000), size(560, 5_000)
#: Tablets that join with their table's card, and with its spoken code.
BY_CARD, SPOKEN = 30, 10
#: What a device may add before it is held, as it is unless somebody sets it.
LIVE = 500
#: What a wrong code costs: so many are said to be wrong, and all others to wait.
SAID_WRONG = 30
BY_ADDRESS = """
import sys
from contextlib import contextmanager
from intake.throttle import Throttle, _network

@contextmanager
def short_code(self, address, code):
    with self._attempt(((self._codes, _network(address)),)) as attempt:
        yield attempt

Throttle.short_code = short_code
from intake.cli import main
sys.exit(main())
"""
UNTHROTTLED = BY_ADDRESS.replace("self._attempt(((self._codes, _network(address)),))", "self._attempt(())")


class ByAddress(Served):
    program = ("-c", BY_ADDRESS)


class Unthrottled(Served):
    program = ("-c", UNTHROTTLED)


@dataclass
class Told:
    """What each was answered."""

    guesses: Counter[int] = field(default_factory=Counter)
    spam: Counter[int] = field(default_factory=Counter)
    joined: Counter[int] = field(default_factory=Counter)
    #: Seconds of each answer to an honest tablet, and of all of them together.
    seconds: list[float] = field(default_factory=list)
    together: float = 0.0


Ask = Callable[..., tuple[int, bytes]]


@contextmanager
def asking(port: int) -> Iterator[Ask]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:

        def ask(method: str, path: str, content: bytes | None = None, token: str = "") -> tuple[int, bytes]:
            connection.request(method, path, content, {"Authorization": f"Bearer {token}"} if token else {})
            answer = connection.getresponse()
            return answer.status, answer.read()

        yield ask


def guess(port: int, told: Told) -> None:
    chance = random.Random(29)
    with asking(port) as ask:
        for number in range(GUESSES):
            code = "".join(chance.choices(codes.ALPHABET, k=codes.LENGTH))
            if number % 2:
                told.guesses[ask("GET", f"/join/{code}")[0]] += 1
            else:
                told.guesses[ask("POST", "/api/v1/devices", joining(code, "1"))[0]] += 1


def spam(port: int, told: Told, token: str) -> None:
    with asking(port) as ask:
        for number in range(1, SPAM + 1):
            told.spam[ask("PUT", "/api/v1/statements", body(waiting(number, text="spam")), token)[0]] += 1


def joining(code: str, place: str) -> bytes:
    return json.dumps({"code": code, "place": place}).encode()


def join(port: int, told: Told, tables: list[tuple[str, str]]) -> None:
    """Each joins and writes one statement."""
    begun = time.monotonic()
    with asking(port) as ask:
        for code, place in tables:
            at = time.monotonic()
            status, answer = ask("POST", "/api/v1/devices", joining(code, place))
            told.joined[status] += 1
            if status < 300:
                token = json.loads(answer)["token"]
                assert ask("PUT", "/api/v1/statements", body(waiting(1, text="honest")), token)[0] == 200
            told.seconds.append((time.monotonic() - at) / 2)
    told.together = time.monotonic() - begun


def one_address(folder: Path, kind: type[Served]) -> None:
    made, port, told = store.make(folder), free_port(), Told()
    with closing(sqlite3.connect(made.database)) as raw, raw:
        for (place,) in raw.execute("SELECT id FROM place").fetchall():
            raw.execute("UPDATE place SET short_code = ? WHERE id = ?", (codes.new_short_code(), place))
        found = raw.execute(
            "SELECT label, code, short_code FROM place WHERE label > '' ORDER BY id"
        ).fetchall()
    cards = [(code, label) for label, code, _ in found[:BY_CARD]]
    spoken = [(short, label) for label, _, short in found[BY_CARD : BY_CARD + SPOKEN]]
    server = kind("run", "--port", str(port), instance=folder)
    try:
        server.line_with("served on")
        threads = [
            threading.Thread(target=guess, args=(port, told)),
            threading.Thread(target=spam, args=(port, told, made.tokens[0])),
        ]
        for thread in threads:
            thread.start()
        while told.guesses.total() < min(GUESSES, 2 * SAID_WRONG):
            time.sleep(0.01)
        join(port, told, cards + spoken)
        for thread in threads:
            thread.join()
    finally:
        assert server.stop() == 0
    assert told.joined == {201: BY_CARD, 202: SPOKEN}, "every honest tablet joins"
    assert told.together < 120 and (not IS_FULL or sorted(told.seconds)[len(told.seconds) * 95 // 100] < 1)
    assert told.guesses == {404: SAID_WRONG, 429: GUESSES - SAID_WRONG}, (
        "guesses are throttled, none is right"
    )
    assert told.spam == {200: SPAM}, "and not one is lost, whoever wrote it"
    with closing(sqlite3.connect(made.database)) as raw:
        counted = dict(
            raw.execute("SELECT text || ' ' || status, count(*) FROM statement GROUP BY 1").fetchall()
        )
    assert counted == {
        "spam active": LIVE,
        "spam held": SPAM - LIVE,
        "honest active": BY_CARD,
        "honest held": SPOKEN,
    }


def test_one_address(tmp_path: Path) -> None:
    one_address(tmp_path, Served)


def test_control_a_limit_by_address_alone(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="every honest tablet joins"):
        one_address(tmp_path, ByAddress)


def test_control_no_limit(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="guesses are throttled"):
        one_address(tmp_path, Unthrottled)

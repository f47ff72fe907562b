"""G16: what waits on an evening's tablets goes out when the server can be reached again, soon and without a rush."""

from __future__ import annotations

import random
import time
from contextlib import ExitStack
from dataclasses import dataclass

from bench import servers, store
from bench.goals import Goal, Line
from bench.run import Run
from bench.tablets import hall, plans
from bench.tablets.node import Tablets, why_not
from bench.tablets.wifi import Wifi

TABLES, STATEMENTS = 12, store.OF_A_DEVICE
#: Attempts that failed during an hour without a server; the pause between two has long been the longest.
FAILURES = 100
#: Seconds after which the tablets are at different points of their pauses.
APART = 90
#: How the server is away: nothing answers, or nobody is there.
OUTAGES = {"silent": "nothing passes", "cut": "nothing connects"}
DRAINED = Goal(30, at_least=False)
NEVER = Goal(0, at_least=False)


@dataclass
class Drained:
    """Seconds from the end of the outage until each tablet had its last receipt; its requests, and the hurried ones."""

    seconds: list[float]
    requests: int
    hurried: int


def measure(run: Run) -> list[Line]:
    """The lines of this part. Nobody tells the tablets that the outage ended: no event, no save."""
    if message := why_not():
        run.say(f"draining was not measured: {message}")
        return []
    found = {}
    for state, words in OUTAGES.items():
        run.say(f"draining after an outage: {words}")
        found[state] = _after_an_outage(run, state)
    lines = [
        Line(
            "G16",
            f"the last of {TABLES} tablets × {STATEMENTS} statements delivered after an hour's outage, {words}",
            max(found[state].seconds),
            "s",
            DRAINED,
            f"first {min(found[state].seconds):.1f} s, {found[state].requests} requests",
        )
        for state, words in OUTAGES.items()
    ]
    hurried = sum(one.hurried for one in found.values())
    lines.append(
        Line("G16", "requests less than 2 s after another of the same tablet", hurried, "requests", NEVER)
    )
    return lines


def _after_an_outage(run: Run, state: str) -> Drained:
    folder = run.folder / f"draining-{state}"
    joined = hall.join(folder, TABLES, TABLES)
    acts = [plans.evening(number, STATEMENTS, 1) for number in range(TABLES)]
    with ExitStack() as ending:
        server = servers.product(folder)
        ending.callback(server.stop)
        wifi = Wifi(server.port, TABLES)
        ending.callback(wifi.close)
        for line in wifi.lines:
            line.become(state)
        apis = [f"{address}/api/v1/" for address in wifi.addresses]
        tablets = Tablets(joined, acts, apis, begin=time.time() + 2, failures=FAILURES)
        ending.callback(tablets.stop)
        if late := tablets.until(lambda one: one.finished, 60):
            raise RuntimeError(f"tablets {late} do not keep what was said")
        time.sleep(APART + random.uniform(0, 5))
        ended = time.time()
        for line in wifi.lines:
            line.become("through")
        if left := tablets.until(lambda one: not one.waiting, 180):
            raise RuntimeError(f"tablets {left} do not deliver")
    seconds = [max(one.delivered.values()) / 1000 - ended for one in tablets.records]
    after = sum(asked.began / 1000 > ended for one in tablets.records for asked in one.requests)
    return Drained(seconds, after, sum(one.hurried() for one in tablets.records))

"""An evening: tablets that write, wifi that comes and goes, a server that is killed; and what must be true in the end."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser

from bench.tablets import hall, plans
from bench.tablets.node import Tablets
from bench.tablets.wifi import Wifi
from tests.cli.processes import Served, free_port
from tests.soak.outcome import Outcome, read
from tests.soak.pages import PageTablet

#: What a line becomes when it is not good.
BAD = ("cut", "cut", "silent", "lossy", "portal")
#: Seconds that a thing may take when everything is well again.
PATIENCE = 120


@dataclass
class Evening:
    """How large it is; the first `pages` tablets are in Chromium."""

    tablets: int
    pages: int
    tables: int
    seconds: float
    statements: tuple[int, int]
    #: Shortest and longest time, in seconds, that a line is good, and is bad.
    good: tuple[float, float]
    bad: tuple[float, float]
    kills: int = 2
    #: Seconds that the killed server is away.
    away: float = 5
    states: Sequence[str] = BAD
    habits: Sequence[str] = ()


class Night:
    """One evening while it runs."""

    def __init__(self, folder: Path, evening: Evening, browser: Browser | None) -> None:
        self.folder, self.evening, self.browser = folder, evening, browser
        self.joined = hall.join(folder, evening.tablets, evening.tables)
        chance = random.Random(evening.tablets)
        self.acts = [
            plans.evening(number, chance.randint(*evening.statements), evening.seconds, until=0.95)
            for number in range(evening.tablets)
        ]
        self.port = free_port()
        self.server = self._serve()
        self.wifi = Wifi(self.port, evening.tablets)

    def _serve(self) -> Served:
        server = Served("run", "--port", str(self.port), instance=self.folder)
        server.line_with("served on")
        return server

    def _kill(self) -> None:
        """The process that watches first, then those that serve: nothing gets a chance to finish."""
        workers = self.server.workers()
        self.server.process.kill()
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        self.server.ended()

    def _return(self) -> None:
        self.server = self._serve()

    def _events(self, pages: Sequence[PageTablet]) -> list[tuple[float, Callable[[], None]]]:
        """What happens when: the weather of each line, the kills, and the acts at the pages."""
        evening, chance = self.evening, random.Random(self.evening.tablets)
        events: list[tuple[float, Callable[[], None]]] = []
        for line in self.wifi.lines:
            at = chance.uniform(*evening.good)
            while at < evening.seconds * 0.95:
                events.append((at, partial(line.become, chance.choice(evening.states))))
                at += chance.uniform(*evening.bad)
                events.append((min(at, evening.seconds), partial(line.become, "through")))
                at += chance.uniform(*evening.good)
        for number in range(evening.kills):
            at = evening.seconds * (number + 1) / (evening.kills + 1)
            events += [(at, self._kill), (at + evening.away, self._return)]
        for page, acts in zip(pages, self.acts, strict=False):
            events += [(act.at, partial(page.act, act)) for act in acts]
            events.append((chance.uniform(0.3, 0.7) * evening.seconds, page.reopen))
        return sorted(events, key=lambda event: event[0])

    def play(self) -> Outcome:
        with ExitStack() as ending:
            ending.callback(self.wifi.close)
            ending.callback(lambda: self.server.process.poll() is None and self.server.stop())
            pages = []
            for number in range(self.evening.pages):
                assert self.browser
                pages.append(PageTablet(self.browser, self.joined[number], self.wifi.addresses[number]))
                ending.callback(pages[-1].close)
            rest = slice(len(pages), None)
            begin = time.time() + 3
            apis = [f"{address}/api/v1/" for address in self.wifi.addresses]
            tablets = Tablets(
                self.joined[rest], self.acts[rest], apis[rest], begin=begin, habits=self.evening.habits
            )
            ending.callback(tablets.stop)
            for at, happen in self._events(pages):
                _pass_time(pages, begin + at)
                happen()
            for line in self.wifi.lines:
                line.become("through")
            for page in pages:
                page.delivers()
            late = tablets.until(lambda one: one.finished and not one.waiting, PATIENCE)
            assert not late, f"tablets {late} still have something that waits"
        acts = [*(page.acts for page in pages), *self.acts[rest]]
        records = [*(page.record for page in pages), *tablets.records]
        return read(self.folder, self.joined, acts, records)


def _pass_time(pages: Sequence[PageTablet], until: float) -> None:
    """Wait; pages live only while somebody listens to them."""
    left = until - time.time()
    if left > 0 and pages:
        pages[0].page.wait_for_timeout(left * 1000)
    elif left > 0:
        time.sleep(left)

"""What every part of the measurements is given: how long and how large, fresh instances, rounds that alternate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import load, servers, store
from bench.goals import Round, Rounds
from bench.load import Traffic
from bench.machine import Quiet, watched
from bench.servers import Server
from bench.store import Instance

#: A round in which others used the machine is measured again, at most this many times a part.
AGAIN = 3


@dataclass(frozen=True)
class Scale:
    """How long a piece of load is, how often everything is measured, and on how many statements."""

    seconds: float
    rounds: int
    #: Exported, and stored while submissions and pages are measured.
    sizes: tuple[int, ...]
    #: Exported while submissions are measured.
    during: int
    #: For Excel, which takes longest.
    workbook: int
    kills: int
    clients: tuple[int, ...] = (1, 16, 64)


SCALES = {
    "smoke": Scale(0.2, 1, (300, 600), 6_000, 300, 1, (2,)),
    "quick": Scale(1, 1, (1_000, 10_000, 100_000), 200_000, 10_000, 1),
    "usual": Scale(4, 3, (1_000, 10_000, 100_000), 200_000, 100_000, 3),
    "full": Scale(4, 3, (1_000, 10_000, 100_000, 1_000_000), 1_000_000, 100_000, 3),
}


@dataclass
class Run:
    """One run of the measurements in a folder of its own."""

    folder: Path
    scale: Scale
    say: Callable[[str], None]
    #: Every round, for the JSON: (part, its rounds).
    rounds: list[tuple[str, Rounds]] = field(default_factory=list)
    _stores: dict[int, Instance] = field(default_factory=dict)
    _made: int = 0

    def instance(self, statements: int = 0) -> Instance:
        """A fresh instance with this many statements; each size is made once and copied."""
        if statements not in self._stores:
            self.say(f"making an instance with {statements:,} statements")
            smaller = max((size for size in self._stores if size < statements), default=None)
            folder = self.folder / f"store-{statements}"
            made = store.make(folder) if smaller is None else self._stores[smaller].copied(folder)
            made.fill(statements)
            self._stores[statements] = made
        self._made += 1
        return self._stores[statements].copied(self.folder / f"instance-{self._made}")

    @contextmanager
    def product(self, instance: Instance) -> Iterator[Server]:
        """The product serving this instance."""
        server = servers.product(instance.folder)
        try:
            yield server
        finally:
            server.stop()

    @contextmanager
    def reference(self) -> Iterator[Server]:
        """The bare app."""
        self._made += 1
        server = servers.reference(self.folder / f"reference-{self._made}")
        try:
            yield server
        finally:
            server.stop()

    def load(self, server: Server, traffic: Traffic, clients: int) -> load.Figures:
        """One piece of load; raises when an answer was not a success."""
        figures = load.run(server.port, traffic, clients, self.scale.seconds)
        if figures.failures:
            raise RuntimeError(
                f"{figures.failures} failed, the first: {figures.first_failure!r}: {server.log.name}"
            )
        return figures

    def alternate(self, part: str, pieces: Mapping[str, Callable[[], Any]]) -> Rounds:
        """Measure all pieces in turn, round after round, until enough rounds were quiet."""
        done: list[Round] = []
        wanted = self.scale.rounds
        while sum(not one.quiet.disturbed for one in done) < wanted and len(done) < wanted + AGAIN:
            one = Round(Quiet())
            for name, piece in pieces.items():
                self.say(f"{part}, round {len(done) + 1}: {name}")
                with watched(one.quiet):
                    one.found[name] = piece()
            done.append(one)
        rounds = Rounds(done, wanted)
        self.rounds.append((part, rounds))
        return rounds

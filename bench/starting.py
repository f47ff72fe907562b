"""G15: memory after load, and the time from a cold start to the first answer, against the bare app's."""

from __future__ import annotations

from typing import Any

from bench import machine
from bench.goals import Goal, Line
from bench.run import Run
from bench.servers import Server
from bench.traffic import Capture, Form, Puts

CLIENTS = 16


def measure(run: Run) -> list[Line]:
    """The lines of this part; each server starts afresh in each round and is loaded before it is weighed."""
    instance = run.instance()

    def product() -> dict[str, float]:
        with run.product(instance) as server:
            _serve(run, server, Puts(instance.tokens))
            return _serve(run, server, Capture(instance.writers))

    def reference() -> dict[str, float]:
        with run.reference() as server:
            _serve(run, server, Form("/form"))
            return _serve(run, server, Form("/orm"))

    rounds = run.alternate("starting", {"bare app": reference, "product": product})

    def median(name: str, key: str) -> float:
        return rounds.median(lambda f: f[name][key])

    return [
        rounds.line(
            "G15",
            "memory after load (PSS) against a bare Flask and SQLAlchemy app",
            "×",
            lambda f: f["product"]["memory"] / f["bare app"]["memory"],
            Goal(1.3, 1.1, at_least=False),
            f"{median('product', 'memory'):.0f} MB; bare {median('bare app', 'memory'):.0f} MB",
        ),
        rounds.line(
            "G15",
            "cold start to the first answer against the bare app's",
            "×",
            lambda f: f["product"]["start"] / f["bare app"]["start"],
            Goal(1.5, 1.1, at_least=False),
            f"{median('product', 'start'):.2f} s; bare {median('bare app', 'start'):.2f} s",
        ),
    ]


def _serve(run: Run, server: Server, traffic: Any) -> dict[str, float]:
    run.load(server, traffic, min(CLIENTS, run.scale.clients[-1]))
    return {"start": server.start_seconds, "memory": machine.pss(server.pid)}

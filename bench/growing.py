"""G13: what a submission and the capture page cost when the store is small, and when it is large."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from bench.goals import Goal, Line
from bench.run import Run
from bench.traffic import Capture, Puts

CLIENTS = 16
GROWTH = Goal(0.65, 0.80)


def measure(run: Run) -> list[Line]:
    """The lines of this part; the servers of all sizes run side by side and are loaded in turn."""
    sizes = [size for size in run.scale.sizes if size != 10_000]
    pieces: dict[str, Callable[[], Any]] = {}
    with ExitStack() as open_servers:
        for size in sizes:
            instance = run.instance(size)
            server = open_servers.enter_context(run.product(instance))
            pieces[f"submissions at {size}"] = lambda s=server, i=instance: run.load(
                s, Puts(i.tokens), CLIENTS
            )
            pieces[f"pages at {size}"] = lambda s=server, i=instance: run.load(
                s, Capture(i.writers, only_pages=True), CLIENTS
            )
        rounds = run.alternate("growing", pieces)
    lines = []
    for name in ("submissions", "pages"):
        first = rounds.median(lambda f, n=name: f[f"{n} at {sizes[0]}"].rate)
        for size in sizes[1:]:
            rate = rounds.median(lambda f, n=name, s=size: f[f"{n} at {s}"].rate)
            lines.append(
                rounds.line(
                    "G13",
                    f"{'submissions' if name == 'submissions' else 'capture pages'}/s at {size:,} statements "
                    f"against {sizes[0]:,}, {CLIENTS} clients",
                    "share",
                    lambda f, n=name, s=size: f[f"{n} at {s}"].rate / f[f"{n} at {sizes[0]}"].rate,
                    GROWTH,
                    f"{rate:,.0f}/s and {first:,.0f}/s",
                )
            )
    return lines

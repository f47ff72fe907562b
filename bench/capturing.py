"""G4: the capture page loaded and its form sent, as a browser without JavaScript does all evening."""

from __future__ import annotations

from bench.goals import Goal, Line
from bench.load import Figures
from bench.run import Run
from bench.submitting import NOTHING_LOST
from bench.traffic import Capture, Form


def measure(run: Run) -> list[Line]:
    """The lines of this part."""
    instance = run.instance()
    clients = min(16, run.scale.clients[-1])
    accepted: list[int] = []
    with run.product(instance) as product, run.reference() as reference:

        def evening() -> Figures:
            traffic = Capture(instance.writers)
            figures = run.load(product, traffic, clients)
            accepted.append(traffic.accepted)
            return figures

        rounds = run.alternate(
            "capturing",
            {"bare form": lambda: run.load(reference, Form("/form"), clients), "page and form": evening},
        )
        missing = abs(sum(accepted) - instance.count())
    rate = rounds.median(lambda f: f["page and form"].rate / 2)
    p50, p99 = (rounds.median(lambda f, s=share: f["page and form"].percentile(s)) for share in (0.5, 0.99))
    bare = rounds.median(lambda f: f["bare form"].rate)
    return [
        rounds.line(
            "G4",
            f"capture page loaded and sent, {clients} clients: pairs/s against a bare form",
            "share",
            lambda f: f["page and form"].rate / 2 / f["bare form"].rate,
            Goal(0.10, 0.20),
            f"{rate:,.0f} pairs/s, p50 {p50:.1f}, p99 {p99:.1f} ms a request; bare {bare:,.0f}/s",
        ),
        Line(
            "G5",
            "accepted forms that the database does not have, or has twice",
            missing,
            "statements",
            NOTHING_LOST,
            f"{sum(accepted):,} accepted",
        ),
    ]

"""G1 to G3 and G5: statements stored through the whole stack, against a bare form, the usual ORM way and raw inserts."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench import bare
from bench.goals import Goal, Line, Rounds
from bench.load import Figures
from bench.run import Run
from bench.servers import Server
from bench.store import Instance
from bench.traffic import Form, Puts, put
from intake.db import new_uid

#: Submissions a second of ODK Central 2026.2, the fastest of the peers on the machine of the research.
FASTEST_PEER = 250
BATCH = 25
#: Clients at which the tail is judged: a hall full of tablets in the same second.
TAIL = 16
SHARE = Goal(0.15, 0.30)
NOTHING_LOST = Goal(0, 0, at_least=False)


def measure(run: Run) -> list[Line]:
    """The lines of this part."""
    instance = run.instance()
    accepted: list[int] = []
    with run.product(instance) as product, run.reference() as reference:

        def puts(clients: int, batch: int) -> Figures:
            traffic = Puts(instance.tokens, batch)
            figures = run.load(product, traffic, clients)
            accepted.append(len(traffic.accepted))
            return figures

        pieces: dict[str, Callable[[], Any]] = {}
        for clients in run.scale.clients:
            pieces[f"bare form, {clients}"] = lambda c=clients: run.load(reference, Form("/form"), c)
            pieces[f"one, {clients}"] = lambda c=clients: puts(c, 1)
            pieces[f"batch, {clients}"] = lambda c=clients: puts(c, BATCH)
        tail = TAIL if TAIL in run.scale.clients else run.scale.clients[-1]
        pieces[f"orm, {tail}"] = lambda: run.load(reference, Form("/orm"), tail)
        raw = run.instance()
        pieces["raw inserts"] = lambda: bare.inserts(raw.database, run.scale.seconds, 1)
        pieces[f"raw inserts by {tail}"] = lambda: bare.inserts(raw.database, run.scale.seconds, tail)
        rounds = run.alternate("submitting", pieces)
        lost = Line(
            "G5",
            "accepted statements that the database does not have, or has twice",
            abs(sum(accepted) - instance.count()),
            "statements",
            NOTHING_LOST,
            f"{sum(accepted):,} accepted",
        )
        twice = _twice(instance, product)
    return [*_rates(rounds, run.scale.clients), *_tail(rounds, tail), *_raw(rounds, tail), lost, twice]


def _rates(rounds: Rounds, counts: tuple[int, ...]) -> list[Line]:
    lines = []
    for clients in counts:
        for name, batch in (("one", 1), ("batch", BATCH)):
            lines.append(
                rounds.line(
                    "G1",
                    f"{'one statement' if batch == 1 else f'{batch} statements'} a request, {_clients(clients)}: "
                    "statements/s against a bare form",
                    "share",
                    lambda f, n=name, b=batch, c=clients: f[f"{n}, {c}"].rate * b / f[f"bare form, {c}"].rate,
                    SHARE,
                    _figures(rounds, f"{name}, {clients}", batch, f"bare form, {clients}"),
                )
            )
    for clients in counts[1:]:
        lines.append(
            rounds.line(
                "G1",
                f"one statement a request, {_clients(clients)}: against the fastest peer's {FASTEST_PEER}/s",
                "×",
                lambda f, c=clients: f[f"one, {c}"].rate / FASTEST_PEER,
                Goal(2.5, 5),
            )
        )
    lines.append(
        rounds.line(
            "G3",
            "one client: median time of a submission against a bare form's",
            "×",
            lambda f: f[f"one, {counts[0]}"].p50 / f[f"bare form, {counts[0]}"].p50,
            Goal(5, 3, at_least=False),
            f"{rounds.median(lambda f: f[f'one, {counts[0]}'].p50):.2f} ms",
        )
    )
    return lines


def _tail(rounds: Rounds, clients: int) -> list[Line]:
    one, orm = f"one, {clients}", f"orm, {clients}"
    return [
        rounds.line(
            "G2",
            f"{_clients(clients)}: p99 against p50",
            "×",
            lambda f: f[one].p99 / f[one].p50,
            Goal(4, 2.5, at_least=False),
            _figures(rounds, one, 1),
        ),
        rounds.line(
            "G2",
            f"{_clients(clients)}: p99 against the usual ORM way's",
            "×",
            lambda f: f[one].p99 / f[orm].p99,
            Goal(1 / 8, at_least=False),
            _figures(rounds, orm, 1),
        ),
        rounds.line(
            "G2",
            f"{_clients(clients)}: the worst answer",
            "ms",
            lambda f: f[one].worst,
            Goal(250, at_least=False),
        ),
    ]


def _raw(rounds: Rounds, clients: int) -> list[Line]:
    return [
        rounds.line("", "raw SQLite inserts, one a transaction", "/s", lambda f: f["raw inserts"]),
        rounds.line(
            "", f"raw SQLite inserts, {clients} a transaction", "/s", lambda f: f[f"raw inserts by {clients}"]
        ),
    ]


def _twice(instance: Instance, server: Server) -> Line:
    """The same statement from sixteen connections at once, and once more: one row, no refusal."""
    before, ids = instance.count(), [str(new_uid())]

    async def send() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(put(instance.tokens[0], ids, itertools.count(1)))
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        writer.close()
        return body

    async def all_of_them() -> list[bytes]:
        at_once = await asyncio.gather(*(send() for _ in range(16)))
        return [*at_once, await send()]

    with ThreadPoolExecutor(1) as alone:
        answers = alone.submit(asyncio.run, all_of_them()).result()
    taken = sum(b'"stored"' in body or b'"unchanged"' in body for body in answers)
    wrong = abs(instance.count() - before - 1) + len(answers) - taken
    what = "one statement sent 17 times: rows too many and answers that refuse it"
    return Line("G5", what, wrong, "statements", NOTHING_LOST, f"{taken} of {len(answers)} answers")


def _clients(count: int) -> str:
    return "1 client" if count == 1 else f"{count} clients"


def _figures(rounds: Rounds, name: str, batch: int, reference: str = "") -> str:
    def median(value: Callable[[Figures], float]) -> float:
        return rounds.median(lambda found: value(found[name]))

    text = (
        f"{median(lambda f: f.rate) * batch:,.0f}/s, p50 {median(lambda f: f.p50):.1f}, "
        f"p95 {median(lambda f: f.percentile(0.95)):.1f}, p99 {median(lambda f: f.p99):.1f}, "
        f"worst {median(lambda f: f.worst):.0f} ms"
    )
    return text + (f"; bare {rounds.median(lambda f: f[reference].rate):,.0f}/s" if reference else "")

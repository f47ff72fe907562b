"""G6 to G9: exports over HTTP against bare writers, their memory, and submissions while one runs."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench import machine
from bench.bare import Sink
from bench.goals import Goal, Line, Rounds
from bench.load import Figures
from bench.run import Run
from bench.servers import Server
from bench.store import SLUG, Instance
from bench.traffic import Puts

CLIENTS = 16
PIECE = 65_536
CSV, JSONL, XLSX = Goal(2, 1.4, at_least=False), Goal(1.5, at_least=False), Goal(1.2, 0.25, at_least=False)


@dataclass
class Export:
    """A file as it arrived."""

    seconds: float
    first_byte: float
    size: int
    #: Megabytes of the server and its writer at their most, and before.
    peak: float
    before: float


def measure(run: Run) -> list[Line]:
    """The lines of this part, smallest export first."""
    lines: list[Line] = []
    peaks: dict[int, float] = {}
    for size in run.scale.sizes[1:]:
        instance = run.instance(size)
        with run.product(instance) as server:
            found = _one_size(run, instance, server, size)
        lines += found[0]
        peaks[size] = found[1]
    if len(peaks) > 1:
        small, large = min(peaks), max(peaks)
        lines.append(
            Line(
                "G8",
                f"most memory of server and writer: CSV of {large:,} statements against {small:,}",
                peaks[large] - peaks[small],
                "MB more",
                Goal(20, 8, at_least=False),
                f"{peaks[small]:.0f} and {peaks[large]:.0f} MB",
            )
        )
    return lines + _during(run)


def _one_size(run: Run, instance: Instance, server: Server, size: int) -> tuple[list[Line], float]:
    kinds = {"csv": CSV} | ({"jsonl": JSONL, "xlsx": XLSX} if size == run.scale.workbook else {})
    pieces: dict[str, Callable[[], Any]] = {}
    for kind in kinds:
        pieces[f"bare {kind}"] = lambda k=kind: bare(k, instance)
        pieces[kind] = lambda k=kind: download(server, instance, k)
    rounds = run.alternate(f"exporting {size:,}", pieces)
    lines = [_against_bare(rounds, kind, size, goal) for kind, goal in kinds.items()]
    lines.append(
        rounds.line(
            "G6",
            f"CSV of {size:,} statements: first byte",
            "s",
            lambda f: f["csv"].first_byte,
            Goal(0.2, at_least=False),
        )
    )
    return lines, rounds.median(lambda f: f["csv"].peak)


def _against_bare(rounds: Rounds, kind: str, size: int, goal: Goal) -> Line:
    seconds = rounds.median(lambda f: f[kind].seconds)
    raw = rounds.median(lambda f: f[f"bare {kind}"]["seconds"])
    megabytes = rounds.median(lambda f: f[kind].size) / 1e6
    return rounds.line(
        "G6" if kind == "csv" else "G7",
        f"{kind} of {size:,} statements over HTTP: time against the bare writer's",
        "×",
        lambda f: f[kind].seconds / f[f"bare {kind}"]["seconds"],
        goal,
        f"{seconds:.2f} s, {size / seconds:,.0f} rows/s, {megabytes:.1f} MB; bare {raw:.2f} s",
    )


def bare(kind: str, instance: Instance) -> dict[str, float]:
    """The standard writer, straight from the cursor, in a fresh process; its start does not count."""
    command = [sys.executable, "-m", "bench.bare", kind, str(instance.database)]
    done = subprocess.run(command, check=True, capture_output=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def download(server: Server, instance: Instance, kind: str, *, sampled: bool = True) -> Export:
    """The file of all statements, as an organizer's browser gets it."""
    sink, stop = Sink(), threading.Event()
    before = machine.rss(server.pid) if sampled else 0.0
    samples = [before]

    def sample() -> None:
        while not stop.wait(0.05):
            samples.append(machine.rss(server.pid))

    sampler = threading.Thread(target=sample)
    if sampled:
        sampler.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
    try:
        begun = time.perf_counter()
        path = f"/initiatives/{SLUG}/export/file?format={kind}"
        connection.request("GET", path, headers={"Cookie": instance.organizer})
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"the export was answered with {answer.status}: see {server.log.name}")
        sink.write(answer.read(1))
        first = time.perf_counter()
        while piece := answer.read1(PIECE):
            sink.write(piece)
        ended = time.perf_counter()
    finally:
        connection.close()
        stop.set()
        if sampled:
            sampler.join()
    return Export(ended - begun, first - begun, sink.size, max(samples), before)


def _during(run: Run) -> list[Line]:
    """Submissions alone, and again while a process of its own downloads one export after the other."""
    instance = run.instance(run.scale.during)
    with run.product(instance) as server:

        def submissions() -> Figures:
            return run.load(server, Puts(instance.tokens), CLIENTS)

        def with_export() -> Figures:
            arguments = [str(server.port), instance.organizer]
            reader = subprocess.Popen(
                [sys.executable, "-m", "bench.reader", *arguments], stdout=subprocess.PIPE
            )
            try:
                assert reader.stdout is not None
                reader.stdout.readline()
                return submissions()
            finally:
                reader.kill()
                reader.communicate()

        rounds = run.alternate("during an export", {"idle": submissions, "exporting": with_export})
    idle, busy = (rounds.median(lambda f, n=name: f[n].rate) for name in ("idle", "exporting"))
    quick, slow = (rounds.median(lambda f, n=name: f[n].p99) for name in ("idle", "exporting"))
    what = f"submissions, {CLIENTS} clients, while {run.scale.during:,} statements are exported"
    return [
        rounds.line(
            "G9",
            f"{what}: rate against idle",
            "share",
            lambda f: f["exporting"].rate / f["idle"].rate,
            Goal(0.40, 0.60),
            f"{busy:,.0f}/s, idle {idle:,.0f}/s",
        ),
        rounds.line(
            "G9",
            f"{what}: p99 against idle",
            "×",
            lambda f: f["exporting"].p99 / f["idle"].p99,
            Goal(3, at_least=False),
            f"{slow:.1f} ms, idle {quick:.1f} ms",
        ),
    ]

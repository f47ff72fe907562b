"""How quiet the machine was while something was measured, and what our processes take of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

#: Cores that processes which do not belong to the measurement may use before it counts as disturbed.
MOST_OTHER_LOAD = 0.3
#: How much a fixed loop may differ within one round.
MOST_DRIFT = 1.3
PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass
class Quiet:
    """What else happened during one round."""

    #: Cores used by others, the most of any piece; None where the system does not tell.
    others: float | None = None
    canaries: list[float] = field(default_factory=list)

    @property
    def drift(self) -> float:
        return max(self.canaries) / min(self.canaries) if self.canaries else 1.0

    @property
    def disturbed(self) -> bool:
        return (self.others or 0) > MOST_OTHER_LOAD or self.drift > MOST_DRIFT

    def row(self) -> dict[str, float | bool | None]:
        others = None if self.others is None else round(self.others, 2)
        return {"others": others, "drift": round(self.drift, 2), "disturbed": self.disturbed}


@contextmanager
def watched(quiet: Quiet) -> Iterator[None]:
    """Note into `quiet` how fast a fixed loop runs before and after, and what others use meanwhile."""
    quiet.canaries.append(canary())
    begun, busy, ours = time.perf_counter(), _busy(), _ours()
    yield
    seconds = time.perf_counter() - begun
    if busy is not None:
        others = ((_busy() or 0) - busy - (_ours() - ours)) / seconds
        quiet.others = max(others, quiet.others or 0)
    quiet.canaries.append(canary())


def canary() -> float:
    """Milliseconds of a fixed loop, the best of three."""
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        total = 0
        for number in range(100_000):
            total += number & 7
        best = min(best, (time.perf_counter() - begun) * 1000)
    return best


def tree(root: int) -> list[int]:
    """The process and everything below it."""
    children: dict[int, list[int]] = {}
    for pid, fields in _processes():
        children.setdefault(int(fields[1]), []).append(pid)
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def pss(root: int) -> float:
    """Megabytes of the process and those below it, what they share counted once."""
    return _memory(root, "smaps_rollup", "Pss:")


def rss(root: int) -> float:
    """Megabytes of the process and those below it, what they share counted each time."""
    return _memory(root, "status", "VmRSS:")


def _memory(root: int, file: str, name: str) -> float:
    total = 0
    for pid in tree(root):
        try:
            lines = (PROC / str(pid) / file).read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith(name))
    return total / 1024


def _busy() -> float | None:
    """Seconds that all cores worked since the start of the machine, stolen ones included."""
    try:
        values = [int(value) for value in (PROC / "stat").read_text().split("\n", 1)[0].split()[1:9]]
    except OSError:
        return None
    return (sum(values) - values[3] - values[4]) / TICKS


def _ours() -> float:
    """Seconds that this process and all below it worked, the dead ones included."""
    mine = set(tree(os.getpid()))
    return sum(sum(map(int, fields[11:15])) for pid, fields in _processes() if pid in mine) / TICKS


def _processes() -> Iterator[tuple[int, list[str]]]:
    """Each process with the fields of its `stat` after the name: state, parent, …"""
    for entry in PROC.iterdir() if PROC.is_dir() else ():
        if entry.name.isdigit():
            try:
                yield int(entry.name), (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue


def until_true(check: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for something; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.005)

"""Which cores a server process uses: threads that share one interpreter lock are fastest on one (docs/decisions/0006)."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: The cores that this process had before it kept to fewer; None while it did not.
_before: set[int] | None = None


def keep_to(count: int) -> None:
    """Keep this process, with the threads it has and those to come, on so many cores; 0 leaves it alone.

    Only Linux can be asked. Where it refuses, everything works as before, only slower.
    """
    global _before
    if not hasattr(os, "sched_setaffinity"):
        return
    mine = os.sched_getaffinity(0)
    if not 0 < count < len(mine):
        return
    # The first core often serves the interrupts of the machine.
    chosen = set(sorted(mine, key=lambda core: (_speed(core), core))[-count:])
    try:
        for thread in Path("/proc/self/task").iterdir():
            os.sched_setaffinity(int(thread.name), chosen)
    except OSError:
        return
    _before = mine


@contextmanager
def others() -> Iterator[None]:
    """Meanwhile this thread and the processes it starts run on the other cores, if this process keeps to some."""
    if _before is None:
        yield
        return
    kept = os.sched_getaffinity(0)
    os.sched_setaffinity(threading.get_native_id(), (_before - kept) or _before)
    try:
        yield
    finally:
        os.sched_setaffinity(threading.get_native_id(), kept)


def _speed(core: int) -> int:
    """The fastest that this core can run, in kHz; 0 where the system does not tell."""
    try:
        return int(Path(f"/sys/devices/system/cpu/cpu{core}/cpufreq/cpuinfo_max_freq").read_text())
    except (OSError, ValueError):
        return 0

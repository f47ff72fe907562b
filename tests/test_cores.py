"""A server process keeps to one core, and what it starts runs on the others."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SEVERAL = hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1
TOLD = """
import os, subprocess, sys, threading
from intake import cores
def of_a_child():
    code = "import os; print(len(os.sched_getaffinity(0)), *os.sched_getaffinity(0))"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
threading.Thread(target=threading.Event().wait, daemon=True).start()
before = os.sched_getaffinity(0)
cores.keep_to({count})
every = [len(os.sched_getaffinity(int(thread))) for thread in os.listdir("/proc/self/task")]
with cores.others():
    number, *child = of_a_child()
print(len(before), *every, sep=",")
print(number, bool(set(map(int, child)) & os.sched_getaffinity(0)))
print(len(os.sched_getaffinity(0)))
"""


def told(count: int) -> list[str]:
    code = TOLD.replace("{count}", str(count))
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.splitlines()


@pytest.mark.skipif(not SEVERAL, reason="needs Linux and two cores")
def test_all_threads_stay_on_one_core_and_children_go_elsewhere() -> None:
    threads, child, after = told(1)
    total, *every = map(int, threads.split(","))
    assert every == [1, 1] and after == "1"
    assert child == f"{total - 1} False"


@pytest.mark.skipif(not SEVERAL, reason="needs Linux and two cores")
@pytest.mark.parametrize("count", [0, 1_000])
def test_nothing_changes_where_all_cores_are_asked_for(count: int) -> None:
    threads, child, after = told(count)
    total, *every = map(int, threads.split(","))
    assert every == [total, total] and after == str(total) and child.startswith(str(total))

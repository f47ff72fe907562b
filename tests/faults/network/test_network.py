"""Fault 28: slow air with delay and loss that comes and goes; nothing is lost, and it drains soon without a rush."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.tablets import hall, plans
from bench.tablets.node import Record, Tablets
from bench.tablets.wifi import Air, Wifi
from tests.cli.processes import Served, free_port
from tests.conftest import POSTGRES
from tests.faults.network import radio
from tests.faults.network.radio import Radio
from tests.faults.sizes import IS_FULL, size
from tests.soak import outcome

FAULT = 28

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("with_node"),
    pytest.mark.skipif(bool(POSTGRES), reason="about the tablets and the network"),
]
TABLES, STATEMENTS, SECONDS = size(3, 12), size(10, 60), size(20, 600)
BAD, GOOD = Air(rate=1_000, delay=2, loss=0.3), Air()
FLAP = 5
#: Seconds after the recovery within which nineteen of twenty tablets have delivered everything.
SOON = 30
#: `intake …` in a namespace, which is the first argument.
THERE = """
import os, sys
os.execvp("ip", ["ip", "netns", "exec", sys.argv[1], sys.executable, "-m", "intake", *sys.argv[2:]])
"""


class ServedThere(Served):
    program = ("-c", THERE)


@dataclass
class Way:
    """Between the tablets and a server."""

    addresses: list[str]
    #: Whether anything passes; how good it is.
    flap: Callable[[bool], None]
    become: Callable[[Air], None]
    #: What stands before the command of the tablets.
    before: tuple[str, ...] = ()


@contextmanager
def namespaces(folder: Path, air: Air) -> Iterator[Way]:
    """A kernel's own TCP over packets that get lost."""
    between, port = Radio(air), free_port()
    address = f"http://{radio.SERVER}:{port}"
    started = (between.server, "run", "--host", radio.SERVER, "--port", str(port))
    try:
        server = ServedThere(*started, instance=folder, INTAKE_PUBLIC_URL=address)
        try:
            server.line_with("served on")
            yield Way(
                [address] * TABLES,
                lambda is_up: setattr(between, "is_up", is_up),
                lambda better: setattr(between, "air", better),
                ("ip", "netns", "exec", between.hall),
            )
        finally:
            server.stop()
        print(f"{between.carried} packets carried, {between.lost} lost")
    finally:
        between.close()


@contextmanager
def lines(folder: Path, air: Air) -> Iterator[Way]:
    """The same in user space, for those who are not root: what is lost comes late, and silence holds everything."""
    port = free_port()
    server = Served("run", "--port", str(port), instance=folder)
    wifi = Wifi(port, TABLES, air)
    try:
        server.line_with("served on")

        def flap(is_up: bool) -> None:
            for line in wifi.lines:
                line.become("through" if is_up else "silent")

        yield Way(wifi.addresses, flap, lambda better: setattr(wifi, "air", better))
    finally:
        wifi.close()
        server.stop()


WAYS = {"namespaces": namespaces, "lines": lines}


def bad_air(
    folder: Path, way: str, air: Air, seconds: float, *habits: str
) -> tuple[outcome.Outcome, list[float]]:
    """What is left of an evening in it, and the seconds that each tablet took to drain after the recovery."""
    joined = hall.join(folder, TABLES, TABLES)
    acts = [plans.evening(number, STATEMENTS, seconds) for number in range(TABLES)]
    with WAYS[way](folder, air) as between:
        addresses = [f"{address}/api/v1/" for address in between.addresses]
        begin = time.time() + 2
        tablets = Tablets(joined, acts, addresses, begin=begin, habits=habits, before=between.before)
        try:
            is_up = True
            while (left := begin + seconds - time.time()) > 0:
                time.sleep(min(left, FLAP))
                is_up = not is_up
                between.flap(is_up)
            between.become(GOOD)
            between.flap(True)
            recovered = time.time() * 1000
            assert not tablets.until(lambda one: one.finished and not one.waiting, 180)
        finally:
            tablets.stop()
    took = [max(0, max(one.delivered.values()) - recovered) / 1000 for one in tablets.records]
    return outcome.read(folder, joined, acts, tablets.records), took


def requests(records: list[Record]) -> str:
    vain = sum(not asked.answered for one in records for asked in one.requests)
    return f"{sum(len(one.requests) for one in records)} requests, {vain} of them in vain"


@pytest.mark.parametrize("way", WAYS)
def test_air_that_hardly_carries(tmp_path: Path, way: str) -> None:
    if way == "namespaces" and (message := radio.why_not()):
        pytest.skip(message)
    if way == "lines" and IS_FULL and not radio.why_not():
        pytest.skip("the namespaces were tried at full size")
    found, took = bad_air(tmp_path / "instance", way, BAD, SECONDS)
    print(f"{way}: {len(found.rows)} of {TABLES * STATEMENTS} statements, {requests(found.records)}")
    print("drained after", ", ".join(f"{one:.1f}" for one in sorted(took)), "s")
    assert outcome.wrong(found) == [] and len(found.rows) == TABLES * STATEMENTS
    assert sorted(took)[math.ceil(len(took) * 0.95) - 1] <= SOON
    assert [one.hurried() for one in found.records] == [0] * TABLES


def test_control_tablets_without_spacing(tmp_path: Path) -> None:
    found, _took = bad_air(tmp_path / "instance", "lines", GOOD, 5, "hasty")
    assert sum(one.hurried() for one in found.records) > 0

"""Two namespaces of the network and the air between them: packets are dropped, delayed and queued as bad wifi does.

What tc's netem would do, done by hand between two tun devices, since many kernels lack netem. Needs Linux and root;
the addresses exist only inside the two namespaces.
"""

from __future__ import annotations

import ctypes
import fcntl
import heapq
import os
import random
import select
import shutil
import struct
import subprocess
import threading
import time
from pathlib import Path

from bench.tablets.wifi import Air

TUN = Path("/dev/net/tun")
TUNSETIFF, IFF_TUN, IFF_NO_PI, CLONE_NEWNET = 0x400454CA, 0x0001, 0x1000, 0x40000000
SERVER, HALL = "10.231.28.1", "10.231.28.2"
#: Bytes that wait for their turn in each direction; what comes on top is lost. Access points keep about as much.
QUEUE = 16_000
IPV4 = 4


def why_not() -> str:
    """Why there can be no radio here; empty when there can."""
    if not TUN.exists() or shutil.which("ip") is None:
        return "no tun device or no iproute2: namespaces of the network cannot be joined"
    return "" if os.geteuid() == 0 else "namespaces of the network need root"


class Radio:
    """The air between the namespaces `hall` and `server`, until `close`; `air` and `is_up` may change at any time."""

    def __init__(self, air: Air) -> None:
        self.air, self.is_up = air, True
        self.hall, self.server = (f"intake-{name}-{os.getpid()}" for name in ("hall", "server"))
        self.carried = self.lost = 0
        self._ends = threading.Event()
        self._devices: list[int] = []
        for namespace, address in ((self.server, SERVER), (self.hall, HALL)):
            _ip("netns", "add", namespace)
            self._devices.append(_device(namespace))
            _ip("-n", namespace, "address", "add", f"{address}/30", "dev", "air0")
            for name in ("lo", "air0"):
                _ip("-n", namespace, "link", "set", name, "up")
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    def _carry(self) -> None:
        first, second = self._devices
        other = {first: second, second: first}
        free = dict.fromkeys(self._devices, 0.0)
        under_way: list[tuple[float, int, int, bytes]] = []
        number = 0
        while not self._ends.is_set():
            left = under_way[0][0] - time.monotonic() if under_way else 0.2
            ready, _, _ = select.select(self._devices, [], [], min(max(left, 0), 0.2))
            now = time.monotonic()
            for device in ready:
                packet = os.read(device, 2048)
                if packet[0] >> 4 != IPV4:
                    continue
                rate = self.air.rate
                begins = max(now, free[device]) if rate else now
                if not self.is_up or random.random() < self.air.loss or (begins - now) * rate > QUEUE:
                    self.lost += 1
                    continue
                free[device] = begins + (len(packet) / rate if rate else 0)
                number += 1
                heapq.heappush(under_way, (free[device] + self.air.delay, number, other[device], packet))
            while under_way and under_way[0][0] <= time.monotonic():
                _due, _number, device, packet = heapq.heappop(under_way)
                if self.is_up:
                    os.write(device, packet)
                    self.carried += 1

    def close(self) -> None:
        self._ends.set()
        self._thread.join(10)
        for device in self._devices:
            os.close(device)
        for namespace in (self.hall, self.server):
            _ip("netns", "delete", namespace)


def _device(namespace: str) -> int:
    """A tun device in the namespace; its packets are read and written here."""
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(_open(namespace)))
    thread.start()
    thread.join()
    return found[0]


def _open(namespace: str) -> int:
    """In a thread of its own, since the thread moves to the namespace for good."""
    there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).setns(there, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    finally:
        os.close(there)
    device = os.open(TUN, os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH14x", b"air0", IFF_TUN | IFF_NO_PI))
    return device


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)

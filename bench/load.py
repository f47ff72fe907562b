"""A closed-loop load generator: each client sends its next request when the answer to the last one is complete."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol


class Traffic(Protocol):
    """What the clients of one run say."""

    def next_request(self, client: int, last: bytes) -> bytes:
        """The bytes of the client's next request; `last` is its last answer, head included (b"" before the first)."""

    def accepts(self, client: int, status: int, answer: bytes) -> bool:
        """Whether the answer is a success."""


@dataclass
class Figures:
    """What a run of load measured; latencies in milliseconds."""

    clients: int
    seconds: float
    latencies: list[float] = field(default_factory=list)
    failures: int = 0
    first_failure: bytes = b""

    @property
    def rate(self) -> float:
        """Successful answers a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        found = sorted(self.latencies)
        return found[min(len(found) - 1, int(len(found) * share))] if found else float("nan")

    @property
    def p50(self) -> float:
        return self.percentile(0.50)

    @property
    def p99(self) -> float:
        return self.percentile(0.99)

    @property
    def worst(self) -> float:
        return max(self.latencies, default=float("nan"))

    def row(self) -> dict[str, float]:
        return {
            "clients": self.clients,
            "rate": round(self.rate, 1),
            "p50": round(self.p50, 2),
            "p95": round(self.percentile(0.95), 2),
            "p99": round(self.p99, 2),
            "worst": round(self.worst, 1),
            "failures": self.failures,
        }


class Client(asyncio.Protocol):
    """One keep-alive connection."""

    def __init__(self, number: int, traffic: Traffic, figures: Figures, until: float) -> None:
        self.number, self.traffic, self.figures, self.until = number, traffic, figures, until
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = bytearray()
        self.needed = -1
        self.status = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.send(b"")

    def send(self, last: bytes) -> None:
        request = self.traffic.next_request(self.number, last)
        self.sent = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.needed < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self.buffer[:end]).lower()
            self.status = int(head[9:12])
            at = head.find(b"content-length:")
            self.needed = end + 4 + (int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0)
        if len(self.buffer) >= self.needed:
            self.answered()

    def answered(self) -> None:
        ended = time.perf_counter()
        answer = bytes(self.buffer)
        self.buffer.clear()
        self.needed = -1
        if self.traffic.accepts(self.number, self.status, answer):
            self.figures.latencies.append((ended - self.sent) * 1000)
        else:
            self.figures.failures += 1
            self.figures.first_failure = self.figures.first_failure or answer[:800]
        if ended < self.until:
            self.send(answer)
        else:
            self.transport.close()
            self.end()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.figures.failures += 1
        self.end()

    def end(self) -> None:
        if not self.done.done():
            self.done.set_result(None)


def run(port: int, traffic: Traffic, clients: int, seconds: float) -> Figures:
    """Load 127.0.0.1:port for some seconds and return the figures."""

    async def all_clients() -> Figures:
        loop = asyncio.get_running_loop()
        begun = time.perf_counter()
        figures = Figures(clients, seconds)

        def client(number: int) -> Any:
            return loop.create_connection(
                lambda: Client(number, traffic, figures, begun + seconds), "127.0.0.1", port
            )

        made = [await client(number) for number in range(clients)]
        await asyncio.wait([protocol.done for _, protocol in made], timeout=seconds + 30)
        figures.seconds = time.perf_counter() - begun
        return figures

    # In a thread of its own: this one may have a loop already, as under Playwright's tests.
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(asyncio.run, all_clients()).result()


def http(method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

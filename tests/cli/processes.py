"""A server as a process of its own, as people start it: no terminal, output in pipes."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

#: Long enough for a machine that does ten other things; nothing is measured by it.
PATIENCE = 60


def free_port() -> int:
    """A port for a server of ours to listen on, as often as it likes, until this process ends.

    It stays bound here and nobody listens, so the system gives it to nobody who asks for any port.
    """
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.bind(("127.0.0.1", 0))
    port = int(one.getsockname()[1])
    one.detach()
    return port


@contextmanager
def listening(port: int = 0) -> Iterator[int]:
    """Somebody else's server on a port."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        yield int(other.getsockname()[1])


class Served:
    """`intake …` in the background; its lines arrive as they are printed."""

    #: What Python runs; the control of a fault test runs it without a protection.
    program: tuple[str, ...] = ("-m", "intake")

    def __init__(self, *arguments: str, instance: Path | None = None, **environment: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")}
        if instance:
            kept["INTAKE_INSTANCE"] = str(instance)
        self.process = subprocess.Popen(
            [sys.executable, *self.program, *arguments],
            env=kept | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.errors: list[str] = []
        self._lines: Queue[str | None] = Queue()
        self._readers: list[threading.Thread] = []
        assert self.process.stdout and self.process.stderr
        for stream, keep in (
            (self.process.stdout, self._lines.put),
            (self.process.stderr, self.errors.append),
        ):
            self._readers.append(threading.Thread(target=self._read, args=(stream, keep), daemon=True))
            self._readers[-1].start()

    def _read(self, stream: object, keep: object) -> None:
        with stream:  # type: ignore[attr-defined]
            for line in stream:  # type: ignore[attr-defined]
                keep(line.rstrip("\n"))  # type: ignore[operator]
        if keep == self._lines.put:
            self._lines.put(None)

    def line_with(self, words: str) -> str:
        """The next printed line that has these words."""
        while (line := self._lines.get(timeout=PATIENCE)) is not None:
            if words in line:
                return line
        raise AssertionError(f"ended without saying {words!r}: {self.errors}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        """Wait for the end and for all that was printed; return the exit status."""
        status = self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        return status

    def workers(self) -> list[int]:
        """The processes that serve (Linux only)."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def served(*arguments: str, instance: Path | None = None, **environment: str) -> Iterator[Served]:
    """A process that is gone afterwards, whatever happened."""
    started = Served(*arguments, instance=instance, **environment)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.process.terminate()
        started.ended()


def get(port: int, path: str, **headers: str) -> tuple[int, str]:
    with browser(port) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


@contextmanager
def browser(port: int) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        yield connection
    finally:
        connection.close()

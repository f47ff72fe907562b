"""The product and the references as whole servers: started as people start them, measured, stopped or killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from bench import machine
from intake.serving import BACKLOG, answers
from intake.settings import Settings

PATIENCE = 60


class Server:
    """A server in a process group of its own, with its output in a file beside its data."""

    def __init__(self, folder: Path, arguments: list[str], environment: dict[str, str], port: int) -> None:
        self.folder, self.port = folder, port
        # As it is installed: with compiled modules, whatever is usual where it is developed.
        kept = (name for name in os.environ if not name.startswith(("INTAKE_", "PYTHONDONTWRITEBYTECODE")))
        own = {name: os.environ[name] for name in kept}
        self.log = (folder / "server.log").open("ab")
        begun = time.perf_counter()
        # A list of our own making, and no shell reads it.
        self.process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=own | environment,
            cwd=Path(__file__).parent.parent,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            machine.until_true(
                self._is_there, PATIENCE, f"no answer from {arguments[0]}: see {self.log.name}"
            )
        except BaseException:
            self.kill()
            raise
        #: From the start of the process to its first answer.
        self.start_seconds = time.perf_counter() - begun

    def _is_there(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"the server ended at its start: see {self.log.name}")
        return answers("127.0.0.1", self.port)

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        """End it as an operator does."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.close()

    def kill(self) -> None:
        """kill -9 for every process of it at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


def product(folder: Path) -> Server:
    """`intake run` on the instance in this folder; no device reaches its limit of statements."""
    port = free_port()
    environment = {"INTAKE_INSTANCE": str(folder), "INTAKE_HELD_AFTER": "1000000000"}
    return Server(folder, ["intake", "run", "--port", str(port)], environment, port)


def reference(folder: Path) -> Server:
    """The bare Flask app with the product's server settings; its database is in this folder."""
    port, threads = free_port(), Settings.threads
    folder.mkdir(parents=True, exist_ok=True)
    flags = f"--interface wsgi --workers 1 --blocking-threads {threads} --backlog {BACKLOG} --log-level error"
    arguments = ["granian", *flags.split(), "--port", str(port), "bench.reference:app"]
    environment = {"BENCH_REFERENCE_DATABASE": str(folder / "reference.sqlite3")}
    return Server(folder, arguments, environment, port)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found

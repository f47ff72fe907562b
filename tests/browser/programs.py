"""The installed program, served for the tests that play a whole evening."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.processes import free_port


class Server:
    """`intake run` in a process of its own, on an instance that outlives it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.said = folder / "said.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def starts(self) -> str:
        """Start it, and return what it printed until it served."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")}
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                [Path(sys.executable).with_name("intake"), "run", "--port", str(self.port)],
                env=kept | {"INTAKE_INSTANCE": str(self.folder / "instance")},
                cwd=self.folder,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        for _ in range(600):
            if self.address in (text := self.said.read_text(encoding="utf-8")):
                return text
            assert self.process.poll() is None, text
            time.sleep(0.1)
        raise AssertionError(f"it does not serve: {text}")

    def loses_power(self) -> None:
        """Every process of it ends at once, without a word."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stops(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.loses_power()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.stops()

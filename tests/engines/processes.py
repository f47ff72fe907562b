"""A browser's process: what it says is kept beside its profile, and it is killed with all that it began."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from pathlib import Path


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def begun(command: list[str], folder: Path, **environment: str) -> subprocess.Popen[bytes]:
    with (folder / "said.txt").open("ab") as said:
        return subprocess.Popen(
            command,
            env=os.environ | {"HOME": str(folder), "TZ": "UTC"} | environment,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def killed(process: subprocess.Popen[bytes]) -> None:
    """As when a battery is dead: nobody is asked, nothing is written any more."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()

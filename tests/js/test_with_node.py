"""The tablet's scripts that need no page are tested by Node; this runs them along with everything else."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REQUIRED = "node" in os.environ.get("INTAKE_REQUIRE", "").split(",")


def node() -> str:
    """The program; skips the test without it."""
    found = shutil.which("node")
    if found is None:
        message = "no Node found (Debian: apt-get install nodejs)"
        pytest.fail(message) if REQUIRED else pytest.skip(message)
    return found


def in_node(script: str, given: str) -> bytes:
    """What a module prints that is given this text."""
    command = [node(), "--input-type=module", "--eval", script]
    done = subprocess.run(command, input=given.encode(), capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return done.stdout


def test_the_scripts_without_a_page() -> None:
    files = sorted(str(path) for path in HERE.glob("*.test.js"))
    done = subprocess.run(
        [node(), "--test", *files], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:]

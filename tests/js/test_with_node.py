"""The tablet's scripts that need no page are tested by Node; this runs them along with everything else."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REQUIRED = "node" in os.environ.get("INTAKE_REQUIRE", "").split(",")


def test_the_scripts_without_a_page() -> None:
    node = shutil.which("node")
    if node is None:
        message = "no Node found (Debian: apt-get install nodejs)"
        pytest.fail(message) if REQUIRED else pytest.skip(message)
    files = sorted(str(path) for path in HERE.glob("*.test.js"))
    done = subprocess.run([node, "--test", *files], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-6000:]

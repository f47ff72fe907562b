"""Reads an Excel workbook without letting it near this process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from intake import cores
from intake.imports import workbook_process
from intake.imports.content import MAX_COLUMNS, MAX_ROWS, Content, Row
from intake.imports.problems import ImportProblem

_SECONDS = 30
# What a Python may need to start; nothing of ours.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")


def read_workbook(path: Path) -> Content:
    """Return the first visible sheet with anything in it; raises ImportProblem."""
    command = [
        sys.executable,
        "-I",
        workbook_process.__file__,
        str(path.resolve()),
        str(MAX_ROWS),
        str(MAX_COLUMNS),
    ]
    try:
        with cores.others():
            process = subprocess.run(  # noqa: S603 - our own script, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS,
                check=False,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            )
    except subprocess.TimeoutExpired:
        raise ImportProblem("too_complex") from None
    lines = process.stdout.splitlines()
    answer = json.loads(lines[-1]) if lines and process.returncode == 0 else {"problem": "too_complex"}
    if isinstance(answer, dict) and "problem" in answer:
        maximum = {"too_many_columns": MAX_COLUMNS, "too_many_rows": MAX_ROWS}.get(answer["problem"], 0)
        raise ImportProblem(answer["problem"], maximum=maximum)
    sheets = json.loads(lines[0])
    others = [name for name in sheets["sheets"] if name != sheets["sheet"]]
    return Content(partial(_rows, lines[1:]), "xlsx", (sheets["sheet"], *others))


def _rows(lines: list[bytes]) -> Iterator[Row]:
    for line in lines:
        yield Row(*json.loads(line))

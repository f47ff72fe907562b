"""`make bench`: measure everything, print one table, write it as JSON; 1 when a goal is missed by more than a fifth."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import (
    capturing,
    crash,
    draining,
    exporting,
    growing,
    searching,
    starting,
    submitting,
    typing,
    weighing,
)
from bench.goals import Line
from bench.run import SCALES, Run
from bench.table import markdown, text
from intake import __version__

PARTS: dict[str, Callable[[Run], list[Line]]] = {
    "submitting": submitting.measure,
    "capturing": capturing.measure,
    "crash": crash.measure,
    "exporting": exporting.measure,
    "growing": growing.measure,
    "searching": searching.measure,
    "draining": draining.measure,
    "starting": starting.measure,
    "weighing": weighing.measure,
    "typing": typing.measure,
}


def main(arguments: list[str]) -> int:
    """Run the parts asked for; the exit status."""
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="intake-bench-", dir=asked.folder) as folder:
        run = Run(Path(folder), SCALES[asked.scale], lambda line: print(line, file=sys.stderr, flush=True))
        lines: list[Line] = []
        for name in asked.only or PARTS:
            lines += PARTS[name](run)
    facts = _facts(asked.scale)
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    asked.output.write_text(
        json.dumps(
            {
                **facts,
                "lines": [line.row() for line in lines],
                "rounds": [
                    {
                        "part": part,
                        **one.quiet.row(),
                        "found": {name: _plain(v) for name, v in one.found.items()},
                    }
                    for part, rounds in run.rounds
                    for one in rounds.all
                ],
            },
            ensure_ascii=False,
            indent=1,
        )
    )
    print(markdown(lines) if asked.markdown else text(lines))
    print(f"{', '.join(f'{name} {value}' for name, value in facts.items())}; all figures: {asked.output}")
    return int(any(line.is_broken for line in lines))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    scale = parser.add_mutually_exclusive_group()
    for name, meaning in (
        ("quick", "one round of one second, up to 100,000 statements: to look, not to judge"),
        ("full", "up to 1,000,000 statements"),
        ("smoke", "as little as possible: whether it works at all"),
    ):
        scale.add_argument(f"--{name}", dest="scale", action="store_const", const=name, help=meaning)
    parser.add_argument("--only", metavar="PART", action="append", choices=[*PARTS], help=", ".join(PARTS))
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--output", type=Path, default=Path("artifacts/bench.json"), help="the JSON file")
    parser.add_argument(
        "--folder", type=Path, help="where the instances are made; on the disk that is measured"
    )
    parser.set_defaults(scale="usual")
    return parser


def _facts(scale: str) -> dict[str, Any]:
    return {
        "intake": __version__,
        "scale": scale,
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
    }


def _plain(value: Any) -> Any:
    """What a piece returned, as JSON has it."""
    if hasattr(value, "row"):
        return value.row()
    return getattr(value, "__dict__", value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Streams of exports: a large one is written by another process, and a broken one never looks whole."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import fields

from intake import cores, paths
from intake.logs import log_fault
from intake.settings import Settings

#: Bytes handed on at a time.
PIECE = 65_536
#: What the writer gives way by, so that submissions come first.
NICENESS = 10


#: The last line of a text file that is not whole: not every server can break a connection off, so it says so itself.
BROKEN = "INCOMPLETE: this export broke off. Download it again."


class ExportBroken(Exception):
    """The writer failed: the connection must break off, so that nobody takes the part for the whole."""


def never_short(pieces: Iterator[bytes], kind: str) -> Iterator[bytes]:
    """The same pieces; after a fault the line that says so, then ExportBroken. An Excel file cut short never opens."""
    quotes = 0
    with closing(pieces):  # type: ignore[type-var]
        try:
            for piece in pieces:
                quotes += piece.count(b'"')
                yield piece
        except Exception as error:
            log_fault(error, "exports.file")
            if kind == "csv":
                yield ('"' * (quotes % 2) + f"\r\n{BROKEN}\r\n").encode()
            elif kind == "jsonl":
                yield (f'\n{{"error":"{BROKEN}"}}\n').encode()
            raise ExportBroken from None


def written_apart(settings: Settings, arguments: Sequence[str], beginning: bytes = b"") -> Iterator[bytes]:
    """Yield what `intake export …` writes; it ends with its reader.

    `beginning`, the first bytes of the file, is sent while the other process still starts. Raises
    ExportBroken when the file begins otherwise, or when the writer fails.
    """
    with cores.others():
        # A list of our own making, and no shell reads it.
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "intake", "export", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env=environment(settings),
        )
    output = process.stdout
    assert output is not None
    try:
        _give_way(process.pid)
        if beginning:
            yield beginning
            if output.read(len(beginning)) != beginning:
                raise ExportBroken("the statements changed while the export began")
        while piece := output.read1(PIECE):  # type: ignore[attr-defined]
            yield piece
        if process.wait() != 0:
            raise ExportBroken(f"the writer ended with status {process.returncode}")
    finally:
        process.kill()
        output.close()
        process.wait()


def environment(settings: Settings) -> dict[str, str]:
    """The environment in which a command has exactly these settings."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")}
    for field in fields(settings):
        value = getattr(settings, field.name)
        if field.name != "sources" and value != "":
            own[f"INTAKE_{field.name.upper()}"] = str(value)
    found_in = [str(paths.PACKAGE.parent), own.get("PYTHONPATH", "")]
    own["PYTHONPATH"] = os.pathsep.join(path for path in found_in if path)
    return own


def _give_way(process_id: int) -> None:
    with suppress(OSError, AttributeError):  # Windows has no niceness
        os.setpriority(os.PRIO_PROCESS, process_id, NICENESS)

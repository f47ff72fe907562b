"""Fault 25: files made to hurt are uploaded to a server: refused in seconds, its memory bounded, and it goes on."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import store
from intake.settings import Settings
from tests.cli.processes import Served, free_port
from tests.conftest import POSTGRES
from tests.faults.server.browsers import Browser, form_token
from tests.faults.server.queues import deliver, queue
from tests.imports.test_hostile import PNG, WORKBOOKS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(POSTGRES), reason="needs a database of its own"),
    pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux tells it"),
]
FAULT = 25
#: Seconds of work that refusing a file may take; the memory of the server itself, and with the process that reads a
#: workbook.
SECONDS, MEGABYTES, TOGETHER = 10, 300, 300 + 512
#: Bytes that a server reads of a file at all.
LARGEST = Settings.max_upload_bytes
HEADER = b"Question,Statement\n"
CSV: dict[str, Callable[[], bytes]] = {
    "two million columns": lambda: b"," * 2_000_000,
    "one line of 50 MB": lambda: HEADER + b"x" * (50 * 2**20),
    "one line of 15 MB": lambda: HEADER + b"Q1," + b"x" * (15 * 2**20),
    "lines in quotation marks": lambda: HEADER + b'"\na",' * 3_000_000,
    "an open quotation mark": lambda: HEADER + b'Q1,"' + b"a\n" * 5_000_000,
    "NUL": lambda: HEADER + b"Q1,a\0b\n",
    "NULs alone": lambda: b"\0" * 10_000_000,
    "a million rows": lambda: HEADER + b"a,b\n" * 1_000_000,
    "no text": lambda: PNG * 100_000,
}
FILES = {f"{name}.csv": make for name, make in CSV.items()} | {
    f"{name}.xlsx": make for name, (make, _codes) in WORKBOOKS.items()
}
#: Reads workbooks with every limit out of reach.
UNLIMITED = """
import pathlib, re, sys, tempfile
from intake.imports import workbook, workbook_process
text = pathlib.Path(workbook_process.__file__).read_text()
text, changed = re.subn(r"(?m)^(_MEMORY|_MOST_UNPACKED|_MOST_CHARACTERS|_MOST_PARTS) = .*", r"\\1 = 2**40", text)
assert changed == 4
text = text.replace("_MOST_RATIO, _RATIO_FROM = 100", "_MOST_RATIO, _RATIO_FROM = 2**40")
path = pathlib.Path(tempfile.mkdtemp(), "unlimited.py")
path.write_text(text)
workbook_process.__file__ = str(path)
from intake.cli import main
sys.exit(main())
"""


class Unlimited(Served):
    program = ("-c", UNLIMITED)


class Memory(threading.Thread):
    """The most that a process, and it with its children, had in memory at once, in megabytes."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process, self.own, self.together, self.ends = process, 0.0, 0.0, threading.Event()

    def run(self) -> None:
        while not self.ends.wait(0.01):
            threads = Path(f"/proc/{self.process}/task").glob("*/children")
            children = sum(_resident(int(child)) for one in threads for child in _read(one).split())
            own = _resident(self.process)
            self.own, self.together = max(self.own, own), max(self.together, own + children)


def _resident(process: int) -> float:
    kilobytes = [line.split()[1] for line in _read(f"/proc/{process}/status").splitlines() if "VmRSS" in line]
    return int(kilobytes[0]) / 1024 if kilobytes else 0.0


def _worked(process: int) -> float:
    """Seconds that it and the processes that it waited for were at work: others may keep a machine busy, too."""
    fields = _read(f"/proc/{process}/stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _read(path: str | Path) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""  # it has ended


def refused(folder: Path, names: list[str], kind: type[Served]) -> Memory:
    """Upload the files one after the other; what memory the server had meanwhile."""
    made, port = store.make(folder), free_port()
    server = kind("run", "--port", str(port), instance=folder, TMPDIR=str(folder))
    try:
        server.line_with("served on")
        browser = Browser(port)
        page = f"/initiatives/{store.SLUG}/import"
        token = form_token(browser.ask(page, Cookie=made.organizer)[1])
        [worker] = server.workers()
        memory = Memory(worker)
        memory.start()
        for name in names:
            content = FILES[name]()
            before = _worked(worker)
            status, answer = browser.upload(page, token, name, content)
            said = 'id="file-error"' in answer
            assert status in ((400, 413) if said else (0,)), f"{name} is refused: {status}"
            assert said or len(content) > LARGEST, "it is said why, unless the server hung up on it"
            assert _worked(worker) - before < SECONDS, name
        memory.ends.set()
        memory.join()
        assert deliver(browser.send(made.tokens[0]), queue(3)) == [(200, "stored", None)] * 3
        kept = [path for path in folder.rglob("*") if path.suffix in (".csv", ".xlsx", ".upload")]
        assert kept == [], "nothing of it stays"
    finally:
        assert server.stop() == 0
    return memory


def test_refused(tmp_path: Path) -> None:
    assert len(FILES) >= 20
    memory = refused(tmp_path, list(FILES), Served)
    assert 0 < memory.own < MEGABYTES and memory.own < memory.together < TOGETHER


def test_control_no_limits(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="is refused: 200"):
        refused(tmp_path, ["zip bomb.xlsx"], Unlimited)

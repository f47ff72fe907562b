"""Starts tablets under Node and listens to what they tell."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.tablets.hall import Joined
from bench.tablets.plans import Act
from intake.paths import STATIC

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SCRIPTS = STATIC / "js" / "notes"
PATIENCE = 60
#: Milliseconds within which a tablet may send one request, not two. A busy machine lets a thread stand for a moment
#: between the tablet's look at the clock and ours.
SPACING, TOLERANCE = 2_000, 250


@dataclass(frozen=True)
class Asked:
    """A request: when it began and ended (milliseconds), statements in it, whether it was answered with its own nonce."""

    began: float
    ended: float
    statements: int
    answered: bool


@dataclass
class Record:
    """What a tablet did and heard."""

    #: Number of a save -> milliseconds.
    saved: dict[int, float] = field(default_factory=dict)
    delivered: dict[int, float] = field(default_factory=dict)
    attention: list[int] = field(default_factory=list)
    requests: list[Asked] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    ready: bool = False
    finished: bool = False

    @property
    def waiting(self) -> int:
        return len(self.saved.keys() - self.delivered.keys() - set(self.attention))

    def hurried(self) -> int:
        """Requests that began less than two seconds after the one before."""
        began = sorted(one.began for one in self.requests)
        return sum(b - a < SPACING - TOLERANCE for a, b in itertools.pairwise(began))


def why_not() -> str:
    """Why no tablet can be played here; empty when they can."""
    if shutil.which("node") is None:
        return "no Node found (Debian: apt-get install nodejs)"
    if not (ROOT / "node_modules" / "fake-indexeddb").is_dir():
        return "fake-indexeddb is not installed: npm ci"
    return ""


class Tablets:
    """Tablets under Node, from their first act until `stop`."""

    def __init__(
        self,
        joined: Sequence[Joined],
        plans: Sequence[Sequence[Act]],
        apis: Sequence[str],
        *,
        begin: float,
        failures: int = 0,
        habits: Sequence[str] = (),
        before: Sequence[str] = (),
    ) -> None:
        """apis: where each tablet sends. begin: when the acts begin, as `time.time` has it. failures: attempts
        that failed before. habits: those of controls (`tablet.js`). before: before the command, `ip netns exec …`."""
        self.records = [Record() for _ in joined]
        self.process = subprocess.Popen(
            [*before, "node", str(HERE / "tablets.js")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdin
        shared = {
            "begin": begin * 1000,
            "scripts": str(SCRIPTS),
            "failures": failures,
            "habits": list(habits),
        }
        every = [
            {
                "number": number,
                "device": one.kept(),
                "acts": [asdict(act) for act in plan],
                "api": api,
                **shared,
            }
            for number, (one, plan, api) in enumerate(zip(joined, plans, apis, strict=True))
        ]
        self.process.stdin.write(json.dumps(every) + "\n")
        self.process.stdin.flush()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            fact = json.loads(line)
            _note(self.records[fact["tablet"]], fact)

    def until(self, check: Callable[[Record], bool], seconds: float) -> list[int]:
        """Wait until this holds for every tablet; those for which it does not after so long."""
        deadline = time.monotonic() + seconds
        while True:
            left = [number for number, one in enumerate(self.records) if not check(one)]
            if not left or time.monotonic() > deadline:
                return left
            assert self.process.poll() is None, "Node ended"
            time.sleep(0.05)

    def stop(self) -> None:
        """Switch them off."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self._listener.join(PATIENCE)
        self.process.stdout.close()


def _note(record: Record, fact: dict[str, Any]) -> None:
    if "saved" in fact:
        record.saved[fact["saved"]] = fact["at"]
    for number in fact.get("delivered", ()):
        record.delivered.setdefault(number, fact["at"])
    record.attention += fact.get("attention", ())
    if "asked" in fact:
        record.requests.append(Asked(*fact["asked"]))
    if "fault" in fact:
        record.faults.append(fact["fault"])
    record.ready = record.ready or "ready" in fact
    record.finished = record.finished or "finished" in fact

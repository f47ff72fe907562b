"""What is left of an evening, and whether it is what was said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import store
from bench.tablets import hall, plans
from bench.tablets.node import Record
from intake.db import Database
from intake.queries import devices
from intake.settings import Settings


@dataclass
class Outcome:
    """What is left of it."""

    joined: list[hall.Joined]
    acts: list[list[plans.Act]]
    records: list[Record]
    #: As the export has them.
    rows: list[dict[str, Any]]
    #: The gap report by device: saves that it numbered, saves that are missing.
    gaps: dict[str, tuple[int, int]]


def read(
    folder: Path, joined: list[hall.Joined], acts: list[list[plans.Act]], records: list[Record]
) -> Outcome:
    """What the organizer gets: the export and the gap report."""
    command = [sys.executable, "-m", "intake", "export", store.SLUG, "--format", "jsonl"]
    done = subprocess.run(
        [*command, "--status", "active,held,withdrawn,hidden"],
        env={**os.environ, "INTAKE_INSTANCE": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    db = Database(Settings.load({}, instance=folder))
    with db.read() as session:
        every = devices.of_session(session, 1)
    db.close()
    gaps = {str(row.uid): (row.saved, row.missing_count) for row in every}
    return Outcome(joined, acts, records, [json.loads(line) for line in done.stdout.splitlines()], gaps)


def wrong(outcome: Outcome) -> list[str]:
    """What is not as it must be: each statement once, as said last, in the order of saying; nothing else; no gap."""
    found: list[str] = []
    by_tablet: dict[str, list[dict[str, Any]]] = {}
    for row in outcome.rows:
        by_tablet.setdefault(row["statement"].split("-")[0], []).append(row)
    ids = Counter(row["statement_id"] for row in outcome.rows)
    found += [f"{uid} is there {times} times" for uid, times in ids.items() if times > 1]
    for number, (joined, acts, record) in enumerate(
        zip(outcome.joined, outcome.acts, outcome.records, strict=True)
    ):
        rows = by_tablet.pop(f"{number:02}", [])
        there = [row["statement"].split(" ")[0] for row in rows]
        said = plans.newest(acts)
        found += [f"{mark} is missing" for mark in said if mark not in there]
        if there != list(said):
            found.append(f"tablet {number}: not its statements in their order")
        for row, mark in zip(rows, there, strict=True):
            last = said.get(mark)
            is_right = last and (row["statement"], row["language"]) == (last.text, last.language)
            if not is_right or (row["status"] == "withdrawn") != (last and last.withdrawn):
                found.append(f"{mark} is not as it was said last")
        if len({row["device"] for row in rows}) != 1:
            found.append(f"tablet {number}: statements of another device")
        if outcome.gaps[joined.device] != (len(acts), 0):
            found.append(f"tablet {number}: {outcome.gaps[joined.device]} in the gap report")
        found += [f"tablet {number}: {fault}" for fault in record.faults]
        found += [f"tablet {number}: save {sequence} needs attention" for sequence in record.attention]
    found += [f"nobody said {row['statement']!r}" for rows in by_tablet.values() for row in rows]
    return found

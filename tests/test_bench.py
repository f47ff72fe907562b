"""The measurements run; what they say about speed is for `make bench`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import draining
from bench.__main__ import main
from bench.goals import Goal, Line, Round, Rounds
from bench.machine import Quiet
from bench.tablets import node

pytestmark = pytest.mark.slow


def test_a_small_run_makes_a_table_and_loses_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "bench.json"
    parts = ["submitting", "capturing", "crash"]
    chosen = [word for part in parts for word in ("--only", part)]
    main(["--smoke", *chosen, "--folder", str(tmp_path), "--output", str(output)])
    lines = json.loads(output.read_text())["lines"]
    assert {"G1", "G2", "G3", "G4", "G5"} <= {line["goal"] for line in lines}
    assert [line["value"] for line in lines if line["goal"] == "G5"] == [0, 0, 0, 0]
    printed = capsys.readouterr().out
    assert all(line["what"] in printed for line in lines)


def test_an_export_is_measured_whole(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    main(["--smoke", "--only", "exporting", "--folder", str(tmp_path), "--output", str(output)])
    found = json.loads(output.read_text())
    csv = next(one["found"]["csv"] for one in found["rounds"] if "csv" in one["found"])
    assert csv["size"] > 600 * 100


@pytest.mark.skipif(bool(node.why_not()), reason=node.why_not())
def test_draining_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    smaller = {"APART": 0, "STATEMENTS": 5, "FAILURES": 0, "OUTAGES": {"silent": "nothing passes"}}
    for name, value in smaller.items():
        monkeypatch.setattr(draining, name, value)
    output = tmp_path / "bench.json"
    main(["--smoke", "--only", "draining", "--folder", str(tmp_path), "--output", str(output)])
    seconds, hurried = json.loads(output.read_text())["lines"]
    assert 0 < seconds["value"] < 60 and hurried["value"] == 0


def test_a_disturbed_machine_gets_no_verdict() -> None:
    def rounds(*others: float) -> Rounds:
        return Rounds([Round(Quiet(load), {"n": 1 + load}) for load in others], wanted=2)

    quiet = rounds(0.0, 0.0).line("G1", "", "", lambda found: found["n"], Goal(2))
    assert (quiet.verdict, quiet.is_broken) == ("MISSED", True)
    repeated = rounds(0.0, 0.9, 0.0).line("G1", "", "", lambda found: found["n"], Goal(2))
    assert (repeated.value, repeated.verdict) == (1, "MISSED")
    disturbed = rounds(0.9, 0.0, 0.9).line("G1", "", "", lambda found: found["n"], Goal(2))
    assert disturbed.verdict.startswith("withheld") and not disturbed.is_broken


def test_a_verdict_says_what_was_reached() -> None:
    limits = Goal(4, 2.5, at_least=False)
    verdicts = [Line("G2", "", value, "×", limits).verdict for value in (2, 3, 4.5, 9)]
    assert verdicts == ["ambition", "must", "missed", "MISSED"]


def test_searching_is_measured(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    main(["--smoke", "--only", "searching", "--folder", str(tmp_path), "--output", str(output)])
    lines = json.loads(output.read_text())["lines"]
    assert {line["goal"] for line in lines} == {"G10", "G11", "G12"}
    assert all(line["value"] > 0 for line in lines)

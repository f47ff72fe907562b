"""`intake initiative`: a set-up in and out, and what is said when it cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.setups import read
from tests.cli.conftest import Run
from tests.setups.test_reading import EXAMPLE


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "score.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


def test_load_twice_and_dump(run: Run, file: Path) -> None:
    status, out, err = run("initiative", "load", str(file))
    assert (status, out) == (0, "score-2024: 12 created, 0 updated, 0 unchanged\n")
    assert "july-20" in err
    assert run("initiative", "load", str(file)) == (0, "score-2024: 0 created, 0 updated, 12 unchanged\n", "")
    status, out, err = run("initiative", "dump", "score-2024")
    assert (status, err) == (0, "")
    assert read(out.encode()).questions == read(EXAMPLE.encode()).questions
    assert run("initiative", "load", "-", typed=out.encode())[1].startswith(
        "score-2024: 0 created, 0 updated"
    )


def test_every_mistake_with_its_line_and_nothing_half_done(run: Run, file: Path) -> None:
    file.write_text(
        EXAMPLE.replace("America/Los_Angeles", "America/LosAngeles").replace("code: Q1", "code: q0")
    )
    status, out, err = run("initiative", "load", str(file))
    assert (status, out) == (1, "")
    lines = err.splitlines()
    assert f"{file}, line 4: questions › q0 › code: This stands in line 3 already." in lines[0]
    assert (
        f"{file}, line 6: sessions › july-20 › time_zone" in lines[1] and "America/Los_Angeles?" in lines[1]
    )
    assert lines[-1] == f"intake: nothing was changed: mend {file} and load it again"
    assert run("initiative", "dump", "score-2024")[0] == 1


@pytest.mark.parametrize(("arguments", "status", "words"), [
    (["initiative", "load"], 2, "Missing argument"),
    (["initiative", "load", "nowhere.yaml"], 1, "there is no file nowhere.yaml"),
    (["initiative", "load", "."], 1, "is a folder"),
    (["initiative", "load", "-"], 1, "standard input, line 1: The file is empty."),
    (["initiative", "dump", "nobody"], 1, "intake initiative load FILE"),
    (["initiative", "dump"], 2, "Missing argument"),
    (["initiative", "burn"], 2, "No such command"),
])  # fmt: skip
def test_used_wrongly(run: Run, arguments: list[str], status: int, words: str) -> None:
    found, out, err = run(*arguments)
    assert (found, out) == (status, "")
    assert words in err and err.startswith("intake: ") and "Traceback" not in err


@pytest.mark.parametrize("command", [
    "demo", "run", "initiative", "initiative load", "initiative dump", "session", "session open", "session close",
    "join-code", "check",
])  # fmt: skip
def test_help_has_an_example(run: Run, command: str) -> None:
    status, out, err = run(*command.split(), "--help")
    assert (status, err) == (0, "")
    assert f"intake {command}" in out.split("xample", 1)[1]

"""Streams of exports: they end with their reader, and what broke off never looks whole."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from intake.settings import Settings
from intake.web import export_stream
from intake.web.export_stream import BROKEN, ExportBroken, environment, never_short, written_apart


def broken(*pieces: bytes) -> Iterator[bytes]:
    yield from pieces
    raise ValueError("CANARY")


def taken(pieces: Iterator[bytes]) -> bytes:
    found = []
    with pytest.raises(ExportBroken):
        found.extend(pieces)
    return b"".join(found)


@pytest.mark.parametrize("cut", [b"a,b\r\n1,2\r\n", b'a,b\r\n1,"in a cell', b'a,b\r\n1,"he said ""'])
def test_a_table_that_broke_off_says_so_in_its_last_row(cut: bytes) -> None:
    text = taken(never_short(broken(cut), "csv")).decode()
    rows = [row for row in csv.reader(StringIO(text, newline=""), strict=True) if row]
    assert rows[-1] == [BROKEN]
    assert rows[0] == ["a", "b"]


def test_json_lines_that_broke_off_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    lines = taken(never_short(broken(b'{"a":1}\n{"a":'), "jsonl")).decode().splitlines()
    assert json.loads(lines[-1]) == {"error": BROKEN}
    assert "CANARY" not in capsys.readouterr().err


def test_what_is_whole_stays_as_it_is() -> None:
    pieces = [b'"a', b'",b\r\n']
    assert list(never_short((piece for piece in pieces), "csv")) == pieces


def test_the_reader_goes_and_the_writer_is_told() -> None:
    told = []

    def pieces() -> Iterator[bytes]:
        try:
            while True:
                yield b"x"
        finally:
            told.append(True)

    stream = never_short(pieces(), "csv")
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert told


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Every process that was started, each a stand-in that does what its arguments say."""
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def start(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        started.append(real(["/bin/sh", "-c", command[-1]], **options))
        return started[-1]

    monkeypatch.setattr(export_stream.subprocess, "Popen", start)
    return started


def test_the_beginning_is_there_before_the_writer(
    settings: Settings, processes: list[subprocess.Popen[bytes]]
) -> None:
    stream = written_apart(settings, ["sleep 600"], b"header")
    assert next(stream) == b"header"
    stream.close()  # type: ignore[attr-defined]
    assert processes[0].returncode == -9


def test_the_writer_ends_with_its_reader(
    settings: Settings, processes: list[subprocess.Popen[bytes]]
) -> None:
    stream = written_apart(settings, ["while :; do echo x; done"])
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert processes[0].returncode == -9


@pytest.mark.parametrize("script", ["printf 'header and more'; exit 1", "printf 'other'", "kill -9 $$"])
def test_a_writer_that_fails_breaks_the_stream(
    settings: Settings, processes: list[subprocess.Popen[bytes]], script: str
) -> None:
    with pytest.raises(ExportBroken):
        list(written_apart(settings, [script], b"header"))


def test_the_writer_does_the_rest(settings: Settings, processes: list[subprocess.Popen[bytes]]) -> None:
    pieces = list(written_apart(settings, ["printf 'header and more'"], b"header"))
    assert b"".join(pieces) == b"header and more"


def test_the_writer_has_the_same_settings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_PORT", "1")
    monkeypatch.setenv("INTAKE_OF_SOMEBODY_ELSE", "x")
    again = Settings.load(environment(settings))
    assert again == settings
    assert "INTAKE_OF_SOMEBODY_ELSE" not in environment(settings)
    assert os.environ["PATH"] == environment(settings)["PATH"]

"""Running the program: beside the test's app, or as a process of its own."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from intake.cli import intake
from intake.cli.errors import one_line
from intake.settings import Settings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program beside the test's app; returns exit status, standard output and standard error."""
    monkeypatch.setenv("INTAKE_INSTANCE", str(settings.instance))
    monkeypatch.setenv("INTAKE_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("INTAKE_SECRET_KEY", settings.secret_key)

    def run(*arguments: str, typed: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["intake", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed)))
        status = one_line(intake)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run

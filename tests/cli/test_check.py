"""`intake check`: what is well, what is not, and every setting."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import fields
from pathlib import Path

import pytest

from intake.languages import guessing
from intake.settings import Settings
from tests.cli.conftest import Run
from tests.conftest import POSTGRES

SQLITE_ONLY = pytest.mark.skipif(bool(POSTGRES), reason="about the file of SQLite")


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """An empty folder of an instance, as private as the program makes it."""
    folder = tmp_path / "fresh"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("INTAKE_INSTANCE", str(folder))
    monkeypatch.delenv("INTAKE_SECRET_KEY")
    before = os.umask(0o077)
    yield folder  # type: ignore[misc]
    os.umask(before)


def test_a_fresh_instance_is_well(run: Run, instance: Path) -> None:
    status, out, err = run("check")
    assert (status, err) == (0, ""), out
    assert "WRONG" not in out and (POSTGRES or "made or migrated just now" in out)
    assert "is reached and current" in run("check")[1]


@SQLITE_ONLY
def test_it_says_which_way_keeps_the_log_of_sqlite_safe(run: Run, instance: Path) -> None:
    out = run("check")[1]
    assert "one writer under a guard" in out and "journal wal, synchronous FULL" in out


@SQLITE_ONLY
def test_what_is_wrong_is_said_and_makes_it_fail(
    run: Run, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("check")
    instance.chmod(0o755)
    (instance / "secret.key").chmod(0o644)
    monkeypatch.setenv("INTAKE_FREE_SPACE_WARNING_MB", "999999999")
    monkeypatch.setenv("INTAKE_HOST", "0.0.0.0")
    status, out, err = run("check")
    wrong = [line.split()[1] for line in out.splitlines() if line.startswith("WRONG")]
    assert (status, wrong) == (1, ["disk:", "file", "address:"])
    assert err.startswith("intake: 3 of ")


@SQLITE_ONLY
def test_a_broken_reference_is_found(run: Run, instance: Path) -> None:
    run("check")
    with sqlite3.connect(instance / "intake.sqlite3") as raw:
        raw.execute(
            "INSERT INTO membership (person_id, initiative_id, role, created_at) VALUES (7, 7, 'viewer', '2024-01-01')"
        )
    status, out, _err = run("check")
    assert status == 1 and "rows point nowhere in membership" in out


@SQLITE_ONLY
@pytest.mark.parametrize("damage", ["text", "page"])
def test_a_damaged_file_is_found(run: Run, instance: Path, damage: str) -> None:
    run("check")
    database = instance / "intake.sqlite3"
    content = bytearray(database.read_bytes())
    if damage == "text":
        content = bytearray(b"not a database at all, but long enough to be looked at" * 50)
    else:
        content[4096 * 3 : 4096 * 5] = os.urandom(4096 * 2)
    database.write_bytes(content)
    status, out, _err = run("check")
    assert status == 1 and "WRONG" in out and "restore a backup" in out


def test_every_setting_with_value_source_and_meaning(
    run: Run, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_PORT", "8123")
    (instance / "config.toml").touch(0o600)
    (instance / "config.toml").write_text("held_after = 250\n")
    status, out, _err = run("check", "--settings")
    assert status == 0
    rows = {line.split()[0]: line for line in out.splitlines() if line}
    for field in fields(Settings):
        if field.name != "sources":
            assert field.metadata["meaning"] in rows[field.name]
    assert "8123" in rows["port"] and "INTAKE_PORT" in rows["port"]
    assert "250" in rows["held_after"] and "config.toml" in rows["held_after"]
    assert "default" in rows["workers"]


def test_secrets_are_not_shown(run: Run, instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_SECRET_KEY", "x" * 40)
    monkeypatch.setenv("INTAKE_DATABASE_URL", "postgresql://intake:canary@127.0.0.1:1/intake")
    status, out, err = run("check", "--settings")
    assert status == 1 and "WRONG database: cannot be reached" in out
    assert "canary" not in out + err and "x" * 40 not in out + err


def test_a_wrong_setting_is_one_line(run: Run, instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_PORT", "eighty")
    assert run("check") == (1, "", "intake: INTAKE_PORT: port must be a whole number, not 'eighty'\n")


def test_it_says_how_languages_are_suggested(
    run: Run, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "can_guess", lambda: False)
    status, out, _err = run("check")
    assert status == 0, "it is well without"
    assert "ok    languages: not suggested; to have it: pip install 'listening-intake[langid]'" in out

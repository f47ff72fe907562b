"""`intake backup` and `intake restore`: what they say, what they refuse, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intake.backups import folder
from intake.settings import Settings
from tests.backups.conftest import ON_SQLITE, names, rows
from tests.cli.conftest import Run
from tests.conftest import POSTGRES


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


@ON_SQLITE
def test_a_backup_and_back(run: Run, settings: Settings, place: Path) -> None:
    file = place / "backup.sqlite3"
    status, out, err = run("backup", str(file))
    assert (status, err) == (0, "")
    assert out.startswith(f"{file}: 0 statements, ") and out.endswith(" bytes, verified\n")
    status, out, err = run("restore", "--check", str(file))
    assert (status, err) == (0, "") and "sound, 0 statements" in out and "epoch 1" in out
    status, out, err = run("restore", str(file))
    assert (status, out) == (0, f"Restored 0 statements from {file}; this is epoch 2\n")
    assert err.startswith("intake: the former database is ") and err.count("\n") == 1
    assert rows(settings.instance / "intake.sqlite3", "SELECT epoch FROM store") == [(2,)]


@ON_SQLITE
def test_as_json(run: Run, place: Path) -> None:
    status, out, err = run("backup", "--json", str(place / "b"))
    assert (status, err) == (0, "")
    facts = json.loads(out)
    assert facts["statements"] == 0 and facts["encrypted"] is False
    assert facts["bytes"] == (place / "b").stat().st_size


@ON_SQLITE
def test_with_a_key(run: Run, place: Path) -> None:
    pytest.importorskip("pyrage")
    key, file = place / "key.txt", place / "backup.sqlite3.age"
    status, public, err = run("backup", "--new-key", str(key))
    assert status == 0 and public.startswith("age1") and str(key) in err
    assert key.stat().st_mode & 0o777 == 0o600
    assert run("backup", "--new-key", str(key))[0] == 1, "never over another key"
    status, out, _err = run("backup", "--recipient", public.strip(), str(file))
    assert status == 0 and out.endswith("verified, encrypted\n")
    status, out, err = run("restore", str(file))
    assert (status, out) == (1, "") and err.count("\n") == 1 and "--key" in err
    assert run("restore", "--key", str(key), str(file))[0] == 0


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["backup"], 2, "name the FILE"),
        (["restore"], 2, "name the FILE"),
        (["backup", "--new-key", "k", "f"], 2, "leave FILE out"),
        (["restore", "--new-epoch", __file__], 2, "takes no FILE"),
        (["restore", "/nowhere/at/all"], 2, "does not exist"),
        pytest.param(["backup", "/nowhere/at/all"], 1, "No such file or directory", marks=ON_SQLITE),
        pytest.param(["restore", __file__], 1, "is not a backup of Intake", marks=ON_SQLITE),
        pytest.param(["backup", "--recipient", "me", "f"], 1, "no age public key", marks=ON_SQLITE),
    ],
)
def test_what_is_wrong_is_one_line(run: Run, arguments: list[str], status: int, words: str) -> None:
    found, out, err = run(*arguments)
    assert (found, out) == (status, "") and err.count("\n") == 1 and words in err, err


@ON_SQLITE
def test_it_does_not_overwrite_the_database_with_itself(run: Run, settings: Settings) -> None:
    for name in ("intake.sqlite3", "intake.sqlite3-wal", "intake.sqlite3.guard"):
        status, _out, err = run("backup", str(settings.instance / name))
        assert status == 2 and "is the database itself" in err


@ON_SQLITE
def test_check_tells_the_state_of_backups(run: Run, settings: Settings) -> None:
    assert "ok    backups: none of this store was made yet; 0 kept in" in run("check")[1]
    own = folder(settings) / "intake-20240720T120000Z.sqlite3"
    run("backup", str(own))
    out = run("check")[1]
    assert "0 statements; 1 kept in" in out and "verified" in out
    own.write_bytes(own.read_bytes()[:-1])
    status, out, _err = run("check")
    assert status == 1 and "WRONG backups:" in out and "run 'intake backup FILE'" in out


def test_a_new_epoch_alone(run: Run) -> None:
    status, out, err = run("restore", "--new-epoch")
    assert (status, err) == (0, "") and out.startswith("This is epoch 2")


@pytest.mark.skipif(not POSTGRES, reason="about PostgreSQL")
def test_on_postgresql_it_says_what_to_use(run: Run, place: Path) -> None:
    status, _out, err = run("backup", str(place / "b"))
    assert status == 1 and "pg_dump" in err and names(place) == []
    status, _out, err = run("restore", __file__)
    assert status == 1 and "pg_restore" in err
    assert "backups" not in run("check")[1]


@ON_SQLITE
def test_a_key_that_cannot_be_used_is_found_before_the_first_backup(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyrage")
    monkeypatch.setenv("INTAKE_BACKUP_RECIPIENT", "age1nonsense")
    status, out, _err = run("check")
    assert status == 1 and "WRONG backup_recipient: age1nonsense… is no age public key" in out

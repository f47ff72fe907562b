"""Backups that only the holder of a key can read."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from intake.backups import BackupFailed, encrypting
from intake.backups.restoring import examine, restore
from tests.backups.conftest import ON_SQLITE, Evening, names, texts

pytest.importorskip("pyrage")
pytestmark = ON_SQLITE


def new_key(folder: Path, name: str = "key.txt") -> tuple[str, Path]:
    public, words = encrypting.new_key()
    path = folder / name
    path.write_text(words)
    return public, path


def test_nobody_reads_it_without_the_key_and_who_has_it_restores_it(evening: Evening, tmp_path: Path) -> None:
    public, key = new_key(tmp_path)
    evening.save("CANARY of testimony", 1)
    made = evening.back_up(recipient=public)
    assert names(evening.folder) == ["backup.sqlite3"], "what is not encrypted was never here"
    assert names(evening.settings.instance / "backups") == [".lock"]
    content = made.path.read_bytes()
    assert content.startswith(b"age-encryption.org/v1") and b"CANARY" not in content
    assert made.path.stat().st_mode & 0o777 == 0o600 and made.is_encrypted
    assert evening.safe() == 1
    evening.db.close()
    with pytest.raises(BackupFailed, match="--key"):
        restore(evening.settings, made.path, evening.path)
    other = new_key(tmp_path, "other.txt")[1]
    with pytest.raises(BackupFailed, match="not encrypted to this key"):
        restore(evening.settings, made.path, evening.path, other)
    restore(evening.settings, made.path, evening.path, key)
    assert texts(evening.path) == {"CANARY of testimony"}


def test_several_people_may_hold_a_key_each(evening: Evening, tmp_path: Path) -> None:
    (one, one_key), (two, two_key) = new_key(tmp_path, "one"), new_key(tmp_path, "two")
    made = evening.back_up(recipient=f"{one}, {two}")
    for key in (one_key, two_key):
        assert examine(evening.settings, made.path, key).epoch == 1


def test_a_damaged_one_is_refused(evening: Evening, tmp_path: Path) -> None:
    public, key = new_key(tmp_path)
    made = evening.back_up(recipient=public)
    content = bytearray(made.path.read_bytes())
    for change in (len(content) // 2, len(content) - 1):
        flipped = bytearray(content)
        flipped[change] ^= 1
        made.path.write_bytes(flipped)
        with pytest.raises(BackupFailed, match="damaged"):
            examine(evening.settings, made.path, key)
    made.path.write_bytes(content[:-70_000])
    with pytest.raises(BackupFailed, match="damaged"):
        examine(evening.settings, made.path, key)


def test_what_is_no_key_is_said_before_anything_is_copied(evening: Evening, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="no age public key"):
        evening.back_up(recipient="age1nonsense")
    assert names(evening.folder) == []
    public, _key = new_key(tmp_path)
    made = evening.back_up(recipient=public)
    for content in ("", "AGE-SECRET-KEY-1NONSENSE", "Ключ"):
        wrong = tmp_path / "wrong.txt"
        wrong.write_text(content, encoding="utf-8")
        with pytest.raises(BackupFailed, match="holds no secret key"):
            examine(evening.settings, made.path, wrong)


def test_without_the_library_it_says_what_to_install(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    with pytest.raises(BackupFailed, match=r"listening-intake\[encrypt\]"):
        evening.back_up(recipient="age1…")
    assert names(evening.folder) == []


@pytest.mark.skipif(shutil.which("age") is None, reason="the program age is not installed")
def test_the_program_age_opens_it(evening: Evening, tmp_path: Path) -> None:
    public, key = new_key(tmp_path)
    evening.save("one", 1)
    made = evening.back_up(recipient=public)
    plain = tmp_path / "plain.sqlite3"
    subprocess.run(["age", "-d", "-i", str(key), "-o", str(plain), str(made.path)], check=True)
    assert texts(plain) == {"one"}

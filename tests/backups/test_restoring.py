"""Putting a backup in place: exactly what it held, a new epoch, the former database kept, and nothing half-done."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from intake import migrations
from intake.backups import BackupFailed, Unsound, restoring, seal
from intake.backups.restoring import IN_USE, restore
from intake.db import Database
from intake.settings import Settings
from tests.backups.conftest import ON_SQLITE, Evening, names, rows, texts

pytestmark = ON_SQLITE
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def backup(evening: Evening) -> Path:
    """A backup of two statements; a third one came later, and nobody uses the database any more."""
    evening.save("one", 1)
    evening.save("two", 2)
    path = evening.back_up().path
    evening.save("three", 3)
    evening.db.close()
    return path


def test_what_it_held_is_there_with_a_new_epoch_and_the_former_database_beside_it(
    evening: Evening, backup: Path
) -> None:
    done = restore(evening.settings, backup, evening.path)
    assert texts(evening.path) == {"one", "two"}
    assert rows(evening.path, "SELECT epoch FROM store") == [(done.epoch,)] == [(2,)]
    assert done.aside is not None and texts(done.aside) == {"one", "two", "three"}
    assert done.aside.name.startswith("intake.sqlite3.replaced-")
    assert evening.path.stat().st_mode & 0o777 == 0o600
    assert not [name for name in names(evening.path.parent) if "restoring" in name]
    receipt = evening.save("three, offered again", 3)
    assert (receipt.epoch, receipt.safe_sequence) == (2, 2), "the backup has 1 and 2 and not 3"


def test_each_restore_is_an_epoch_of_its_own_even_of_the_same_file(evening: Evening, backup: Path) -> None:
    assert [restore(evening.settings, backup, evening.path).epoch for _ in range(3)] == [2, 3, 4]
    assert len(list(evening.path.parent.glob("*.replaced-*"))) == 3


def test_on_another_machine_there_is_no_former_database(
    evening: Evening, backup: Path, tmp_path: Path
) -> None:
    settings = Settings.load({}, instance=tmp_path / "other")
    path = settings.instance / "intake.sqlite3"
    done = restore(settings, backup, path)
    assert (done.aside, done.epoch, texts(path)) == (None, 2, {"one", "two"})


def test_a_server_or_a_command_that_has_it_open_is_in_the_way(evening: Evening, backup: Path) -> None:
    evening.safe()
    before = evening.path.read_bytes()
    with pytest.raises(BackupFailed, match=IN_USE):
        restore(evening.settings, backup, evening.path)
    with evening.db.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM statement").scalar() == 3
    assert evening.path.read_bytes() == before
    evening.db.close()
    restore(evening.settings, backup, evening.path)


def test_so_is_another_program(evening: Evening, backup: Path) -> None:
    with closing(sqlite3.connect(evening.path)) as other:
        other.execute("SELECT count(*) FROM statement").fetchall()
        with pytest.raises(BackupFailed, match="another program"):
            restore(evening.settings, backup, evening.path)
    assert texts(evening.path) == {"one", "two", "three"}


def test_the_control_without_the_two_locks_what_the_server_answers_next_is_lost(
    evening: Evening, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "alone", lambda path: nullcontext())
    evening.safe()
    with pytest.raises(BackupFailed, match="another program"):
        restore(evening.settings, backup, evening.path)
    monkeypatch.setattr(restoring, "_present", lambda path, store: restoring.Present())
    restore(evening.settings, backup, evening.path)
    evening.save("acknowledged", 4)
    assert texts(evening.path) == {"one", "two"}


def test_a_server_that_starts_meanwhile_waits(
    evening: Evening, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = restoring._prepare
    busy = []

    def prepare_while_somebody_starts(*arguments: object) -> object:
        with pytest.raises(BackupFailed, match="in use"), restoring.alone(evening.path):
            pass
        busy.append(True)
        return prepare(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(restoring, "_prepare", prepare_while_somebody_starts)
    restore(evening.settings, backup, evening.path)
    assert busy == [True]


KILLED = """
import os, signal, sys
from pathlib import Path
from intake.db import Database
from intake.settings import Settings
from sqlalchemy import text
db = Database(Settings.load({}, instance=sys.argv[1]))
db.write(lambda session: session.execute(text("UPDATE statement SET text = 'from the stale log'")))
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_server(instance: Path) -> None:
    """A process that wrote and died: its log is left beside the database."""
    subprocess.run([sys.executable, "-c", KILLED, str(instance)], cwd=ROOT, check=False, timeout=60)
    assert (instance / "intake.sqlite3-wal").stat().st_size > 0


def test_a_stale_log_is_not_replayed(evening: Evening, backup: Path) -> None:
    killed_server(evening.path.parent)
    done = restore(evening.settings, backup, evening.path)
    assert texts(evening.path) == {"one", "two"}
    assert done.aside is not None and texts(done.aside) == {"from the stale log"}
    assert not [name for name in names(evening.path.parent) if name.endswith(("-wal", "-shm"))]


def test_the_control_copying_the_file_over_it_replays_the_log(evening: Evening, backup: Path) -> None:
    killed_server(evening.path.parent)
    shutil.copy(backup, evening.path)
    try:
        found = texts(evening.path)
    except sqlite3.DatabaseError:
        return
    assert found != {"one", "two"}


def test_beside_a_damaged_database_its_log_is_put_away_too(evening: Evening, backup: Path) -> None:
    killed_server(evening.path.parent)
    evening.path.write_bytes(b"not a database at all" * 500)
    done = restore(evening.settings, backup, evening.path)
    assert texts(evening.path) == {"one", "two"}
    assert done.aside is not None
    beside = {path.name for path in evening.path.parent.iterdir()}
    assert done.aside.name in beside and f"{done.aside.name}-wal" in beside
    assert f"{evening.path.name}-wal" not in beside


def damaged(content: bytearray) -> bytes:
    content[content.index(b"two")] ^= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (damaged, "is damaged"),
        (lambda content: bytes(content[:-5000]), "a part is missing"),
        (lambda content: b"", "not a backup"),
        (lambda content: b"PK\3\4 something else" * 100, "not a backup"),
    ],
)
def test_what_is_not_as_it_was_made_is_refused_and_changes_nothing(
    evening: Evening, backup: Path, damage: Callable[[bytearray], bytes], words: str
) -> None:
    backup.write_bytes(damage(bytearray(backup.read_bytes())))
    before = sorted(evening.path.parent.iterdir())
    with pytest.raises(Unsound, match=words):
        restore(evening.settings, backup, evening.path)
    assert texts(evening.path) == {"one", "two", "three"}
    assert sorted(evening.path.parent.iterdir()) == before


def test_a_flip_without_a_seal_would_be_restored(evening: Evening, backup: Path) -> None:
    """The control: with the seal made anew over the damage, nothing else sees it."""
    seal.take_off(backup)
    backup.write_bytes(damaged(bytearray(backup.read_bytes())))
    seal.put_on(backup)
    restore(evening.settings, backup, evening.path)
    assert texts(evening.path) != {"one", "two"}


def altered(backup: Path, change: str) -> None:
    """The backup of another version of Intake."""
    seal.take_off(backup)
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute(change)
        connection.commit()
    seal.put_on(backup)


def test_a_newer_one_is_refused(evening: Evening, backup: Path) -> None:
    altered(backup, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unsound, match="update Intake"):
        restore(evening.settings, backup, evening.path)
    assert texts(evening.path) == {"one", "two", "three"}


def test_an_older_one_is_migrated(evening: Evening, tmp_path: Path) -> None:
    evening.db.close()
    old = Database(Settings.load({}, instance=tmp_path / "old"))
    migrations.upgrade(old, migrations.revisions()[0])
    old.close()
    path = tmp_path / "old" / "intake.sqlite3"
    restoring.make_single(path)
    seal.put_on(path)
    done = restore(evening.settings, path, evening.path)
    assert (done.backup_revision, done.statements) == ("0001", 0)
    assert rows(evening.path, "SELECT version_num FROM alembic_version") == [(migrations.head(),)]
    with evening.db.read() as session:
        assert migrations.current(session.connection()) == migrations.head()


@pytest.mark.parametrize("step", ["_unpack", "contents", "_prepare", "_swap", "sync_folder"])
def test_dying_at_any_step_leaves_the_former_or_the_restored_store(
    evening: Evening, backup: Path, step: str
) -> None:
    """A process killed there, for real; then a restore that is not killed goes well."""
    script = (
        "import os, signal, sys; from pathlib import Path; from intake.backups import restoring\n"
        "from intake.settings import Settings\n"
        f"restoring.{step} = lambda *a: os.kill(os.getpid(), signal.SIGKILL)\n"
        "path = Path(sys.argv[1])\n"
        "restoring.restore(Settings.load({}, instance=path.parent), Path(sys.argv[2]), path)"
    )
    command = [sys.executable, "-c", script, str(evening.path), str(backup)]
    assert subprocess.run(command, cwd=ROOT, timeout=60).returncode == -9
    assert texts(evening.path) in ({"one", "two"}, {"one", "two", "three"})
    assert rows(evening.path, "PRAGMA integrity_check") == [("ok",)]
    restore(evening.settings, backup, evening.path)
    assert texts(evening.path) == {"one", "two"}
    assert not [name for name in names(evening.path.parent) if "restoring" in name]

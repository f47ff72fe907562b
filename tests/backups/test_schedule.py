"""When a server makes a backup by itself, what it keeps, and what it says when one fails."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from intake.backups import keeping, making, one_at_a_time, schedule
from intake.backups.schedule import Backups
from intake.errors import NotStored, Unavailable
from intake.logs import OneLine
from intake.models import ListeningSession, SessionState
from intake.settings import Settings
from tests.backups.conftest import ON_SQLITE, Evening, names, texts

pytestmark = ON_SQLITE
NOON = datetime(2024, 7, 20, 12, tzinfo=UTC)


@pytest.fixture
def backups(evening: Evening) -> Backups:
    return Backups(evening.db, evening.settings)


def close(evening: Evening) -> None:
    state = update(ListeningSession).values(state=SessionState.CLOSED)
    evening.db.write(lambda session: session.execute(state) and None)


def made_long_ago(evening: Evening) -> None:
    """As if the last backup had been made an hour ago."""
    past = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=1)
    evening.db.write(
        lambda session: (
            session.execute(
                text("UPDATE entry SET at = :at WHERE verb = 'backup.made'"), {"at": past.isoformat(" ")}
            )
            and None
        )
    )


def test_the_first_is_made_at_once_the_next_after_the_minutes_and_if_something_came(
    evening: Evening, backups: Backups
) -> None:
    evening.save("one", 1)
    made = backups.look()
    assert made is not None and texts(made.path) == {"one"} and evening.safe() == 1
    assert made.path.parent == evening.settings.instance / "backups"
    made_long_ago(evening)
    assert backups.look() is None, "nothing changed: that a backup was made is no change"
    evening.save("two", 2)
    assert backups.look() is not None
    evening.save("three", 3)
    assert backups.look() is None, "ten minutes have not passed"
    made_long_ago(evening)
    assert backups.look() is not None and evening.safe() == 3


def test_while_no_session_is_open_only_what_arrives_late_is_a_reason(
    evening: Evening, backups: Backups
) -> None:
    close(evening)
    assert backups.look() is None
    evening.back_up()
    made_long_ago(evening)
    assert backups.look() is None
    evening.save("late", 1)
    assert backups.look() is not None


def test_a_clock_that_was_set_back_holds_up_no_backup(evening: Evening, backups: Backups) -> None:
    backups.look()
    evening.db.write(
        lambda session: (
            session.execute(text("UPDATE entry SET at = '2999-01-01 00:00:00' WHERE verb = 'backup.made'"))
            and None
        )
    )
    evening.save("one", 1)
    assert backups.look() is not None


def test_it_is_off_when_told_so(evening: Evening) -> None:
    off = Backups(evening.db, replace(evening.settings, backup_minutes=0))
    off.start()
    assert (off.ask(), off.state(), off._thread) == (None, None, None)


def test_a_failure_is_logged_shown_and_tried_again_later(
    evening: Evening, backups: Backups, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    evening.save("CANARY", 1)

    def full(*arguments: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "copy", full)
    monkeypatch.setattr(logging.getLogger("intake"), "propagate", True)
    assert backups.look() is None
    state = backups.state()
    assert state is not None and state.last is None and state.failed_at is not None
    said = json.loads(OneLine().format(caplog.records[-1]))
    assert (said["level"], said["event"]) == ("error", "backup failed")
    assert "no room" in said["reason"] and "CANARY" not in caplog.text
    with pytest.raises(NotStored):
        backups.ask()
    monkeypatch.undo()
    assert backups.look() is None, "not at once"
    backups._wait_until = 0
    assert backups.look() is not None
    state = backups.state()
    assert state is not None and state.last is not None and state.failed_at is None


def test_a_fault_of_ours_is_logged_and_the_thread_lives_on(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = threading.Semaphore(0)

    def fault(self: Backups) -> None:
        looked.release()
        raise RuntimeError("a bug")

    monkeypatch.setattr(schedule, "LOOK", 0.01)
    monkeypatch.setattr(Backups, "look", fault)
    backups = Backups(evening.db, evening.settings)
    backups.start()
    assert looked.acquire(timeout=30) and looked.acquire(timeout=30)
    backups.stop()


def test_the_thread_makes_one_and_ends_when_asked(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    evening.save("one", 1)
    done = threading.Event()
    look = Backups.look

    def look_and_say(self: Backups) -> Any:
        try:
            return look(self)
        finally:
            done.set()

    monkeypatch.setattr(schedule, "LOOK", 0.01)
    monkeypatch.setattr(Backups, "look", look_and_say)
    backups = Backups(evening.db, evening.settings)
    backups.start()
    assert done.wait(30)
    backups.stop()
    assert len(keeping.kept(evening.settings)) == 1


def test_tablets_that_ask_get_one_and_then_wait_their_turn(evening: Evening, backups: Backups) -> None:
    evening.save("one", 1)
    assert backups.ask() == 0 and evening.safe() == 1
    assert backups.ask() == 0, "nothing came since: no second file"
    evening.save("two", 2)
    wait = backups.ask()
    assert wait is not None and 0 < wait <= 31 and evening.safe() == 1
    backups._asked -= 30
    assert backups.ask() == 0 and evening.safe() == 2


def test_many_tablets_that_ask_at_once_make_one(evening: Evening, backups: Backups) -> None:
    evening.save("one", 1)
    answers: list[int | None] = []
    threads = [threading.Thread(target=lambda: answers.append(backups.ask())) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [0] * 12
    assert len([name for name in names(evening.settings.instance / "backups") if name != ".lock"]) == 1


def test_one_that_another_command_is_making_is_waited_for_then_said(
    evening: Evening, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening.save("one", 1)
    monkeypatch.setattr(schedule, "PATIENCE", 0.05)
    with one_at_a_time(evening.settings), pytest.raises(Unavailable):
        backups.ask()


def test_what_a_killed_server_left_is_cleared_away_by_the_next_one(
    evening: Evening, backups: Backups
) -> None:
    place = making.folder(evening.settings)
    for name in (".intake-20240720T120000Z.sqlite3.part", ".plain.part", ".plain.part-journal"):
        (place / name).write_text("half of what was said")
    made = backups.look()
    assert made is not None and names(place) == [".lock", made.path.name]


def test_what_is_kept(settings: Settings) -> None:
    """Each ten minutes of an evening, an evening a week for six weeks."""
    week, ten = timedelta(days=7), timedelta(minutes=10)
    all_of_them = [NOON - week * w - ten * n for w in range(6) for n in range(18)]
    kept = sorted(keeping.chosen(all_of_them, NOON, settings), reverse=True)
    recent = [NOON - ten * n for n in range(6)]
    hourly = [NOON - timedelta(hours=h) - ten for h in (1, 2)]
    daily = [NOON - week * w for w in range(1, 5)]
    assert kept == recent + hourly + daily


def test_the_newest_is_kept_however_old(settings: Settings) -> None:
    old = [NOON - timedelta(days=days) for days in (50, 60)]
    assert keeping.chosen(old, NOON, settings) == {old[0]}
    assert keeping.chosen([], NOON, settings) == set()


def test_nothing_else_in_the_folder_is_touched(evening: Evening) -> None:
    folder = making.folder(evening.settings)
    mine = folder / "my-own.sqlite3"
    mine.touch()
    for day in (1, 2):
        (folder / f"intake-2024010{day}T000000Z.sqlite3").touch()
    gone = keeping.tidy(evening.settings, NOON)
    assert [path.name for path in gone] == ["intake-20240101T000000Z.sqlite3"]
    assert names(folder) == ["intake-20240102T000000Z.sqlite3", "my-own.sqlite3"]

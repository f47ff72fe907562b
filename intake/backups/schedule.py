"""The backups that a server makes by itself, in a thread of its own beside the requests."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import current_app
from werkzeug.local import LocalProxy

from intake import cores
from intake.backups import BackupFailed, keeping
from intake.backups.copying import Stopped
from intake.backups.making import Made, NoRoom, make
from intake.db import Database, now
from intake.errors import NotStored, Problem, Unavailable
from intake.logs import log_fault, logger
from intake.queries import backups as queries
from intake.queries.backups import Extent, LastBackup
from intake.settings import Settings

#: Seconds between looks whether a backup is due.
LOOK = 30.0
#: Seconds after a failure before the next attempt.
AFTER_FAILURE = 120.0
#: Seconds that a tablet's question waits for a backup that is being made.
PATIENCE = 5.0
#: How much lower than the requests' threads this one stands (Linux).
NICE = 10


@dataclass(frozen=True, slots=True)
class State:
    """What an organizer is told."""

    last: LastBackup | None
    failed_at: datetime | None


class Backups:
    """Makes a backup when one is due or a tablet asks; one of these for each serving process."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        #: Whether this server makes backups at all: PostgreSQL has tools of its own.
        self.is_on = db.is_sqlite and settings.backup_minutes > 0
        self.failed_at: datetime | None = None
        #: Why the last attempt failed, as a tablet is told.
        self._problem: Problem = Unavailable()
        self._wait_until = 0.0
        self._asked = -float(settings.backup_ask_seconds)
        self._one_at_a_time = threading.Lock()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look, in a thread."""
        if self.is_on and self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="intake-backups", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Give up what is being copied and end the thread."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(PATIENCE)
            self._thread = None

    def look(self) -> Made | None:
        """Make a backup if one is due."""
        with self._one_at_a_time:
            if time.monotonic() < self._wait_until or not self._is_due():
                # Backups get too old also when nothing new is made.
                keeping.tidy(self._settings, now())
                return None
            return self._make()

    def ask(self) -> int | None:
        """Make a backup if anything is in none; the seconds after which it helps to ask again, 0 when all is in one.

        None where this server makes no backups. Raises Unavailable or NotStored when it could not be made.
        """
        if not self.is_on:
            return None
        if not self._one_at_a_time.acquire(timeout=PATIENCE):
            return self._settings.backup_ask_seconds
        try:
            last, extent = self._seen()
            if last is not None and last.extent == extent:
                return 0
            left = self._asked + self._settings.backup_ask_seconds - time.monotonic()
            if left > 0:
                return int(left) + 1
            self._asked = time.monotonic()
            if self._make() is None:
                raise self._problem
            return 0
        finally:
            self._one_at_a_time.release()

    def state(self) -> State | None:
        """The last backup, and whether a later one failed; None where this server makes none."""
        if not self.is_on:
            return None
        with self._db.read() as session:
            last = queries.last(session)
        failed_at = self.failed_at
        if last is not None and failed_at is not None and last.at > failed_at:
            failed_at = None
        return State(last, failed_at)

    def _seen(self) -> tuple[LastBackup | None, Extent]:
        with self._db.read() as session:
            return queries.last(session), queries.extent(session)

    def _is_due(self) -> bool:
        """Something changed since the last one; while no session is open, only statements and renderings count."""
        with self._db.read() as session:
            last, extent = queries.last(session), queries.extent(session)
            if last is None:
                return queries.is_any_session_open(session)
            if last.extent == extent:
                return False
            is_open = queries.is_any_session_open(session)
        came = extent.words != last.extent.words
        # A clock that was set back must not hold up backups.
        age = now() - last.at
        is_recent = timedelta(0) <= age < timedelta(minutes=self._settings.backup_minutes)
        return (is_open or came) and not is_recent

    def _make(self) -> Made | None:
        moment = now()
        try:
            # Copying and checking are SQLite's work, without Python's lock: requests keep their core.
            with cores.others():
                made = make(
                    self._db,
                    self._settings,
                    keeping.new_path(self._settings, moment),
                    recipient=self._settings.backup_recipient,
                    patience=PATIENCE,
                    still_wanted=lambda: not self._ending.is_set(),
                )
                gone = keeping.tidy(self._settings, moment)
        except Stopped:
            return None
        except Exception as error:
            self._problem = NotStored() if isinstance(error, NoRoom) else Unavailable()
            self._failed(error, moment)
            return None
        self.failed_at = None
        logger.info(
            "backup",
            extra={"facts": {"bytes": made.size, "statements": made.statements, "removed": len(gone)}},
        )
        return made

    def _failed(self, error: Exception, moment: datetime) -> None:
        self.failed_at = moment
        self._wait_until = time.monotonic() + AFTER_FAILURE
        if isinstance(error, BackupFailed):
            logger.error("backup failed", extra={"facts": {"reason": str(error)}})
        elif isinstance(error, Problem):
            logger.error("backup failed", extra={"facts": {"reason": error.code}})
        else:
            log_fault(error, "backups")

    def _watch(self) -> None:
        if sys.platform == "linux":
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
        while not self._ending.wait(LOOK):
            try:
                self.look()
            except Exception as error:
                log_fault(error, "backups")


#: Those of the current app.
backups = cast(Backups, LocalProxy(lambda: cast(Backups, current_app.extensions["intake.backups"])))

"""What erased words leave in files of the instance folder: cleared in a thread of its own, until it is done.

The store itself remembers that something is left, so a server that was killed goes on when it starts again.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from datetime import datetime
from typing import cast

from flask import current_app
from werkzeug.local import LocalProxy

from intake import indexing
from intake.actions import leftovers as actions
from intake.actions.actor import COMMAND
from intake.backups import one_at_a_time, work_of
from intake.backups.making import clear
from intake.db import Database
from intake.db.guard import GuardBusy
from intake.logs import log_fault, logger
from intake.queries import leftovers as queries
from intake.settings import Settings

#: Seconds before the next attempt while somebody reads what the log has (a backup, say), and after a fault (a full disk).
PAUSE, AFTER_FAULT = 2.0, 30.0
#: Tables that had the words.
TABLES = (
    "statement",
    "statement_revision",
    "rendering",
    "rendering_revision",
    "search_pending",
    "search_words",
)


class Leftovers:
    """Clears what is left when something was erased; one of these for each serving process."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._is_asked = False
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Clear what is left, if anything is; returns at once."""
        with self._lock:
            self._is_asked = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="intake-leftovers", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Until nothing is left."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def stop(self) -> None:
        """Leave the rest to the next start."""
        self._ending.set()
        self.wait()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._is_asked or self._ending.is_set():
                    self._thread = None
                    return
                self._is_asked = False
            self._clear()

    def _clear(self) -> None:
        begun, rewritten = time.monotonic(), None
        while not self._ending.is_set():
            pause = PAUSE
            try:
                with self._db.read() as session:
                    since = queries.since(session)
                if since is None:
                    return
                if rewritten != since:
                    self._clear_files()
                    indexing.leave_nothing(self._db)
                    self._db.rewrite(*TABLES)
                    rewritten = since
                if self._db.empty_log():
                    self._gone(since)
                    seconds = round(time.monotonic() - begun, 3)
                    logger.info("erased words are gone", extra={"facts": {"seconds": seconds}})
                    continue
            except Exception as error:
                log_fault(error, "leftovers")
                pause = AFTER_FAULT
            self._ending.wait(pause)

    def _clear_files(self) -> None:
        """Remove what backups and restores that were killed left behind."""
        if self._db.path is not None:
            clear(work_of(self._db.path))
            # Busy: a backup is under way, and clears away what an earlier one left.
            with suppress(GuardBusy), one_at_a_time(self._settings):
                pass

    def _gone(self, since: datetime) -> None:
        self._db.write(lambda session: actions.gone(session, COMMAND, since))


#: Those of the current app.
leftovers = cast(Leftovers, LocalProxy(lambda: cast(Leftovers, current_app.extensions["intake.leftovers"])))

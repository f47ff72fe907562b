"""The search index, kept up in a thread of its own beside the requests, so that no save waits for it.

On the way it is noted where a statement's language may be wrong.
"""

from __future__ import annotations

import threading
import time
from typing import cast

from flask import current_app
from werkzeug.local import LocalProxy

from intake.actions import indexing as actions
from intake.actions import suggesting
from intake.actions.indexing import Overtaken
from intake.db import Database
from intake.logs import log_fault, logger
from intake.queries import searching

#: Seconds between looks whether there is something to index, and after a fault (a full disk).
LOOK, AFTER_FAULT = 1.0, 30.0
#: Seconds that whoever waits for the index leaves to another process.
OVERTAKEN = 0.02
#: Changes indexed at once: some milliseconds of the writer.
BATCH = 64
#: Statements of before whose language is looked at in one go.
BACK = 500
#: Of the time, the share in which it works while there is more to do.
SHARE = 0.5
#: So many changes to index are not waited for when words must be gone.
MANY = 20_000
#: Changes after which the log says how far it is.
TELL = 50_000


class Indexing:
    """Indexes what changed; one of these for each serving process."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look, in a thread."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="intake-indexing", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Leave the rest to the next start."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _watch(self) -> None:
        pause, done = 0.0, 0
        while not self._ending.wait(pause):
            begun = time.monotonic()
            try:
                indexed = step(self._db) or look_back(self._db)
            except Exception as error:
                log_fault(error, "indexing")
                pause = AFTER_FAULT
                continue
            done += indexed
            if done >= TELL:
                self._tell(done)
                done = 0
            pause = (time.monotonic() - begun) * (1 / SHARE - 1) if indexed else LOOK

    def _tell(self, done: int) -> None:
        with self._db.read() as session:
            left = searching.waiting(session)
        logger.info("texts were indexed", extra={"facts": {"texts": done, "left": left}})


def step(db: Database, size: int = BATCH) -> int:
    """Index the oldest changes; how many they were, 0 when the index knows everything or another process is at it."""
    with db.read() as session:
        is_current, is_waiting = actions.is_current(session), searching.waiting(session, up_to=1) > 0
        found = actions.batch(session, size) if is_current and is_waiting and db.is_sqlite else None
    if not is_current:
        db.write(actions.start_over)
        return 1
    if not is_waiting:
        return 0
    try:
        return db.write(lambda session: actions.index(session, size, found))
    except Overtaken:
        return 0


def look_back(db: Database, size: int = BACK) -> int:
    """See what language older statements read like, where a library or rules are new; how many, 0 when all were seen."""
    with db.read() as session:
        is_current = suggesting.is_current(session)
        found = suggesting.look_back(session, size) if is_current else None
    if not is_current:
        db.write(suggesting.start_over)
        return 1
    return 0 if found is None else db.write(lambda session: suggesting.keep_back(session, found))


def catch_up(db: Database) -> None:
    """Index everything that is stored now, together with whoever else is at it."""
    while step(db) or _is_behind(db):
        pass


def _is_behind(db: Database) -> bool:
    """Whether another process was faster with one batch and there is more; it is given time for its next one."""
    with db.read() as session:
        is_behind = not actions.is_current(session) or searching.waiting(session, up_to=1) > 0
    if is_behind:
        time.sleep(OVERTAKEN)
    return is_behind


def leave_nothing(db: Database) -> None:
    """Take what was erased or corrected out of the index, so that no page of it has the words any more."""
    with db.read() as session:
        is_far = not actions.is_current(session) or searching.waiting(session, up_to=MANY) == MANY
    if is_far:
        # To begin anew takes less time than to wait for the rest.
        db.write(actions.forget)
        return
    catch_up(db)
    db.write(actions.merge)


#: That of the current app.
indexing = cast(Indexing, LocalProxy(lambda: cast(Indexing, current_app.extensions["intake.indexing"])))

"""The one writer of a process on SQLite: commits many requests' actions at once, answers each after the commit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from intake.db.engine import BUSY_TIMEOUT, WAL_LIMIT_BYTES
from intake.db.guard import Guard

T = TypeVar("T")

#: Actions in one transaction: enough to share a flush among 64 threads, few enough to keep it short.
GROUP_LIMIT = 64
#: Actions after which the write-ahead log is copied into the database; about 4 MB of pages.
CHECKPOINT_AFTER = 500
#: Seconds without work after which the rest is copied too.
IDLE = 1.0
#: Milliseconds for which emptying the log waits for somebody who reads: whoever writes meanwhile waits as long.
READERS_PATIENCE = 50


class Job(Generic[T]):
    """An action that waits to be committed, and what came of it."""

    __slots__ = ("action", "context", "done", "error", "result")

    def __init__(self, action: Callable[[Session], T]) -> None:
        self.action = action
        # The request's context goes along, so that a problem an action raises speaks the reader's language.
        self.context = copy_context()
        self.result: T | None = None
        self.error: BaseException | None = None
        self.done = threading.Lock()
        self.done.acquire()


class Chore(Job[T]):
    """Work on the connection itself, outside any transaction."""

    __slots__ = ("work",)

    def __init__(self, work: Callable[[Any], T]) -> None:
        super().__init__(_nothing)
        self.work = work


class Writer:
    """A thread that owns the only writing connection; started by the first action, so never before a fork."""

    def __init__(self, engine: Engine, guard: Guard) -> None:
        self._engine = engine
        self._guard = guard
        self._queue: SimpleQueue[Job[Any] | None] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._since_checkpoint = 0

    def run(self, action: Callable[[Session], T]) -> T:
        """Run the action in a savepoint of the next group; return after that group's commit, or raise what it raised."""
        return self._done(Job(action))

    def alone(self, work: Callable[[Any], T]) -> T:
        """Give the driver's connection to `work` while nobody else of ours writes, outside any transaction."""
        return self._done(Chore(work))

    def _done(self, job: Job[T]) -> T:
        if self._thread is None:
            self._start()
        self._queue.put(job)
        job.done.acquire()
        if job.error is not None:
            raise job.error
        return job.result  # type: ignore[return-value]

    def stop(self) -> None:
        """Finish what waits, copy the log into the database, end the thread."""
        with self._starting:
            if self._thread is not None:
                self._queue.put(None)
                self._thread.join()
                self._thread = None

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="intake-writer", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            try:
                first = self._queue.get(timeout=IDLE if self._since_checkpoint else None)
            except Empty:
                self._checkpoint(idle=True)
                continue
            jobs, last = self._gather(first)
            chores = [job for job in jobs if isinstance(job, Chore)]
            jobs = [job for job in jobs if not isinstance(job, Chore)]
            if jobs:
                self._commit(jobs)
            for chore in chores:
                self._do(chore)
            if last:
                self._checkpoint(idle=True)
                return

    def _gather(self, first: Job[Any] | None) -> tuple[list[Job[Any]], bool]:
        jobs: list[Job[Any]] = []
        item = first
        while item is not None:
            jobs.append(item)
            if len(jobs) == GROUP_LIMIT:
                return jobs, False
            try:
                item = self._queue.get_nowait()
            except Empty:
                return jobs, False
        return jobs, True

    def _commit(self, jobs: list[Job[Any]]) -> None:
        """Commit the group. A fault of the database undoes all of it, so each job is then tried alone."""
        try:
            self._together(jobs)
        except BaseException as error:
            if len(jobs) == 1:
                jobs[0].result, jobs[0].error = None, error
            else:
                for job in jobs:
                    job.error = None
                    self._commit_alone(job)
        for job in jobs:
            job.done.release()
        self._since_checkpoint += len(jobs)
        if self._since_checkpoint >= CHECKPOINT_AFTER:
            self._checkpoint(idle=False)

    def _commit_alone(self, job: Job[Any]) -> None:
        try:
            self._together([job])
        except BaseException as error:
            job.result, job.error = None, error

    def _together(self, jobs: list[Job[Any]]) -> None:
        with self._guard.held(), self._engine.connect() as connection, connection.begin():
            if len(jobs) == 1:
                jobs[0].result = jobs[0].context.run(perform, connection, jobs[0].action)
                return
            raw: Any = connection.connection.driver_connection
            for job in jobs:
                raw.execute("SAVEPOINT job")
                try:
                    job.result = job.context.run(perform, connection, job.action)
                except DBAPIError as error:
                    if not raw.in_transaction or not _is_constraint(error):
                        raise
                    job.error = error
                except Exception as error:
                    job.error = error
                if job.error is not None:
                    raw.execute("ROLLBACK TO job")
                raw.execute("RELEASE job")

    def _do(self, chore: Chore[Any]) -> None:
        try:
            with self._guard.held():
                pooled = self._engine.raw_connection()
                try:
                    chore.result = chore.work(pooled.driver_connection)
                finally:
                    pooled.close()
        except BaseException as error:
            chore.error = error
        chore.done.release()

    def _checkpoint(self, *, idle: bool) -> None:
        """Copy the log into the database while no process of ours can write; a busy or full disk only postpones it.

        While somebody reads what is old, the log cannot be emptied; when it grew too long, that is tried again when idle.
        """
        self._since_checkpoint = 0
        try:
            with self._guard.held():
                raw = self._engine.raw_connection()
                cursor = raw.cursor()
                try:
                    mode = "TRUNCATE" if idle and _log_size(self._guard) > WAL_LIMIT_BYTES else "PASSIVE"
                    cursor.execute(f"PRAGMA busy_timeout = {READERS_PATIENCE}")
                    cursor.execute(f"PRAGMA wal_checkpoint({mode})")
                finally:
                    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
                    raw.close()
            if _log_size(self._guard) > WAL_LIMIT_BYTES:
                self._since_checkpoint = 1
        except Exception:
            return


def _nothing(session: Session) -> Any:
    return None


def perform(connection: Connection, action: Callable[[Session], T]) -> T:
    """Run the action with a session of its own inside the connection's open transaction."""
    session = Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False)
    try:
        result = action(session)
        session.flush()
        return result
    finally:
        session.close()


def _is_constraint(error: DBAPIError) -> bool:
    return (getattr(error.orig, "sqlite_errorname", "") or "").startswith("SQLITE_CONSTRAINT")


def _log_size(guard: Guard) -> int:
    log = guard.path.with_name(guard.path.name.removesuffix(".guard") + "-wal")
    return log.stat().st_size if log.exists() else 0

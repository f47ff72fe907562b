"""Who has the database open: every user shares a lock, and only who is alone may put another file in its place.

The kernel releases the lock when a process dies. Windows needs none: there an open file cannot be replaced.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from intake.db.guard import PATIENCE, GuardBusy

if sys.platform == "win32":
    SHARED = ALONE = 0

    def _try(descriptor: int, how: int) -> None:
        return
else:
    import fcntl

    SHARED, ALONE = fcntl.LOCK_SH, fcntl.LOCK_EX

    def _try(descriptor: int, how: int) -> None:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)


class Presence:
    """A lock file beside the database, held from the first connection until the database is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None
        self._entering = threading.Lock()

    def enter(self) -> None:
        """Say that this process uses the database; raises GuardBusy while somebody replaces it."""
        if self._descriptor is not None:
            return
        # Where the file cannot be made (a read-only disk) the database cannot be replaced either.
        with self._entering, suppress(OSError):
            if self._descriptor is None:
                self._descriptor = _taken(self.path, SHARED, PATIENCE)

    def leave(self) -> None:
        """Say that it is closed."""
        with self._entering:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None

    @contextmanager
    def alone(self, patience: float = 0) -> Iterator[None]:
        """Nobody else has the database open meanwhile; raises GuardBusy when somebody has."""
        descriptor = _taken(self.path, ALONE, patience)
        try:
            yield
        finally:
            os.close(descriptor)


def _taken(path: Path, how: int, patience: float) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + patience
    while True:
        try:
            _try(descriptor, how)
            return descriptor
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                raise GuardBusy(str(path)) from None
        time.sleep(0.02)

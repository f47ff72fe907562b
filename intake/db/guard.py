"""The guard that writers of all processes take in turn: a lock the kernel releases when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _release(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


#: Seconds to wait for another process (a long import) before answering "not stored, try again".
PATIENCE = 15.0


class GuardBusy(Exception):
    """Another process kept the guard for longer than our patience."""


class Guard:
    """A lock file beside the database; one holder at a time, threads and processes alike."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @contextmanager
    def held(self, patience: float = PATIENCE) -> Iterator[None]:
        """Hold the guard; raises GuardBusy when it cannot be had in time."""
        if self._descriptor is None:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        self._take(self._descriptor, patience)
        try:
            yield
        finally:
            _release(self._descriptor)

    def _take(self, descriptor: int, patience: float) -> None:
        deadline = time.monotonic() + patience
        pause = 0.0005
        while True:
            try:
                return _try(descriptor)
            except OSError:
                if time.monotonic() > deadline:
                    raise GuardBusy(str(self.path)) from None
            time.sleep(pause)
            pause = min(pause * 2, 0.02)

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

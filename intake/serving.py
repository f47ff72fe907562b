"""Serving with granian: one process of threads on SQLite, several on PostgreSQL.

The command's process only watches; `app` is made in each worker from the environment, so another WSGI server
can use `intake.serving:app()` too.
"""

from __future__ import annotations

import http.client
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.util import Finalize
from types import FrameType
from typing import Any

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from intake.db import Database
from intake.logs import OneLine, init_logs
from intake.settings import Settings

#: Set by `intake demo` alone (sample/door.py).
DEMO = "INTAKE_DEMO_DOOR"
#: Connections that wait to be accepted; as many requests may be under way before further ones wait.
BACKLOG = 1024
#: Seconds that requests under way have to end after the server was asked to stop.
PATIENCE = 10


def app() -> Flask:
    """The app of this process, from the environment; its database is closed when the process ends."""
    from intake.app import create_app

    init_logs()
    made = create_app(Settings.load())
    if DEMO in os.environ:
        from intake.sample import door

        made.register_blueprint(door.area)
    database: Database = made.extensions["intake.db"]
    Finalize(None, database.close, exitpriority=10)
    _end_with_parent()
    return made


def serve(settings: Settings, when_it_answers: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; `when_it_answers` is called once, from a thread, after the first answer.

    Database and pools must be closed before: nothing of them may be shared with the workers.
    """
    os.environ.update(environment(settings))
    if sys.platform == "linux":
        # Workers inherit what is imported already, which halves the start; elsewhere forking is not safe.
        multiprocessing.set_start_method("fork", force=True)
    watched = _Watched(
        "intake.serving:app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.threads,
        backlog=BACKLOG,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        log_level=LogLevels.error,
        log_dictconfig=LOGGING,
    )
    watched.when_it_answers = when_it_answers
    watched.serve()


def environment(settings: Settings) -> dict[str, str]:
    """What the workers need to load the same settings, whatever came from the command line."""
    return {
        "INTAKE_INSTANCE": str(settings.instance),
        "INTAKE_HOST": settings.host,
        "INTAKE_PORT": str(settings.port),
        "INTAKE_WORKERS": str(settings.workers),
    }


class _Watched(Server):  # type: ignore[misc, valid-type]
    """Granian's server that says when it answers, and stops when its terminal closes."""

    when_it_answers: Callable[[], None]

    def startup(self, *args: Any) -> None:
        closing = getattr(signal, "SIGHUP", None)
        is_ignored = closing is not None and signal.getsignal(closing) is signal.SIG_IGN
        super().startup(*args)
        if closing is not None:
            # Not a reload: who closes the terminal expects the server to be gone, but for nohup.
            signal.signal(closing, signal.SIG_IGN if is_ignored else self.signal_handler_interrupt)
        threading.Thread(target=self._announce, name="intake-announce", daemon=True).start()

    def _announce(self) -> None:
        while not answers(self.bind_addr, self.bind_port):
            if self.main_loop_interrupt.is_set():
                return
            time.sleep(0.02)
        self.when_it_answers()


def answers(host: str, port: int) -> bool:
    """Whether a server there says that it is alive."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    connection = http.client.HTTPConnection(everywhere.get(host, host), port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end_with_parent() -> None:
    """In a worker: stop when the process that watches it is gone, and leave the terminal's signals to it."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def watch() -> None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="intake-parent", daemon=True).start()


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Until the server takes over, let SIGTERM and a closed terminal end the command as Ctrl-C does."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)
    yield


class OfTheServer(OneLine):
    """Granian's own few lines (a worker that died), in our form; what it quotes of exceptions is left out."""

    def format(self, record: logging.LogRecord) -> str:
        record.name = "intake.server"
        return super().format(record)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": OfTheServer}},
    "handlers": {
        "errors": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}
    },
    "loggers": {"_granian": {"handlers": ["errors"], "propagate": False}},
}

"""Serving with granian: one process of threads on SQLite, several on PostgreSQL.

The command's process only watches; `app` is made in each worker from the environment, so another WSGI server
can use `intake.serving:app()` too.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import multiprocessing
import os
import signal
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import wait
from multiprocessing.util import Finalize
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from intake import cores
from intake.logs import OneLine, init_logs
from intake.settings import Settings

if TYPE_CHECKING:
    # The process that watches needs neither, and what it imports is there a second time in the worker.
    from flask import Flask

#: Set by `intake demo` alone (sample/door.py).
DEMO = "INTAKE_DEMO_DOOR"
#: Connections that wait to be accepted; as many requests may be under way before further ones wait.
BACKLOG = 1024
#: Seconds that requests under way have to end after the server was asked to stop.
PATIENCE = 10
#: mallopt(3), M_ARENA_MAX
ARENAS = -8


class Preparation:
    """What is done before anything is served: by the first worker, so that the process that watches stays small."""

    def __init__(self, work: Callable[[Flask], Any]) -> None:
        self._work = work
        self._receiver, self._sender = multiprocessing.Pipe(duplex=False)
        #: In the watching process; a worker that replaces the first one has nothing to prepare.
        self.is_done = False

    def run(self, app: Flask) -> None:
        """In the worker: do it and tell the process that watches; after a failure, wait to be ended by it."""
        if self.is_done:
            return
        outcome: tuple[Any, Exception | None]
        try:
            outcome = (self._work(app), None)
        except Exception as error:
            outcome = (None, error)
        try:
            self._sender.send(outcome)
        except Exception:  # an error that cannot be sent as it is
            self._sender.send((None, RuntimeError(repr(outcome[1]))))
        if outcome[1] is not None:
            threading.Event().wait()

    def result(self, must_stop: Callable[[], bool]) -> Any:
        """In the process that watches: what the work returned, or raised; None when it must stop before."""
        while not self._receiver.poll(0.05):
            if must_stop():
                return None
        value, error = self._receiver.recv()
        if error is not None:
            raise error
        self.is_done = True
        return value


#: What the workers forked by `serve` prepare.
_preparation: Preparation | None = None


def app() -> Flask:
    """The app of this process, from the environment; its database is closed when the process ends."""
    gc.disable()
    _end_with_parent()
    _take_little_memory()
    from intake.app import create_app

    init_logs()
    settings = Settings.load()
    if settings.workers == 1:
        cores.keep_to(settings.cores)
    made = create_app(settings)
    if DEMO in os.environ:
        from intake.sample import door

        made.register_blueprint(door.area)
    Finalize(None, made.extensions["intake.db"].close, exitpriority=10)
    if _preparation is not None:
        _preparation.run(made)
    backups, leftovers = made.extensions["intake.backups"], made.extensions["intake.leftovers"]
    indexing = made.extensions["intake.indexing"]
    backups.start()
    indexing.start()
    leftovers.begin()
    # Before the database is closed.
    Finalize(None, backups.stop, exitpriority=20)
    Finalize(None, indexing.stop, exitpriority=20)
    Finalize(None, leftovers.stop, exitpriority=20)
    # What is there now stays: looking at all of it again and again would make some requests wait.
    gc.freeze()
    gc.enable()
    return made


def serve(
    settings: Settings,
    when_it_answers: Callable[[Any], None],
    prepare: Callable[[Flask], Any] = lambda app: None,
) -> None:
    """Serve until SIGINT or SIGTERM; `when_it_answers` is called once, from a thread, after the first answer.

    `prepare` is given an app before anything is served, what it returns goes to `when_it_answers`, and what it
    raises is raised here. A database that was used must be closed: nothing of it may be shared with the workers.
    """
    global _preparation
    os.environ.update(environment(settings))
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
        ssl_cert=Path(settings.tls_certificate) if settings.tls_certificate else None,
        ssl_key=Path(settings.tls_key) if settings.tls_key else None,
    )
    if sys.platform == "linux":
        # Workers inherit what is imported already; elsewhere forking is not safe.
        multiprocessing.set_start_method("fork", force=True)
    if sys.platform == "linux" and settings.workers == 1:
        _preparation = preparation = Preparation(prepare)
        watched.prepared = lambda: preparation.result(watched.main_loop_interrupt.is_set)
    else:
        result = _prepared_here(settings, prepare)
        watched.prepared = lambda: result
    watched.when_it_answers = when_it_answers
    watched.serve()
    if watched.failure is not None:
        raise watched.failure


def _prepared_here(settings: Settings, prepare: Callable[[Flask], Any]) -> Any:
    """Prepare in this process, with an app that is gone before there are workers."""
    from intake.app import create_app

    made = create_app(settings)
    try:
        return prepare(made)
    finally:
        made.extensions["intake.db"].close()


def environment(settings: Settings) -> dict[str, str]:
    """What the workers need to load the same settings, whatever came from the command line."""
    given = {
        "INTAKE_INSTANCE": str(settings.instance),
        "INTAKE_HOST": settings.host,
        "INTAKE_PORT": str(settings.port),
        "INTAKE_WORKERS": str(settings.workers),
        "INTAKE_PUBLIC_URL": settings.public_url,
        "INTAKE_TLS_CERTIFICATE": settings.tls_certificate,
        "INTAKE_TLS_KEY": settings.tls_key,
    }
    return {name: value for name, value in given.items() if value}


class _Watched(Server):  # type: ignore[misc, valid-type]
    """Granian's server that says when it answers, and stops when its terminal closes."""

    prepared: Callable[[], Any]
    when_it_answers: Callable[[Any], None]
    #: Why it could not be prepared.
    failure: Exception | None = None

    def startup(self, *args: Any) -> None:
        closing = getattr(signal, "SIGHUP", None)
        is_ignored = closing is not None and signal.getsignal(closing) is signal.SIG_IGN
        super().startup(*args)
        if closing is not None:
            # Not a reload: who closes the terminal expects the server to be gone, but for nohup.
            signal.signal(closing, signal.SIG_IGN if is_ignored else self.signal_handler_interrupt)
        threading.Thread(target=self._announce, name="intake-announce", daemon=True).start()

    def _announce(self) -> None:
        try:
            result = self.prepared()
        except Exception as error:
            self.failure = error
            self.signal_handler_interrupt()
            return
        while not answers(self.bind_addr, self.bind_port, is_secure=bool(self.ssl_ctx[0])):
            if self.main_loop_interrupt.is_set():
                return
            time.sleep(0.02)
        self.when_it_answers(result)


def answers(host: str, port: int, *, is_secure: bool = False) -> bool:
    """Whether a server there says that it is alive."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    try:
        with ExitStack() as open_:
            connection = open_.enter_context(
                socket.create_connection((everywhere.get(host, host), port), timeout=2)
            )
            if is_secure:
                connection = open_.enter_context(_own_tls().wrap_socket(connection))
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return connection.recv(64).startswith(b"HTTP/1.1 200 ")
    except OSError:
        return False


def _own_tls() -> ssl.SSLContext:
    """For asking this very server whether it is there: its certificate is for another name, and nothing is told to it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _end_with_parent() -> None:
    """In a worker: stop when the process that watches it is gone, and leave the terminal's signals to it."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def watch() -> None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="intake-parent", daemon=True).start()


def _take_little_memory() -> None:
    """With glibc each thread has a pool of memory that it never gives back; where threads take turns, two do for all."""
    with suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).mallopt(ARENAS, 2)


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

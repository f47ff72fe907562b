"""Fault 9: cookies, the forms' secret and the server's key change while 60 statements wait on a tablet."""

from __future__ import annotations

import json
import secrets
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bench import store
from intake.db import new_uid
from tests.cli.processes import Served, free_port
from tests.conftest import POSTGRES
from tests.faults.server.browsers import Browser, form_token
from tests.faults.server.queues import deliver, queue

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(POSTGRES), reason="about what is kept beside SQLite's file"),
]
FAULT = 9
WAITING = 60
#: Keeps tokens under a digest that depends on the key of cookies, as signed tokens would.
TIED = """
import hmac, os, pathlib, sys
import intake.tokens
def digest(token):
    key = pathlib.Path(os.environ["INTAKE_INSTANCE"], "secret.key").read_bytes()
    return hmac.digest(key, token.encode(), "sha256").hex()
intake.tokens.digest = digest
from intake.cli import main
sys.exit(main())
"""


class TiedTokens(Served):
    program = ("-c", TIED)


@contextmanager
def serving(kind: type[Served], folder: Path, port: int) -> Iterator[None]:
    server = kind("run", "--port", str(port), instance=folder)
    try:
        server.line_with("served on")
        yield
    finally:
        assert server.stop(signal.SIGTERM) == 0


def after_new_secrets(folder: Path, kind: type[Served]) -> None:
    made, port = store.make(folder), free_port()
    with closing(sqlite3.connect(made.database)) as raw:
        [code] = raw.execute("SELECT code FROM place WHERE label = '1'").fetchone()
    browser, values = Browser(port), {"question": "Q1", "language": "en", "kind": "quote"}
    with serving(kind, folder, port):
        asked = json.dumps({"code": code, "place": "1"}).encode()
        token = json.loads(browser.ask("/api/v1/devices", asked)[1])["token"]
        browser.join(code)
        status, page = browser.ask("/notes/")
        assert status == 200
        old = form_token(page)
    (folder / "secret.key").write_text(secrets.token_urlsafe(48))
    with serving(kind, folder, port):
        told = deliver(browser.send(token), queue(WAITING))
        assert told == [(200, "stored", None)] * WAITING, "what waited is delivered"
        assert browser.submit("/notes/", old, id=str(new_uid()), text="old form", **values)[0] == 400
        new = form_token(browser.ask("/notes/")[1])
        assert browser.submit("/notes/", new, id=str(new_uid()), text="new form", **values)[0] == 200
        browser.cookies.clear()
        status, page = browser.ask("/notes/")
        assert status == 401 and 'name="code"' in page, "it asks to join again"
        browser.join(code)
        assert [browser.ask("/notes/")[0] for _ in range(3)] == [200] * 3, "once"
        assert deliver(browser.send(token), queue(1)) == [(200, "stored", None)], "also after that"
    assert made.count() == WAITING + 2


def test_after_new_secrets(tmp_path: Path) -> None:
    after_new_secrets(tmp_path, Served)


def test_control_tokens_that_are_tied_to_the_secret(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="what waited is delivered"):
        after_new_secrets(tmp_path, TiedTokens)

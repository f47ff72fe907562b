"""Fault 12: errors of every kind while a canary stands in every field. No log and no temporary file has it."""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import insert, text

from intake.actions import statements as statement_actions
from intake.api import statements as api
from intake.app import create_app
from intake.db import Database, engine
from intake.db.guard import GuardBusy
from intake.logs import OneLine, logger
from intake.models import Person, Role
from intake.settings import Settings
from intake.web import problems
from intake.web.gate import DEVICE_COOKIE
from tests import factories

FAULT = 12
CANARY = "CANARY-they-called-the-police-on-my-son"
ADDRESS = "203.0.113.77"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything any logger writes, as the served program would write it, and as a careless one would."""
    stream = io.StringIO()
    ours, careless = logging.StreamHandler(stream), logging.StreamHandler(stream)
    ours.setFormatter(OneLine())
    root = logging.getLogger()
    logger.addHandler(ours)
    root.addHandler(careless)
    # As somebody sets it who looks for a slow query.
    talkative = {one: one.level for one in (root, logging.getLogger("sqlalchemy.engine"))}
    for one in talkative:
        one.setLevel(logging.INFO)
    yield stream
    for one, level in talkative.items():
        one.setLevel(level)
    root.removeHandler(careless)
    logger.removeHandler(ours)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are written during the test."""
    made = tmp_path / "temporary"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    return made


def trip(session: Any, *args: Any, **kwargs: Any) -> Any:
    """Breaks a constraint; PostgreSQL's message has the row in its DETAIL."""
    values = {"email": CANARY, "email_key": CANARY, "uid": uuid4(), "is_administrator": False, "name": ""}
    session.execute(insert(Person), [values, values])


def ask_wrongly(session: Any, *args: Any, **kwargs: Any) -> Any:
    session.execute(text("SELECT nothing FROM nowhere WHERE said = :said"), {"said": CANARY})


def bug(*args: Any, **kwargs: Any) -> Any:
    raise RuntimeError(CANARY, kwargs, args)


def busy(*args: Any, **kwargs: Any) -> Any:
    raise GuardBusy(CANARY)


#: What is put in the place of storing a batch, and the statuses that it may end in.
BROKEN = {trip: (200, 500), ask_wrongly: (200, 500), bug: (500,), busy: (503,)}


def forced_errors(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make every error; returns the secrets that were in the requests."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    db: Database = app.extensions["intake.db"]
    initiative = factories.an_initiative(db)
    factories.a_question(db, initiative)
    hall = factories.a_session(db, initiative)
    _device, token = factories.a_device(db, hall.places[1], name=CANARY)
    client = app.test_client()
    environ = {"REMOTE_ADDR": ADDRESS}
    statement = {"id": str(uuid4()), "question": "Q1", "text": CANARY, "language": "en"}
    batch = {"schema": 1, "nonce": CANARY, "statements": [statement]}
    bearer = {"Authorization": f"Bearer {token}"}

    def put(**kwargs: Any) -> int:
        given = {"headers": bearer, "environ_overrides": environ} | kwargs
        return client.put("/api/v1/statements", **({"json": batch} | given)).status_code

    assert put() == 200
    assert put(json=None, data=f'{{"statements": "{CANARY}"') == 400
    assert put(json=batch | {"statements": [statement | {"revision": 2**50, "text": CANARY * 2}]}) == 200
    assert put(json=batch | {"statements": [statement] * 101}) == 413
    assert put(data=CANARY.encode() * 40_000, json=None) == 413
    for action, statuses in BROKEN.items():
        with monkeypatch.context() as broken:
            broken.setattr(statement_actions, "store", action)
            assert put() in statuses, action.__name__
    client.set_cookie(DEVICE_COOKIE, token)
    client.post("/notes/", data={"text": CANARY}, environ_overrides=environ)
    client.get(f"/join/{hall.places[1].code}", environ_overrides=environ)
    client.get(f"/join/{CANARY}?q={CANARY}", environ_overrides=environ)
    client.get(f"/{CANARY}", environ_overrides=environ)
    client.post("/account/sign-in", data={"email": CANARY, "password": CANARY}, environ_overrides=environ)
    person = factories.a_member(db, initiative, Role.ORGANIZER)
    factories.signed_in(client, db, person)
    client.get(f"/initiatives/score-2024/statements?q={CANARY}", environ_overrides=environ)
    app.config["WTF_CSRF_ENABLED"] = False
    for name, content in (("notes.xlsx", b"PK" + CANARY.encode()), ("notes.csv", CANARY.encode() + b"\0")):
        sent = {"file": (io.BytesIO(content), f"{CANARY}-{name}")}
        client.post("/initiatives/score-2024/import", data=sent, environ_overrides=environ)
    client.get("/", headers={"Host": f"{CANARY}.example"}, environ_overrides=environ)
    return [CANARY, ADDRESS, token, hall.places[1].code, person.email]


def no_log_has_it(
    settings: Settings,
    log: io.StringIO,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    app = create_app(settings)
    try:
        secrets = forced_errors(app, monkeypatch)
    finally:
        app.extensions["intake.db"].close()
    captured = capfd.readouterr()
    written = log.getvalue() + captured.out + captured.err
    assert "RuntimeError" in written, "the forced bug is logged at all"
    for path in temporary.rglob("*"):
        written += path.read_text("latin-1") if path.is_file() else ""
    for secret in secrets:
        assert secret not in written, "a secret is in a log"


def test_forced_errors_write_no_testimony_no_address_and_no_secret(
    settings: Settings,
    log: io.StringIO,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    no_log_has_it(settings, log, temporary, monkeypatch, capfd)


def test_control_engines_that_show_what_a_query_was_given(
    settings: Settings,
    log: io.StringIO,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    made = engine.create_engine
    showing = {"hide_parameters": False}
    monkeypatch.setattr(engine, "create_engine", lambda url, **given: made(url, **(given | showing)))
    with pytest.raises(AssertionError, match="a secret is in a log"):
        no_log_has_it(settings, log, temporary, monkeypatch, capfd)


def test_control_a_log_that_says_what_the_fault_said(
    settings: Settings,
    log: io.StringIO,
    temporary: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for module in (api, problems):
        monkeypatch.setattr(module, "log_fault", lambda error, endpoint: logger.error("%r", error))
    with pytest.raises(AssertionError, match="a secret is in a log"):
        no_log_has_it(settings, log, temporary, monkeypatch, capfd)

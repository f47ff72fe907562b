"""What was said, names, codes and addresses never reach a log, whatever goes wrong."""

from __future__ import annotations

import io
import json
import logging
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import insert

from intake.actions import statements as statement_actions
from intake.db import Database
from intake.logs import OneLine, log_fault, logger
from intake.models import Person, Role
from intake.web.gate import DEVICE_COOKIE
from tests import factories

CANARY = "CANARY-they-called-the-police-on-my-son"
ADDRESS = "203.0.113.77"


@pytest.fixture
def log(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Everything any logger writes, as the served program would write it, and as a careless one would."""
    stream = io.StringIO()
    ours, careless = logging.StreamHandler(stream), logging.StreamHandler(stream)
    ours.setFormatter(OneLine())
    root = logging.getLogger()
    level = root.level
    logger.addHandler(ours)
    root.addHandler(careless)
    root.setLevel(logging.DEBUG)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    yield stream
    root.setLevel(level)
    root.removeHandler(careless)
    logger.removeHandler(ours)


def test_forced_errors_write_no_testimony_no_address_and_no_secret(
    app: Flask,
    db: Database,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
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

    def trip(*args: Any, **kwargs: Any) -> Any:
        session = args[0]
        values = {"email": CANARY, "email_key": CANARY, "uid": uuid4(), "is_administrator": False, "name": ""}
        session.execute(insert(Person), [values, values])

    def bug(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(CANARY, kwargs, args)

    assert put() == 200
    assert put(json=None, data=f'{{"statements": "{CANARY}"') == 400
    assert put(json=batch | {"statements": [statement] * 101}) == 413
    assert put(data=CANARY.encode() * 40_000, json=None) == 413
    with monkeypatch.context() as broken:
        broken.setattr(statement_actions, "store", trip)
        assert put() in (200, 500)
    with monkeypatch.context() as broken:
        broken.setattr(statement_actions, "store", bug)
        assert put() == 500
    client.set_cookie(DEVICE_COOKIE, token)
    client.post("/notes/", data={"text": CANARY}, environ_overrides=environ)
    client.get(f"/join/{hall.places[1].code}", environ_overrides=environ)
    client.get(f"/join/{CANARY}?q={CANARY}", environ_overrides=environ)
    client.get(f"/{CANARY}", environ_overrides=environ)
    client.post("/account/sign-in", data={"email": CANARY, "password": CANARY}, environ_overrides=environ)
    person = factories.a_member(db, initiative, Role.ORGANIZER)
    factories.signed_in(client, db, person)
    client.get(f"/initiatives/score-2024/statements?q={CANARY}", environ_overrides=environ)
    client.get("/", headers={"Host": f"{CANARY}.example"}, environ_overrides=environ)
    captured = capfd.readouterr()
    written = log.getvalue() + captured.out + captured.err
    assert "fault" in written, "the forced bug is logged at all"
    for secret in (CANARY, ADDRESS, token, hall.places[1].code, person.email):
        assert secret not in written


def test_a_fault_is_logged_with_its_place_and_without_its_message() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLine())
    logger.addHandler(handler)
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        log_fault(error, "notes.capture")
    finally:
        logger.removeHandler(handler)
    line = json.loads(stream.getvalue())
    assert (line["event"], line["error"], line["endpoint"]) == ("fault", "ValueError", "notes.capture")
    assert any("test_logs.py" in place for place in line["places"])
    assert CANARY not in stream.getvalue()

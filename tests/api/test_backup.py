"""POST /api/v1/backup: what a tablet that is about to be cleared is told."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from intake.backups import making
from intake.db import Database, now
from intake.models import Device
from tests import factories
from tests.api.test_device_api import Tablet, statement
from tests.conftest import POSTGRES

ON_SQLITE = pytest.mark.skipif(bool(POSTGRES), reason="PostgreSQL has tools of its own for backups")


@pytest.fixture
def tablet(app: Flask, db: Database) -> Tablet:
    initiative = factories.an_initiative(db)
    factories.a_question(db, initiative)
    hall = factories.a_session(db, initiative)
    _device, token = factories.a_device(db, hall.places[1])
    return Tablet(app.test_client(), token)


@ON_SQLITE
def test_what_had_arrived_is_in_a_verified_backup_when_it_answers(tablet: Tablet) -> None:
    receipt = tablet.put(statement(sequence=1), statement(sequence=2)).json
    assert receipt["safe_sequence"] == 0
    answer = tablet.call("POST", "/backup")
    assert answer.status_code == 200
    assert (answer.json["safe_sequence"], answer.json["wait"]) == (2, 0)
    assert {n: answer.json[n] for n in ("intake", "store", "epoch")} == {
        n: receipt[n] for n in ("intake", "store", "epoch")
    }
    assert tablet.put().json["safe_sequence"] == 2
    assert tablet.call("GET", "/guide").json["device"]["safe_sequence"] == 2


@ON_SQLITE
def test_a_second_one_has_to_wait_but_only_if_something_came(tablet: Tablet) -> None:
    tablet.put(statement(sequence=1))
    assert tablet.call("POST", "/backup").json["wait"] == 0
    assert tablet.call("POST", "/backup").json["wait"] == 0
    tablet.put(statement(sequence=2))
    answer = tablet.call("POST", "/backup").json
    assert answer["wait"] > 0 and answer["safe_sequence"] == 1


def test_only_a_device_may_ask_and_none_that_was_sent_away(tablet: Tablet, db: Database) -> None:
    assert Tablet(tablet.client).call("POST", "/backup").status_code == 401
    assert Tablet(tablet.client, "nobody").call("POST", "/backup").status_code == 401
    refused = tablet.call("POST", "/backup", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403

    def revoke(session: Any) -> None:
        session.scalars(select(Device)).one().revoked_at = now()

    db.write(revoke)
    assert tablet.call("POST", "/backup").status_code == 401


@ON_SQLITE
def test_a_failure_is_never_called_safe(tablet: Tablet, monkeypatch: pytest.MonkeyPatch) -> None:
    tablet.put(statement(sequence=1))
    faults = [OSError(28, "No space left on device"), OSError(5, "Input/output error")]

    def fail(*arguments: Any) -> Any:
        raise faults.pop(0)

    monkeypatch.setattr(making, "copy", fail)
    backups = tablet.client.application.extensions["intake.backups"]
    for status in (507, 503):
        backups._asked = -1e9
        answer = tablet.call("POST", "/backup")
        assert (answer.status_code, answer.headers["Retry-After"] > "") == (status, True)
    assert tablet.put().json["safe_sequence"] == 0


@pytest.mark.skipif(not POSTGRES, reason="about PostgreSQL")
def test_where_the_server_makes_none_it_says_so(tablet: Tablet) -> None:
    answer = tablet.call("POST", "/backup").json
    assert (answer["wait"], answer["safe_sequence"]) == (None, 0)

"""Which versions of the payload are taken: the newest and the two before; pages in use deliver after an upgrade."""

from __future__ import annotations

import re
from typing import Any

import pytest

from intake.api.payloads import SCHEMAS
from intake.db import new_uid
from intake.paths import STATIC
from tests import factories
from tests.halls import Hall, hall, make_hall

__all__ = ["hall", "make_hall"]

NEWEST = SCHEMAS[-1]


def put(hall: Hall, schema: int) -> Any:
    _device, token = factories.a_device(hall.db, hall.session.places[1])
    said = {"id": str(new_uid()), "question": "Q1", "text": f"said in {schema}", "language": "en"}
    return hall.app.test_client().put(
        "/api/v1/statements",
        json={"schema": schema, "nonce": "n", "statements": [said]},
        headers={"Authorization": f"Bearer {token}"},
    )


def test_the_newest_and_the_two_before_are_promised() -> None:
    assert tuple(range(max(1, NEWEST - 2), NEWEST + 1)) == SCHEMAS


def test_the_page_sends_the_newest() -> None:
    script = (STATIC / "js" / "notes" / "outbox.js").read_text("utf-8")
    assert re.findall(r"\bschema: (\d+)", script) == [str(NEWEST)]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_promised_version_is_stored(hall: Hall, schema: int) -> None:
    answer = put(hall, schema)
    assert (answer.status_code, answer.json["results"][0]["status"]) == (200, "stored")
    assert [one.text for one in hall.statements()] == [f"said in {schema}"]


@pytest.mark.parametrize("schema", [SCHEMAS[0] - 1, NEWEST + 1])
def test_any_other_is_refused_as_a_whole_and_says_why(hall: Hall, schema: int) -> None:
    answer = put(hall, schema)
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "schema")
    assert hall.statements() == []

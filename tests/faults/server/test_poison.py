"""Fault 8: one statement of a hundred cannot be stored. The others are, at once, and it is answered with a reason."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from intake.api import reading
from intake.api import statements as api
from intake.errors import Invalid
from tests import factories
from tests.conftest import POSTGRES
from tests.faults.server.queues import Send, body, deliver, queue, sending, waiting
from tests.halls import Hall, hall, make_hall

__all__ = ["hall", "make_hall"]
FAULT = 8
OTHERS, PLACE = 99, 37


def raw(old: bytes, new: bytes, **values: Any) -> bytes:
    """A statement whose JSON is not what a careful program writes."""
    written = json.dumps(waiting(100, **values)).encode()
    assert old in written
    return written.replace(old, new)


#: What cannot be stored, and the reason that is given for it.
POISONS: dict[str, tuple[Any, str]] = {
    "NUL": (waiting(100, text="a\0b"), "control_character"),
    "bell": (waiting(100, text="a\x07b"), "control_character"),
    "NUL as it is": (raw(b"POISON", b"a\0b", text="POISON"), "control_character"),
    "half a character": (raw(b"POISON", b"\\ud83d", text="POISON"), "lone_surrogate"),
    "no UTF-8": (raw(b"POISON", b"\xff\xfe", text="POISON"), "malformed"),
    "almost 1 MB": (waiting(100, text="y" * 900_000), "too_long"),
    "nothing but spaces": (waiting(100, text=" \n\t "), "empty"),
    "unknown question": (waiting(100, question="Q9"), "unknown_question"),
    "language": (waiting(100, language="not a tag"), "bad_language"),
    "kind": (waiting(100, kind="shout"), "bad_kind"),
    "negative": (waiting(100, agreed=-1), "bad_agreed"),
    "huge count": (waiting(100, revision=2**70), "bad_number"),
    "number for a text": (waiting(100, text=7), "malformed"),
    "list for a text": (waiting(100, text=["a"]), "malformed"),
    "no text": ({"id": "0192f6f2-0000-7000-8000-000000000001"}, "malformed"),
    "no id": (waiting(100, id="DROP TABLE statement"), "bad_id"),
    "a list": ([], "malformed"),
    "nothing": (None, "malformed"),
    "NaN": (raw(b'"agreed": 0', b'"agreed": NaN'), "malformed"),
}


def one_of_a_hundred(hall: Hall, send: Send, poison: Any, code: str) -> None:
    good = queue(OTHERS)
    status, answer = send(body(*good[:PLACE], poison, *good[PLACE:]))
    stored = Counter(one.uid.hex for one in hall.statements())
    assert stored == Counter(one["id"].replace("-", "") for one in good), "the others are stored, once each"
    assert status == 200
    told = answer["results"]
    bad = told.pop(PLACE)
    assert {one["status"] for one in told} == {"stored"}
    assert bad["status"] == "rejected" and bad["problem"]["code"] == code and bad["problem"]["message"]


@pytest.fixture
def send(hall: Hall, app: Flask) -> Send:
    _device, token = factories.a_device(hall.db, hall.session.places[1])
    return sending(app.test_client(), token)


@pytest.mark.parametrize("poison", POISONS)
def test_one_of_a_hundred(hall: Hall, send: Send, poison: str) -> None:
    one_of_a_hundred(hall, send, *POISONS[poison])


def test_one_that_is_another_tablets(hall: Hall, send: Send, app: Flask) -> None:
    _device, token = factories.a_device(hall.db, hall.session.places[2])
    theirs = waiting(1, text="theirs")
    deliver(sending(app.test_client(), token), [theirs])
    good = queue(OTHERS)
    told = send(body(*good, theirs | {"text": "stolen", "revision": 2}))[1]["results"]
    assert Counter(one["status"] for one in told) == {"stored": OTHERS, "rejected": 1}
    assert told[-1]["problem"]["code"] == "other_device"
    assert hall.statements()[0].text == "theirs"


def test_one_that_no_request_can_carry_is_refused_alone(hall: Hall, send: Send) -> None:
    """The page takes a request apart that was refused as a whole."""
    good = queue(OTHERS)
    told = deliver(send, [*good[:PLACE], waiting(100, text="y" * 1_100_000), *good[PLACE:]])
    assert told.pop(PLACE) == (413, "waits", "too_large")
    assert set(told) == {(200, "stored", None)}
    assert len(hall.statements()) == OTHERS


def test_one_that_cannot_even_be_taken_for_json_is_refused_alone(hall: Hall, send: Send) -> None:
    good = queue(OTHERS)
    told = deliver(send, [*good[:PLACE], b"[" * 50_000 + b"]" * 50_000, *good[PLACE:]])
    assert told.pop(PLACE)[1:] in (("waits", "malformed"), ("rejected", "malformed"))
    assert set(told) == {(200, "stored", None)}
    assert len(hall.statements()) == OTHERS


def test_control_a_batch_is_read_whole_or_not_at_all(
    hall: Hall, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def strictly(*given: Any) -> reading.Read:
        read = reading.read_batch(*given)
        if read.bad:
            raise Invalid(code="malformed")
        return read

    monkeypatch.setattr(api, "read_batch", strictly)
    with pytest.raises(AssertionError, match="the others are stored"):
        one_of_a_hundred(hall, send, *POISONS["NUL"])
    assert hall.statements() == []


# One that passes every check, and then the database does not take it.


@pytest.fixture
def trips(hall: Hall) -> dict[str, Any]:
    """PostgreSQL has no room for a great number; SQLite is taught to refuse a text."""
    if POSTGRES:
        return waiting(100, revision=2**40)
    said = "the database trips over this"
    refusing = f"WHEN new.text = '{said}' BEGIN SELECT raise(ABORT, 'no'); END"
    trigger = f"CREATE TRIGGER trip BEFORE INSERT ON statement {refusing}"
    hall.db.write(lambda session: session.execute(text(trigger)))
    return waiting(100, text=said)


def test_one_that_the_database_does_not_take(hall: Hall, send: Send, trips: dict[str, Any]) -> None:
    one_of_a_hundred(hall, send, trips, "fault")


def test_control_a_batch_is_stored_whole_or_not_at_all(
    hall: Hall, send: Send, trips: dict[str, Any], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_once(token_digest: str, batch: Any, count: Any, settings: Any) -> Any:
        return hall.db.write(
            lambda session: api.statements.store(session, token_digest, batch, held_after=500, count=count)
        )

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    monkeypatch.setattr(api, "store", at_once)
    with pytest.raises(AssertionError, match="the others are stored"):
        one_of_a_hundred(hall, send, trips, "fault")
    assert hall.statements() == []

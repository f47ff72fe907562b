"""The device API over HTTP, every answer checked against its own description."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from intake.api.openapi import OPERATIONS, description
from intake.db import Database, now
from intake.models import Device, SessionState, Statement
from tests import factories


class Tablet:
    """A client that checks each answer against openapi.json."""

    def __init__(self, client: FlaskClient, token: str | None = None) -> None:
        self.client = client
        self.token = token

    def call(self, method: str, path: str, body: Any = None, **kwargs: Any) -> TestResponse:
        headers = kwargs.pop("headers", {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = body if isinstance(body, bytes) else json.dumps(body)
        response = self.client.open(f"/api/v1{path}", method=method, data=data, headers=headers, **kwargs)
        check(method.lower(), path, response)
        return response

    def join(self, code: str, place: str, **values: Any) -> TestResponse:
        response = self.call("POST", "/devices", {"code": code, "place": place, **values})
        if response.status_code < 300:
            self.token = response.json["token"]
        return response

    def put(self, *statements: Any, **kwargs: Any) -> TestResponse:
        return self.call(
            "PUT", "/statements", {"schema": 1, "nonce": "n1", "statements": list(statements)}, **kwargs
        )

    def results(self, name: str, *elements: Any) -> list[dict[str, Any]]:
        """What became of renderings or confirmations, each answered on its own."""
        answer = self.call("PUT", f"/{name}", {"schema": 1, "nonce": "n1", name: list(elements)})
        assert answer.status_code == 200
        found: list[dict[str, Any]] = answer.json["results"]
        return found


def check(method: str, path: str, response: TestResponse) -> None:
    """The status is described, and the body has the described shape."""
    described = description()["paths"][f"/api/v1{path}"][method]["responses"]
    assert str(response.status_code) in described, f"{response.status_code} is not described"
    content = described[str(response.status_code)].get("content")
    if content is None:
        return
    fits(response.json, content["application/json"]["schema"])


def fits(value: Any, schema: dict[str, Any]) -> None:
    """A small reader of JSON Schema: what our description uses of it."""
    if "$ref" in schema:
        return fits(value, description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        fitting = []
        for option in schema["anyOf"]:
            try:
                fits(value, option)
                fitting.append(option)
            except AssertionError:
                pass
        assert fitting, f"{value!r} fits none of {schema['anyOf']}"
        return None
    if "enum" in schema:
        assert value in schema["enum"]
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "boolean": bool,
        "null": type(None),
    }
    if "type" in schema:
        assert isinstance(value, kinds[schema["type"]]), f"{value!r} is no {schema['type']}"
    if schema.get("type") == "object" and "properties" in schema:
        assert set(schema.get("required", ())) <= set(value), (
            f"missing: {set(schema['required']) - set(value)}"
        )
        assert set(value) <= set(schema["properties"]), (
            f"undescribed: {set(value) - set(schema['properties'])}"
        )
        for name, item in value.items():
            fits(item, schema["properties"][name])
    if schema.get("type") == "array":
        for item in value:
            fits(item, schema.get("items", {}))
    return None


def statement(text: str = "The bus comes once an hour.", **values: Any) -> dict[str, Any]:
    given = {"id": str(uuid4()), "revision": 1, "base": 0, "sequence": 1, "question": "Q1", "text": text}
    return given | {"language": "en", "captured_at": "2024-07-20T18:03:11-07:00"} | values


@pytest.fixture
def hall(db: Database) -> Any:
    initiative = factories.an_initiative(db)
    factories.a_question(db, initiative, "Q1")
    factories.a_question(db, initiative, "Q0", asked_in=["cbo"])
    return factories.a_session(db, initiative)


@pytest.fixture
def tablet(app: Flask, hall: Any) -> Tablet:
    tablet = Tablet(app.test_client())
    assert tablet.join(hall.places[1].code, "1").status_code == 201
    return tablet


def test_every_route_is_described(app: Flask) -> None:
    routes = {
        (rule.rule.removeprefix("/api/v1"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {(operation.path, operation.method) for operation in OPERATIONS}


def test_a_tables_code_admits_at_once_and_a_short_one_waits(app: Flask, hall: Any) -> None:
    place = hall.places[1]
    joined = Tablet(app.test_client()).join(place.code, "1", name="Ana")
    assert joined.status_code == 201
    assert {name: joined.json[name] for name in ("session", "place")} == {"session": "july-20", "place": "1"}
    waiting = Tablet(app.test_client())
    spoken = f" {place.short_code[:4].lower()}-{place.short_code[4:]}"
    assert waiting.join(spoken, "1").status_code == 202
    result = waiting.put(statement()).json["results"][0]
    assert (result["status"], result["problem"]["code"]) == ("held", "not_admitted")
    assert Tablet(app.test_client()).join(hall.places[0].code, "full group").status_code == 201


def test_wrong_codes_look_the_same_and_are_throttled(app: Flask, hall: Any) -> None:
    client = Tablet(app.test_client())
    elsewhere = client.join(hall.places[1].code, "2")
    wrong = client.join("ABCD-EFGH", "1")
    assert elsewhere.status_code == wrong.status_code == 404
    assert elsewhere.data == wrong.data
    tried = [client.join("WXYZ-2345", "1").status_code for _ in range(40)]
    assert tried[-1] == 429
    assert client.join(hall.places[1].code, "1").status_code == 201, "a card's code is never throttled"


def test_a_batch_is_answered_one_by_one_in_its_order(tablet: Tablet, db: Database) -> None:
    good, again = statement("first"), statement("last")
    bad = [
        statement("x", question="Q9"),
        statement("nul \x00 here"),
        statement("y" * 20_001),
        statement("z", language="not a tag"),
        statement("z", kind="shout"),
        statement("z", agreed=-1),
        statement("   "),
        {"id": "no uuid", "question": "Q1", "text": "t", "language": "en"},
        {"id": str(uuid4()), "question": "Q1", "text": 7, "language": "en"},
        "no object",
        None,
    ]
    answer = tablet.put(good, *bad, again)
    assert answer.status_code == 200
    results = answer.json["results"]
    assert [r["status"] for r in results] == ["stored", *["rejected"] * len(bad), "stored"]
    codes = [r["problem"]["code"] for r in results[1:-1]]
    assert codes == [
        "unknown_question", "control_character", "too_long", "bad_language", "bad_kind", "bad_agreed", "empty",
        "bad_id", "malformed", "malformed", "malformed",
    ]  # fmt: skip
    assert all(r["problem"]["message"] for r in results[1:-1])
    assert (answer.json["intake"], answer.json["nonce"]) == (1, "n1")
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Statement)) == 2


def test_half_a_character_holds_up_no_other(tablet: Tablet) -> None:
    one = json.dumps(statement("good"))
    two = json.dumps(statement("half")).replace("half", "\\ud83d")
    three = json.dumps(statement("half")).encode().replace(b"half", b"\xff\xfe")
    body = b'{"schema": 1, "nonce": "n", "statements": [' + f"{one}, {two}, ".encode() + three + b"]}"
    answer = tablet.call("PUT", "/statements", body)
    assert [r["status"] for r in answer.json["results"]] == ["stored", "rejected", "rejected"]
    assert {r["problem"]["code"] for r in answer.json["results"][1:]} == {"lone_surrogate"}


def test_text_is_kept_as_it_was_typed_but_for_nfc_and_line_ends(tablet: Tablet, db: Database) -> None:
    typed = "  cafe\u0301 \u200cمی\u200cخواهم\r\n\u202eevil  "
    tablet.put(statement(typed, language="fa_AF", question="Q0"))
    with db.read() as session:
        stored = session.scalars(select(Statement)).one()
    assert stored.text == "  café \u200cمی\u200cخواهم\nevil  "
    assert stored.language == "fa-AF"


def test_what_cannot_be_read_is_refused_as_a_whole(tablet: Tablet) -> None:
    assert tablet.call("PUT", "/statements", b"{").status_code == 400
    assert tablet.call("PUT", "/statements", {"schema": 99, "nonce": "", "statements": []}).status_code == 400
    assert tablet.put(*[statement() for _ in range(101)]).status_code == 413
    assert tablet.call("PUT", "/statements", b" " * 1_000_001).status_code == 413
    assert Tablet(tablet.client).put(statement()).status_code == 401
    assert Tablet(tablet.client, "nobody").put(statement()).status_code == 401
    assert tablet.put(statement(), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_reasons_are_in_the_readers_language_if_it_is_translated(tablet: Tablet) -> None:
    english = tablet.put(statement("")).json["results"][0]["problem"]["message"]
    assert english == "Write down what was said first."


def test_the_guide_has_what_a_tablet_needs_and_is_sent_once(tablet: Tablet, db: Database, hall: Any) -> None:
    first = tablet.call("GET", "/guide")
    assert [q["code"] for q in first.json["questions"]] == ["Q1"], "Q0 is asked in cbo sessions only"
    assert first.json["places"] == ["full group", "1", "2"]
    assert first.json["questions"][0]["texts"]["es"] == "¿Qué es Q1?"
    assert first.json["protocol"]["en"]
    again = tablet.call("GET", "/guide", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_revoked_device_reads_nothing_and_delivers_to_the_organizer(tablet: Tablet, db: Database) -> None:
    def revoke(session: Any) -> None:
        session.scalars(select(Device)).one().revoked_at = now()

    db.write(revoke)
    assert tablet.call("GET", "/guide").status_code == 401
    result = tablet.put(statement()).json["results"][0]
    assert (result["status"], result["problem"]["code"]) == ("held", "revoked")


def test_a_closed_session_takes_late_statements(tablet: Tablet, db: Database, hall: Any) -> None:
    def close(session: Any) -> None:
        session.get(type(hall), hall.id).state = SessionState.CLOSED

    db.write(close)
    result = tablet.put(statement()).json["results"][0]
    assert (result["status"], result["problem"]["code"]) == ("held", "late")
    assert Tablet(tablet.client).join(hall.places[1].code, "1").status_code == 404


def test_the_count_of_saves_and_what_was_refused_reach_the_gap_report(tablet: Tablet, db: Database) -> None:
    unreadable = statement(id=str(uuid4()).upper(), text="a\0b", sequence=2)
    batch = {"schema": 1, "nonce": "n1", "saved": 5, "statements": [statement(sequence=1), unreadable]}
    assert [one["status"] for one in tablet.call("PUT", "/statements", batch).json["results"]] == [
        "stored",
        "rejected",
    ]
    for saved in (None, -3, 2**53):
        assert (
            tablet.call("PUT", "/statements", batch | {"saved": saved, "statements": []}).status_code == 200
        )
    tablet.put(statement(sequence="x"), 7, {"sequence": 2**60})
    with db.read() as session:
        device = session.scalars(select(Device)).one()
        assert (device.highest_sequence, device.received) == (5, "1-2")
        assert device.refused == {unreadable["id"].lower(): 2}
    tablet.put(unreadable | {"text": "mended", "sequence": 3})
    with db.read() as session:
        assert session.scalars(select(Device.refused)).one() == {}


def test_the_description_is_served(tablet: Tablet) -> None:
    answer = tablet.call("GET", "/openapi.json")
    assert answer.json["openapi"].startswith("3.1")

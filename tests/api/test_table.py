"""What a tablet reads back to its table: its own place or chain, what counts, newest first."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from intake.actions import review
from intake.actions.actor import COMMAND
from intake.db import Database, now
from intake.queries import devices, table_statements
from intake.tokens import digest
from tests.api.rooms import Room, read
from tests.api.test_device_api import Tablet, statement


@pytest.fixture
def room(app: Flask, db: Database) -> Room:
    return Room(app, db)


def texts(tablet: Tablet, **query: Any) -> list[str]:
    return [one["text"] for one in read(tablet, **query)["statements"]]


def test_an_interpreter_reads_the_table_and_a_notetaker_what_it_wrote(room: Room) -> None:
    room.said(room.ana, "by Ana")
    room.said(room.bo, "by Bo")
    room.said(room.cy, "at the next table")
    assert texts(room.interpreter) == ["by Bo", "by Ana"]
    assert texts(room.ana) == ["by Ana"]
    assert texts(room.elsewhere) == texts(room.cy) == ["at the next table"]
    room.change(room.bo, chain_id=room.devices[str(room.ana.token)])
    assert texts(room.ana) == texts(room.bo) == ["by Bo", "by Ana"]


def test_it_has_what_reading_back_needs(room: Room) -> None:
    given = room.said(
        room.ana, "The bus comes once an hour.", captured_at="2024-07-20T18:03:11-07:00", agreed=3
    )
    rendering = room.render(given, "El bus pasa cada hora.")
    room.render(given, "اتوبوس", "fa")
    [one] = read(room.interpreter)["statements"]
    in_spanish = one["renderings"][0]
    assert [named["language"] for named in one.pop("renderings")] == ["es", "fa"]
    assert one == {
        "id": given,
        "question": "Q1",
        "text": "The bus comes once an hour.",
        "language": "en",
        "kind": "paraphrase",
        "agreed": 3,
        "version": 1,
        "captured_at": "2024-07-21T01:03:11.000+00:00",
        "confirmed": False,
    }
    expected = {"id": rendering["id"], "language": "es", "text": "El bus pasa cada hora.", "version": 1}
    expected |= {"state": "draft", "how": "in_room"}
    assert in_spanish == expected | {"is_stale": False, "confirmed": False, "revision": 1}


def test_only_what_counts_is_read(room: Room) -> None:
    first = statement("stays")
    room.ana.put(first)
    taken_back = statement("taken back")
    room.ana.put(taken_back)
    room.ana.put(taken_back | {"revision": 2, "base": 1, "withdrawn": True})
    withdrawn = room.render(first["id"], "se queda")
    room.render(first["id"], "", id=withdrawn["id"], revision=2, base=1, withdrawn=True)
    room.change(room.interpreter, admitted_at=None)
    room.render(first["id"], "هست", "fa")
    room.change(room.interpreter, admitted_at=now())
    content = read(room.interpreter)
    assert [(one["text"], one["renderings"]) for one in content["statements"]] == [("stays", [])]
    assert content["total"] == read(room.interpreter, limit=1)["total"] == 1


def test_a_rendering_of_former_words_says_so(room: Room) -> None:
    given = statement("once an hour")
    room.ana.put(given)
    room.render(given["id"], "cada hora")
    room.ana.put(given | {"revision": 2, "base": 1, "text": "once every two hours"})
    [one] = read(room.interpreter)["statements"]
    assert (one["version"], one["renderings"][0]["is_stale"]) == (2, True)


def test_page_by_page_newest_first(room: Room) -> None:
    ids = [room.said(room.ana, f"number {number}") for number in range(5)]
    room.said(room.cy, "not counted")
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    for tablet in (room.interpreter, room.ana):
        seen, query = [], {"limit": 2}
        while True:
            content = read(tablet, **query)
            assert content["total"] == 5
            seen += [one["id"] for one in content["statements"]]
            if not content["has_older"]:
                break
            query["before"] = seen[-1]
        assert seen == ids[::-1]
    with room.db.look() as look:
        device = devices.by_token(look, digest(str(room.interpreter.token)))
        assert device is not None
        page = table_statements.of_device(look, device, limit=2)
    assert [str(row.uid) for row in page.rows] == ids[:2:-1]


def test_a_cursor_of_another_table_tells_nothing(room: Room) -> None:
    room.said(room.ana, "older")
    foreign = room.said(room.cy, "at the next table")
    for tablet in (room.interpreter, room.ana):
        of_theirs, of_nobody = (read(tablet, before=one) for one in (foreign, str(uuid4())))
        assert of_theirs == of_nobody and of_theirs["statements"] == []


def test_an_erased_statement_is_not_read(room: Room) -> None:
    given = room.said(room.ana, "Soy Juana")
    room.render(given, "I am Juana", "en-US")
    room.db.write(lambda session: review.erase(session, COMMAND, 1, 1, "asked for"))
    assert texts(room.interpreter) == []


@pytest.mark.parametrize("query", [{"before": "x"}, {"limit": "x"}, {"limit": 0}, {"limit": "-1"}])
def test_a_question_that_makes_no_sense_is_refused(room: Room, query: dict[str, Any]) -> None:
    assert room.ana.call("GET", "/statements", query_string=query).status_code == 400


def test_it_is_read_only_while_the_device_takes_part(room: Room) -> None:
    room.said(room.ana, "said")
    for tablet in (room.ana, room.interpreter):
        room.change(tablet, admitted_at=None)
        refused = tablet.call("GET", "/statements")
        assert (refused.status_code, refused.json["error"]["code"]) == (403, "not_admitted")
        room.change(tablet, admitted_at=now(), revoked_at=now())
        assert tablet.call("GET", "/statements").status_code == 401
        room.change(tablet, revoked_at=None)
        assert texts(tablet) == ["said"]
    room.db.write(room.put_away)
    refused = room.interpreter.call("GET", "/statements")
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "archived")
    assert Tablet(room.ana.client).call("GET", "/statements").status_code == 401
    with room.db.look() as look:
        device = devices.by_token(look, digest(str(room.interpreter.token)))
        assert device is not None
        assert table_statements.of_device(look, device).rows == []


def test_what_is_known_already_is_not_sent_again(room: Room) -> None:
    room.said(room.ana, "said")
    first = room.interpreter.call("GET", "/statements")
    assert first.headers["Cache-Control"] == "no-store", "what was said stays in no cache"
    known = {"If-None-Match": first.headers["ETag"]}
    assert room.interpreter.call("GET", "/statements", headers=known).status_code == 304
    room.said(room.bo, "and more")
    assert room.interpreter.call("GET", "/statements", headers=known).status_code == 200


def test_an_older_page_stays_the_same_when_there_is_more(room: Room) -> None:
    oldest, middle, newest = (room.said(room.ana, text) for text in ("one", "two", "three"))

    def ask(headers: dict[str, str]) -> TestResponse:
        return room.interpreter.call("GET", "/statements", headers=headers, query_string={"before": newest})

    known = {"If-None-Match": ask({}).headers["ETag"]}
    room.said(room.bo, "four")
    assert ask(known).status_code == 304
    room.render(oldest, "uno")
    again = ask(known)
    assert (again.status_code, again.json["total"]) == (200, 4)
    assert [one["id"] for one in again.json["statements"]] == [middle, oldest]

"""The page for typing up paper notes, as a plain form."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from intake.db import Database
from intake.models import Entry, Kind, Role, SessionState, Source, Statement
from tests import factories
from tests.halls import Hall
from tests.halls import hall as hall
from tests.halls import make_hall as make_hall
from tests.pages import CheckingClient


class Desk:
    """An organizer's browser at the page of one session."""

    def __init__(self, hall: Hall, role: Role = Role.ORGANIZER) -> None:
        self.hall, self.client = hall, CheckingClient(hall.app, hall.app.response_class)
        self.person = factories.a_member(hall.db, hall.initiative, role)
        factories.signed_in(self.client, hall.db, self.person)
        self.path = f"/initiatives/{hall.initiative.slug}/sessions/{hall.session.code}/transcribe"

    def empty(self, address: str | None = None) -> dict[str, str]:
        """What stands in the fields of the page."""
        page = self.client.get(address or self.path).text
        found = dict(re.findall(r'<input[^>]*name="(id|said_at|agreed)"[^>]*value="([^"]*)"', page))
        for name, inside in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
            chosen = re.search(r'<option(?=[^>]* selected)[^>]*value="([^"]*)"', inside)
            assert chosen, f"nothing is chosen for {name}"
            found[name] = chosen[1]
        return found

    def type(self, text: str, **values: Any) -> Any:
        fields = self.empty(values.pop("address", None)) | {"text": text, "kind": "paraphrase"} | values
        return self.client.submit(self.path, fields)


@pytest.fixture
def desk(hall: Hall) -> Desk:
    return Desk(hall)


def typed(page: str) -> list[str]:
    listed = page.partition('<ul class="typed-notes">')[2].partition("</ul>")[0]
    return re.findall(r'<p class="quoted"[^>]*>(.*?)</p>', listed, re.DOTALL)


def test_what_is_likely_stands_in_the_form(desk: Desk, hall: Hall) -> None:
    fields = desk.empty()
    assert fields["place"] == str(hall.session.places[1].uid), "the first table, not the full group"
    assert (fields["question"], fields["language"], fields["agreed"]) == ("Q1", "en", "0")
    assert fields["said_at"] == "2024-07-20T10:00", "when the session began, in its own zone"


def test_a_note_is_stored_and_the_next_begins_where_it_ended(desk: Desk, hall: Hall) -> None:
    table = str(hall.session.places[2].uid)
    first = desk.empty()
    answer = desk.type(
        "Hace calor.\r\nMucho.",
        place=table,
        question="Q2",
        language="es",
        kind="quote",
        agreed="2",
        said_at="2024-07-20T11:30",
    )
    assert answer.status_code == 303
    (row,) = hall.statements()
    assert (row.text, row.language, row.kind, row.agreed) == ("Hace calor.\nMucho.", "es", Kind.QUOTE, 2)
    assert row.source is Source.PAPER and row.place_id == hall.session.places[2].id
    assert row.captured_at.isoformat() == "2024-07-20T18:30:00+00:00"
    fields = desk.empty(answer.headers["Location"])
    assert (fields["place"], fields["question"], fields["language"]) == (table, "Q2", "es")
    assert fields["said_at"] == "2024-07-20T11:30" and fields["agreed"] == "0"
    assert fields["id"] != first["id"]


def test_a_double_press_stores_once(desk: Desk, hall: Hall) -> None:
    fields = desk.empty() | {"text": "Said once.", "kind": "paraphrase"}
    for _ in range(3):
        assert desk.client.submit(desk.path, fields).status_code == 303
    assert len(hall.statements()) == 1


def test_another_note_from_the_same_page_is_kept_and_can_be_saved(desk: Desk, hall: Hall) -> None:
    fields = desk.empty() | {"text": "Said first.", "kind": "paraphrase"}
    desk.client.submit(desk.path, fields)
    answer = desk.client.submit(desk.path, fields | {"text": "Said second."})
    assert answer.status_code == 409 and "Said second." in answer.text
    fresh = re.search(r'name="id"[^>]*value="([^"]+)"', answer.text)
    assert fresh and fresh[1] != fields["id"]
    desk.client.submit(desk.path, fields | {"text": "Said second.", "id": fresh[1]})
    assert [row.text for row in hall.statements()] == ["Said first.", "Said second."]


@pytest.mark.parametrize(("field", "value", "said"), [
    ("text", "  ", "Write down what was said first."),
    ("text", "a\0b", "characters that cannot be stored"),
    ("text", "x" * 20_001, "too long"),
    ("agreed", "many", "as a whole number, 0 or more"),
    ("agreed", "-1", "as a whole number, 0 or more"),
    ("said_at", "yesterday", "Enter a day and a time."),
    ("language", "no language", "Choose a language"),
    ("place", "nowhere", ""),
    ("question", "Q9", ""),
    ("question", "Q0", ""),
    ("kind", "rumour", ""),
    ("id", "1", ""),
])  # fmt: skip
def test_bad_input_keeps_what_was_typed_and_says_what_to_do(
    desk: Desk, hall: Hall, field: str, value: str, said: str
) -> None:
    given = {"text": "KEPT", "agreed": "7", "kind": "observation", "language": "fa"} | {field: value}
    answer = desk.type(given.pop("text"), **given)
    assert answer.status_code == 400
    assert said in answer.text
    if field != "id":
        errors = answer.text.partition(f'id="{field}-error"')[2]
        assert errors.strip(), "beside the field"
    if field != "text":
        assert ">KEPT</textarea>" in answer.text or "\nKEPT</textarea>" in answer.text
    assert hall.statements() == []


def test_the_list_shows_this_sitting_of_this_person(desk: Desk, hall: Hall) -> None:
    assert "0 notes" in desk.client.get(desk.path).text
    desk.type("one")
    desk.type("<b>two</b>")
    colleague = Desk.__new__(Desk)
    colleague.hall, colleague.path = hall, desk.path
    colleague.client = CheckingClient(hall.app, hall.app.response_class)
    other = factories.a_person(hall.db, "other@example.org", is_administrator=True)
    factories.signed_in(colleague.client, hall.db, other)
    colleague.type("three")
    page = desk.client.get(desk.path).text
    assert typed(page) == ["&lt;b&gt;two&lt;/b&gt;", "one"] and "2 notes" in page
    newest = hall.statements()[1]
    assert f"/statements/{newest.uid}?correct=1#correct" in page

    def long_ago(session: Any) -> None:
        for entry in session.scalars(select(Entry).where(Entry.verb == "statement.transcribed")):
            entry.at = factories.JULY_20

    hall.db.write(long_ago)
    assert typed(desk.client.get(desk.path).text) == []


def test_a_table_brings_its_language(hall: Hall) -> None:
    hall.db.write(lambda s: setattr(s.merge(hall.session.places[1]), "language", "so"))
    assert Desk(hall).empty()["language"] == "so"


@pytest.mark.parametrize("state", list(SessionState))
def test_every_session_but_an_archived_one_takes_notes(
    app: Flask, db: Database, make_hall: Any, state: Any
) -> None:
    hall = make_hall(state=state, starts_at=None)
    desk = Desk(hall)
    if state is SessionState.ARCHIVED:
        page = desk.client.get(desk.path).text
        assert "This session is archived." in page and "<textarea" not in page
        return
    assert desk.type("It was said.").status_code == 303
    assert len(hall.statements()) == 1


def test_the_session_is_chosen_from_a_list(desk: Desk, hall: Hall) -> None:
    page = desk.client.get(f"/initiatives/{hall.initiative.slug}/transcribe").text
    assert f'href="{desk.path}"' in page
    for address in ("/statements", f"/sessions/{hall.session.code}"):
        assert "Type up paper notes" in desk.client.get(f"/initiatives/{hall.initiative.slug}{address}").text


@pytest.mark.parametrize("role", [Role.ANALYST, Role.INTERPRETER, Role.VIEWER])
def test_it_is_for_whoever_may_import(hall: Hall, role: Role) -> None:
    desk = Desk(hall, role)
    assert desk.client.get(desk.path).status_code == 403
    assert "Type up paper notes" not in desk.client.get(desk.path.removesuffix("/transcribe")).text


def test_a_session_without_questions_says_so(app: Flask, db: Database) -> None:
    initiative = factories.an_initiative(db)
    found = factories.a_session(db, initiative)
    client = app.test_client()
    factories.signed_in(client, db, factories.a_member(db, initiative, Role.ORGANIZER))
    for page in ("transcribe", "sheets"):
        answer = client.get(f"/initiatives/{initiative.slug}/sessions/{found.code}/{page}")
        assert answer.status_code == 200 and "No questions yet" in answer.text
    with db.read() as session:
        assert session.scalars(select(Statement)).all() == []

"""Translations in the files that analysts take: a column a language, beside the original, and what they are."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select

from intake.models import How, Rendering, RenderingState, Role, Statement, Status
from intake.queries import exporting
from tests import factories
from tests.pages import CheckingClient
from tests.statements.conftest import Hall

FILE = "/initiatives/score-2024/export/file"


def render(hall: Hall, statement: Statement, language: str, text: str, **values: Any) -> Rendering:
    return factories.a_rendering(hall.db, statement, language, text, **values)


@pytest.fixture
def rendered(full_hall: Hall) -> Hall:
    """Two statements translated into four languages, one of which the initiative does not have."""
    with full_hall.db.read() as session:
        plain, spanish = session.scalars(select(Statement).order_by(Statement.id).limit(2)).all()
    person = factories.a_member(full_hall.db, full_hall.initiative, Role.INTERPRETER, "int@example.org")
    by = {"made_by_person_id": person.id}
    render(full_hall, plain, "vi", "một câu", **by)
    render(full_hall, plain, "fa", "ساده", state=RenderingState.REVIEWED, **by)
    render(full_hall, plain, "es", "=una sencilla", made_by_device_id=full_hall.device.id, how=How.IN_ROOM)
    render(full_hall, spanish, "fa", "به اسپانیایی", **by)
    render(full_hall, spanish, "en", "taken back", status=Status.WITHDRAWN, **by)
    render(full_hall, spanish, "hmn", "waits", status=Status.HELD, made_by_device_id=full_hall.device.id)
    return full_hall


def test_a_column_for_each_language_in_the_initiatives_order_then_others(
    rendered: Hall, organizer: CheckingClient
) -> None:
    text = organizer.get(FILE + "?format=csv").data.decode("utf-8-sig")
    header, first, second, *_others = csv.reader(StringIO(text, newline=""))
    assert header[-4:] == ["status", "statement_es", "statement_fa", "statement_vi"]
    assert first[-3:] == ["'=una sencilla", "ساده", "một câu"]
    assert second[-3:] == ["", "به اسپانیایی", ""]
    assert first[header.index("statement")] == "a plain one"


def test_all_formats_have_the_same_and_the_codebook_says_what_they_are(
    rendered: Hall, organizer: CheckingClient
) -> None:
    line = json.loads(organizer.get(FILE + "?format=jsonl").data.decode().splitlines()[0])
    assert list(line)[-3:] == ["statement_es", "statement_fa", "statement_vi"]
    assert line["statement_es"] == "=una sencilla"
    book = load_workbook(BytesIO(organizer.get(FILE + "?format=xlsx").data))
    header, first, *_others = book.worksheets[0].iter_rows(values_only=True)
    assert dict(zip(header, first, strict=True))["statement_vi"] == "một câu"
    codebook = [tuple(row[:5]) for row in book.worksheets[1].iter_rows(values_only=True)]
    found = codebook[codebook.index(("Language", "Made by", "How", "State", "Statements")) + 1 :]
    assert found[:4] == [
        ("es", "notetaker", "in_room", "draft", 1),
        ("fa", "interpreter", "afterwards", "draft", 1),
        ("fa", "interpreter", "afterwards", "reviewed", 1),
        ("vi", "interpreter", "afterwards", "draft", 1),
    ]
    assert "int@example.org" not in str(codebook)


def test_without_any_there_is_no_column(full_hall: Hall, organizer: CheckingClient) -> None:
    text = organizer.get(FILE + "?format=csv").data.decode("utf-8-sig")
    assert text.splitlines()[0].endswith(",status")


def test_they_are_read_a_page_at_a_time(
    rendered: Hall, organizer: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        statement = rendered.say(f"number {number}")
        render(rendered, statement, "fa", f"شماره {number}", made_by_device_id=rendered.device.id)
    monkeypatch.setattr(exporting, "PAGE", 5)
    asked: list[str] = []
    event.listen(rendered.db.reader, "before_cursor_execute", lambda *a: asked.append(a[2]))
    lines = [json.loads(line) for line in organizer.get(FILE + "?format=jsonl").data.decode().splitlines()]
    assert [one["statement_fa"] for one in lines][-12:] == [f"شماره {number}" for number in range(12)]
    pages = [sql for sql in asked if "FROM rendering JOIN" in sql and "rendering.text" in sql]
    assert len(pages) == 4

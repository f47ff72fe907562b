"""Who made a translation, how, and how far it is, in columns of the files that analysts take; only on request."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select

from intake import indexing
from intake.actions import review
from intake.actions.actor import COMMAND
from intake.models import DeviceRole, How, Kind, Membership, RenderingState, Role, Statement
from intake.web import exports
from tests import factories
from tests.pages import CheckingClient
from tests.statements.conftest import Hall

PAGE = "/initiatives/score-2024/export"
FILE = PAGE + "/file"
ASKED = "&details=y"
TEXTS = ["statement_es", "statement_fa", "statement_vi"]
#: For each of them, in the same order.
MADE = [text + ending for text in TEXTS for ending in ("_by", "_how", "_state")]
NOTHING = ("", "", "")
#: What stands there of each statement.
EXPECTED = [
    ("notetaker", "in_room", "draft", "interpreter", "afterwards", "reviewed", *NOTHING),
    (*NOTHING, "interpreter", "in_room", "reviewed", "organizer", "afterwards", "stale"),
    (*NOTHING, *NOTHING, "administrator", "afterwards", "draft"),
    NOTHING * 3,
]


@pytest.fixture
def rendered(full_hall: Hall) -> Hall:
    """Translations of each kind, made at a table by devices or by accounts, all of them with names."""
    db, initiative = full_hall.db, full_hall.initiative
    with db.read() as session:
        plain, spanish, persian = session.scalars(select(Statement).order_by(Statement.id).limit(3)).all()
    changes = review.Changes("una corregida", "es-MX", Kind.QUOTE, 0, "Q2")
    db.write(lambda session: review.correct(session, COMMAND, spanish.id, 1, changes, "misheard"))

    def render(statement: Statement, language: str, state: str = "draft", **values: Any) -> None:
        factories.a_rendering(
            db, statement, language, f"into {language}", state=RenderingState(state), **values
        )

    table = full_hall.session.places[1]
    tablet, _token = factories.a_device(db, table, name="INT-SECRET-NAME", role=DeviceRole.INTERPRETER)
    interpreter = factories.a_member(db, initiative, Role.INTERPRETER, "secret.int@example.org")
    organizer = factories.a_member(db, initiative, Role.ORGANIZER, "secret.org@example.org")
    # Another role in another initiative says nothing here.
    other = factories.an_initiative(db, "other")
    factories.make(db, Membership(person_id=organizer.id, initiative_id=other.id, role=Role.VIEWER))
    nowhere = factories.a_person(db, "secret.admin@example.org")
    render(plain, "es", made_by_device_id=full_hall.device.id, how=How.IN_ROOM)
    render(plain, "fa", "reviewed", made_by_person_id=interpreter.id)
    render(spanish, "fa", "reviewed", made_by_device_id=tablet.id, how=How.IN_ROOM, base_version=2)
    render(spanish, "vi", "reviewed", made_by_person_id=organizer.id)
    render(persian, "vi", made_by_person_id=nowhere.id)
    return full_hall


def table_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def sheets(data: bytes) -> list[list[tuple[Any, ...]]]:
    return [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(BytesIO(data)).worksheets]


def test_each_translation_says_who_made_it_how_and_how_far_it_is(
    rendered: Hall, organizer: CheckingClient
) -> None:
    by_csv = organizer.get(FILE + "?format=csv" + ASKED)
    header, *rows = table_of(by_csv.data)
    assert header[-12:] == [*TEXTS, *MADE]
    assert [tuple(row[-9:]) for row in rows] == EXPECTED
    lines = organizer.get(FILE + "?format=jsonl" + ASKED)
    found = [json.loads(line) for line in lines.text.splitlines()]
    assert [list(one)[-12:] for one in found] == [[*TEXTS, *MADE]] * 4
    assert [tuple(one[name] or "" for name in MADE) for one in found] == EXPECTED
    assert found[3]["statement_es_by"] is None
    book = sheets(organizer.get(FILE + "?format=xlsx" + ASKED).data)
    assert book[0][0][-12:] == (*TEXTS, *MADE)
    assert [tuple(cell or "" for cell in row[-9:]) for row in book[0][1:]] == EXPECTED
    # A role, never a name.
    assert "SECRET" not in (by_csv.text + lines.text + str(book)).upper()


def test_the_codebook_explains_them(rendered: Hall, organizer: CheckingClient) -> None:
    _statements, codebook = sheets(organizer.get(FILE + "?format=xlsx" + ASKED).data)
    explained = {row[0]: row[1:4] for row in codebook}
    assert [name for name in explained if name in MADE] == MADE
    for text in TEXTS:
        by, how, state = (explained[text + ending] for ending in ("_by", "_how", "_state"))
        assert (by[0], how[0], state[0]) == ("Made by", "How", "State")
        assert all(meaning for _label, meaning, _values in (by, how, state))
        assert (how[2], state[2]) == ("in_room, afterwards", "draft, reviewed, stale")


def test_without_being_asked_a_file_is_what_it_was(rendered: Hall, organizer: CheckingClient) -> None:
    plain = {kind: organizer.get(f"{FILE}?format={kind}").data for kind in ("csv", "jsonl", "xlsx")}
    asked = {kind: organizer.get(f"{FILE}?format={kind}{ASKED}").data for kind in plain}
    rows = StringIO(newline="")
    csv.writer(rows).writerows(row[:-9] for row in table_of(asked["csv"]))
    assert plain["csv"] == b"\xef\xbb\xbf" + rows.getvalue().encode()
    lines = [dict(list(json.loads(line).items())[:-9]) for line in asked["jsonl"].splitlines()]
    text = "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in lines)
    assert plain["jsonl"] == text.encode()
    statements, codebook = sheets(asked["xlsx"])
    assert sheets(plain["xlsx"]) == [
        [row[:-9] for row in statements],
        [row for row in codebook if row[0] not in MADE],
    ]


@pytest.mark.parametrize("search", ["", "&search=into"])
def test_who_made_them_is_looked_up_only_when_asked(
    rendered: Hall, organizer: CheckingClient, search: str
) -> None:
    indexing.catch_up(rendered.db)
    sent: list[str] = []
    event.listen(rendered.db.reader, "before_cursor_execute", lambda *a: sent.append(a[2]))

    def of_pages(asked: str) -> list[bool]:
        sent.clear()
        rows = table_of(organizer.get(FILE + "?format=csv" + search + asked).data)
        assert [row[-1] for row in rows[2:4]] == (["stale", "draft"] if asked else ["into vi"] * 2)
        return ["membership" in sql for sql in sent if "rendering.text" in sql.partition("FROM")[0]]

    assert of_pages("") == [False]
    assert of_pages(ASKED) == [True]


def test_the_box_stays_ticked_also_beside_an_error(full_hall: Hall, organizer: CheckingClient) -> None:
    def box(query: str) -> str:
        [found] = [part for part in organizer.get(PAGE + query).text.split("<") if 'id="details"' in part]
        return found

    assert "checked" not in box("")
    assert "checked" in box("?details=y")
    assert "checked" in box("?details=y&from=nonsense")
    assert organizer.get(FILE + "?details=y&from=nonsense").status_code == 400


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_a_process_of_its_own_is_asked_the_same(
    rendered: Hall, organizer: CheckingClient, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    query = f"{FILE}?format={kind}{ASKED}"
    here = organizer.get(query).data
    monkeypatch.setattr(exports, "FEW", 1)
    monkeypatch.setattr(exports, "FIRST", 1)
    apart = organizer.get(query).data
    assert sheets(apart) == sheets(here) if kind == "xlsx" else apart == here
    assert b"statement_vi_state" in here or kind == "xlsx"

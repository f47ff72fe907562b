"""Taking statements out on the page: the count, the filters, the file, and who may."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from intake.models import Entry, Role, Status
from intake.web import exports
from tests import factories
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, SignIn

PAGE = "/initiatives/score-2024/export"
FILE = PAGE + "/file"


def rows(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{FILE}?format=csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_the_page_counts_what_the_file_will_hold(full_hall: Hall, organizer: CheckingClient) -> None:
    assert 'data-count="4"' in organizer.get(PAGE).text
    assert 'data-count="1"' in organizer.get(PAGE + "?question=Q2").text
    assert 'data-count="5"' in organizer.get(PAGE + "?status=active&status=held&status=hidden").text
    assert len(rows(organizer)) == 4


def test_the_file_is_offered_under_a_name_of_its_own(full_hall: Hall, organizer: CheckingClient) -> None:
    answer = organizer.get(FILE + "?format=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=score-2024-")
    assert disposition.endswith(".csv")
    assert answer.headers["Cache-Control"] == "no-store"


def test_every_format_holds_the_same_statements(full_hall: Hall, organizer: CheckingClient) -> None:
    said = [row["statement"] for row in rows(organizer)]
    assert said == ["a plain one", "una en español", "یکی به فارسی", "a late one"]
    lines = organizer.get(FILE + "?format=jsonl").data.decode().splitlines()
    assert [json.loads(line)["statement"] for line in lines] == said
    book = load_workbook(BytesIO(organizer.get(FILE + "?format=xlsx").data))
    header, *cells = book.worksheets[0].iter_rows(values_only=True)
    place = header.index("statement")
    assert [row[place] for row in cells] == said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("&session=july-20&language=es", ["una en español"]),
        ("&table=full+group", ["یکی به فارسی"]),
        ("&status=hidden", ["a hidden one"]),
        ("&status=held&status=hidden", ["a late one", "a hidden one"]),
        ("&from=2024-07-21", []),
    ],
)
def test_filters(full_hall: Hall, organizer: CheckingClient, query: str, said: list[str]) -> None:
    assert [row["statement"] for row in rows(organizer, query)] == said


@pytest.mark.parametrize(
    "query", ["&session=nowhere", "&session=trial", "&question=Q9", "&status=all", "&from=x", "&format=docx"]
)
def test_a_file_never_holds_more_than_was_asked_for(
    full_hall: Hall, organizer: CheckingClient, query: str
) -> None:
    assert organizer.get(f"{FILE}?x=1{query}").status_code == 400


def test_practice_is_never_in_it(full_hall: Hall, organizer: CheckingClient) -> None:
    page = organizer.get(PAGE).text
    assert 'value="trial"' not in page
    assert "Practice sessions are never part" in page
    everything = "".join(f"&status={status}" for status in Status)
    assert "only practice" not in {row["statement"] for row in rows(organizer, everything)}


def test_a_device_has_a_made_up_name(full_hall: Hall, organizer: CheckingClient) -> None:
    names = {row["device"] for row in rows(organizer)}
    assert len(names) == 1
    assert "NT-SECRET-NAME" not in organizer.get(FILE + "?format=jsonl").text
    assert names == {row["device"] for row in rows(organizer, "&status=hidden")}


def test_options_reach_the_file(full_hall: Hall, organizer: CheckingClient) -> None:
    assert organizer.get(FILE + "?format=csv").data.startswith(b"\xef\xbb\xbfstatement_id,")
    plain = organizer.get(FILE + "?format=csv&no_bom=1&labels=es").data
    assert plain.startswith(b"statement_id,")
    assert "¿Qué es Q1?" in plain.decode()


def test_who_took_statements_out_is_written_down(full_hall: Hall, organizer: CheckingClient) -> None:
    organizer.get(FILE + "?format=csv")
    organizer.head(FILE + "?format=csv")
    with full_hall.db.read() as session:
        entries = [entry for entry in session.scalars(select(Entry)) if entry.verb == "statements.exported"]
    assert [entry.detail for entry in entries] == [{"format": "csv"}]
    assert entries[0].person_id is not None


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ANALYST, 200), (Role.INTERPRETER, 403), (Role.VIEWER, 403)]
)
def test_who_may(full_hall: Hall, sign_in: SignIn, role: Role, status: int) -> None:
    client = sign_in(role)
    assert client.get(PAGE).status_code == status
    assert client.get(FILE).status_code == status


def test_another_initiative_is_out_of_reach(full_hall: Hall, app: Any) -> None:
    other = factories.an_initiative(full_hall.db, "other")
    client = app.test_client()
    factories.signed_in(client, full_hall.db, factories.a_member(full_hall.db, other, Role.ORGANIZER))
    assert client.get(FILE).status_code == 404
    assert client.get("/initiatives/other/export/file?format=csv").data.count(b"\n") == 1  # the header


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_a_large_export_is_written_by_another_process(
    full_hall: Hall, organizer: CheckingClient, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    for n in range(30):
        full_hall.say(f'=number {n}, "quoted"\nand more')
    query = f"{FILE}?format={kind}&status=active&language=en&labels=es&from=2024-07-20&table=1"
    here = organizer.get(query).data
    monkeypatch.setattr(exports, "FEW", 3)
    monkeypatch.setattr(exports, "FIRST", 2)
    apart = organizer.get(query).data
    if kind == "xlsx":
        both = (
            load_workbook(BytesIO(data)).worksheets[0].iter_rows(values_only=True) for data in (here, apart)
        )
        first, second = map(list, both)
        assert first == second
        assert len(first) == 32
    else:
        assert here == apart
        assert here.count(b"number") == 30

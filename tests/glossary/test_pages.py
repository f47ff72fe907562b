"""The glossary on pages: listed, looked for, changed, removed, and beside a statement that is translated."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from intake.db import Database
from intake.models import Initiative, Role
from intake.queries.glossary import TermRow
from intake.web.organize import glossary as views
from tests import factories
from tests.glossary.conftest import add, stored
from tests.pages import CheckingClient

HERE = "/initiatives/score-2024/glossary"
FILE = f"{HERE}/file"


@pytest.fixture
def interpreter(app: Flask, db: Database, score: Initiative) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    factories.signed_in(client, db, factories.a_member(db, score, Role.INTERPRETER))
    return client


def load(client: CheckingClient, data: bytes | str, name: str = "terms.csv") -> Any:
    given = data if isinstance(data, bytes) else data.encode()
    return client.submit(FILE, {"file": (BytesIO(given), name)})


def test_an_interpreter_adds_and_changes_a_term(
    interpreter: CheckingClient, db: Database, score: Initiative
) -> None:
    assert "No terms yet" in interpreter.get(HERE).text
    assert "No text in" not in interpreter.get(f"{HERE}/new").text, "nothing is missing before it is begun"
    entry = {"texts-en": "rent", "texts-es": "alquiler", "texts-fa": "اجاره", "note": "Each month."}
    assert interpreter.submit(f"{HERE}/new", entry).status_code == 303
    [term] = stored(db, score)
    page = interpreter.get(HERE).text
    assert 'lang="fa" dir="rtl">اجاره</span></dd>' in page and "Each month." in page
    assert "No text in Hmong yet" in page
    edit = f"{HERE}/{term.uid}"
    assert "No text in Hmong yet" in interpreter.get(edit).text
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', interpreter.get(edit).text)
    assert seen
    changed = entry | {"texts-es": "renta", "seen": seen[1]}
    assert interpreter.submit(edit, changed).status_code == 303
    overtaken = interpreter.submit(edit, changed | {"texts-es": "mía"})
    assert overtaken.status_code == 409
    assert "renta" in overtaken.text and "mía" in overtaken.text
    assert stored(db, score)[0].texts["es"] == "renta"


def test_what_cannot_be_stored_is_said_beside_its_language(
    interpreter: CheckingClient, db: Database, score: Initiative, terms: list[TermRow]
) -> None:
    answer = interpreter.submit(f"{HERE}/new", {"texts-en": "RENT", "texts-es": "x"})
    assert answer.status_code == 400 and "Another term has this text already." in answer.text
    answer = interpreter.submit(f"{HERE}/new", {"texts-en": "", "texts-es": "x"})
    assert answer.status_code == 400 and "Enter a text here." in answer.text
    answer = interpreter.submit(f"{HERE}/new", {"texts-en": "x" * 121})
    assert answer.status_code == 400
    assert len(stored(db, score)) == 3


def test_only_an_organizer_removes_one(
    interpreter: CheckingClient,
    organizer: CheckingClient,
    db: Database,
    score: Initiative,
    terms: list[TermRow],
) -> None:
    page = f"{HERE}/{terms[0].uid}"
    assert "/remove" not in interpreter.get(page).text
    assert interpreter.submit(f"{page}/remove", page=page).status_code == 403
    token = {"csrf_token": organizer.token(page)}
    assert organizer.post(f"{page}/remove", data=token).status_code == 303
    assert organizer.post(f"{page}/remove", data=token).status_code == 404
    assert len(stored(db, score)) == 2
    assert organizer.get(page).status_code == 404


def test_others_read_none_of_it(app: Flask, db: Database, score: Initiative, terms: list[TermRow]) -> None:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    factories.signed_in(client, db, factories.a_member(db, score, Role.ANALYST))
    for path in (HERE, f"{HERE}/new", f"{HERE}/{terms[0].uid}", FILE, f"{HERE}.csv"):
        assert client.get(path).status_code == 403
    other = app.test_client()
    assert isinstance(other, CheckingClient)
    parks = factories.an_initiative(db, "parks")
    factories.signed_in(other, db, factories.a_member(db, parks, Role.ORGANIZER, "parks@example.org"))
    assert other.get(f"/initiatives/parks/glossary/{terms[0].uid}").status_code == 404


def test_the_list_is_searched_in_every_language_and_shown_in_parts(
    organizer: CheckingClient, db: Database, score: Initiative, terms: list[TermRow], monkeypatch: Any
) -> None:
    def shown(query: str) -> list[str]:
        page = organizer.get(HERE + query).text
        return re.findall(r'<h2 id="t-[^>]*>([^<]+)</h2>', page)

    assert shown("?search=ESTABILIZACION") == ["rent stabilization"]
    assert shown("?search=تثبيت") == ["rent stabilization"]
    assert shown("?search=tenant") == ["rent"]
    assert "No term has these letters" in organizer.get(HERE + "?search=nowhere").text
    monkeypatch.setattr(views, "SHOWN", 2)
    first = organizer.get(HERE)
    assert "start=2" in first.text and 'rel="prev"' not in first.text
    assert shown("?start=2") == ["rent stabilization"]
    assert shown("?start=99") == ["Measure U", "rent"]


def test_a_file_goes_out_and_comes_back_unchanged(
    organizer: CheckingClient, db: Database, score: Initiative, terms: list[TermRow]
) -> None:
    add(db, score, note="-1", en="=1+1", es="'quoted", fa="@x")
    before = stored(db, score)
    sent = organizer.get(f"{HERE}.csv")
    assert sent.data.startswith(b"\xef\xbb\xbfen,es,hmn,fa,note,do_not_translate\r\n")
    assert b"\r\n'=1+1,''quoted,,'@x,'-1,\r\n" in sent.data
    again = load(organizer, sent.data)
    assert again.status_code == 303
    assert "Everything in this file was here already." in organizer.get(again.location).text
    assert stored(db, score) == before


def test_a_file_adds_and_changes_and_removes_nothing(
    organizer: CheckingClient, db: Database, score: Initiative, terms: list[TermRow]
) -> None:
    sheet = "EN;es-mx;Note;do_not_translate\r\nRENT;renta;;\r\nsweep;barrido;Of tents;no\r\nSCORE;;;YES\r\n"
    answer = load(organizer, sheet)
    said = organizer.get(answer.location).text
    assert "2 terms were added." in said and "1 term was changed." in said
    now = {term.source.text: term for term in stored(db, score)}
    assert now["RENT"].texts == {"en": "RENT", "es": "alquiler", "es-MX": "renta"}
    assert now["RENT"].note == "What a tenant pays each month."
    assert now["SCORE"].is_name and now["sweep"].note == "Of tents"
    assert len(now) == 5


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("en,es\nok,bien\nrent,a\nRent,b\n", "Row 4: This text stands in the file twice."),
        ("en,es\nok,bien\n,\n,solo\nx,y,z\n", "Row 5: This row has more cells"),
        (f"en,es\nok,bien\n{'x' * 121},a\n", "Row 3: This is too long."),
        ("en,do_not_translate\nok,\nx,perhaps\n", "Row 3: Possible here: yes, no."),
        ("en,Spanish\nok,bien\n", "Row 1: There is no key “Spanish” here."),
        ("es,note\nbien,x\n", "Row 1: en: A column is missing"),
        ("en,es,es\nok,a,b\n", "Row 1: es: This key stands here twice."),
        ("en,es\n", "There are no rows in this file."),
        (b"en\n\xff\xff\n", "The letters of this file cannot be read."),
    ],
)
def test_a_file_is_taken_as_a_whole_or_not_at_all(
    organizer: CheckingClient, db: Database, score: Initiative, sheet: str | bytes, said: str
) -> None:
    answer = load(organizer, sheet)
    assert answer.status_code == 400 and said in answer.text
    assert stored(db, score) == []


def test_everything_that_is_wrong_is_told_at_once(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    page = load(organizer, "en,es\nok,bien,mal\nok,bien\nOK,bueno\n").text
    assert "Row 2:" in page and "Row 4:" in page and "Row 3:" not in page
    assert "There are more." in load(organizer, "en\n" + "same\n" * 22).text


def test_terms_stand_beside_the_statement_in_its_order(
    organizer: CheckingClient, db: Database, score: Initiative, terms: list[TermRow]
) -> None:
    question = factories.a_question(db, score)
    place = factories.a_session(db, score).places[1]
    said = "Lower rent, and rent stabilization, </script> and Measure U."
    statement = factories.a_statement(db, place, score, question, said, language="en")
    page = organizer.get(f"/initiatives/score-2024/translate/{statement.uid}/fa").text
    section = page[page.index('<section class="terms"') : page.index("<template>")]
    assert "hidden" not in section.partition(">")[0]
    assert re.findall(r'class="term-source" lang="en" dir="ltr">([^<]+)<', section) == [
        "rent",
        "rent stabilization",
        "Measure U",
    ]
    assert re.findall(r'class="term-target"([^>]*)>([^<]*)<', section) == [
        ("", ""),
        (' lang="fa" dir="rtl"', "تثبیت اجاره‌بها"),
        (' lang="en" dir="ltr"', "Measure U"),
    ]
    data = re.search(r'<script type="application/json" id="term-data">(.+?)</script>', page, re.S)
    assert data
    offered = json.loads(data[1])
    assert [one["texts"]["fa"] for one in offered["terms"]] == ["Measure U", "تثبیت اجاره‌بها"]
    nothing = factories.a_statement(db, place, score, question, "The bus.", language="en")
    page = organizer.get(f"/initiatives/score-2024/translate/{nothing.uid}/fa").text
    assert "hidden" in page[page.index('<section class="terms"') :].partition(">")[0]

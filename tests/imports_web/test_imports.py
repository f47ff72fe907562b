"""Typed-up notes on the page: upload, columns, every problem by row, then all or nothing."""

from __future__ import annotations

import os
import re
import stat
import time
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select

from intake.models import ListeningSession, Role, Source, Statement
from intake.web.uploads import LIFETIME
from tests import factories
from tests.imports_web.conftest import START, Bring, where
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, SignIn

GOOD = 'Session,Table,Question,Statement,Others who agreed\njuly-20,1,Q1,  A park ,12\nJuly 20,,q 2,"Two\nlines",\n'


def stored(hall: Hall) -> list[Statement]:
    with hall.db.read() as session:
        return list(session.scalars(select(Statement).order_by(Statement.id)))


def figures(page: str) -> list[str]:
    return re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page.split('class="figures"')[1])[:4]


def choices(page: str, **changed: str) -> dict[str, str]:
    """The form on the check's page as it stands, with some values changed."""
    form = {}
    for name, options in re.findall(
        r'<select class="input"[^>]* name="(column-\d+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        form[name] = chosen[1] if chosen else ""
    return form | {"source": "paper", "language": "en", "session": "", "do": "import"} | changed


def test_a_good_file_comes_in(hall: Hall, organizer: CheckingClient, bring: Bring, uploads: Path) -> None:
    here = where(bring(GOOD))
    page = organizer.get(here).text
    assert figures(page) == [
        ("Rows that can be imported", "2"),
        ("Rows with problems", "0"),
        ("New sessions", "0"),
        ("New tables", "0"),
    ]
    assert "Import 2 statements" in page
    assert stored(hall) == []
    assert organizer.submit(here, choices(page)).headers["Location"].endswith("/statements")
    one, two = stored(hall)
    assert (one.text, one.agreed, one.source) == ("  A park ", 12, Source.PAPER)
    assert (two.text, two.place_id) == ("Two\nlines", hall.session.places[0].id)
    assert organizer.get(here).status_code == 404
    assert list(uploads.iterdir()) == []


def test_columns_are_guessed_mapped_and_remembered(
    hall: Hall, organizer: CheckingClient, bring: Bring
) -> None:
    text = "¿Quién?,Pregunta,Lo dicho,Sitting\nAB,Q1,Hola,july-20\n"
    here = where(bring(text))
    page = organizer.get(here).text
    assert "A column is missing" in page
    assert "Import 1" not in page
    mapped = choices(
        page, **{"column-0": "notetaker", "column-1": "question", "column-2": "text", "column-3": "session"}
    )
    assert organizer.submit(here, mapped | {"do": "check"}).status_code == 303
    page = organizer.get(here).text
    assert choices(page)["column-2"] == "text"
    organizer.submit(here, mapped)
    assert [one.text for one in stored(hall)] == ["Hola"]
    again = organizer.get(where(bring(text.replace("Hola", "Adiós")))).text
    assert {name: value for name, value in choices(again).items() if name.startswith("column")} == {
        name: value for name, value in mapped.items() if name.startswith("column")
    }


def test_two_columns_of_one_meaning_are_refused(hall: Hall, organizer: CheckingClient, bring: Bring) -> None:
    here = where(bring(GOOD))
    page = organizer.get(here).text
    answer = organizer.submit(here, choices(page, **{"column-0": "text"}), follow_redirects=True)
    assert "Two columns cannot be the same thing" in answer.text
    assert stored(hall) == []


def test_every_problem_is_named_by_its_row(hall: Hall, organizer: CheckingClient, bring: Bring) -> None:
    lines = ["Session,Question,Statement,Language"]
    lines += [f"july-20,Q1,fine {n},en" for n in range(60)]
    lines += [f"nowhere,Q9,bad {n},Spanish" for n in range(60)]
    here = where(bring("\n".join(lines)))
    page = organizer.get(here).text
    assert figures(page)[:2] == [("Rows that can be imported", "60"), ("Rows with problems", "60")]
    rows = re.findall(r'<tr><th scope="row" class="number">(\d+)</th><td>(.*?)</td><td>(.*?)</td>', page)
    assert rows[0] == ("62", "Language", "This is not a language tag such as es, zh-Hans or fa-AF.")
    later = re.search(r'rel="next" href="([^"#]+)', page)
    assert later
    rest = organizer.get(later[1]).text
    assert 'class="number">121</th>' in rest
    assert 'class="number">62</th>' not in rest
    assert "Import 60 statements" not in page
    assert organizer.submit(here, choices(page)).headers["Location"] == here
    assert stored(hall) == []


def test_missing_sessions_are_listed_and_made_with_a_tick(
    hall: Hall, organizer: CheckingClient, bring: Bring
) -> None:
    here = where(bring("Session,Date,Table,Question,Statement\nAugust 10 – CBO,2024-08-10,4,Q1,Yes\n"))
    page = organizer.get(here).text
    assert "There is no session called August 10 – CBO." in page
    organizer.submit(here, choices(page, create_missing="y", do="check"))
    page = organizer.get(here).text
    assert "These sessions will be made" in page
    assert figures(page)[2:] == [("New sessions", "1"), ("New tables", "1")]
    organizer.submit(here, choices(page, create_missing="y"))
    with hall.db.read() as session:
        made = session.scalars(select(ListeningSession).where(ListeningSession.code == "august-10-cbo")).one()
    assert [one.session_id for one in stored(hall)] == [made.id]


def test_what_rows_do_not_say_is_chosen(hall: Hall, organizer: CheckingClient, bring: Bring) -> None:
    here = where(bring("Question,Statement\nQ1,Hola\n"))
    page = organizer.get(here).text
    assert "This row names no session." in page
    organizer.submit(here, choices(page, session="july-20", language="es", source="import"))
    [one] = stored(hall)
    assert (one.session_id, one.language, one.source) == (hall.session.id, "es", Source.IMPORT)


def test_the_same_file_twice_needs_a_tick(hall: Hall, organizer: CheckingClient, bring: Bring) -> None:
    for _n in range(2):
        here = where(bring(GOOD))
        page = organizer.get(here).text
        answer = organizer.submit(here, choices(page))
    assert answer.headers["Location"] == here
    assert "This file was imported before" in page
    assert len(stored(hall)) == 2
    organizer.submit(here, choices(page, again="y"))
    assert len(stored(hall)) == 4


def test_a_workbook_and_our_own_export_come_in(hall: Hall, organizer: CheckingClient, bring: Bring) -> None:
    book = Workbook()
    for line in (
        ["Question", "Statement", "Session"],
        ["Q1", "'=SUM(A1)", "july-20"],
        [1, "zwei", "july-20"],
    ):
        book.active.append(line)
    file = BytesIO()
    book.save(file)
    here = where(bring(file.getvalue(), "notes.xlsx"))
    organizer.submit(here, choices(organizer.get(here).text))
    assert [one.text for one in stored(hall)] == ["'=SUM(A1)", "zwei"]
    exported = organizer.get("/initiatives/score-2024/export/file?format=csv").data
    here = where(bring(exported, "score-2024.csv"))
    page = organizer.get(here).text
    assert re.search(r'value="import"[^>]* checked|checked[^>]* value="import"', page)
    organizer.submit(here, choices(page, source="import"))
    assert [one.text for one in stored(hall)][2:] == ["'=SUM(A1)", "zwei"]


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "notes.csv", "neither a CSV file nor an Excel workbook"),
        (b"PK\x03\x04 not a workbook", "notes.xlsx", "neither a CSV|damaged"),
        (b"Question,Statement\nQ1,\xff\xfe\n", "notes.csv", "Row 2: The letters of this file cannot be read"),
        (b"", "notes.csv", "no rows"),
        (b"," * 400_000, "wide.csv", "columns|longer than"),
    ],
)
def test_hostile_files_are_refused_beside_the_field(
    hall: Hall,
    organizer: CheckingClient,
    bring: Bring,
    uploads: Path,
    content: bytes,
    name: str,
    message: str,
) -> None:
    answer = bring(content, name)
    assert answer.status_code == 400
    assert re.search(message, re.search(r'<div id="file-error">(.*?)</div>', answer.text)[1])  # type: ignore[index]
    assert not list(uploads.iterdir())


def test_too_large_a_file_is_refused_beside_the_field(
    app: Flask, hall: Hall, organizer: CheckingClient, bring: Bring
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = bring("x" * 2000)
    assert answer.status_code == 413
    assert "larger than 20 MB" in answer.text
    stranger = app.test_client().post(START, data={"file": (BytesIO(b"x" * 2000), "notes.csv")})
    assert stranger.status_code == 303
    assert "/account/sign-in" in stranger.headers["Location"]


def test_no_file_at_all(organizer: CheckingClient) -> None:
    assert "Choose a file first" in organizer.submit(START, {}).text


def test_a_waiting_file_is_its_owners_alone(
    hall: Hall, app: Flask, organizer: CheckingClient, bring: Bring, uploads: Path
) -> None:
    here = where(bring(GOOD))
    other = app.test_client()
    person = factories.a_member(hall.db, hall.initiative, Role.ORGANIZER, "other@example.org")
    factories.signed_in(other, hall.db, person)
    assert other.get(here).status_code == 404
    assert organizer.get(START + "/../../etc").status_code == 404
    assert stat.S_IMODE(uploads.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in uploads.iterdir()} == {0o600}


def test_a_file_that_nobody_imported_is_gone_after_a_day(
    hall: Hall, organizer: CheckingClient, bring: Bring, uploads: Path
) -> None:
    here = where(bring(GOOD))
    organizer.get(START)
    assert organizer.get(here).status_code == 200
    for path in uploads.iterdir():
        old = time.time() - LIFETIME - 60
        os.utime(path, (old, old))
    organizer.get(START)
    assert list(uploads.iterdir()) == []
    assert organizer.get(here).status_code == 404


def test_a_file_can_be_put_away(organizer: CheckingClient, bring: Bring) -> None:
    here = where(bring(GOOD))
    assert organizer.submit(f"{here}/discard", page=here).status_code == 303
    assert organizer.get(here).status_code == 404


def test_an_empty_sheet_has_the_columns_in_the_readers_language(
    organizer: CheckingClient, bring: Bring
) -> None:
    sheet = organizer.get(f"{START}/sheet.csv")
    assert sheet.data.startswith("\ufeffSession,Date,Table,Question,Statement,Language,Kind,".encode())
    assert "attachment" in sheet.headers["Content-Disposition"]


@pytest.mark.parametrize("role", [Role.ANALYST, Role.INTERPRETER, Role.VIEWER])
def test_only_organizers_bring_notes(sign_in: SignIn, role: Role) -> None:
    assert sign_in(role).get(START).status_code == 403

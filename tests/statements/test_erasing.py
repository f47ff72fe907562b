"""The page that asks before words are erased for good, and pages with statements that were."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from intake.actions import review
from intake.actions.actor import COMMAND
from intake.db import Database
from intake.models import Held, Role, Statement, Status
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.conftest import POSTGRES
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, SignIn

LIST = "/initiatives/score-2024/statements"
WORDS = "my sister Juana"


@pytest.fixture(autouse=True)
def cleared(app: Flask, db: Database) -> Iterator[None]:
    """No test ends while the file is still being cleared."""
    yield
    app.extensions["intake.leftovers"].wait()


@pytest.fixture
def said(hall: Hall) -> Statement:
    return hall.say(WORDS)


def erased(hall: Hall, said: Statement) -> Statement:
    found = now(hall, said)
    hall.db.write(lambda session: review.erase(session, COMMAND, found.id, found.version, "She asked for it"))
    return now(hall, said)


def now(hall: Hall, said: Statement) -> Statement:
    with hall.db.read() as session:
        return session.get_one(Statement, said.id)


def filled(version: int = 1, **values: Any) -> dict[str, Any]:
    return {"version": str(version), "reason": "She asked for it"} | values


def test_the_statements_page_leads_to_one_that_asks_and_changes_nothing(
    hall: Hall, organizer: CheckingClient, said: Statement
) -> None:
    path = hall.path(said, "erase")
    assert f'href="{path}"' in organizer.get(hall.path(said)).text
    page = organizer.get(path).text
    assert WORDS in page
    for told in ("cannot be undone", "Backups that were made before", "A tablet may keep", "Do not repeat"):
        assert told in page
    assert now(hall, said).text == WORDS


def test_erasing_leaves_an_empty_entry_with_the_reason(
    hall: Hall, organizer: CheckingClient, said: Statement
) -> None:
    answer = organizer.submit(hall.path(said, "erase"), filled())
    assert answer.status_code == 303 and answer.headers["Location"] == hall.path(said)
    page = organizer.get(hall.path(said)).text
    assert "The words were erased." in page and "She asked for it" in page and WORDS not in page
    assert "Erased</span>" in page and 'name="reason"' in page, "it can be written anew"
    assert "Bring back" not in page and "Erase for good" not in page
    for address in (LIST, LIST + "?status=hidden"):
        listed = organizer.get(address).text
        assert "The words were erased." in listed and "Erased</span>" in listed and WORDS not in listed


@pytest.mark.parametrize("values", [{"reason": " "}, {"reason": "x" * 301}, {"reason": "a\x00b"}])
def test_a_reason_is_needed(
    hall: Hall, organizer: CheckingClient, said: Statement, values: dict[str, str]
) -> None:
    answer = organizer.submit(hall.path(said, "erase"), filled(**values))
    assert answer.status_code == 400 and 'id="reason-error"' in answer.text
    assert now(hall, said).text == WORDS


def test_what_somebody_changed_meanwhile_or_erased_already_is_not_erased(
    hall: Hall, organizer: CheckingClient, said: Statement
) -> None:
    assert organizer.submit(hall.path(said, "erase"), filled(version=7)).status_code == 409
    assert now(hall, said).text == WORDS
    assert organizer.submit(hall.path(said, "erase"), filled()).status_code == 303
    assert organizer.submit(hall.path(said, "erase"), filled(version=2)).status_code == 409


@pytest.mark.parametrize("role", [Role.ANALYST, Role.INTERPRETER, Role.VIEWER])
def test_others_are_not_offered_it_and_cannot(
    hall: Hall, sign_in: SignIn, said: Statement, role: Role
) -> None:
    browser = sign_in(role)
    assert browser.get(hall.path(said, "erase")).status_code == 403
    if role is not Role.VIEWER:
        assert "Erase for good" not in browser.get(hall.path(said)).text
    assert now(hall, said).text == WORDS


def test_an_administrator_may(app: Flask, hall: Hall, said: Statement) -> None:
    browser = app.test_client()
    assert isinstance(browser, CheckingClient)
    person = factories.a_person(hall.db, "admin@example.org", is_administrator=True)
    factories.signed_in(browser, hall.db, person)
    assert browser.submit(hall.path(said, "erase"), filled()).status_code == 303
    assert now(hall, said).text == ""


@pytest.mark.skipif(bool(POSTGRES), reason="PostgreSQL has tools of its own for backups")
def test_it_tells_until_when_backups_have_the_words(
    app: Flask, hall: Hall, organizer: CheckingClient, said: Statement
) -> None:
    folder = app.extensions["intake.settings"].instance / "backups"
    folder.mkdir(exist_ok=True)
    (folder / f"intake-{datetime(2031, 3, 1, 18, tzinfo=UTC):%Y%m%dT%H%M%SZ}.sqlite3").touch()
    organizer.submit(hall.path(said, "erase"), filled())
    page = organizer.get(hall.path(said)).text
    assert re.search(r"older backups have them until .*April 1, 2031", page)


def test_new_words_of_a_tablet_are_shown_to_organizers_only(
    hall: Hall, organizer: CheckingClient, sign_in: SignIn, said: Statement
) -> None:
    found = erased(hall, said)
    values = {
        "statement_id": said.id, "version": None, "revision": 2, "sequence": 2, "text": "her other words",
        "question_version_id": found.question_version_id, "language": "en", "kind": found.kind, "agreed": 0,
        "status": Status.ACTIVE, "is_conflict": True, "captured_at": found.captured_at,
    }  # fmt: skip
    factories.make(hall.db, review.StatementRevision(**values))

    def mark(session: Any) -> None:
        session.get_one(Statement, said.id).has_conflict = True

    hall.db.write(mark)
    page = organizer.get(hall.path(said)).text
    assert "her other words" in page and "Use this text" in page and "Keep the text above" not in page
    assert "Erase for good" in page
    assert "her other words" not in sign_in(Role.ANALYST).get(hall.path(said)).text
    assert organizer.submit(hall.path(said, "erase"), filled(version=2)).status_code == 303
    assert "her other words" not in organizer.get(hall.path(said)).text


def test_exports_leave_it_out_or_show_it_empty(
    hall: Hall, organizer: CheckingClient, said: Statement
) -> None:
    erased(hall, said)
    file = "/initiatives/score-2024/export/file?format=csv"
    assert str(said.uid) not in organizer.get(file).text
    assert f"{said.uid}" in organizer.get(file + "&status=hidden").text
    assert WORDS not in organizer.get(file + "&status=hidden").text


def test_its_tablet_sees_that_it_was_erased_and_cannot_change_it(
    app: Flask, hall: Hall, said: Statement
) -> None:
    place = hall.session.places[1]
    device, token = factories.a_device(hall.db, place)
    own = hall.say("what I wrote", device_id=device.id, status=Status.HELD, held=Held.LATE)
    erased(hall, own)
    browser = app.test_client()
    browser.set_cookie(DEVICE_COOKIE, token)
    page = browser.get("/notes/").text
    [entry] = re.findall(rf'<li class="entry[^>]*data-id="{own.uid}".*?</li>', page, re.S)
    assert 'data-state="erased"' in entry and "Erased</span>" in entry and "what I wrote" not in page
    assert len(re.findall("<button[^>]* hidden>", entry)) == len(re.findall("<button", entry)) == 3
    words = re.search(r'"words": ?"([^"]+)"', page)
    assert words is not None
    parts = browser.get(words[1] + "en").json["parts"]
    assert 'data-badge="erased"' in parts, "the page's script shows it with this"

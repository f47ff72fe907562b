"""Before a file comes in, rows that read like another language than they say are named; they come in all the same."""

from __future__ import annotations

import re

import pytest

from intake.languages import guessing
from intake.web import import_check
from tests import guesses
from tests.guesses import HMONG, SPANISH
from tests.imports_web.conftest import Bring, where
from tests.imports_web.test_imports import choices, figures, stored
from tests.pages import CheckingClient
from tests.statements.conftest import Hall

pytestmark = guesses.NEEDED
HEADER = "Session,Question,Statement,Language"
DOUBTS = re.compile(
    r'<tr><th scope="row" class="number">(\d+)</th><td>([^<]*)</td><td>(Reads like [^<]*)</td></tr>'
)
FILE = "\n".join(
    [
        HEADER,
        f'july-20,Q1,"{SPANISH}",es',
        f'july-20,Q1,"{SPANISH}",ru',
        f'july-20,Q1,"{HMONG}",',
        "july-20,Q1,Sí,en",
    ]
)


def test_rows_that_read_otherwise_are_named_and_come_in(
    hall: Hall, organizer: CheckingClient, bring: Bring
) -> None:
    here = where(bring(FILE))
    page = organizer.get(here).text
    assert DOUBTS.findall(page) == [
        ("3", "Russian", "Reads like Spanish"),
        ("4", "English", "Reads like Hmong"),
    ]
    assert figures(page)[:2] == [("Rows that can be imported", "4"), ("Rows with problems", "0")]
    organizer.submit(here, choices(page))
    assert [one.language for one in stored(hall)] == ["es", "ru", "en", "en"]


def test_of_many_the_first_are_named(
    hall: Hall, organizer: CheckingClient, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_check, "DOUBTFUL", 2)
    monkeypatch.setattr(import_check, "LOOKED_AT", 4)
    page = organizer.get(where(bring("\n".join([HEADER, *[f'july-20,Q1,"{SPANISH}",ru'] * 6])))).text
    assert [row for row, _language, _found in DOUBTS.findall(page)] == ["2", "3"]
    assert "4 rows" in page.split('id="doubts"')[1]


def test_without_the_library_nothing_is_said(
    organizer: CheckingClient, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "can_guess", lambda: False)
    assert "Language may be wrong" not in organizer.get(where(bring(FILE))).text

"""Where a worklist leads that shows nothing, or not what was wanted: never to another language."""

from __future__ import annotations

import pytest

from intake.models import Role
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, SignIn

WORKLIST = "/initiatives/score-2024/translate"


@pytest.fixture
def interpreter(sign_in: SignIn) -> CheckingClient:
    return sign_in(Role.INTERPRETER)


def test_taking_the_filters_away_leaves_the_language(hall: Hall, interpreter: CheckingClient) -> None:
    hall.say("one")
    page = interpreter.get(WORKLIST + "?into=fa&question=Q1").text
    assert f'href="{WORKLIST}?into=fa">Show everything' in page


def test_what_is_done_leads_to_what_waits_for_review(hall: Hall, interpreter: CheckingClient) -> None:
    said = hall.say("one")
    to_review = f'href="{WORKLIST}?into=fa&amp;work=draft"'
    assert to_review not in interpreter.get(WORKLIST + "?into=fa").text
    sent = {"text": "یک", "version": "0", "statement_version": "1"}
    interpreter.submit(f"{WORKLIST}/{said.uid}/fa", data=sent)
    page = interpreter.get(WORKLIST + "?into=fa").text
    assert "Nothing is left" in page and to_review in page
    page = interpreter.get(WORKLIST + "?into=en").text
    assert "Nothing is left" in page and "work=draft" not in page


def test_an_empty_field_asks_for_the_translation(hall: Hall, interpreter: CheckingClient) -> None:
    said = hall.say("one")
    sent = {"text": " \n", "version": "0", "statement_version": "1"}
    answer = interpreter.submit(f"{WORKLIST}/{said.uid}/fa", data=sent)
    assert answer.status_code == 400 and "Write the translation first." in answer.text

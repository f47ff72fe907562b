"""The list of questions and the editor of one."""

from __future__ import annotations

import re

from sqlalchemy import select

from intake.db import Database
from intake.models import Initiative, Question, QuestionVersion, Role
from intake.queries import questions as queries
from tests import factories
from tests.organize.conftest import counted
from tests.pages import CheckingClient

LIST = "/initiatives/score-2024/questions"


def seen_on(client: CheckingClient, address: str) -> str:
    found = re.search(r'name="seen" type="hidden" value="([^"]+)"', client.get(address).text)
    assert found
    return found[1]


def rows(db: Database, score: Initiative) -> list[queries.QuestionRow]:
    with db.read() as session:
        return queries.all_of(session, score.id)


def test_a_question_is_written_in_every_language(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    page = organizer.get(f"{LIST}/new").text
    assert 'id="texts-fa"' in page
    assert re.search(r'id="texts-fa"[^>]* lang="fa" dir="rtl"', page)
    answer = organizer.submit(
        f"{LIST}/new",
        {
            "code": "Q0",
            "texts-en": "Have you?\r\nReally?",
            "texts-fa": "آیا شما؟",
            "texts-es": " ",
            "scope": "some",
            "types": ["cbo"],
            "more_types": "Youth, elders",
        },
    )
    assert answer.status_code == 303
    [row] = rows(db, score)
    assert row.texts == {"en": "Have you?\nReally?", "fa": "آیا شما؟"}
    assert row.asked_in == ["cbo", "youth", "elders"]
    assert "No text in Spanish and Hmong yet" in organizer.get(LIST).text


def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_stays(organizer: CheckingClient) -> None:
    answer = organizer.submit(
        f"{LIST}/new", {"code": "", "texts-en": "", "texts-es": "¿Escrito?", "scope": "some"}
    )
    assert answer.status_code == 400
    assert 'id="texts-en-error"' in answer.text
    assert "¿Escrito?" in answer.text
    assert "Choose at least one type of session." in answer.text


def test_a_code_that_is_taken_is_said_at_the_code(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    factories.a_question(db, score, "Q1")
    answer = organizer.submit(f"{LIST}/new", {"code": "q1", "texts-en": "Again?", "scope": "all"})
    assert answer.status_code == 400
    assert "Another question has this code already." in answer.text


def test_a_changed_wording_is_warned_of_and_becomes_a_version(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    asked = factories.a_question(db, score, "Q1", texts={"en": "Old wording?"})
    place = factories.a_session(db, score).places[1]
    factories.a_statement(db, place, score, asked, "Said.")
    address = f"{LIST}/{asked.uid}"
    assert "1 statement was written under this wording." in organizer.get(address).text
    form = {"seen": seen_on(organizer, address), "code": "Q1", "scope": "all", "texts-en": "New wording?"}
    assert organizer.submit(address, form).status_code == 303
    page = organizer.get(address).text
    assert "Earlier wordings" in page
    assert "Old wording?" in page
    with db.read() as session:
        assert session.scalars(select(QuestionVersion.number).order_by(QuestionVersion.number)).all() == [
            1,
            2,
        ]


def test_the_second_of_two_editors_sees_both_texts(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    asked = factories.a_question(db, score, "Q1", texts={"en": "Old?"})
    address = f"{LIST}/{asked.uid}"
    form = {"seen": seen_on(organizer, address), "code": "Q1", "scope": "all"}
    organizer.submit(address, form | {"texts-en": "The first?"})
    answer = organizer.submit(address, form | {"texts-en": "The second?"})
    assert answer.status_code == 409
    assert "The first?" in answer.text
    assert "The second?" in answer.text
    assert rows(db, score)[0].texts == {"en": "The first?"}


def test_questions_are_moved_retired_and_brought_back_by_buttons(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    first = factories.a_question(db, score, "Q1", position=1)
    factories.a_question(db, score, "Q2", position=2)
    organizer.submit(f"{LIST}/{first.uid}/move", {"to": "down"}, page=LIST)
    assert [row.code for row in rows(db, score)] == ["Q2", "Q1"]
    organizer.submit(f"{LIST}/{first.uid}/retire", page=f"{LIST}/{first.uid}")
    assert "No longer asked" in organizer.get(LIST).text
    organizer.submit(f"{LIST}/{first.uid}/bring-back", page=LIST)
    assert "No longer asked" not in organizer.get(LIST).text


def test_another_initiatives_question_does_not_exist_here(organizer: CheckingClient, db: Database) -> None:
    other: Question = factories.a_question(db, factories.an_initiative(db, "other"))
    assert organizer.get(f"{LIST}/{other.uid}").status_code == 404


def test_a_viewer_sees_the_list_without_buttons(
    client: CheckingClient, db: Database, score: Initiative
) -> None:
    factories.signed_in(client, db, factories.a_member(db, score, Role.VIEWER))
    factories.a_question(db, score)
    page = client.get(LIST).text
    assert "What is Q1?" in page
    assert "<button" not in page.split("<main")[1]


def test_the_list_reads_as_often_for_many_as_for_one(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    factories.a_question(db, score, "Q1")
    with counted(db) as few:
        organizer.get(LIST)
    for number in range(2, 12):
        factories.a_question(db, score, f"Q{number}", position=number)
    with counted(db) as many:
        organizer.get(LIST)
    assert len(many) == len(few)

"""Adding, rewording and ordering questions."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from intake.actions import questions
from intake.actions.actor import COMMAND
from intake.db import Database
from intake.errors import Conflict, Invalid
from intake.models import Entry, Initiative, Question, QuestionVersion, Statement
from intake.queries import questions as queries
from tests import factories


@pytest.fixture
def score(db: Database) -> Initiative:
    return factories.an_initiative(db)


def add(db: Database, initiative: Initiative, code: str, **values: Any) -> Question:
    given = {"code": code, "texts": {"en": f"{code}?"}}
    return db.write(lambda s: questions.add(s, COMMAND, initiative.id, **(given | values)))


def codes(db: Database, initiative: Initiative) -> list[str]:
    with db.read() as session:
        return [row.code for row in queries.all_of(session, initiative.id)]


def versions(db: Database, question: Question) -> list[tuple[int, dict[str, str]]]:
    with db.read() as session:
        found = select(QuestionVersion.number, QuestionVersion.texts).where(
            QuestionVersion.question_id == question.id
        )
        return [(number, texts) for number, texts in session.execute(found.order_by(QuestionVersion.number))]


def answer(db: Database, initiative: Initiative, question: Question) -> Statement:
    place = factories.a_session(db, initiative).places[1]
    return factories.a_statement(db, place, initiative, question, "We came for work.")


def test_questions_stand_in_the_order_they_were_given(db: Database, score: Initiative) -> None:
    add(db, score, "Q1")
    add(db, score, "Q2")
    add(db, score, "Q0", position=1)
    add(db, score, "Q3", position=99)
    assert codes(db, score) == ["Q0", "Q1", "Q2", "Q3"]


def test_a_code_is_taken_once_whatever_its_letters(db: Database, score: Initiative) -> None:
    add(db, score, "Q1")
    for code in ("Q1", "q1", " "):
        with pytest.raises(Invalid) as caught:
            add(db, score, code)
        assert caught.value.field == "code"
    add(db, factories.an_initiative(db, "other"), "Q1")


def test_before_statements_a_wording_is_edited_in_place(db: Database, score: Initiative) -> None:
    question = add(db, score, "Q1")
    db.write(lambda s: questions.reword(s, COMMAND, question.id, {"en": "Why Sacramento?"}))
    assert versions(db, question) == [(1, {"en": "Why Sacramento?"})]


def test_a_missing_language_keeps_the_version_and_a_changed_text_makes_a_new_one(
    db: Database, score: Initiative
) -> None:
    question = add(db, score, "Q1")
    said = answer(db, score, question)
    db.write(lambda s: questions.reword(s, COMMAND, question.id, {"es": "¿Q1?"}))
    assert versions(db, question) == [(1, {"en": "Q1?", "es": "¿Q1?"})]
    db.write(lambda s: questions.reword(s, COMMAND, question.id, {"en": "Why?", "es": "¿Q1?"}))
    assert versions(db, question)[1] == (2, {"en": "Why?", "es": "¿Q1?"})
    with db.read() as session:
        kept = session.get_one(Statement, said.id).question_version_id
        assert session.get_one(QuestionVersion, kept).number == 1, "statements keep their wording"
        assert queries.all_of(session, score.id)[0].texts["en"] == "Why?"
        assert [(row.number, row.statements) for row in queries.versions_of(session, question.id)] == [
            (2, 0),
            (1, 1),
        ]
    db.write(lambda s: questions.reword(s, COMMAND, question.id, {"en": "Why here?"}))
    assert len(versions(db, question)) == 2, (
        "nothing stands under the second version, so it is edited in place"
    )


def test_a_removed_text_is_a_change_and_the_last_one_cannot_go(db: Database, score: Initiative) -> None:
    question = add(db, score, "Q1", texts={"en": "One?", "es": "¿Uno?"})
    answer(db, score, question)
    db.write(lambda s: questions.reword(s, COMMAND, question.id, {"es": " "}))
    assert versions(db, question)[1] == (2, {"en": "One?"})
    with pytest.raises(Invalid):
        db.write(lambda s: questions.reword(s, COMMAND, question.id, {"en": ""}))


def test_the_same_texts_change_nothing(db: Database, score: Initiative) -> None:
    question = add(db, score, "Q1")
    db.write(lambda s: questions.reword(s, COMMAND, question.id, {"en": "Q1? "}))
    with db.read() as session:
        assert session.scalars(select(Entry.verb)).all() == ["question.added"]


def test_a_save_from_an_older_page_is_a_conflict(db: Database, score: Initiative) -> None:
    question = add(db, score, "Q1")
    seen = questions.mark_of("Q1", {"en": "Q1?"}, None)
    db.write(lambda s: questions.reword(s, COMMAND, question.id, {"en": "First?"}, seen=seen))
    with pytest.raises(Conflict):
        db.write(lambda s: questions.reword(s, COMMAND, question.id, {"en": "Second?"}, seen=seen))
    assert versions(db, question) == [(1, {"en": "First?"})]


def test_a_code_can_change_only_while_no_tablet_knows_it(db: Database, score: Initiative) -> None:
    question = add(db, score, "Q1")
    db.write(lambda s: questions.rename(s, COMMAND, question.id, "Q9"))
    assert codes(db, score) == ["Q9"]
    factories.a_session(db, score)
    with pytest.raises(Invalid) as caught:
        db.write(lambda s: questions.rename(s, COMMAND, question.id, "Q1"))
    assert caught.value.field == "code"


def test_types_of_session_are_words_without_capitals(db: Database, score: Initiative) -> None:
    question = add(db, score, "Q0", asked_in=["CBO", "cbo"])
    add(db, score, "Q1")
    assert question.asked_in == ["cbo"]
    with db.read() as session:
        assert [row.code for row in queries.for_session_type(session, score.id, "cbo")] == ["Q0", "Q1"]
        assert [row.code for row in queries.for_session_type(session, score.id, "community")] == ["Q1"]
    with pytest.raises(Invalid):
        db.write(lambda s: questions.set_asked_in(s, COMMAND, question.id, []))
    db.write(lambda s: questions.set_asked_in(s, COMMAND, question.id, None))
    with db.read() as session:
        assert len(queries.for_session_type(session, score.id, "community")) == 2


def test_a_retired_question_is_asked_no_longer_and_can_come_back(db: Database, score: Initiative) -> None:
    question = add(db, score, "Q0")
    add(db, score, "Q1")
    db.write(lambda s: questions.retire(s, COMMAND, question.id))
    with db.read() as session:
        assert [row.code for row in queries.for_session_type(session, score.id, "community")] == ["Q1"]
    assert codes(db, score) == ["Q1", "Q0"], "retired ones stand last"
    db.write(lambda s: questions.bring_back(s, COMMAND, question.id))
    assert codes(db, score) == ["Q0", "Q1"]


def test_moving_swaps_with_the_next_question_that_is_asked(db: Database, score: Initiative) -> None:
    first, second, third = (add(db, score, code) for code in ("Q0", "Q1", "Q2"))
    db.write(lambda s: questions.retire(s, COMMAND, second.id))
    db.write(lambda s: questions.move(s, COMMAND, third.id, "up"))
    assert codes(db, score) == ["Q2", "Q0", "Q1"]
    db.write(lambda s: questions.move(s, COMMAND, third.id, "up"))
    db.write(lambda s: questions.move(s, COMMAND, first.id, "down"))
    assert codes(db, score) == ["Q2", "Q0", "Q1"], "at either end nothing happens"

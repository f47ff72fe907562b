"""The page on which the texts of an initiative are translated, and who may review what."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from intake.actions import initiatives, questions, setups
from intake.actions.actor import COMMAND
from intake.db import Database
from intake.models import Initiative, Question, Role, Standing
from intake.queries import texts as queries
from intake.setups import QuestionSetUp, SetUp
from tests import factories
from tests.organize.conftest import counted
from tests.pages import CheckingClient

OVERVIEW = "/initiatives/score-2024/translations"
PERSIAN = f"{OVERVIEW}/fa"
ASKED = "چرا اینجا؟"


@pytest.fixture
def question(db: Database, score: Initiative) -> Question:
    return factories.a_question(db, score, "Q1", texts={"en": "Why here?"})


@pytest.fixture
def interpreter(app: Flask, db: Database, score: Initiative) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    factories.signed_in(client, db, factories.a_member(db, score, Role.INTERPRETER))
    return client


def standings(db: Database, score: Initiative, tag: str = "fa") -> dict[str, Standing]:
    with db.read() as session:
        here = session.get_one(Initiative, score.id)
        return {one.of.code or one.of.kind: one.standing for one in queries.translations(session, here, tag)}


def sent(client: CheckingClient, **typed: str) -> dict[str, str]:
    """The form of the page as a browser sends it, with other texts typed into the fields of these ids."""
    page = client.get(PERSIAN).text
    fields = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', page))
    written = dict(re.findall(r'<textarea[^>]* name="(texts-[^"]+)"[^>]*>\n([^<]*)</textarea>', page))
    return fields | written | {f"texts-{id}": text for id, text in typed.items()}


def save(client: CheckingClient, act: str = "save", **typed: str) -> Any:
    return client.submit(PERSIAN, sent(client, **typed) | {"do": act})


def test_every_text_stands_beside_its_translation(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    factories.a_session(db, score)
    page = organizer.get(PERSIAN).text
    assert re.search(r'lang="en" dir="ltr">Why here\?', page)
    assert re.search(rf'id="texts-question-{question.uid}"[^>]* lang="fa" dir="rtl"', page)
    assert "July 20" in page
    assert standings(db, score) == dict.fromkeys(["name", "Q1", "july-20"], Standing.MISSING)


def test_a_draft_is_reviewed_by_somebody_else(
    organizer: CheckingClient,
    interpreter: CheckingClient,
    db: Database,
    score: Initiative,
    question: Question,
) -> None:
    id = f"question-{question.uid}"
    assert save(interpreter, **{id: ASKED}).status_code == 303
    assert standings(db, score)["Q1"] is Standing.DRAFT
    refused = save(interpreter, f"review:{id}")
    assert refused.status_code == 400
    assert "You wrote this text, so somebody else has to review it." in refused.text
    assert standings(db, score)["Q1"] is Standing.DRAFT
    assert save(organizer, f"review:{id}").status_code == 303
    assert standings(db, score)["Q1"] is Standing.REVIEWED


def test_who_changes_a_draft_does_not_review_it_in_the_same_breath(
    organizer: CheckingClient,
    interpreter: CheckingClient,
    db: Database,
    score: Initiative,
    question: Question,
) -> None:
    id = f"question-{question.uid}"
    save(interpreter, **{id: ASKED})
    answer = save(organizer, f"review:{id}", **{id: "چرا ساکرامنتو؟"})
    assert answer.status_code == 400
    assert "چرا ساکرامنتو؟" in answer.text, "what was typed stays"
    with db.read() as session:
        assert queries.translations(session, score, "fa")[1].text == ASKED


def test_an_organizer_alone_reviews_what_they_wrote(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    id = f"question-{question.uid}"
    assert save(organizer, f"review:{id}", **{id: ASKED}).status_code == 303
    assert standings(db, score)["Q1"] is Standing.REVIEWED


def test_an_interpreter_alone_does_not(
    interpreter: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    assert (
        save(
            interpreter, f"review:question-{question.uid}", **{f"question-{question.uid}": ASKED}
        ).status_code
        == 400
    )
    assert standings(db, score)["Q1"] is Standing.MISSING


def test_a_changed_source_makes_it_stale_until_somebody_looks_again(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    id = f"question-{question.uid}"
    save(organizer, f"review:{id}", **{id: ASKED})
    db.write(lambda s: questions.reword(s, COMMAND, question.id, {"en": "Why Sacramento?"}) and None)
    assert standings(db, score)["Q1"] is Standing.STALE
    assert "The original changed" in organizer.get(PERSIAN).text
    db.write(lambda s: questions.reword(s, COMMAND, question.id, {"en": "Why here?"}) and None)
    assert standings(db, score)["Q1"] is Standing.REVIEWED, "the wording that was reviewed is back"
    db.write(lambda s: questions.reword(s, COMMAND, question.id, {"en": "Why not?"}) and None)
    assert save(organizer, f"save:{id}").status_code == 303
    assert standings(db, score)["Q1"] is Standing.DRAFT


def test_texts_from_before_are_drafts_and_become_stale_too(db: Database, score: Initiative) -> None:
    asked = factories.a_question(db, score, "Q1", texts={"en": "Why here?", "fa": ASKED, "es": "¿Por qué?"})
    assert standings(db, score)["Q1"] is Standing.DRAFT
    both = {"en": "Why Sacramento?", "es": "¿Por qué Sacramento?"}
    db.write(lambda s: questions.reword(s, COMMAND, asked.id, both) and None)
    assert standings(db, score)["Q1"] is Standing.STALE
    assert standings(db, score, "es")["Q1"] is Standing.DRAFT, "it was changed with its source"


def test_who_wrote_it_in_the_editor_of_the_question_does_not_review_it(
    organizer: CheckingClient,
    interpreter: CheckingClient,
    db: Database,
    score: Initiative,
) -> None:
    form = {"code": "Q1", "scope": "all", "texts-en": "Why here?", "texts-fa": ASKED}
    organizer.submit("/initiatives/score-2024/questions/new", form)
    with db.read() as session:
        id = queries.translations(session, score, "fa")[1].of.id
    assert save(organizer, f"review:{id}").status_code == 400
    assert save(interpreter, f"review:{id}").status_code == 303
    assert standings(db, score)["Q1"] is Standing.REVIEWED


def test_a_set_up_file_keeps_what_was_reviewed_and_marks_what_it_leaves_behind(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    id = f"question-{question.uid}"
    save(organizer, f"review:{id}", **{id: ASKED})

    def load(wording: str) -> None:
        asked = QuestionSetUp("Q1", {"en": wording})
        file = SetUp("score-2024", {"en": "SCORE 2024"}, "en", ("en", "fa"), questions=(asked,))
        db.write(lambda s: setups.load(s, COMMAND, file) and None)

    load("Why here?")
    assert standings(db, score)["Q1"] is Standing.REVIEWED
    load("Why Sacramento?")
    load("Why Sacramento?")
    assert standings(db, score)["Q1"] is Standing.STALE


def test_a_copy_begins_with_what_was_reviewed(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    id = f"question-{question.uid}"
    save(organizer, f"review:{id}", **{id: ASKED})
    next_year = {"slug": "score-2025", "name": {"en": "SCORE 2025"}}
    copy = db.write(lambda s: initiatives.copy_as_template(s, COMMAND, score.id, **next_year))  # type: ignore[arg-type]
    assert standings(db, copy)["Q1"] is Standing.REVIEWED


def test_a_reviewed_text_that_is_changed_elsewhere_is_a_draft(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    id = f"name-{score.uid}"
    save(organizer, f"review:{id}", **{id: "نمره"})
    db.write(lambda s: initiatives.update(s, COMMAND, score.id, name={"fa": "امتیاز"}) and None)
    assert standings(db, score)["name"] is Standing.DRAFT


def test_saving_one_row_keeps_what_is_typed_beside_the_others(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    name, asked = f"name-{score.uid}", f"question-{question.uid}"
    answer = save(organizer, f"save:{asked}", **{asked: ASKED, name: "هنوز نه"})
    assert answer.status_code == 200
    assert "هنوز نه" in answer.text
    assert standings(db, score) == {"name": Standing.MISSING, "Q1": Standing.DRAFT}


def test_one_text_that_cannot_be_saved_holds_back_all_and_nothing_typed_is_lost(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    name, asked = f"name-{score.uid}", f"question-{question.uid}"
    answer = save(organizer, **{asked: ASKED, name: "ن" * 201})
    assert answer.status_code == 400
    assert "At most 200 characters fit." in answer.text
    assert ASKED in answer.text and "ن" * 201 in answer.text
    assert set(standings(db, score).values()) == {Standing.MISSING}


def test_the_second_of_two_translators_sees_both_texts(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    name, asked = f"name-{score.uid}", f"question-{question.uid}"
    older = sent(organizer, **{asked: "دوم"})
    save(organizer, **{asked: "اول", name: "نام"})
    answer = organizer.submit(PERSIAN, older | {"do": "save"})
    assert answer.status_code == 400
    assert "اول" in answer.text and "دوم" in answer.text
    assert f'<a href="#texts-{name}">' not in answer.text, "what was not touched is not in the way"
    with db.read() as session:
        assert [one.text for one in queries.translations(session, score, "fa")][1:] == ["اول"]


def test_what_is_sent_twice_is_in_nobodys_way(
    question: Question,
    score: Initiative,
    db: Database,
    interpreter: CheckingClient,
    organizer: CheckingClient,
) -> None:
    asked = f"question-{question.uid}"
    first = sent(interpreter, **{asked: ASKED}) | {"do": f"save:{asked}"}
    second = sent(organizer, **{asked: ASKED}) | {"do": f"review:{asked}"}
    for _ in range(2):
        assert interpreter.submit(PERSIAN, first).status_code == 303
    assert organizer.submit(PERSIAN, second).status_code == 400, "it was not seen before it was reviewed"
    second = sent(organizer) | {"do": f"review:{asked}"}
    for _ in range(2):
        assert organizer.submit(PERSIAN, second).status_code == 303
    assert standings(db, score)["Q1"] is Standing.REVIEWED


def test_only_texts_in_a_state_are_shown(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    save(organizer, **{f"question-{question.uid}": ASKED})
    page = organizer.get(f"{PERSIAN}?state=draft").text
    assert f"texts-question-{question.uid}" in page and f"texts-name-{score.uid}" not in page
    assert "No text is in this state" in organizer.get(f"{PERSIAN}?state=stale").text


def test_any_language_may_be_added(organizer: CheckingClient, score: Initiative) -> None:
    assert organizer.get(f"{OVERVIEW}?language=ium").headers["Location"].endswith("/translations/ium")
    organizer.submit(f"{OVERVIEW}/ium", {f"texts-name-{score.uid}": "Mienh", "do": "save"})
    assert "Iu Mien" in organizer.get(OVERVIEW).text
    assert organizer.get(f"{OVERVIEW}/ES_mx").headers["Location"].endswith("/translations/es-MX")
    assert organizer.get(f"{OVERVIEW}/not+a+language").status_code == 404
    assert organizer.get(f"{OVERVIEW}/en").status_code == 404, "the language of the sources"


@pytest.mark.parametrize("role", Role)
def test_organizers_and_interpreters_translate(
    client: CheckingClient, db: Database, score: Initiative, role: Role
) -> None:
    factories.signed_in(client, db, factories.a_member(db, score, role))
    expected = 200 if role in (Role.ORGANIZER, Role.INTERPRETER) else 403
    assert client.get(OVERVIEW).status_code == client.get(PERSIAN).status_code == expected


def test_a_text_of_another_initiative_is_not_here(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    theirs = factories.an_initiative(db, "parks")
    typed = {f"texts-name-{theirs.uid}": "مال ما", f"seen-name-{theirs.uid}": "", "do": "save"}
    organizer.submit(PERSIAN, typed)
    with db.read() as session:
        assert session.get_one(Initiative, theirs.id).name == {"en": "SCORE 2024"}


def test_the_page_takes_as_many_queries_for_many_texts(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    with counted(db) as few:
        organizer.get(PERSIAN)
    for number in range(2, 12):
        factories.a_question(db, score, f"Q{number}", position=number)
    with counted(db) as many:
        organizer.get(PERSIAN)
    assert len(many) == len(few)

"""Texts go to an agency as a file and come back: what fits is stored, and what does not is named."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from intake.actions import questions
from intake.actions.actor import COMMAND
from intake.db import Database
from intake.models import Initiative, Question, Role, Standing
from intake.queries import texts as queries
from intake.translator_files import KINDS, State, TranslatorFile, Unit, read
from tests import factories
from tests.pages import CheckingClient

HERE = "/initiatives/score-2024/translations/fa"
NAME = Unit("name-1", "SCORE 2024", "", State.INITIAL)
ASKED = "چرا اینجا، {name}؟"


@pytest.fixture
def question(db: Database, score: Initiative) -> Question:
    return factories.a_question(db, score, "Q1", texts={"en": "Why here, {name}?", "es": "¿Por qué?"})


def downloaded(client: CheckingClient, kind: str = "xliff") -> TranslatorFile:
    return read(client.get(f"{HERE}/file/{kind}").data)


def load(client: CheckingClient, file: TranslatorFile | bytes, kind: str = "xliff", **more: Any) -> Any:
    data = file if isinstance(file, bytes) else KINDS[kind].write(file)
    return client.submit(f"{HERE}/files", {"file": (BytesIO(data), f"back.{kind}"), **more})


def translated(file: TranslatorFile, state: State = State.FINAL, **texts: str) -> TranslatorFile:
    """The file with these translations, by the kind of text."""
    units = [
        replace(unit, target=texts[word], state=state)
        if (word := unit.id.partition("-")[0]) in texts
        else unit
        for unit in file.units
    ]
    return replace(file, units=tuple(units))


def stored(db: Database, score: Initiative) -> dict[str, tuple[str, Standing]]:
    with db.read() as session:
        here = session.get_one(Initiative, score.id)
        found = queries.translations(session, here, "fa")
    return {one.of.kind.value: (one.text, one.standing) for one in found}


@pytest.mark.parametrize(("kind", "standing"), [("xliff", Standing.REVIEWED), ("po", Standing.DRAFT)])
def test_what_an_agency_translated_comes_in(
    organizer: CheckingClient,
    db: Database,
    score: Initiative,
    question: Question,
    kind: str,
    standing: Standing,
) -> None:
    file = translated(downloaded(organizer, kind), question=ASKED, name="نمره")
    assert load(organizer, file, kind).status_code == 303
    assert stored(db, score) == {"name": ("نمره", standing), "question": (ASKED, standing)}
    again = load(organizer, file, kind)
    assert "Everything in this file was here already." in organizer.get(again.headers["Location"]).text
    assert load(organizer, downloaded(organizer, kind), kind).status_code == 303
    assert stored(db, score)["name"] == ("نمره", standing), "a round trip changes nothing"


def test_what_an_interpreter_calls_final_still_needs_a_second_look(
    app: Flask, db: Database, score: Initiative
) -> None:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    factories.signed_in(client, db, factories.a_member(db, score, Role.INTERPRETER))
    load(client, translated(downloaded(client), name="نمره"))
    assert stored(db, score)["name"] == ("نمره", Standing.DRAFT)


def test_every_text_that_does_not_fit_is_named_and_nothing_is_stored(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    file = translated(downloaded(organizer), question="چرا اینجا؟", name="نمره")
    other = Unit("question-0192f6f2-0000-7000-8000-000000000000", "Whose?", "مال کی؟", State.FINAL)
    file = replace(file, units=(*file.units, other, file.units[0], replace(other, id="nonsense")))
    answer = load(organizer, file)
    assert answer.status_code == 400
    assert "The placeholders are not those of the original." in answer.text
    assert answer.text.count("This text is not in the initiative.") == 2
    assert "This text stands in the file twice." in answer.text
    assert "SCORE 2024" in answer.text, "a text is named by its original"
    assert {standing for _text, standing in stored(db, score).values()} == {Standing.MISSING}


def test_a_source_that_changed_since_is_named_and_the_others_can_be_taken_without_it(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    file = translated(downloaded(organizer), question=ASKED, name="نمره")
    db.write(lambda s: questions.reword(s, COMMAND, question.id, {"en": "Why, {name}?"}) and None)
    answer = load(organizer, file)
    assert answer.status_code == 400
    assert "The original was changed since this file was made." in answer.text
    assert 'name="leave_out"' in answer.text
    assert load(organizer, file, leave_out="y").status_code == 303
    assert stored(db, score) == {"name": ("نمره", Standing.REVIEWED), "question": ("", Standing.MISSING)}


def test_a_question_that_was_retired_meanwhile_is_taken(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    file = translated(downloaded(organizer), question=ASKED)
    db.write(lambda s: questions.retire(s, COMMAND, question.id) and None)
    assert load(organizer, file).status_code == 303


def test_a_stale_text_goes_out_to_be_begun_again_and_comes_back_looked_at(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    load(organizer, translated(downloaded(organizer), question=ASKED))
    db.write(lambda s: questions.reword(s, COMMAND, question.id, {"en": "But why, {name}?"}) and None)
    file = downloaded(organizer)
    assert [(unit.target, unit.state) for unit in file.units][1] == (ASKED, State.INITIAL)
    load(organizer, file)
    assert stored(db, score)["question"] == (ASKED, Standing.STALE), "nobody looked at it"
    load(organizer, translated(file, State.TRANSLATED, question=ASKED))
    assert stored(db, score)["question"] == (ASKED, Standing.DRAFT)


def test_a_text_that_is_too_long_is_named(organizer: CheckingClient, score: Initiative) -> None:
    answer = load(organizer, translated(downloaded(organizer), name="ن" * 201))
    assert answer.status_code == 400
    assert "At most 200 characters fit." in answer.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"nonsense", "This file cannot be read."),
        (b'<!DOCTYPE x [<!ENTITY e "e">]><x/>', "This file declares a document type"),
        (KINDS["xliff"].write(TranslatorFile("f", "en", "es", (NAME,))), "This file is for other languages."),
        (KINDS["xliff"].write(TranslatorFile("f", "en", "fa", ())), "This file cannot be read."),
        (b'msgid ""\nmsgstr "Language: fa\\n"\n', "This file cannot be read."),
    ],
)
def test_what_is_wrong_with_the_file_is_said(organizer: CheckingClient, data: bytes, said: str) -> None:
    answer = load(organizer, data)
    assert answer.status_code == 400
    assert said in answer.text


def test_the_file_has_a_name_to_find_it_by(organizer: CheckingClient) -> None:
    answer = organizer.get(f"{HERE}/file/po")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="score-2024-fa.po"'
    assert organizer.get(f"{HERE}/file/docx").status_code == 404


def test_a_tool_that_writes_a_country_is_understood_unless_that_is_a_language_of_its_own(
    organizer: CheckingClient, db: Database, score: Initiative, question: Question
) -> None:
    file = translated(replace(downloaded(organizer), source="en-US", target="fa-IR"), name="نمره")
    assert load(organizer, file).status_code == 303
    assert stored(db, score)["name"] == ("نمره", Standing.REVIEWED)
    factories.a_question(db, score, "Q2", texts={"en": "And you?", "fa-AF": "و شما؟"})
    answer = load(organizer, replace(file, target="fa-AF"))
    assert "This file is for other languages." in answer.text

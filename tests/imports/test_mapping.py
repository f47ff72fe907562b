"""Columns are found in any order and in any language of the pages."""

import pytest

from intake.exports import COLUMNS
from intake.exports.workbook import CODEBOOK
from intake.imports import FIELDS, guess, missing, remember
from intake.imports.table import OWN_COLUMNS, OWN_SHEET
from intake.imports.words import folded, kind_of, vocabulary
from intake.languages import available, said
from tests.imports.files import HEADER

SPANISH = {
    "Session": "Sesión", "Date": "Fecha", "Table": "Mesa", "Question": "Pregunta", "Statement": "Declaración",
    "Language": "Idioma", "Kind": "Tipo", "Others who agreed": "Otros de acuerdo", "Notetaker": "Persona que anota",
    "Captured at": "Anotado a las", "Quote": "Cita",
}  # fmt: skip
PERSIAN = {"Question": "پرسش", "Statement": "گفته\u200cها", "Table": "میز", "Date": "تاریخ"}


@pytest.fixture
def catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two catalogues as translators would fill them."""
    known = {"es": SPANISH, "fa": PERSIAN}
    monkeypatch.setattr(
        "intake.imports.words.said", lambda message, tag: known.get(tag, {}).get(message, message)
    )


def names(header: list[str], **kwargs: dict[str, str]) -> dict[str, str]:
    return {name: header[place] for name, place in guess(header, **kwargs).items()}


def test_the_english_header() -> None:
    mapping = guess(HEADER.split(","))
    assert mapping == {field.name: place for place, field in enumerate(FIELDS)}
    assert missing(mapping) == []


@pytest.mark.parametrize("language", [one.tag for one in available()])
def test_every_page_language_has_a_word_of_its_own_for_each_column(language: str) -> None:
    header = [said(field.label, language) for field in reversed(FIELDS)]
    assert names(header) == {field.name: said(field.label, language) for field in FIELDS}


@pytest.mark.parametrize("language", [one.tag for one in available()])
def test_every_page_language_has_a_word_for_each_kind(language: str) -> None:
    for kind, word in (("quote", "Quote"), ("paraphrase", "Paraphrase"), ("observation", "Observation")):
        assert kind_of(said(word, language)) == kind_of(kind) == kind


@pytest.mark.usefixtures("catalogues")
def test_words_of_other_languages_in_any_order_and_spelling() -> None:
    assert names(["DECLARACION:", "Notes", "pregunta", " Otros  de acuerdo ", "Sesion", "fecha"]) == {
        "text": "DECLARACION:",
        "question": "pregunta",
        "agreed": " Otros  de acuerdo ",
        "session": "Sesion",
        "date": "fecha",
    }
    assert names(["گفته ها", "پرسش", "ميز"]) == {"text": "گفته ها", "question": "پرسش"}
    assert names(["Question", "Declaración", "Mesa"]) == {
        "question": "Question",
        "text": "Declaración",
        "place": "Mesa",
    }


def test_columns_of_our_own_exports() -> None:
    header = [column.name for column in COLUMNS]
    mapping = guess(header)
    assert {name: header[place] for name, place in mapping.items()} == {
        field.name: field.column for field in FIELDS if field.column
    }
    assert set(header) >= OWN_COLUMNS
    assert OWN_SHEET == CODEBOOK


def test_a_column_is_used_once_and_the_first_of_two_wins() -> None:
    assert guess(["Statement", "statement", "Question"]) == {"text": 0, "question": 2}


def test_what_is_missing_is_named() -> None:
    assert missing(guess(["Session", "Remarks"])) == ["question", "text"]


def test_a_mapping_made_by_hand_is_remembered() -> None:
    kept = remember(["Remarks", "Topic", "Statement"], {"text": 0, "question": 1})
    assert guess(["topic:", "Statement", "REMARKS"], kept) == {"text": 2, "question": 0}
    assert guess(["Question", "Statement"], kept) == {"question": 0, "text": 1}
    assert guess(["Question", "Statement"], {"question": "no such field"}) == {"question": 0, "text": 1}


def test_folding_keeps_what_makes_a_word() -> None:
    assert folded("Others who agreed (#)") == folded("others_who_agreed") == "otherswhoagreed"
    assert folded("प्रश्न") != folded("परशन")
    assert folded("?!") == ""
    assert "" not in vocabulary({field.name: field.label for field in FIELDS}, "en")

"""What a text reads like: right, or nothing; on real text, short text, and languages that the library never learnt."""

from __future__ import annotations

import sys

import pytest

from intake.languages import guessing, reads_as
from tests import guesses
from tests.declaration import FILES, paragraphs
from tests.guesses import HMONG, SPANISH

pytestmark = guesses.NEEDED


def test_real_text_is_told_or_nothing_is_said() -> None:
    answers = [
        (tag, guessing.guess(text)) for tag in FILES if tag not in ("hnj", "en") for text in paragraphs(tag)
    ]
    wrong = [one for one in answers if one[1] and reads_as(one[0])[0] != reads_as(one[1])[0]]
    told = [one for one in answers if one[1]]
    assert len(wrong) <= 2 and len(told) > 0.95 * len(answers), wrong


@pytest.mark.parametrize("tag", FILES)
def test_what_is_said_to_be_what_it_is_is_hardly_ever_doubted(tag: str) -> None:
    doubted = [text for text in paragraphs(tag) if guessing.doubt(text, tag)]
    assert len(doubted) <= 1, doubted


def test_simplified_and_traditional_are_told_apart() -> None:
    for tag, other in (("zh-Hans", "zh-Hant"), ("zh-Hant", "zh-Hans")):
        answers = [guessing.guess(text) for text in paragraphs(tag)]
        assert other not in answers and answers.count(tag) > 50


def test_hmong_is_known_by_its_syllables() -> None:
    assert guessing.guess(HMONG) == "hmn"
    assert guessing.guess("Peb mus rau hauv lub park hnub Saturday thiab noj mov") == "hmn", (
        "with English words"
    )
    assert guessing.doubt(HMONG, "vi") == "hmn"
    assert guessing.doubt(HMONG, "mww") == guessing.doubt(HMONG, "hnj") == ""
    taken = [text for tag in FILES for text in paragraphs(tag) if guessing.guess(text) == "hmn"]
    assert taken == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "¡Sí!",
        "Muy bien",
        "12345 67890 12345 67890",
        "🙂🙂🙂",
        "Ok ok",
        "Meri awaaz suno, koi nahi sunta hai yahan",
    ],
)
def test_too_little_to_tell_by(text: str) -> None:
    assert guessing.guess(text) == ""
    assert guessing.doubt(text, "en") == guessing.doubt(text, "und") == ""


def test_languages_it_never_learnt_are_left_alone() -> None:
    for stated in ("ilo", "mam", "ti", "ckb", "haz", "pa-Arab", "x-own", "zxx"):
        assert guessing.doubt(SPANISH, stated) == "", stated
    tigrinya = "ብመንጽር ክብርን መሰልን ኩሎም ሰባት እንትውለዱ ነፃን ማዕሪን እዮም"
    assert guessing.doubt(tigrinya, "und") == "", "it takes Tigrinya for Amharic"


def test_a_doubt_is_about_the_language_and_not_how_it_is_written_or_where() -> None:
    assert guessing.doubt(SPANISH, "en") == guessing.doubt(SPANISH, "und") == "es"
    assert guessing.doubt(SPANISH, "es-MX") == ""
    assert guessing.doubt(paragraphs("fa-AF")[12], "prs") == ""
    assert guessing.doubt(paragraphs("zh-Hant")[12], "zh-Hans") == ""


def test_the_tag_in_use_is_suggested() -> None:
    assert guessing.tag_for("es", ["en", "es-MX"]) == "es-MX"
    assert guessing.tag_for("zh-Hant", ["zh-Hans", "zh-TW"]) == "zh-TW"
    assert guessing.tag_for("zh-Hant", ["zh-Hans"]) == "zh-Hans"
    assert guessing.tag_for("hmn", ["en", "mww"]) == "mww"
    assert guessing.tag_for("ru", ["en"]) == "ru"
    assert guessing.tag_for("pa", ["pa-Arab", "sr-Latn"]) == "pa", "Gurmukhi is not Shahmukhi"


def test_without_the_library_there_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gcld3", None)
    guessing.can_guess.cache_clear()
    try:
        assert not guessing.can_guess() and guessing.rules() == ""
        assert guessing.doubt(SPANISH, "en") == guessing.guess(HMONG) == ""
    finally:
        monkeypatch.undo()
        guessing.can_guess.cache_clear()

"""What readers of a script take for the same word is the same word, in twelve languages of pages and some more."""

from __future__ import annotations

import unicodedata

import pytest

from intake.search.asking import Question, Term, for_fts5, for_postgresql, read
from intake.search.folding import fold
from intake.search.marking import matches, pieces
from intake.search.words import placed, words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("SAFE Streets", "safe streets"),
        ("¿Qué pasó en el niño?", "que paso en el nino"),
        ("\uff21\uff22\uff23 １２３", "abc 123"),
        ("Nhà ở đường Trường Sơn", "nha o duong truong son"),
        ("Ёлка и ещё", "елка и еще"),
        ("Стра\u0301шно", "страшно"),
        ("کتاب\u200cهای مدرسه", "كتابهاي مدرسة"),
        ("مَدْرَسَة", "مدرسه"),
        ("أَحْمَد إلى آخر", "احمد الي اخر"),
        ("مـــدرسـة", "مدرسة"),
        ("سال ۱۴۰۳ و ١٢", "سال 1403 و 12"),
        ("ज़मीन और \u0958लम", "जमीन और क\u093cलम"),
        ("हाँ", "हां"),
        ("साल २०२४", "साल 2024"),
        ("ਸ਼ਹਿਰ ੨੦੨੪", "ਸਹਿਰ 2024"),
        ("Tsev kawm ntawv, Hmoob", "tsev kawm ntawv hmoob"),
        ("Ang mga batà", "ang mga bata"),
        ("ﷲ ﻻ", "الله لا"),
        ("Straße œuvre ŁÓDŹ", "strasse oeuvre lodz"),
        ("soft\u00adhyphen", "softhyphen"),
        ("Ἀθῆναι", "αθηναι"),
    ],
)
def test_two_ways_to_write_it_are_one(written: str, typed: str) -> None:
    assert list(words(unicodedata.normalize("NFC", written))) == list(words(typed))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("май", "маи"),
        ("її", "іі"),
        ("कल", "काल"),
        ("ਕਲ", "ਕਾਲ"),
        ("tsev", "tseb"),
        ("کار", "گار"),
        ("安全", "全安"),
    ],
)
def test_what_is_another_word_stays_another(one: str, other: str) -> None:
    assert list(words(one)) != list(words(other))


def test_scripts_without_spaces_are_found_within() -> None:
    assert list(words("社区学校")) == ["社区", "区学", "学校", "校"]
    assert list(words("학교에서 3학년")) == ["학교", "교에", "에서", "서", "3", "학년", "년"]
    assert list(words("don't e-mail a_b")) == ["don", "t", "e", "mail", "a", "b"]


@pytest.mark.parametrize(
    ("text", "asked", "is_there"),
    [
        ("我们的社区学校很安全", "学校", True),
        ("我们的社区学校很安全", "全", True),
        ("我们的社区学校很安全", "区学校", True),
        ("我们的社区学校很安全", "社校", False),
        ("학교에서 배웠다", "학교", True),
        ("학교에서 배웠다", "서", True),
        ("the bus is late", "late bus", True),
        ("the bus is late", '"late bus"', False),
        ("the bus is late", '"bus is"', True),
        ("the buses are late", "bus", False),
        ("the buses are late", "bus*", True),
        ("the buses are late", "late -bus*", False),
        ("the buses are late", "-train", True),
        ("don’t go", "don't", True),
        ("in 学校 und 社区", '"学校 und"', True),
        ("in 学校s und 社区", '"学校 und"', False),
        ("خانه‌ام امن است", "خانهام", True),
    ],
)
def test_questions_find_what_they_say(text: str, asked: str, is_there: bool) -> None:
    assert matches([text], read(asked)) is is_there


def test_a_question_is_read() -> None:
    assert read('bus "very late" schoo* -rent') == Question(
        (Term(("bus",)), Term(("very", "late")), Term(("schoo",), begins=True)), (Term(("rent",)),)
    )
    assert read("«очень поздно»") == Question((Term(("очень", "поздно")),))
    assert for_fts5(read("bus 学").terms) == '"bus" AND "学"*'
    assert for_postgresql(read('"very late" 学').terms) == "('#:very' <-> '#:late') & ('#:学':*)"


@pytest.mark.parametrize(
    "asked", ["", "   ", '"', '""', "-", "*", "-*", "()", "' OR 1=1", "NEAR(", "a:b", "\0", '"-"', "🚌"]
)
def test_nothing_typed_is_wrong(asked: str) -> None:
    for one in (*read(asked).terms, *read(asked).without):
        assert all(word and not set(word) & set("\"'*:&|!()\\ ") for word in one.words)


def shown(text: str, asked: str, longest: int = 700) -> str:
    return "".join(f"[{one.text}]" if one.found else one.text for one in pieces(text, read(asked), longest))


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("¡Qué Año!", "ano", "¡Qué [Año]!"),
        ("我们的社区学校很安全", "社区学校", "我们的[社区学校]很安全"),
        ("学校和学生", "学", "[学]校和[学]生"),
        ("کتاب\u200cهای ما", "کتابهای", "[کتاب\u200cهای] ما"),
        ("مَدْرَسَةٌ", "مدرسه", "[مَدْرَسَةٌ]"),
        ("ਸ਼ਹਿਰ ਵੱਡਾ", "ਸਹਿਰ", "[ਸ਼ਹਿਰ] ਵੱਡਾ"),
        ("the bus is late, bus", '"bus is"', "the [bus is] late, bus"),
        ("<b>bus</b>", "b", "<[b]>bus</[b]>"),
        ("buses", "bus*", "[buses]"),
        ("plain", "-other", "plain"),
    ],
)
def test_what_was_asked_for_is_marked_in_the_text_as_written(text: str, asked: str, expected: str) -> None:
    assert shown(text, asked) == expected


def test_a_long_text_is_shown_around_the_first_match() -> None:
    text = "filler " * 300 + "needle" + " filler" * 300
    made = shown(text, "needle", 200)
    assert made.startswith("…") and made.endswith("…") and "[needle]" in made and len(made) < 210
    assert shown(text, "filler", 14) == "[filler] [filler] …"


def test_places_and_words_agree() -> None:
    text = "Nhà 社区学校 कि ﷲ ½ کتاب\u200cها ß"
    assert [one.word for one in placed(text)] == list(words(text))
    assert fold("a\nb\tc") == "a b c"

"""Languages of people: tags as they are written, names, directions, texts in several, formats."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from intake import languages
from intake.languages import names
from intake.languages.spoken import COMMON
from tests.test_page_languages import EVENING, SACRAMENTO

# Tags


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("es", "es"),
        ("ES", "es"),
        ("es_mx", "es-MX"),
        (" zh_hANS ", "zh-Hans"),
        ("zh-cmn-hans-cn", "zh-cmn-Hans-CN"),
        ("fa-af", "fa-AF"),
        ("es-419", "es-419"),
        ("sl-ROZAJ-biske", "sl-rozaj-biske"),
        ("en-U-CA-gregory-X-Ab", "en-u-ca-gregory-x-ab"),
        ("X-Elvish", "x-elvish"),
        ("hmn", "hmn"),
    ],
)
def test_a_tag_gets_its_usual_spelling(written: str, tag: str) -> None:
    assert languages.normalise_tag(written) == tag
    assert languages.normalise_tag(tag) == tag


@pytest.mark.parametrize(
    "written",
    ["", " ", "e", "Spanish", "english", "es-", "-es", "es--mx", "es mx", "es\x00", "İs", "ｅｓ", "x",
     "i-klingon", "de-1996-1996", "en-a-bbb-a-ccc", "en-a", "es-" + "x" * 40, "../../etc", "zh-Hans\n-CN"],
)  # fmt: skip
def test_what_is_no_tag_is_refused(written: str) -> None:
    with pytest.raises(languages.BadLanguageTag):
        languages.normalise_tag(written)


@given(st.text(max_size=50))
def test_no_text_breaks_a_question_about_a_language(text: str) -> None:
    assert languages.direction(text) in ("ltr", "rtl", "auto")
    assert languages.language_name(text, text) is not None
    assert languages.autonym(text) is not None
    languages.find(text)
    languages.negotiate(text, text, text, (text,))
    languages.pick({text: "said"}, text, text)


@pytest.mark.parametrize(
    "tag",
    "ar fa fa-AF prs ur ps dv he iw yi ug sd sd-Arab pa-Arab pa-PK pnb ks ckb haz bal uz-AF arz rhg syr nqo "
    "ff-Adlm az-Arab ku-Arab".split(),
)
def test_right_to_left(tag: str) -> None:
    assert languages.direction(tag) == "rtl"


@pytest.mark.parametrize("tag", "en es hmn mww pa pa-Guru ru zh-Hant zh-Hant-HK sd-Deva ug-Latn so".split())
def test_left_to_right(tag: str) -> None:
    assert languages.direction(tag) == "ltr"


@pytest.mark.parametrize("tag", ["und", "x-mixtec", "x-elvish", "qaa", "mul"])
def test_a_text_in_a_language_that_nobody_knows_decides_its_own_direction(tag: str) -> None:
    assert languages.direction(tag) == "auto"
    assert languages.direction("und-Arab") == "rtl"


# Names


@pytest.mark.parametrize(
    ("tag", "in_tag", "name"),
    [
        ("es", "en", "Spanish"), ("es", "es", "español"), ("fa-AF", "en", "Dari"), ("prs", "fa", "دری"),
        ("zh-Hans", "en", "Simplified Chinese"), ("pa-Arab", "en", "Punjabi (Arabic)"),
        ("hmn", "en", "Hmong"), ("hmn", "hmn", "Hmoob"), ("en", "hmn", "Lus Askiv"),
        ("mww", "en", "White Hmong"), ("mww", "fa", "White Hmong"), ("hmn", "zh-Hant", "赫蒙語"),
        ("haz", "en", "Hazaragi"), ("ar", "de-AT", "Arabisch"), ("qaa", "en", "qaa"),
        ("x-elvish", "en", "x-elvish"), ("not a tag", "nor this", "not a tag"),
    ],
)  # fmt: skip
def test_a_language_has_a_name_in_every_language(tag: str, in_tag: str, name: str) -> None:
    assert languages.language_name(tag, in_tag) == name


def test_names_in_the_own_language() -> None:
    assert [languages.autonym(tag) for tag in ("fa-AF", "mww", "pt-BR", "de", "so", "nan", "qaa")] == [
        "دری", "Hmoob Dawb", "Português (Brasil)", "Deutsch", "Soomaali", "Min Nan Chinese", "qaa",
    ]  # fmt: skip


def test_kept_names_are_those_of_babel_and_cover_the_list() -> None:
    kept = names._kept_autonyms()
    assert kept == {tag: names.autonym_by_babel(tag) for tag in kept}
    assert {*COMMON} <= {*kept, *names._OWN_NAMES, *names._MISSING}


def test_the_list_of_statement_languages_begins_with_the_session_s() -> None:
    offered = languages.statement_languages(["hmn", "x-elvish", "es"], "es")
    assert [one.tag for one in offered[:3]] == ["hmn", "x-elvish", "es"]
    assert [one.in_session for one in offered[:4]] == [True, True, True, False]
    tags_offered = [one.tag for one in offered]
    assert len(tags_offered) == len(set(tags_offered)) and set(tags_offered) >= {
        one.tag for one in languages.available()
    }
    names = [one.name for one in offered[3:]]
    assert names.index("albanés") < names.index("árabe") < names.index("armenio")
    persian = [one.name for one in languages.statement_languages([], "fa")]
    assert persian.index("بنگالی") < persian.index("پشتو") < persian.index("تاجیکی") < persian.index("گجراتی")
    assert persian.index("یونانی") < persian.index("Hazaragi")


@pytest.mark.parametrize("one", languages.available(), ids=lambda one: one.tag)
def test_every_language_on_the_list_has_a_name(one: languages.PageLanguage) -> None:
    for spoken in languages.statement_languages([], one.tag):
        assert spoken.name != spoken.tag and spoken.autonym != spoken.tag, spoken
        assert languages.normalise_tag(spoken.tag) == spoken.tag


# Texts in several languages


def test_the_text_in_the_reader_s_language_is_picked() -> None:
    texts = {"en": "Why?", "es": "¿Por qué?", "fa": "چرا؟", "zh-Hant": "為什麼？", "hmn": " "}
    assert languages.pick(texts, "es") == languages.LocalText("¿Por qué?", "es", "ltr", False)
    assert languages.pick(texts, "es-MX").is_fallback is False
    assert languages.pick(texts, "prs") == languages.LocalText("چرا؟", "fa", "rtl", False)
    assert languages.pick(texts, "zh-Hans") == languages.LocalText("為什麼？", "zh-Hant", "ltr", True)
    assert languages.pick(texts, "hmn") == languages.LocalText("Why?", "en", "ltr", True)
    assert languages.pick(texts, "hmn", "fa").language == "fa"
    assert languages.pick({"vi": "Tại sao?"}, "hmn") == languages.LocalText("Tại sao?", "vi", "ltr", True)
    assert languages.pick({"tl": "Bakit?"}, "fil").is_fallback is False
    assert str(languages.pick({}, "hmn", "ar")) == "" and languages.pick({}, "hmn", "ar").direction == "rtl"


# Formats


@pytest.mark.parametrize(
    ("tag", "number", "day", "moment"),
    [
        ("en", "1,234,567.5", "July 20, 2024", "Jul 20, 2024, 6:03\u202fPM"),
        ("es", "1.234.567,5", "20 de julio de 2024", "20 jul 2024, 18:03"),
        ("fa", "۱٬۲۳۴٬۵۶۷٫۵", "۲۰ ژوئیهٔ ۲۰۲۴", "۲۰ ژوئیه ۲۰۲۴،\u200f ۱۸:۰۳"),
        ("fa-AF", "۱٬۲۳۴٬۵۶۷٫۵", "۲۰ جولای ۲۰۲۴", "۲۰ جول ۲۰۲۴،\u200f ۱۸:۰۳"),
        ("hmn", "1,234,567.5", "Lub Xya Hli tim 20, 2024", "Lub Xya Hli tim 20, 2024, 6:03\u202fPM"),
        ("zh-Hans", "1,234,567.5", "2024年7月20日", "2024年7月20日 18:03"),
    ],
)
def test_numbers_and_dates_are_as_readers_write_them(tag: str, number: str, day: str, moment: str) -> None:
    assert languages.format_number(1234567.5, tag) == number
    assert languages.format_date(EVENING, SACRAMENTO, tag) == day
    assert languages.format_datetime(EVENING, SACRAMENTO, tag) == moment


def test_a_plain_date_is_not_moved_and_a_moment_needs_a_zone() -> None:
    assert languages.format_date(date(2024, 7, 20), SACRAMENTO, "en") == "July 20, 2024"
    assert languages.format_date(EVENING, None, "en") == "July 21, 2024"
    with pytest.raises(ValueError, match="zone"):
        languages.format_time(datetime(2024, 7, 20), SACRAMENTO, "en")


# Directions


def test_the_right_to_left_scripts_are_those_that_babel_knows() -> None:
    """A script that a locale of Babel writes from right to left must be in our list too."""
    for tag in ("ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "ckb", "ks", "lrc", "mzn", "ff_Adlm"):
        assert Locale.parse(tag).text_direction == languages.direction(tag.replace("_", "-")), tag


def test_a_list_is_joined_as_the_language_joins_it() -> None:
    assert languages.format_list(["A", "B", "C"], "en") == "A, B, and C"
    assert languages.format_list(["A", "B"], "hmn") == "A thiab B"
    assert "،" in languages.format_list(["A", "B", "C"], "fa")
    assert languages.format_list(["A", "B"], "zh-Hans") == "A和B"
    assert languages.format_list([], "ar") == ""

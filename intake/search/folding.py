"""One character as the index knows it: what readers of its script take for the same letter becomes the same.

Every rule looks at one character alone, so that a whole text is folded by `str.translate`. Stored texts are NFC.
"""

from __future__ import annotations

import re
import unicodedata

#: Counts up when a rule changes: the index is then made anew (`actions/indexing.py`).
RULES = 1
#: The same text gives the same words only under the same Unicode.
VERSION = f"{RULES} {unicodedata.unidata_version}"

BREAK, NOTHING = " ", ""
#: Scripts that are written without spaces, or whose words carry particles that nobody types.
UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17d3"  # Burmese, Khmer
    "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff"  # Japanese
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese
    "\uac00-\ud7a3"  # Korean
)
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")
#: Letters that Unicode does not take apart, as people without them on their keyboard write them.
_LATIN = dict(zip("đðøłıħŧŋʻʼ", ["d", "d", "o", "l", "i", "h", "t", "n", "", ""], strict=True)) | {
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
}
_ARABIC = str.maketrans(
    dict.fromkeys("يىېے", "ی") | dict.fromkeys("ةہھەۃ", "ه") | {"ك": "ک", "ٱ": "ا", "\u0640": ""}
)
_CYRILLIC = {"ё": "е"}
#: Vowel signs and other marks of Arabic, including the hamza that NFKD takes off its letter.
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
#: Marks above and below letters of any alphabet.
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
#: The dot that is often left out, and a moon's dot that is written for the other (Devanagari, Gurmukhi).
_NUKTA = re.compile("[\u093c\u0a3c]")
_BINDU = {"\u0901": "\u0902", "\u0a01": "\u0a02"}


class Folded(dict[int, str]):
    """A table for `str.translate` that fills itself."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _fold(chr(code))
        return found


FOLDED = Folded()


def fold(text: str) -> str:
    """Words and what parts them, as spaces; two texts that read the same become the same."""
    return text.translate(FOLDED)


def is_unspaced(character: str) -> bool:
    """Whether it is of a script in which words do not stand apart."""
    return _IS_UNSPACED.match(character) is not None


def _fold(character: str) -> str:
    return "".join(_one(part) for part in unicodedata.normalize("NFKC", character).casefold())


def _one(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.digit(character))
    if _ACCENTS.match(character) or _ARABIC_MARKS.match(character) or _NUKTA.match(character) or kind == "Cf":
        return NOTHING
    if kind[0] not in "LNM" and kind != "Co":
        return BREAK
    if "\uac00" <= character <= "\ud7a3":
        return character
    if character in _BINDU:
        return _BINDU[character]
    return _letter(character)


def _letter(character: str) -> str:
    apart = unicodedata.normalize("NFKD", character)
    base = apart[0]
    if "\u0600" <= base <= "\u06ff":
        return _ARABIC_MARKS.sub("", apart).translate(_ARABIC)
    if "\u0900" <= base <= "\u0a7f":
        return _NUKTA.sub("", apart)
    if "\u0400" <= base <= "\u052f":
        # й and ї are letters of their own; only ё is written as е.
        return _CYRILLIC.get(character, character)
    bare = _ACCENTS.sub("", apart)
    return _LATIN.get(bare, bare)

"""What makes a message or its translation broken: rules about texts, without files."""

import gettext
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>|&[a-z]+;")
_LETTER_RUNS = re.compile(r"[^\W\d_]+")
# Stay as they are in every language: names of files, formats and things.
_SAME_EVERYWHERE = re.compile(
    r"\b(JSON Lines|Intake|[A-Z0-9]{2,}|[A-Z]\d*|QR|Excel|Unicode|Letter|UTC|ID|OK)\b"
)
_UNWANTED = {"\ufeff": "a byte order mark", "\u00ad": "a soft hyphen", "\t": "a tab"}

#: Plural rules as they are usually written; a language gets the first that counts as CLDR does.
USUAL_PLURALS = (
    "nplurals=1; plural=0;",
    "nplurals=2; plural=(n != 1);",
    "nplurals=2; plural=(n > 1);",
    "nplurals=2; plural=(n % 10 == 4 || n % 10 == 6 || n % 10 == 9);",
    "nplurals=3; plural=(n % 10 == 1 && n % 100 != 11 ? 0 : "
    "n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2);",
    "nplurals=6; plural=(n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : "
    "n % 100 >= 3 && n % 100 <= 10 ? 3 : n % 100 >= 11 ? 4 : 5);",
)
_COUNTED = 1000


@cache
def numbers_of_forms(plural_forms: str) -> tuple[tuple[int, ...], ...]:
    """Return for each form of a Plural-Forms header the numbers below a thousand that it is said of."""
    match = re.fullmatch(r"nplurals=(\d+); plural=(.+);", plural_forms)
    if not match:
        raise ValueError(f"not a Plural-Forms header: {plural_forms}")
    form_of = gettext.c2py(match[2])
    counted = [form_of(number) for number in range(_COUNTED)]
    return tuple(
        tuple(number for number, form in enumerate(counted) if form == wanted)
        for wanted in range(int(match[1]))
    )


def problems_of_source(texts: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with an English message: one text, or singular and plural."""
    for text in texts:
        if text != text.strip():
            yield "begins or ends with a space or a new line; put it outside the message"
        if _TAG.search(text):
            yield "contains markup; make it a variable"
        yield from _problems_of_percent(text)
    if len(texts) == 2 and placeholders(texts[0]) - {"num"} != placeholders(texts[1]) - {"num"}:
        yield "singular and plural have different placeholders"


def problems_of_translation(
    source: Sequence[str], translated: Sequence[str], plural_forms: str, script: str
) -> Iterator[str]:
    """Yield what is wrong with a translation into a language with these plural forms and this script."""
    if not all(translated):
        yield "is not translated"
        return
    forms = numbers_of_forms(plural_forms)
    if len(source) == 2 and len(translated) != len(forms):
        yield f"has {len(translated)} plural forms, the language has {len(forms)}"
        return
    if len(source) == 1 and len(translated) != 1:
        yield "has plural forms, the message has none"
        return
    for place, text in enumerate(translated):
        yield from _problems_of_percent(text)
        wanted, there = placeholders(source[-1]), placeholders(text)
        # "One statement", "no statements": a form that is said of one number only may write it out.
        if len(source) == 2 and len(forms[place]) == 1:
            wanted, there = wanted - {"num"}, there - {"num"}
        if wanted != there:
            yield f"has {_listed(there)} where the message has {_listed(wanted)}"
        yield from _problems_of_text(source[-1], text, script)


def placeholders(text: str) -> frozenset[str]:
    """Return the names of the placeholders in a text."""
    return frozenset(PLACEHOLDER.findall(text))


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"%({name})s" for name in sorted(names)) or "no placeholder"


def _problems_of_percent(text: str) -> Iterator[str]:
    if "%" in PLACEHOLDER.sub("", text):
        yield "has a % that does not begin a placeholder such as %(name)s; give per cent in as a variable"


def _problems_of_text(source: str, text: str, script: str) -> Iterator[str]:
    if Counter(_TAG.findall(text)) != Counter(_TAG.findall(source)):
        yield "has other markup than the message"
    if _edges(text) != _edges(source):
        yield "begins or ends with other spaces or new lines than the message"
    if text != unicodedata.normalize("NFC", text):
        yield "is not in Unicode's composed form (NFC)"
    for character, name in _UNWANTED.items():
        if character in text:
            yield f"contains {name}"
    if _left_in_english(source, text, script):
        yield "was left in English"


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _left_in_english(source: str, text: str, script: str) -> bool:
    words = _LETTER_RUNS.findall(_SAME_EVERYWHERE.sub("", PLACEHOLDER.sub("", source)))
    if not words:
        return False
    if script == "Latn":
        return text == source and len(words) > 2
    return not any(unicodedata.name(letter, "").split()[0] != "LATIN" for letter in text if letter.isalpha())

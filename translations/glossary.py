"""The words that README.md promises one translation each, and whether a translation uses them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from rules import PLACEHOLDER

#: English words that are said in another sense too ("open this page"), and verbs, whose forms differ too much.
_LOOSE = frozenset(
    "table;open;closed;draft;archived;join;save;saved;hidden;account;withdraw;withdrawn;held;viewer;"
    "report;quote;sign in;sign out;bring back".split(";")
)
_ASIDE = re.compile(r"\((?:short|plural|also): ([^)]*)\)|\([^)]*\)")
#: Hmong words that say what kind of thing a thing is, which change with its number.
_CLASSIFIERS = frozenset({"tus", "lub", "txoj", "daim", "zaj", "cov"})
#: Letters at the end of a word that its forms may change, by script.
_ENDINGS = {"Cyrl": 3, "Latn": 2, "Deva": 2, "Guru": 2, "Arab": 1}


def terms_of(locale: str, readme: str) -> dict[str, list[str]]:
    """Return the English terms and what each may be called in the language of this locale."""
    found: dict[str, list[str]] = {}
    column = None
    for line in readme.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            column = None
        elif cells[0] == "English":
            places = [n for n, cell in enumerate(cells) if f"`{locale}`" in cell]
            column = places[0] if places else None
        elif column is not None and not cells[0].startswith("---"):
            found.update(_paired(cells[0], cells[column]))
    return found


def _paired(english: str, cell: str) -> Iterator[tuple[str, list[str]]]:
    wanted = [term.strip(' "') for term in re.split(";", re.sub(r"\([^)]*\)", "", english))]
    given = [part for part in re.split(r"[;；؛]", cell) if part.strip()]
    if len(wanted) != len(given):
        given = [cell] * len(wanted)
    for term, said in zip(wanted, given, strict=True):
        asides = [text for text in _ASIDE.findall(said) if text]
        yield term, [one.split("/")[0].strip(" «»「」《》") for one in (_ASIDE.sub("", said), *asides)]


def not_used(found: Mapping[str, list[str]], script: str, source: str, text: str) -> Iterator[str]:
    """Yield each term of the English message whose word is not in the translation, in any of its forms."""
    english = PLACEHOLDER.sub(" ", source).casefold()
    said = _plain(text)
    for term, names in found.items():
        if term in _LOOSE or not re.search(rf"\b{re.escape(term.casefold())}s?\b", english):
            continue
        english = re.sub(rf"\b{re.escape(term.casefold())}s?\b", " ", english) if " " in term else english
        if not any(all(stem in said for stem in _stems(name, script)) for name in names):
            yield f"does not call {term!r} {' or '.join(names)!r}"


def _stems(name: str, script: str) -> list[str]:
    cut = _ENDINGS.get(script, 0)
    words = _plain(name).split()
    if len(words) > 1 and words[0] in _CLASSIFIERS:
        words = words[1:]
    return [word[: max(3, len(word) - cut)] if len(word) > 3 else word for word in words]


def _plain(text: str) -> str:
    """No capitals, accents, vowel signs of Arabic or joiners."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        one for one in letters if not (unicodedata.category(one) in ("Mn", "Cf") and _is_mark(one))
    )


def _is_mark(letter: str) -> bool:
    # The signs of Devanagari and Gurmukhi are letters to their readers.
    return not 0x900 <= ord(letter) <= 0xA7F

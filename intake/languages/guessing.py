"""What language a text reads like: a hint for people, from a library that need not be there (extra `langid`).

Nothing here decides. What it knows, and what it gets wrong, is measured in docs/decisions/0014.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from threading import Lock
from typing import Any

from intake.languages.tags import reads_as

#: The tag of a statement whose language nobody said.
UNDETERMINED = "und"
#: What has to be installed.
EXTRA = "pip install 'listening-intake[langid]'"
#: One more with every change of the rules below: what was looked at before is looked at again.
RULES = 1
#: Of the languages that our sessions speak, those that the library can tell. Not Amharic, since it takes Tigrinya
#: for it, and not Croatian, which it takes for Bosnian.
KNOWN = (
    "ar az bn ceb de el en es fa fil fr gu haw he hi hmn ht hy id it ja ka km kn ko lo ml mn mr my ne nl pa pl "
    "ps pt ro ru sd si sm so sq sr sw ta te tg th tr uk ur uz vi zh-Hans zh-Hant"
).split()
#: Below this it is not sure enough to bother somebody.
SURE = 0.9
#: Letters that are too few to tell by: of scripts that many languages share, and of the others.
FEW, FEW_OF_OWN_SCRIPT = 20, 4
SHARED_SCRIPTS = ("LATIN", "CYRILLIC", "ARABIC", "DEVANAGARI")
#: Letters read of a text; more make nothing surer.
READ = 700

#: A syllable of White or Green Hmong in RPA letters: beginning, vowel, tone.
_SYLLABLE = re.compile(
    r"(?:n?(?:[ckpqrt]h?|plh?|tsh?|txh?|dl)|n[yk]|[dhmn]?lh?|h?[mn][ly]?|dh?|xy|[dfhlmnsvxyz])?"
    r"(?:aa|ai|au|aw|ee|ia|oo|ua|[aeiouw])([bjvsgmd]?)"
)
_ONE_AT_A_TIME = Lock()


@cache
def can_guess() -> bool:
    """Whether the library is installed."""
    return find_spec("gcld3") is not None


def rules() -> str:
    """What guesses are made with here; empty without the library."""
    return f"cld3-py {_version()}, rules {RULES}" if can_guess() else ""


def doubt(text: str, stated: str) -> str:
    """Return the language that a text reads like if it is not the stated one; empty: no doubt, or nobody can tell."""
    is_unknown = stated == UNDETERMINED
    if not is_unknown and reads_as(stated) not in _known():
        # Whatever it answers, it never heard of the right answer.
        return ""
    found = guess(text)
    return "" if not is_unknown and reads_as(stated)[0] == reads_as(found)[0] else found


def guess(text: str) -> str:
    """Return the tag of the language that a text reads like; empty when that cannot be told."""
    read = text[:READ]
    if not can_guess() or not read.strip():
        return ""
    if _is_hmong(read):
        return "hmn"
    with _ONE_AT_A_TIME:
        answer = _identifier().FindLanguage(read)
    tag = str(answer.language)
    if answer.probability < SURE or reads_as(tag) not in _known() or reads_as(tag)[0] == "hmn":
        # Hindi in Latin letters is "hi-Latn", which is not known; Hmong is for the rule above to say.
        return ""
    letters = [letter for letter in read if unicodedata.category(letter)[0] in "LM"]
    script = unicodedata.name(letters[0], "").split(" ")[0] if letters else ""
    if len(letters) < (FEW if script in SHARED_SCRIPTS else FEW_OF_OWN_SCRIPT):
        return ""
    return _chinese(letters) if reads_as(tag)[0] == "zh" else reads_as(tag)[0]


def tag_for(guessed: str, offered: Iterable[str]) -> str:
    """Return which of the tags in use means the language, the first of several; the guess itself if none does.

    Chinese is Chinese in either script; other languages in another script are read by other people.
    """
    wanted, tags = reads_as(guessed), list(offered)
    exact = [tag for tag in tags if reads_as(tag) == wanted]
    related = [tag for tag in tags if reads_as(tag)[0] == wanted[0] == "zh"]
    return next(iter(exact or related), guessed)


def _is_hmong(text: str) -> bool:
    """Four words and more, three in four of them such syllables, and half of them with a tone that is written."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    syllables = [found for word in words if (found := _SYLLABLE.fullmatch(word))]
    tones = [syllable for syllable in syllables if syllable[1]]
    return len(words) >= 4 and 4 * len(syllables) >= 3 * len(words) and 2 * len(tones) >= len(words)


def _chinese(letters: Iterable[str]) -> str:
    """Simplified or traditional, by the characters that only one of the old national sets has; neither: "zh"."""
    simplified = sum(_is_in(letter, "gb2312") for letter in letters)
    traditional = sum(_is_in(letter, "big5") for letter in letters)
    if simplified == traditional:
        return "zh"
    return "zh-Hans" if simplified > traditional else "zh-Hant"


def _is_in(letter: str, charset: str) -> bool:
    try:
        return bool(letter.encode(charset))
    except UnicodeEncodeError:
        return False


@cache
def _version() -> str:
    return version("cld3-py")


@cache
def _known() -> frozenset[tuple[str, str]]:
    return frozenset(reads_as(tag) for tag in KNOWN)


@cache
def _identifier() -> Any:
    import gcld3  # 4 MB, for a process that asks

    return gcld3.NNetLanguageIdentifier(0, 4 * READ)

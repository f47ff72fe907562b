"""Language tags of BCP 47: read strictly, compared by what they mean, and their direction of writing."""

import re
from functools import lru_cache

from babel.core import get_global

#: RFC 5646 section 4.4.1 asks for room for 35 characters; nothing longer names a language that people speak.
MAX_TAG_LENGTH = 35

# RFC 5646 section 2.1, except that a language of four to eight letters, of which none was ever registered, is
# refused: it is always a name ("Spanish") written where the tag belongs.
_WELL_FORMED = re.compile(
    r"""(?P<language>[a-z]{2,3}(?:-[a-z]{3}){0,3})
        (?:-(?P<script>[a-z]{4}))?
        (?:-(?P<region>[a-z]{2}|[0-9]{3}))?
        (?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)
        (?P<extensions>(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*)
        (?P<private>(?:-x(?:-[a-z0-9]{1,8})+)?)
      | (?P<only_private>x(?:-[a-z0-9]{1,8})+)""",
    re.VERBOSE | re.ASCII,
)

#: Codes that name the language of another code, or one of its kinds that is written the same way.
SAME_LANGUAGE = {
    "tl": "fil", "prs": "fa", "pes": "fa", "mww": "hmn", "hnj": "hmn", "blu": "hmn",
    "cmn": "zh", "yue": "zh", "arb": "ar", "arz": "ar", "apc": "ar", "ajp": "ar", "acm": "ar", "ary": "ar",
    "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro",
}  # fmt: skip

# What CLDR's likely subtags lack, or answer otherwise than people in our sessions write.
_SCRIPT_OF = {"hmn": "Latn", "lah": "Arab", "hnd": "Arab", "cld": "Syrc", "prs": "Arab"}

# Names in SAME_LANGUAGE that say a country too.
_COUNTRY_OF = {"prs": "AF", "pes": "IR"}

_RIGHT_TO_LEFT = frozenset(
    "Adlm Arab Aran Armi Avst Chrs Cprt Elym Garm Hatr Hebr Hung Khar Lydi Mand Mani Mend Merc Mero Narb "
    "Nbat Nkoo Orkh Palm Phli Phlp Phnx Prti Rohg Samr Sarb Sogd Sogo Syrc Syre Syrj Syrn Thaa Yezi".split()
)


class BadLanguageTag(ValueError):
    """A text that is no language tag; the message names it."""


@lru_cache(maxsize=4096)
def normalise_tag(text: str) -> str:
    """Return the tag in its usual spelling: `_` read as `-`, `zh-Hans`, `es-MX`; the language itself is kept.

    Raises BadLanguageTag when it is not well-formed, repeats a part, or is longer than MAX_TAG_LENGTH.
    """
    tag = text.strip().replace("_", "-").lower()
    match = _WELL_FORMED.fullmatch(tag) if len(tag) <= MAX_TAG_LENGTH else None
    if match is None:
        raise BadLanguageTag(f"{text[:60]!r} is not a language tag such as es, zh-Hans or fa-AF")
    if match["only_private"]:
        return tag
    variants = match["variants"].split("-")[1:]
    singletons = re.findall(r"-([0-9a-z])(?=-)", match["extensions"])
    if len(set(variants)) < len(variants) or len(set(singletons)) < len(singletons):
        raise BadLanguageTag(f"{text[:60]!r} says the same thing twice")
    script = "-" + match["script"].title() if match["script"] else ""
    region = "-" + match["region"].upper() if match["region"] else ""
    return match["language"] + script + region + match["variants"] + match["extensions"] + match["private"]


def subtags(tag: str) -> tuple[str, str, str]:
    """Return language, script and region of a tag, each empty where the tag has none."""
    match = _WELL_FORMED.fullmatch(tag.replace("_", "-").lower())
    if match is None or match["only_private"]:
        return "", "", ""
    # "zh-yue" is an old way to write "yue".
    language = match["language"].rpartition("-")[2]
    return language, (match["script"] or "").title(), (match["region"] or "").upper()


@lru_cache(maxsize=4096)
def script_of(tag: str) -> str:
    """Return the four letters of the script that a tag is written in, empty when nobody knows."""
    language, script, region = subtags(tag)
    if script:
        return script
    if language == "und":
        # CLDR takes what nobody knows for English.
        return ""
    language = language if language == "yue" else _usual_code(language)
    likely = get_global("likely_subtags")
    for key in (f"{language}_{region}", language):
        if key in _SCRIPT_OF:
            return _SCRIPT_OF[key]
        if key in likely:
            return str(likely[key]).split("_")[1]
    return ""


@lru_cache(maxsize=4096)
def reads_as(tag: str) -> tuple[str, str]:
    """Return language and script with other names for the same language put aside.

    Two tags with the same answer are read by the same people: `prs` and `fa-AF`, `zh-TW` and `zh-Hant`.
    """
    return _usual_code(subtags(tag)[0]), script_of(tag)


@lru_cache(maxsize=1024)
def in_other_scripts(tag: str) -> tuple[str, ...]:
    """Return how tags begin that begin with this one and are read by other people: `pa-Arab` and `pa-PK` of `pa`."""
    language, script, region = subtags(tag)
    if script or region:
        return ()
    usual, found = script_of(tag), set()
    for key, value in get_global("likely_subtags").items():
        if key.split("_")[0] == language:
            written = value.split("_")[1]
            found |= {
                tag + "-" + part for part in (written, key.partition("_")[2]) if part and written != usual
            }
    return tuple(sorted(found))


def country_of(tag: str) -> str:
    """Return the country of a tag, said or meant (`prs` is Afghanistan's Persian), empty when there is none."""
    language, _, region = subtags(tag)
    return region or _COUNTRY_OF.get(language, "")


def _usual_code(language: str) -> str:
    if language in SAME_LANGUAGE:
        return SAME_LANGUAGE[language]
    # Three letters where two are usual: "spa" for "es".
    usual = get_global("language_aliases").get(language, language) if len(language) == 3 else language
    return str(usual).split("_")[0]


def direction(tag: str) -> str:
    """Return "rtl" or "ltr" for any tag; "auto", which the text itself decides, where nobody knows its script."""
    script = script_of(tag)
    return "rtl" if script in _RIGHT_TO_LEFT else "ltr" if script else "auto"


def shortened(tag: str) -> list[str]:
    """Return the tag and its ever shorter beginnings, as RFC 4647 section 3.4 looks a language up."""
    parts = tag.split("-")
    found = []
    while parts:
        if len(parts[-1]) > 1:
            found.append("-".join(parts))
        parts.pop()
    return found

"""What languages are called, in any language, and in which order their names stand in a list."""

import unicodedata
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from intake.languages import hmong
from intake.languages.tags import SAME_LANGUAGE, reads_as, script_of, shortened, subtags
from intake.paths import PACKAGE

hmong.register()

#: Languages spoken in our sessions that Babel has no name for: English name, and the name its speakers use.
_MISSING = {
    "mww": ("White Hmong", "Hmoob Dawb"), "hnj": ("Green Hmong", "Moob Leeg"), "ium": ("Iu Mien", "Mienh"),
    "haz": ("Hazaragi", "هزارگی"), "pnb": ("Western Punjabi", "پنجابی"), "ksw": ("S'gaw Karen", "စှီၤ"),
    "kjb": ("Q'anjob'al", "Q'anjob'al"), "mam": ("Mam", "Mam"), "trc": ("Triqui", "Triqui"),
    "mix": ("Mixtec", "Tu'un Savi"), "nah": ("Nahuatl", "Nāhuatl"), "pua": ("Purépecha", "P'urhépecha"),
    "yua": ("Yucatec Maya", "Màaya T'àan"), "kmr": ("Northern Kurdish", "Kurmancî"),
    "apc": ("Levantine Arabic", "شامي"),
}  # fmt: skip

# Where CLDR's own name is longer than the one a person looks for, or is missing in the language itself.
_OWN_NAMES = {
    "hmn": "Hmoob", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", "fa-AF": "دری", "prs": "دری",
    "tl": "Tagalog", "ceb": "Cebuano", "sm": "Gagana Samoa", "mh": "Kajin M̧ajeḷ", "chk": "Chuuk",
    "ht": "Kreyòl ayisyen", "rhg": "Ruáingga", "ase": "American Sign Language",
}  # fmt: skip

# CLDR says "Miao" here, which Hmong people outside China do not want to be called.
_SAID_OTHERWISE = {("hmn", "zh_Hans"): "赫蒙语", ("hmn", "zh_Hant"): "赫蒙語", ("hmn", "zh"): "赫蒙语"}

# The Persian alphabet, in which code points are out of order; other alphabets sort well enough by theirs.
_PERSIAN = {letter: chr(0xE000 + place) for place, letter in enumerate("آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی")}


@lru_cache(maxsize=256)
def locale_of(tag: str) -> Locale:
    """Return Babel's locale for a tag or the longest beginning of it that Babel knows; English for none."""
    for candidate in shortened(tag):
        try:
            return Locale.parse(candidate, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    return Locale("en")


@lru_cache(maxsize=8192)
def language_name(tag: str, in_tag: str = "en") -> str:
    """Return what a language is called in another; never raises: an unknown language is called by its tag."""
    return _name(tag, locale_of(in_tag)) or _name(tag, Locale("en")) or tag


@lru_cache(maxsize=4096)
def autonym(tag: str) -> str:
    """Return a language's name in itself and in its own script, with a capital where the script has them."""
    if tag in _OWN_NAMES:
        return _OWN_NAMES[tag]
    if tag in _MISSING:
        return _MISSING[tag][1]
    return _kept_autonyms().get(tag) or autonym_by_babel(tag)


@cache
def _kept_autonyms() -> dict[str, str]:
    """Names of the languages we list, by tag: asking Babel costs a megabyte and some milliseconds for each."""
    lines = (PACKAGE / "data" / "autonyms.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def autonym_by_babel(tag: str) -> str:
    """Return what CLDR says."""
    locale = locale_of(tag)
    own = _name(tag, locale) if reads_as(str(locale).replace("_", "-"))[0] == reads_as(tag)[0] else None
    name = own or language_name(tag, "en")
    return name if name == tag else name[:1].title() + name[1:]


def sort_key(name: str, in_tag: str) -> str:
    """Return what names written in one language are sorted by: no accents, no capitals, its own alphabet."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    if plain[:1].isascii():
        # Names that stayed in Latin letters stand last in a list in another script.
        last = "" if script_of(in_tag) == "Latn" else "\uffff"
        return last + "".join(letter for letter in plain if not unicodedata.combining(letter))
    if reads_as(in_tag)[0] == "fa":
        return "".join(_PERSIAN.get(letter, letter) for letter in name)
    return plain


def _name(tag: str, locale: Locale) -> str | None:
    language, script, region = subtags(tag)
    for said, rest in (
        ((language, script, region), ()),
        ((language, region), (script,)),
        ((language, script), (region,)),
        ((language,), (script, region)),
    ):
        base = _base_name("_".join(part for part in said if part), locale)
        if base:
            details = [_part_name(part, locale) for part in rest if part]
            return f"{base} ({', '.join(details)})" if details else base
    return None


def _part_name(part: str, locale: Locale) -> str:
    return str(locale.scripts.get(part) or locale.territories.get(part) or part)


def _base_name(key: str, locale: Locale) -> str | None:
    """Return the name of `language`, `language_Script` or `language_REGION`, none when there is no entry."""
    if key == "prs":
        key = "fa_AF"
    found = _SAID_OTHERWISE.get((key, str(locale))) or locale.languages.get(key)
    if found:
        return str(found)
    if key in _MISSING and locale.language == "en":
        return _MISSING[key][0]
    same = SAME_LANGUAGE.get(key)
    if same and key not in _MISSING:
        return str(locale.languages.get(same) or "") or None
    return None

"""White Hmong (`hmn`, in RPA letters) for Babel, which knows no Hmong locale.

The locale is English data with what we are sure of put in its place: the language's own name, a plural rule
with one form (Hmong nouns do not change with number), the names of the months, and dates as California's
Hmong election papers write them ("Lub Xya Hli tim 20, 2024"). Names of weekdays differ between communities,
so dates never show one. Words that are not known stay English. Babel has no public way to add a locale: its
cache of locale data is one, and `tests/test_languages.py` fails when a new Babel no longer reads it.
"""

from typing import Any

from babel import localedata
from babel.dates import DateTimePattern, parse_pattern
from babel.plural import PluralRule

LOCALE = "hmn"

_MONTHS = dict(
    enumerate(
        ["Ib Hlis", "Ob Hlis", "Peb Hlis", "Plaub Hlis", "Tsib Hlis", "Rau Hli",
         "Xya Hli", "Yim Hli", "Cuaj Hlis", "Kaum Hli", "Kaum Ib Hlis", "Kaum Ob Hlis"],
        start=1,
    )
)  # fmt: skip

_LANGUAGES = {
    "hmn": "Hmoob", "en": "Lus Askiv", "zh": "Lus Suav", "vi": "Lus Nyab Laj", "lo": "Lus Nplog",
    "th": "Lus Thaib", "es": "Lus Mev", "ru": "Lus Lavxias", "fr": "Lus Fab Kis", "ko": "Lus Kauslim",
    "ja": "Lus Nyij Pooj", "zh_Hans": "Lus Suav (Simplified)", "zh_Hant": "Lus Suav (Traditional)",
}  # fmt: skip

_LIST = {"start": "{0}, {1}", "middle": "{0}, {1}", "end": "{0} thiab {1}", "2": "{0} thiab {1}"}


def register() -> None:
    """Make `Locale("hmn")` work; called when `intake.languages` is first imported, harmless when repeated."""
    if not localedata.exists(LOCALE):
        localedata._cache[LOCALE] = _data()


def _data() -> dict[str, Any]:
    english = localedata.load("en")
    day = parse_pattern("'Lub' MMMM 'tim' d, y")
    numeric = parse_pattern("M/d/y")
    months: dict[str, Any] = {
        context: {**english["months"][context], "wide": _MONTHS, "abbreviated": _MONTHS}
        for context in ("format", "stand-alone")
    }
    dates: dict[str, DateTimePattern] = {"full": day, "long": day, "medium": day, "short": numeric}
    return {
        **english,
        "languages": {**english["languages"], **_LANGUAGES},
        "plural_form": PluralRule({}),
        "ordinal_form": PluralRule({}),
        "character_order": "left-to-right",
        "months": {**english["months"], **months},
        "date_formats": {**english["date_formats"], **dates},
        "list_patterns": {**english["list_patterns"], "standard": _LIST},
    }

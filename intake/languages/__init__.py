"""The languages of the pages and of what was said: tags, names, directions, choice, formats."""

from intake.languages.catalogues import N_, said
from intake.languages.formats import format_date, format_datetime, format_list, format_number, format_time
from intake.languages.names import autonym, language_name, locale_of, sort_key
from intake.languages.pages import SOURCE, PageLanguage, available, find, negotiate
from intake.languages.spoken import SpokenLanguage, statement_languages
from intake.languages.tags import (
    MAX_TAG_LENGTH,
    BadLanguageTag,
    direction,
    in_other_scripts,
    normalise_tag,
    reads_as,
)
from intake.languages.texts import LocalText, pick
from intake.languages.wiring import (
    choose,
    init_languages,
    listed,
    number,
    page_language,
    page_languages,
    prefer,
    remember,
    spoken_languages,
)

__all__ = [
    "MAX_TAG_LENGTH",
    "N_",
    "SOURCE",
    "BadLanguageTag",
    "LocalText",
    "PageLanguage",
    "SpokenLanguage",
    "autonym",
    "available",
    "choose",
    "direction",
    "find",
    "format_date",
    "format_datetime",
    "format_list",
    "format_number",
    "format_time",
    "in_other_scripts",
    "init_languages",
    "language_name",
    "listed",
    "locale_of",
    "negotiate",
    "normalise_tag",
    "number",
    "page_language",
    "page_languages",
    "pick",
    "prefer",
    "reads_as",
    "remember",
    "said",
    "sort_key",
    "spoken_languages",
    "statement_languages",
]

"""Messages in a language that is not the page's: for files, and to recognise words that people wrote."""

from functools import cache

from babel.support import NullTranslations, Translations

from intake import paths
from intake.languages import pseudo
from intake.languages.pages import find


def N_(message: str) -> str:
    """Return the message as it is, and let it be extracted; it is translated when `said` is asked for it."""
    return message


def said(message: str, tag: str) -> str:
    """Return a message in a language, the closest that has a catalogue; in English when none has."""
    page = find(tag)
    return str(_catalogue(page.folder).gettext(message)) if page else message


@cache
def _catalogue(folder: str) -> NullTranslations:
    if folder == pseudo.FOLDER:
        return pseudo.Pseudo()
    return Translations.load(paths.TRANSLATIONS, [folder])

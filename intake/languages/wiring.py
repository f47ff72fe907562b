"""Gives an application its languages: which one a request is answered in, messages, and names for templates.

A page's language is, in this order: `?lang=` of the address, the reader's last choice in the cookie, the
choice kept with the person or device (`choose`), what the browser asks for, the listening session's languages
(`prefer`), English.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from typing import Any

import flask_babel
from babel import Locale
from babel.support import NullTranslations
from flask import Flask, g, has_app_context, has_request_context, request
from jinja2.runtime import Context
from jinja2.utils import pass_context
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response

from intake import paths
from intake.languages import formats, pseudo
from intake.languages.names import language_name, locale_of
from intake.languages.pages import SOURCE, PageLanguage, available, find, negotiate
from intake.languages.spoken import SpokenLanguage, statement_languages
from intake.languages.tags import direction
from intake.languages.texts import LocalText, pick

COOKIE = "intake_language"
_A_YEAR = 365 * 24 * 60 * 60


class CatalogueMissing(RuntimeError):
    """The folder of the catalogues is not where it belongs: the installation is broken."""


class _Messages(flask_babel.Domain):  # type: ignore[misc]
    """Flask-Babel's messages, found faster, and with numbers in the digits and separators of the language."""

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[tuple[str, str | None, str | None], NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        locale = current_locale()
        if locale is None:
            return NullTranslations()
        key = (locale.language, locale.script, locale.territory)
        if key not in self._found:
            is_pseudo = str(locale) == pseudo.FOLDER
            self._found[key] = pseudo.Pseudo() if is_pseudo else super().get_translations()
        return self._found[key]

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        variables.setdefault("num", number(num))
        return str(self.get_translations().ungettext(singular, plural, num)) % variables


def init_languages(app: Flask) -> None:
    """Set up messages, the choice of language and the names that templates use; checks the catalogues' place.

    Templates get `page_language`, `page_languages`, `direction_of`, `language_name`, `spoken_languages`,
    `local`, `listed`, `number`, `date`, `time` and `datetime`, all of which work in imported macros too.
    """
    if not paths.TRANSLATIONS.is_dir():
        raise CatalogueMissing(f"there is no folder {paths.TRANSLATIONS}: install Intake again")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(paths.TRANSLATIONS)
    babel = flask_babel.Babel(app, default_locale=SOURCE, locale_selector=_locale)
    messages = babel.domain_instance = _Messages()
    used = app.extensions["babel"].translation_directories
    if used != [str(paths.TRANSLATIONS)]:
        raise CatalogueMissing(f"messages would come from {used} instead of {paths.TRANSLATIONS}")
    # Flask-Babel's own callables look the domain up for every message: ten times the time.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: messages.get_translations().ugettext(text),
        ngettext=lambda one, many, num: messages.get_translations().ungettext(one, many, num),
        pgettext=lambda context, text: messages.get_translations().upgettext(context, text),
        newstyle=True,
    )
    names = app.jinja_env.globals
    names["ngettext"] = _counting_in_own_digits(names["ngettext"])
    names.update(
        page_language=LocalProxy(page_language),
        page_languages=LocalProxy(page_languages),
        direction_of=direction,
        language_name=name_of,
        spoken_languages=spoken_languages,
        local=local,
        number=number,
        listed=listed,
        date=show_date,
        time=show_time,
        datetime=show_datetime,
    )


def current_locale() -> Locale | None:
    """Return what `flask_babel.get_locale()` does, in a tenth of the time; None outside the app."""
    try:
        known = g._get_current_object().get("_flask_babel")
    except RuntimeError:
        return None
    locale: Locale | None = getattr(known, "babel_locale", None) or flask_babel.get_locale()
    return locale


def page_language() -> PageLanguage:
    """Return the language that this request is answered in; English where there is no request."""
    locale = current_locale()
    return _of_locale(locale.language, locale.script, locale.territory) if locale else _of_locale(SOURCE)


def page_languages() -> tuple[PageLanguage, ...]:
    """Return all languages of the pages, those of the listening session first."""
    preferred = g.get("preferred_languages", ()) if has_app_context() else ()
    return _in_order(preferred)


def choose(tag: str | None) -> None:
    """Answer this request in the language kept with a person or device; address and cookie come first."""
    g.language_choice = tag
    flask_babel.refresh()


def prefer(tags: Iterable[str]) -> None:
    """Offer these languages first, and use them for a reader whose own languages we do not have."""
    g.preferred_languages = tuple(tags)
    flask_babel.refresh()


def remember(response: Response, tag: str) -> PageLanguage | None:
    """Keep the reader's choice in this browser; returns it, or None when no pages are in that language."""
    found = find(tag)
    if found:
        response.set_cookie(
            COOKIE, found.tag, max_age=_A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return found


def spoken_languages(session_languages: Iterable[str] = ()) -> tuple[SpokenLanguage, ...]:
    """Return the list to choose a statement's language from, in the language of the page."""
    return statement_languages(session_languages, page_language().tag)


def name_of(tag: str, in_tag: str | None = None) -> str:
    """Return what a language is called in the language of the page, or in another."""
    return language_name(tag, in_tag or page_language().tag)


def local(texts: Mapping[str, str], default: str) -> LocalText:
    """Return an organizer's text in the language of the page, else in its default language, marked."""
    return pick(texts, page_language().tag, default)


def listed(items: Iterable[str]) -> str:
    """Return several words as the page's language lists them."""
    return formats.format_list(items, page_language().tag)


def number(value: int | float) -> str:
    """Return a number as the page's language writes it."""
    return formats.format_number(value, page_language().tag)


def show_date(value: date, zone: str | tzinfo | None = None, style: str = "long") -> str:
    """Return a date in the page's language; see `formats.format_date`."""
    return formats.format_date(value, zone, page_language().tag, style)


def show_time(value: datetime, zone: str | tzinfo | None = None) -> str:
    """Return hours and minutes in the page's language."""
    return formats.format_time(value, zone, page_language().tag)


def show_datetime(value: datetime, zone: str | tzinfo | None = None) -> str:
    """Return day, hours and minutes in the page's language."""
    return formats.format_datetime(value, zone, page_language().tag)


@cache
def _of_locale(language: str, script: str | None = None, territory: str | None = None) -> PageLanguage:
    return find("-".join(part for part in (language, script, territory) if part)) or available()[0]


@lru_cache(maxsize=256)
def _in_order(preferred: tuple[str, ...]) -> tuple[PageLanguage, ...]:
    first = [found for tag in preferred if (found := find(tag))]
    return tuple(dict.fromkeys((*first, *available())))


def _locale() -> Locale:
    kept = g.get("language_choice")
    preferred = g.get("preferred_languages", ())
    if not has_request_context():
        return locale_of(negotiate(None, kept, None, preferred).tag)
    chosen = negotiate(
        request.args.get("lang"),
        request.cookies.get(COOKIE) if find(request.cookies.get(COOKIE, "")[:100]) else kept,
        request.headers.get("Accept-Language"),
        preferred,
    )
    return locale_of(chosen.tag)


def _counting_in_own_digits(translate: Any) -> Any:
    @pass_context
    def ngettext(context: Context, singular: str, plural: str, num: int, **variables: Any) -> str:
        variables.setdefault("num", number(num))
        translated: str = translate(context, singular, plural, num, **variables)  # keeps Markup
        return translated

    return ngettext

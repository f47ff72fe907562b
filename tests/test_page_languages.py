"""Languages of the pages: which there are, which one a reader gets, what templates are given."""

from __future__ import annotations

from datetime import UTC, date, datetime

import flask_babel
import pytest
from babel import Locale
from flask import Flask, g, render_template_string
from flask.testing import FlaskClient

from intake import languages, paths
from intake.languages import hmong, said, wiring

EVENING = datetime(2024, 7, 21, 1, 3, tzinfo=UTC)
SACRAMENTO = "America/Los_Angeles"

PAGE = """<html lang="{{ page_language.tag }}" dir="{{ page_language.direction }}">
{%- for one in page_languages %}<a lang="{{ one.tag }}" dir="{{ one.direction }}"></a>{% endfor %}
{{ ngettext("%(num)s thing", "%(num)s things", 1234) }}|{{ number(1234) }}|{{ language_name("fa-AF") }}
|{{ datetime(moment, "America/Los_Angeles") }}|{{ direction_of("ur") }}"""


@pytest.fixture
def app() -> Flask:
    app = Flask("tiny")
    languages.init_languages(app)
    app.add_url_rule("/", "page", lambda: render_template_string(PAGE, moment=EVENING))
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


# The pages' languages


def test_the_languages_are_the_folders_that_hold_a_catalogue() -> None:
    folders = {file.parent.parent.name for file in paths.TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")}
    assert {one.folder for one in languages.available()} == folders
    assert languages.available()[0].tag == "en"


def test_each_language_is_named_in_itself() -> None:
    assert {one.tag: (one.autonym, one.direction) for one in languages.available()}.items() >= {
        "en": ("English", "ltr"), "es": ("Español", "ltr"), "zh-Hans": ("简体中文", "ltr"),
        "zh-Hant": ("繁體中文", "ltr"), "pa": ("ਪੰਜਾਬੀ", "ltr"), "hmn": ("Hmoob", "ltr"),
        "ru": ("Русский", "ltr"), "fil": ("Filipino", "ltr"), "vi": ("Tiếng Việt", "ltr"),
        "hi": ("हिन्दी", "ltr"), "fa": ("فارسی", "rtl"), "ar": ("العربية", "rtl"),
        "fa-AF": ("دری", "rtl"),
    }.items()  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("zh-CN,zh;q=0.9", "zh-Hans"), ("zh-SG", "zh-Hans"), ("zh", "zh-Hans"), ("zh-Hans-CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh-MO", "zh-Hant"), ("yue", "zh-Hant"),
        ("cmn", "zh-Hans"), ("tl", "fil"), ("tl-PH", "fil"), ("tgl", "fil"), ("prs", "fa-AF"), ("prs-AF", "fa-AF"),
        ("fa-AF", "fa-AF"), ("fa", "fa"), ("fa-IR", "fa"), ("pes", "fa"), ("fa-Arab-AF", "fa-AF"),
        ("fa-TJ, fa-AF;q=0.5", "fa"), ("pa-PK", "pa"), ("pa-Arab", "pa"), ("pa-Guru-IN", "pa"),
        ("mww", "hmn"),
        ("hnj", "hmn"), ("hmn-US", "hmn"), ("es-419", "es"), ("en-GB", "en"), ("arz", "ar"), ("ar-SY", "ar"),
        ("iw, vi;q=0.5", "vi"), ("de, ru;q=0.2, hi;q=0.7", "hi"), ("es;q=0, vi;q=0.1", "vi"),
        ("", "en"), ("*", "en"), ("de", "en"), (";;;,,q=", "en"), ("es;q=nonsense, vi", "vi"),
        ("q" * 5000, "en"),
    ],
)  # fmt: skip
def test_the_browser_s_language_finds_its_catalogue(asked: str, answered: str) -> None:
    assert languages.negotiate(None, None, asked).tag == answered


def test_the_link_comes_before_the_device_before_the_browser_before_the_session() -> None:
    assert languages.negotiate("fa", "vi", "es", ("ru",)).tag == "fa"
    assert languages.negotiate("tlh", "vi", "es", ("ru",)).tag == "vi"
    assert languages.negotiate(None, None, "es", ("ru",)).tag == "es"
    assert languages.negotiate(None, None, "de", ("ru",)).tag == "ru"
    assert languages.negotiate(None, None, None, ("de",)).tag == "en"


def test_a_request_is_answered_in_the_language_that_was_chosen(app: Flask, client: FlaskClient) -> None:
    def said(path: str, **headers: str) -> str:
        return client.get(path, headers=headers).text.partition(">")[0]

    assert said("/", **{"Accept-Language": "ar"}) == '<html lang="ar" dir="rtl"'
    assert said("/?lang=vi", **{"Accept-Language": "ar"}) == '<html lang="vi" dir="ltr"'
    with app.test_request_context("/"):
        response = app.make_response("")
        assert languages.remember(response, "tl") == languages.find("fil")
        assert languages.remember(response, "klingon") is None
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    client.set_cookie(wiring.COOKIE, "fil")
    assert said("/", **{"Accept-Language": "ar"}) == '<html lang="fil" dir="ltr"'
    assert said("/?lang=hi", **{"Accept-Language": "ar"}) == '<html lang="hi" dir="ltr"'
    client.set_cookie(wiring.COOKIE, "\udc80garbage".encode("utf-8", "replace").decode())
    assert said("/", **{"Accept-Language": "ar"}) == '<html lang="ar" dir="rtl"'


def test_the_choice_kept_with_a_person_or_device_is_used(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "ar"}):
        assert languages.page_language().tag == "ar"
        languages.choose("ru")
        assert languages.page_language().tag == "ru"
        languages.prefer(["pa", "de", "hmn"])
        assert [one.tag for one in languages.page_languages()][:2] == ["pa", "hmn"]
        assert set(languages.page_languages()) == set(languages.available())
        languages.choose(None)
        assert languages.page_language().tag == "ar"
    with app.test_request_context("/", headers={"Accept-Language": "ar"}):
        g.language_choice = "vi"
        assert languages.page_language().tag == "vi"


def test_there_is_a_language_outside_of_a_request(app: Flask) -> None:
    assert languages.page_language().tag == "en"
    assert languages.number(1234) == "1,234"
    with app.app_context():
        assert languages.page_language().tag == "en"
        with flask_babel.force_locale("fa"):
            assert languages.page_language().tag == "fa"
            assert languages.number(1234) == "۱٬۲۳۴"
        assert languages.page_languages() == languages.available()


@pytest.mark.parametrize("one", languages.available(), ids=lambda one: one.tag)
def test_every_language_renders_its_direction_numbers_and_dates(
    client: FlaskClient, one: languages.PageLanguage
) -> None:
    page = client.get(f"/?lang={one.tag}").text
    assert page.startswith(f'<html lang="{one.tag}" dir="{one.direction}"')
    assert page.count("<a lang=") == len(languages.available())
    assert f"{languages.format_number(1234, one.tag)} thing" in page
    assert languages.format_datetime(EVENING, SACRAMENTO, one.tag) in page


@pytest.mark.parametrize("order", [("fa", "fa-AF"), ("fa-AF", "fa")])
def test_two_catalogues_of_one_language_are_not_taken_for_each_other(
    app: Flask, client: FlaskClient, order: tuple[str, str]
) -> None:
    app.add_url_rule(
        "/word", "word", lambda: render_template_string("{{ gettext('Sign in') }}{{ gettext('Password') }}")
    )
    for tag in order:
        assert client.get(f"/word?lang={tag}").text == said("Sign in", tag) + said("Password", tag)
    assert said("Password", "fa") != said("Password", "fa-AF")


def test_a_value_in_a_message_is_escaped_once(app: Flask) -> None:
    page = """{{ ngettext("%(num)s by %(who)s", "%(num)s by %(who)s", 2, who=who) }}"""
    with app.test_request_context("/"):
        assert render_template_string(page, who="<O'B>") == "2 by &lt;O&#39;B&gt;"


def test_a_missing_folder_of_catalogues_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "TRANSLATIONS", paths.PACKAGE / "nowhere")
    with pytest.raises(wiring.CatalogueMissing, match="nowhere"):
        languages.init_languages(Flask("tiny"))


# White Hmong


def test_babel_takes_our_hmong_locale() -> None:
    locale = Locale.parse("hmn")
    assert locale.get_display_name() == "Hmoob"
    assert {locale.plural_form(number) for number in range(200)} == {"other"}
    assert locale.text_direction == "ltr"
    before = locale.months["format"]["wide"][1]
    hmong.register()
    assert Locale("hmn").months["format"]["wide"][1] == before == "Ib Hlis"
    assert Locale("en").months["format"]["wide"][1] == "January"
    assert Locale("en").languages["hmn"] == "Hmong"


def test_flask_babel_works_in_hmong(app: Flask) -> None:
    with app.test_request_context("/?lang=hmn"):
        assert str(flask_babel.get_locale()) == "hmn"
        assert flask_babel.format_date(date(2024, 1, 5), rebase=False) == "Lub Ib Hlis tim 5, 2024"
        assert flask_babel.format_decimal(1234.5) == "1,234.5"
        assert flask_babel.format_datetime(EVENING).startswith("Lub Xya Hli tim 21, 2024")
        assert "%" not in flask_babel.ngettext("%(num)s thing", "%(num)s things", 3)

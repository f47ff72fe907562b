"""The search box above the list: what it finds, how matches are shown, and what it says of nothing."""

from __future__ import annotations

import re

import pytest

from intake import indexing
from intake.models import Role, Status
from intake.queries import statements
from tests import factories
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, SignIn
from tests.statements.test_list import LIST, TEXT, texts


@pytest.fixture
def found(full_hall: Hall) -> Hall:
    full_hall.say("<b>El autobús</b> & la escuela", language="es")
    full_hall.say("社区学校很安全", language="zh-Hans")
    indexing.catch_up(full_hall.db)
    return full_hall


def test_matches_are_marked_as_text(found: Hall, organizer: CheckingClient) -> None:
    assert texts(organizer, "?search=AUTOBUS") == [
        "&lt;b&gt;El <mark>autobús</mark>&lt;/b&gt; &amp; la escuela"
    ]
    assert texts(organizer, "?search=b") == [
        "&lt;<mark>b</mark>&gt;El autobús&lt;/<mark>b</mark>&gt; &amp; la escuela"
    ]
    assert texts(organizer, '?search="autobus b"') == [
        "&lt;b&gt;El <mark>autobús&lt;/b</mark>&gt; &amp; la escuela"
    ], "what stands between two words"
    assert texts(organizer, "?search=学校") == ["社区<mark>学校</mark>很安全"]
    assert texts(organizer, "?search=بفارسي") == [] and texts(organizer, "?search=فارسي") == [
        "یکی به <mark>فارسی</mark>"
    ]


def test_where_a_translation_was_found_it_stands_below_as_text_in_its_language(
    found: Hall, organizer: CheckingClient
) -> None:
    said = found.say("The bus is late.")
    factories.a_rendering(found.db, said, "fa", "<b>اتوبوس</b> دیر 7")
    factories.a_rendering(found.db, said, "es", "El autobús tarda 7")
    factories.a_rendering(found.db, said, "vi", "xe buýt autobus tarda", status=Status.HELD)
    factories.a_rendering(found.db, said, "tl", "Huli ang bus.")
    indexing.catch_up(found.db)
    page = organizer.get(f"{LIST}?search=اتوبوس").text
    [original, persian] = TEXT.findall(page)
    assert (original, persian) == ("The bus is late.", "&lt;b&gt;<mark>اتوبوس</mark>&lt;/b&gt; دیر 7")
    assert re.search(r'Translation into Persian</p>\s*<p class="quoted" lang="fa" dir="rtl">', page)
    assert texts(organizer, "?search=autobus+tarda") == [
        "The bus is late.",
        "El <mark>autobús</mark> <mark>tarda</mark> 7",
    ]
    assert len(texts(organizer, "?search=7")) == 3, "each that answers"
    assert texts(organizer, "?search=bus") == ["The <mark>bus</mark> is late."], "its own words are enough"
    assert texts(organizer, "?search=late+autobus") == []
    assert not re.search("Translation into", organizer.get(LIST).text)


def test_the_box_keeps_the_filters_and_they_keep_it(found: Hall, organizer: CheckingClient) -> None:
    assert texts(organizer, "?search=one&status=held") == ["a late <mark>one</mark>"]
    page = organizer.get(f"{LIST}?search=one&status=held&question=Q1").text
    box = page.split('role="search"')[1].split("</form>")[0]
    assert dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', box)) == {
        "status": "held",
        "question": "Q1",
    }
    assert 'type="hidden" name="search" value="one"' in page.split('class="filters-form"')[1]
    assert f'href="{LIST}?question=Q1&amp;status=held"' in page
    assert re.search(r'href="[^"]*/export\?search=one&amp;', page)


def test_practice_is_found_only_where_it_is_chosen(found: Hall, organizer: CheckingClient) -> None:
    assert texts(organizer, "?search=practice") == []
    assert texts(organizer, "?search=practice&session=trial") == ["only <mark>practice</mark>"]


def test_nothing_found_says_what_to_try(found: Hall, organizer: CheckingClient) -> None:
    page = organizer.get(f"{LIST}?search=nowhere").text
    assert "No statement matches" in page and "Try fewer words" in page
    assert "Try fewer words" not in organizer.get(f"{LIST}?status=withdrawn").text


@pytest.mark.parametrize("typed", ['"', "%2B", "NEAR(", "'", "*", "-", "%00", "🚌", "x" * 5000])
def test_whatever_is_typed_there_is_a_page(found: Hall, organizer: CheckingClient, typed: str) -> None:
    assert organizer.get(f"{LIST}?search={typed}").status_code == 200


def test_a_frequent_word_is_counted_up_to_a_limit(
    found: Hall, organizer: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "FOUND_UP_TO", 2)
    assert "More than 2 statements" in organizer.get(f"{LIST}?search=one").text


def test_what_is_not_indexed_yet_is_owned_up_to(found: Hall, organizer: CheckingClient) -> None:
    assert "still being added" not in organizer.get(f"{LIST}?search=one").text
    found.say("one more")
    assert "still being added" in organizer.get(f"{LIST}?search=one").text
    assert "still being added" not in organizer.get(LIST).text


def test_whoever_reads_statements_may_search_and_nobody_else(
    found: Hall, sign_in: SignIn, client: CheckingClient
) -> None:
    assert len(texts(sign_in(Role.INTERPRETER), "?search=one")) == 3
    assert sign_in(Role.VIEWER).get(f"{LIST}?search=one").status_code == 403
    assert client.get(f"{LIST}?search=one").status_code in (302, 303)


def test_an_export_holds_what_was_found(found: Hall, organizer: CheckingClient) -> None:
    data = organizer.get("/initiatives/score-2024/export/file?format=csv&search=autobus").get_data(
        as_text=True
    )
    assert "autobús" in data and len(data.strip().splitlines()) == 2
    assert "1 statement" in organizer.get("/initiatives/score-2024/export?search=autobus").text


def test_the_page_of_an_export_counts_a_search_up_to_a_limit(
    found: Hall, organizer: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "COUNTED_UP_TO", 2)
    assert 'data-count="2"' in organizer.get("/initiatives/score-2024/export?search=one").text
    monkeypatch.setattr(statements, "COUNTED_UP_TO", 1)
    page = organizer.get("/initiatives/score-2024/export?search=one").text
    assert "More than 1 statements" in page and "data-count" not in page
    assert 'data-count="6"' in organizer.get("/initiatives/score-2024/export").text

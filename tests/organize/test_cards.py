"""Cards to print: what is on each, in which languages, and that the link comes from the settings alone."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from intake.db import Database
from intake.models import Initiative, Role
from intake.web.organize.cards import qr_of
from tests.factories import a_member, a_session, an_initiative, signed_in
from tests.pages import CheckingClient

PAGE = "/initiatives/score-2024/sessions/july-20/cards"


@pytest.fixture
def initiative(client: CheckingClient, db: Database) -> Initiative:
    made = an_initiative(db)
    signed_in(client, db, a_member(db, made, Role.ORGANIZER))
    return made


def sheets(page: str) -> list[int]:
    return [part.count('class="join-card"') for part in page.split('class="cards-sheet"')[1:]]


def test_a_card_for_the_full_group_and_for_each_table(
    client: CheckingClient, db: Database, initiative: Initiative
) -> None:
    hall = a_session(db, initiative, tables=4, venue="Oak Park <hall>")
    page = client.get(PAGE).text
    for place in hall.places:
        assert place.short_code[:4] in page and place.short_code[4:] in page
        assert qr_of(f"http://127.0.0.1:8000/join/{place.code}") in page
        assert place.code not in page, "the long code is a secret: it stands in the QR code only"
    assert "Full group" in page and "Table 4" in page
    assert "Oak Park &lt;hall&gt;" in page
    assert "Practice" not in page


def test_links_come_from_the_settings_never_from_the_request(
    client: CheckingClient, db: Database, initiative: Initiative
) -> None:
    hall = a_session(db, initiative)
    page = client.get(PAGE, headers={"X-Forwarded-Host": "evil.example"}).text
    assert qr_of(f"http://127.0.0.1:8000/join/{hall.places[0].code}") in page
    assert client.get(PAGE, base_url="http://evil.example/").status_code == 400


@pytest.mark.parametrize(("query", "paper", "expected"), [
    ("", "letter", [2, 2, 1]),
    ("?paper=a4", "a4", [2, 2, 1]),
    ("?per=4", "letter", [4, 1]),
    ("?paper=a4&per=4", "a4", [4, 1]),
    ("?paper=../x&per=99999999999999999999", "a4", [2, 2, 1]),
])  # fmt: skip
def test_paper_and_cards_on_a_sheet(
    client: CheckingClient, db: Database, initiative: Initiative, query: str, paper: str, expected: list[int]
) -> None:
    a_session(db, initiative, tables=4)
    page = client.get(PAGE + query).text
    assert sheets(page) == expected
    assert f"css/paper-{paper}.css" in page


def test_europe_prints_on_a4(client: CheckingClient, db: Database, initiative: Initiative) -> None:
    a_session(db, initiative, time_zone="Europe/Berlin")
    assert "css/paper-a4.css" in client.get(PAGE).text


def test_in_the_language_of_the_table_and_in_english(
    client: CheckingClient, db: Database, initiative: Initiative
) -> None:
    hall = a_session(
        db, initiative, tables=3, title={"en": "July 20", "fa": "۲۰ ژوئیه"}, languages=["en", "es"]
    )
    hall.places[1].language, hall.places[2].language, hall.places[3].language = "fa-AF", "en", "so"
    for place in hall.places[1:]:
        db.write(lambda session, place=place: session.merge(place))
    cards = client.get(PAGE).text.split('class="join-card"')[1:]
    everybody, persian, english, somali = cards
    assert '<span lang="fa" dir="rtl">۲۰ ژوئیه</span>' in persian and "July 20" in persian
    assert '<span lang="en" dir="ltr">July 20</span>' in english and "fa" not in re.findall(
        r'lang="(\w+)"', english
    )
    assert set(re.findall(r'lang="(\w+)"', somali)) == {"en"}, (
        "a language without pages falls back to English"
    )
    assert "es" in re.findall(r'lang="(\w+)"', everybody), (
        "without a language of its own: the session's first other"
    )


def test_practice_says_so_on_every_card(client: CheckingClient, db: Database, initiative: Initiative) -> None:
    a_session(db, initiative, is_practice=True, starts_at=None)
    cards = client.get(PAGE).text.split('class="join-card"')[1:]
    assert all("join-card-practice" in card and "Practice" in card for card in cards)


@pytest.mark.parametrize(
    ("role", "status"), [(Role.ORGANIZER, 200), (Role.ANALYST, 403), (Role.VIEWER, 403), (None, 404)]
)
def test_codes_are_for_who_sets_up(app: Flask, db: Database, role: Role | None, status: int) -> None:
    mine, other = an_initiative(db), an_initiative(db, "other")
    a_session(db, mine)
    client = app.test_client()
    signed_in(client, db, a_member(db, mine if role else other, role or Role.ORGANIZER, "who@example.org"))
    assert client.get(PAGE).status_code == status

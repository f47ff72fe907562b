"""Note sheets: a page for each question, for each table, in the languages that were asked for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from intake.db import Database
from intake.models import ListeningSession, Role
from intake.web.organize.cards import qr_of
from intake.web.paper import sheets
from tests import factories
from tests.pages import CheckingClient

PAGE = "/initiatives/score-2024/sessions/july-20/sheets"
PERSIAN = "چه آرزویی دارید؟"


class Evening:
    """A session with three tables: without a language, Persian, and one without pages in its language."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.initiative = factories.an_initiative(db)
        factories.a_question(db, self.initiative, "Q1")
        factories.a_question(
            db, self.initiative, "Q2", position=2, texts={"en": "What do you <wish>?", "fa": PERSIAN}
        )
        factories.a_question(db, self.initiative, "Q0", asked_in=["cbo"])
        self.session: ListeningSession = factories.a_session(db, self.initiative, tables=3)
        for place, language in zip(self.session.places[2:], ("fa-AF", "so"), strict=True):
            place.language = language
            db.write(lambda session, place=place: session.merge(place))


@pytest.fixture
def evening(db: Database, client: CheckingClient) -> Evening:
    evening = Evening(db)
    factories.signed_in(client, db, factories.a_member(db, evening.initiative, Role.ORGANIZER))
    return evening


def leaves(page: str) -> list[str]:
    return page.split('<article class="note-sheet"')[1:]


def test_each_table_in_its_own_language_is_one_tap(client: CheckingClient, evening: Evening) -> None:
    found = leaves(client.get(PAGE).text)
    assert len(found) == 8, "full group and three tables, two questions each"
    assert [re.match(r' lang="([\w-]+)" dir="(\w+)"', leaf).groups() for leaf in found[::2]] == [  # type: ignore[union-attr]
        ("en", "ltr"), ("en", "ltr"), ("fa-AF", "rtl"), ("en", "ltr"),
    ]  # fmt: skip
    assert "Full group" in found[0] and "Table 1" in found[2] and "میز 2" in found[4]
    assert "Q0" not in "".join(found), "not asked in this type of session"
    assert "What do you &lt;wish&gt;?" in found[1]


def test_a_page_says_what_it_is_and_where_it_belongs(client: CheckingClient, evening: Evening) -> None:
    found = leaves(client.get(f"{PAGE}?table=1&count=2&language=en").text)
    assert len(found) == 4
    for leaf, numbering in zip(
        found, ("1 of 2 · page 1", "1 of 2 · page 2", "2 of 2 · page 1", "2 of 2 · page 2"), strict=True
    ):
        assert f"Sheet {numbering} of 2" in leaf
        assert qr_of(f"http://127.0.0.1:8000/join/{evening.session.places[1].code}") in leaf
        assert "SCORE 2024" in leaf and "July 20, 2024" in leaf and "Community center" in leaf
        assert "Never write down names, addresses, phone numbers" in leaf
        for word in ("Quote", "Paraphrase", "Observation"):
            assert leaf.count(f"</i>{word}</span>") == sheets.NOTES
        assert leaf.count("Others who agreed") == leaf.count(">Language<") == sheets.NOTES
    assert evening.session.places[1].code not in "".join(found), "the long code stands in the QR code only"


def test_a_wording_in_another_language_is_marked(client: CheckingClient, evening: Evening) -> None:
    first, second = leaves(client.get(f"{PAGE}?table=1&language=fa").text)
    assert 'class="language-mark">انگلیسی<' in first and "What is Q1?" in first
    assert PERSIAN in second and "language-mark" not in second
    assert "برگهٔ ۱ از ۱ · صفحهٔ ۲ از ۲" in second


def test_several_languages_and_each_once(client: CheckingClient, evening: Evening) -> None:
    page = client.get(f"{PAGE}?table=1&language=own&language=en&language=es").text
    assert [re.match(r' lang="([\w-]+)"', leaf)[1] for leaf in leaves(page)] == ["en", "en", "es", "es"]  # type: ignore[index]
    assert "4 pages" in page


@pytest.mark.parametrize(("query", "paper"), [("", "letter"), ("?paper=a4", "a4"), ("?paper=../x", "letter")])
def test_paper(client: CheckingClient, evening: Evening, query: str, paper: str) -> None:
    page = client.get(PAGE + query).text
    assert f"css/paper-{paper}.css" in page and f'class="note-sheets paper-{paper}"' in page
    other = client.get(f"{PAGE}?table=2&language=fa&count=3").text
    assert "paper=a4&amp;table=2&amp;language=fa&amp;count=3" in other, "another paper keeps the choices"


@pytest.mark.parametrize(
    "query",
    ["count=0", "count=21", "count=x", "count=", "table=9", "table=1&count=1", "count=1&language=klingon"],
)
def test_a_choice_that_cannot_be_printed_says_so(
    client: CheckingClient, evening: Evening, query: str
) -> None:
    page = client.get(f"{PAGE}?{query}").text
    assert leaves(page) == [] and 'class="error"' in page


def test_too_many_pages_are_not_laid_out(
    client: CheckingClient, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_PAGES", 7)
    page = client.get(PAGE).text
    assert leaves(page) == [] and "That would be 8 pages." in page


def test_long_questions_leave_fewer_notes_on_a_page(client: CheckingClient, evening: Evening) -> None:
    texts = {"en": "Why? " * 200}
    factories.a_question(evening.db, evening.initiative, "Q3", position=3, texts=texts)
    leaf = leaves(client.get(f"{PAGE}?table=1&language=en&count=1").text)[2]
    assert "note-question-very-long" in leaf and leaf.count('class="note"') == sheets.FEW_NOTES


def test_practice_and_a_missing_date(client: CheckingClient, db: Database, evening: Evening) -> None:
    def change(session: Any) -> None:
        found = session.get_one(ListeningSession, evening.session.id)
        found.is_practice, found.starts_at = True, None

    db.write(change)
    for leaf in leaves(client.get(f"{PAGE}?table=1&language=en&count=1").text):
        assert "Practice" in leaf and '<span class="note-blank">Date' in leaf


def test_links_come_from_the_settings_never_from_the_request(
    client: CheckingClient, evening: Evening
) -> None:
    page = client.get(PAGE, headers={"X-Forwarded-Host": "evil.example"}).text
    assert qr_of(f"http://127.0.0.1:8000/join/{evening.session.places[0].code}") in page


@pytest.mark.parametrize(("role", "status"), [(Role.ORGANIZER, 200), (Role.ANALYST, 403), (Role.VIEWER, 403)])
def test_codes_are_for_who_sets_up(app: Flask, db: Database, role: Role, status: int) -> None:
    evening = Evening(db)
    client = app.test_client()
    factories.signed_in(client, db, factories.a_member(db, evening.initiative, role))
    assert client.get(PAGE).status_code == status

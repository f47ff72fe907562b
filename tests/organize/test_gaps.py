"""The gap report on the session's page."""

from __future__ import annotations

import re

import pytest

from intake import languages
from intake.db import Database
from intake.models import Initiative, Role
from intake.web.organize import gaps
from tests import factories
from tests.pages import CheckingClient

PAGE = "/initiatives/score-2024/sessions/july-20"


def told(html: str) -> list[str]:
    return [
        re.sub("<[^>]+>", "", part).strip() for part in re.findall(r'class="gap">(.*?)</span></span>', html)
    ]


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.VIEWER])
def test_each_tablet_says_what_it_saved_and_what_has_not_arrived(
    client: CheckingClient, db: Database, score: Initiative, role: Role
) -> None:
    table = factories.a_session(db, score).places[1]
    factories.a_device(db, table, name="lost", highest_sequence=41, received="1-16,19-29,31-41")
    factories.a_device(db, table, name="one", highest_sequence=2, received="2")
    factories.a_device(db, table, name="well", highest_sequence=12, received="1-12")
    factories.a_device(db, table, name="refused", highest_sequence=3, received="1-3", refused={"x": 2})
    factories.a_device(db, table, name="by form")
    factories.signed_in(client, db, factories.a_member(db, score, role))
    page = client.get(PAGE).text
    assert "saved: 41, arrived: 38" in page and "saved: 12, arrived: 12" in page
    assert page.count("saved: ") == 4, "a tablet that keeps nothing itself has no count"
    assert "4 saves have not arrived" in page
    assert told(page) == [
        "3 of 41 have not arrived: numbers 17, 18, and 30",
        "1 of 2 has not arrived: number 1",
        "1 was refused and waits on the tablet: number 2",
    ]
    assert told(client.get(f"{PAGE}/live").text) == told(page)


def test_without_a_gap_nothing_is_said(client: CheckingClient, db: Database, score: Initiative) -> None:
    factories.a_device(db, factories.a_session(db, score).places[1], highest_sequence=4, received="1-4")
    factories.signed_in(client, db, factories.a_member(db, score, Role.ORGANIZER))
    page = client.get(PAGE).text
    assert told(page) == [] and "not arrived" not in page


def test_many_numbers_are_runs_and_very_many_end_in_dots(db: Database) -> None:
    assert gaps.named([(3, 9)]) == "3–9"
    assert gaps.named([(1, 2), (5, 7)]) == "1, 2, and 5–7"
    assert gaps.named([(n, n) for n in range(1, 40, 2)]) == "1, 3, 5, 7, 9, 11, 13, 15, …"
    assert languages.listed(["1"]) == "1"

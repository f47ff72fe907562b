"""The list of statements: what it shows, its filters in the address, and its pages."""

from __future__ import annotations

import re

import pytest

from intake.models import Role, Status
from intake.queries import statements
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, SignIn

LIST = "/initiatives/score-2024/statements"
TEXT = re.compile(r'<p class="quoted"[^>]*>(.*?)</p>', re.DOTALL)


def texts(client: CheckingClient, query: str = "") -> list[str]:
    return TEXT.findall(client.get(LIST + query).text)


def test_newest_first_and_without_practice(full_hall: Hall, organizer: CheckingClient) -> None:
    assert texts(organizer) == ["a hidden one", "a late one", "یکی به فارسی", "una en español", "a plain one"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?session=july-20&question=Q2", ["una en español"]),
        ("?language=es", ["una en español"]),
        ("?language=fa", ["یکی به فارسی"]),
        ("?language=so", []),
        ("?table=full+group", ["یکی به فارسی"]),
        ("?status=held", ["a late one"]),
        ("?status=conflict", []),
        ("?from=2024-07-20&until=2024-07-20&status=hidden", ["a hidden one"]),
        ("?from=2024-07-21", []),
        ("?session=trial", ["only practice"]),
        ("?session=nowhere&question=Q9&from=rubbish&before=rubbish", None),
        # No language is called that, and no page can show it.
        ("?language=e%00", None),
        ("?language=%25", None),
    ],
)
def test_filters_stand_in_the_address(
    full_hall: Hall, organizer: CheckingClient, query: str, expected: list[str] | None
) -> None:
    found = texts(organizer, query)
    assert found == (texts(organizer) if expected is None else expected)


def test_a_chosen_filter_can_be_taken_away(full_hall: Hall, organizer: CheckingClient) -> None:
    page = organizer.get(f"{LIST}?question=Q2&status=active").text
    assert f'href="{LIST}?status=active"' in page
    assert f'href="{LIST}?question=Q2"' in page


def test_a_statement_carries_its_language_and_is_escaped(hall: Hall, organizer: CheckingClient) -> None:
    hall.say("<script>alert(1)</script>\nدو خط", language="fa")
    page = organizer.get(LIST).text
    assert "<script>alert" not in page
    assert re.search(r'<p class="quoted"[^>]* lang="fa" dir="rtl">&lt;script&gt;', page)


def test_a_long_statement_is_shown_by_its_beginning(hall: Hall, organizer: CheckingClient) -> None:
    said = hall.say("word " * 2000)
    assert len(texts(organizer)[0]) < 1000
    assert "word " * 2000 in organizer.get(hall.path(said)).text


def test_pages_by_cursor(hall: Hall, organizer: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements.page, "__kwdefaults__", {"before": None, "after": None, "size": 2})
    for n in range(5):
        hall.say(f"number {n}")
    seen, address = [], LIST + "?question=Q1"
    while True:
        page = organizer.get(address).text
        seen += TEXT.findall(page)
        older = re.search(r'<a class="[^"]*pager-older"[^>]* href="([^"]+)"', page)
        if not older:
            break
        address = older[1].replace("&amp;", "&")
        assert "question=Q1" in address
    assert seen == [f"number {n}" for n in (4, 3, 2, 1, 0)]
    newer = re.search(r'rel="prev" href="([^"]+)"', page)
    assert newer
    assert texts(organizer, newer[1].replace("&amp;", "&").removeprefix(LIST)) == ["number 2", "number 1"]


def test_internal_numbers_stay_inside(full_hall: Hall, organizer: CheckingClient) -> None:
    said = full_hall.say("the last")
    page = organizer.get(LIST).text + organizer.get(full_hall.path(said)).text
    assert f'"{said.id}"' not in page
    assert f"={said.id}" not in page


def test_held_ones_are_released_together(full_hall: Hall, organizer: CheckingClient) -> None:
    full_hall.say("another late one", status=Status.HELD)
    page = organizer.get(f"{LIST}?status=held").text
    form = page.split(f'action="{LIST}/release"')[1].split("</form>")[0]
    uids = re.findall(r'name="id" value="([^"]+)"', form)
    assert len(uids) == 2
    answer = organizer.submit(f"{LIST}/release", {"id": [*uids, "rubbish"]}, page=LIST)
    assert answer.status_code == 303
    assert texts(organizer, "?status=held") == []
    assert texts(organizer, "?status=active")[0] == "another late one"


@pytest.mark.parametrize("role", [Role.INTERPRETER, Role.ANALYST])
def test_others_may_read_and_nothing_more(full_hall: Hall, sign_in: SignIn, role: Role) -> None:
    client = sign_in(role)
    assert len(texts(client)) == 5
    page = client.get(f"{LIST}?status=held").text
    assert "/release" not in page
    assert client.submit(f"{LIST}/release", {}, page=LIST).status_code == 403


def test_an_empty_initiative_says_what_will_come(hall: Hall, organizer: CheckingClient) -> None:
    assert "No statements yet" in organizer.get(LIST).text
    assert "No statement matches" in organizer.get(f"{LIST}?question=Q2").text


def test_the_number_of_queries_does_not_grow_with_the_list(
    full_hall: Hall, organizer: CheckingClient
) -> None:
    from tests.organize.conftest import counted

    with counted(full_hall.db) as before:
        organizer.get(LIST)
    for n in range(20):
        full_hall.say(f"more {n}")
    with counted(full_hall.db) as after:
        organizer.get(LIST)
    assert len(after) == len(before)

"""Translating on pages: what is to do, side by side, the next one by itself, reviewed by a second person."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event, select

from intake import indexing
from intake.actions import review
from intake.actions.actor import COMMAND
from intake.db import new_uid
from intake.models import How, Kind, Rendering, RenderingState, Role, Statement
from intake.queries import statements
from tests import factories
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, SignIn

TEXTS = re.compile(r'<p class="quoted(?: muted)?"[^>]*>(.*?)</p>', re.DOTALL)
WORKLIST = "/initiatives/score-2024/translate"
PERSIAN = "اتوبوس ساعتی یک بار می‌آید."


def path(statement: Statement, into: str = "fa", query: str = "") -> str:
    return f"{WORKLIST}/{statement.uid}/{into}{query}"


def entry(text: str = PERSIAN, version: int = 0, statement_version: int = 1, **more: str) -> dict[str, str]:
    return {"text": text, "version": str(version), "statement_version": str(statement_version)} | more


def stored(hall: Hall) -> list[Rendering]:
    with hall.db.read() as session:
        return list(session.scalars(select(Rendering).order_by(Rendering.id)))


@pytest.fixture
def interpreter(sign_in: SignIn) -> CheckingClient:
    return sign_in(Role.INTERPRETER)


def test_a_statement_and_its_translation_stand_side_by_side_each_in_its_direction(
    hall: Hall, interpreter: CheckingClient
) -> None:
    said = hall.say("The bus comes once an hour.")
    page = interpreter.get(path(said)).text
    assert "What is Q1?" in page
    assert (
        '<p class="quoted statement-large" lang="en" dir="ltr">The bus comes once an hour.</p>' in page
        or ('lang="en" dir="ltr"' in page)
    )
    field = page[page.index("<textarea") :].partition(">")[0]
    assert 'lang="fa"' in field and 'dir="rtl"' in field
    assert 'name="reviewed"' not in page


@pytest.mark.parametrize(
    ("asked", "taken"),
    [("so", "so"), ("pt-BR", "pt-BR"), ("pt_BR", "en"), ("SO", "en"), ("e%00", "en"), ("%25", "en")],
)
def test_a_language_is_asked_for_as_it_is_stored(
    hall: Hall, interpreter: CheckingClient, asked: str, taken: str
) -> None:
    said = hall.say("một", language="vi")
    page = interpreter.get(f"{WORKLIST}?into={asked}").text
    assert set(re.findall(rf"{said.uid}/([^?\"]+)", page)) == {taken}


def test_saving_opens_the_next_one_until_nothing_is_left(hall: Hall, interpreter: CheckingClient) -> None:
    oldest, newest = hall.say("one"), hall.say("two")
    hall.say("سه", language="fa")
    assert "2 statements" in interpreter.get(WORKLIST + "?into=fa").text
    answer = interpreter.submit(path(newest, query="?question=Q1"), data=entry("دو"))
    assert answer.status_code == 303
    assert answer.location.endswith(path(oldest, query="?question=Q1"))
    answer = interpreter.submit(path(oldest), data=entry("یک"))
    assert answer.location.endswith(WORKLIST + "?into=fa")
    assert "Nothing is left" in interpreter.get(answer.location).text
    assert [one.text for one in stored(hall)] == ["دو", "یک"]


def test_it_is_searched_in_statements_and_what_was_made_of_them(
    hall: Hall, interpreter: CheckingClient
) -> None:
    bus, tram = hall.say("The bus is late."), hall.say("The tram is late.", question=hall.q2)
    factories.a_rendering(hall.db, bus, "fa", "اتوبوس دیر", state=RenderingState.DRAFT)
    factories.a_rendering(hall.db, bus, "es", "El autobús tarda")
    indexing.catch_up(hall.db)

    def found(query: str) -> list[str]:
        return TEXTS.findall(interpreter.get(f"{WORKLIST}?into=fa&{query}").text)

    assert found("search=LATE") == ["The tram is <mark>late</mark>."], "what is translated is not to do"
    assert found("search=bus&work=all") == ["The <mark>bus</mark> is late.", "اتوبوس دیر"]
    assert found("search=اتوبوس&work=draft") == ["The bus is late.", "<mark>اتوبوس</mark> دیر"]
    assert found("search=autobus&work=all") == [
        "The bus is late.",
        "اتوبوس دیر",
        "El <mark>autobús</mark> tarda",
    ]
    assert found("search=late&work=all&question=Q2") == ["The tram is <mark>late</mark>."]
    assert found("search=nowhere") == []
    page = interpreter.get(f"{WORKLIST}?into=fa&search=late&question=Q2").text
    assert f'href="{path(tram, query="?search=late&amp;question=Q2")}"' in page
    box = page.split('role="search"')[1].split("</form>")[0]
    assert set(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', box)) == {
        ("into", "fa"),
        ("question", "Q2"),
    }
    assert 'type="hidden" name="search" value="late"' in page.split('class="filters-form"')[1]
    answer = interpreter.submit(path(tram, query="?search=late&work=all"), data=entry())
    assert answer.location.endswith(path(bus, query="?search=late&work=all"))


def test_a_search_of_the_worklist_is_paged_and_counted_up_to_a_limit(
    hall: Hall, interpreter: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        hall.say(f"common {number}")
    indexing.catch_up(hall.db)
    monkeypatch.setattr(statements, "FOUND_UP_TO", 3)
    monkeypatch.setattr(statements, "FOUND_PAGE", 2)
    page = interpreter.get(f"{WORKLIST}?into=fa&search=common").text
    assert "More than 3 statements" in page
    assert TEXTS.findall(page) == ["<mark>common</mark> 4", "<mark>common</mark> 3"]
    older = re.search(r'<a class="[^"]*pager-older"[^>]* href="([^"]+)"', page)
    assert older is not None and "search=common" in older[1]
    page = interpreter.get(older[1].replace("&amp;", "&")).text
    assert TEXTS.findall(page) == ["<mark>common</mark> 2", "<mark>common</mark> 1"]


def test_progress_is_that_of_the_filters_and_not_of_the_search(
    hall: Hall, interpreter: CheckingClient
) -> None:
    for number in range(3):
        hall.say(f"one {number}")
    indexing.catch_up(hall.db)
    row = re.compile(r'aria-current="true">Persian</a></th>\s*<td class="number">(\d+)</td>')
    assert row.findall(interpreter.get(f"{WORKLIST}?into=fa&search=-2").text) == ["3"]


def test_the_same_person_cannot_review_and_another_can(
    hall: Hall, interpreter: CheckingClient, organizer: CheckingClient
) -> None:
    said = hall.say("one")
    interpreter.submit(path(said), data=entry("یک"))
    refused = interpreter.submit(path(said), data=entry("یک", 1, reviewed="1"))
    assert refused.status_code == 400 and "second person" in refused.text
    assert 'name="reviewed"' not in interpreter.get(path(said)).text
    assert 'name="reviewed"' in organizer.get(path(said)).text
    assert organizer.submit(path(said), data=entry("یک", 1, reviewed="1")).status_code == 303
    assert [one.state for one in stored(hall)] == [RenderingState.REVIEWED]


def test_two_at_once_see_each_other_and_lose_nothing(
    hall: Hall, interpreter: CheckingClient, organizer: CheckingClient
) -> None:
    said = hall.say("one")
    organizer.submit(path(said), data=entry("theirs"))
    answer = interpreter.submit(path(said), data=entry("mine"))
    assert answer.status_code == 409
    assert "theirs" in answer.text and "mine</textarea>" in answer.text
    assert [one.text for one in stored(hall)] == ["theirs"]
    assert 'name="version" type="hidden" value="1"' in answer.text
    assert interpreter.submit(path(said), data=entry("mine", 1)).status_code == 303


def test_a_corrected_original_comes_back_to_the_worklist_and_shows_what_it_was(
    hall: Hall, interpreter: CheckingClient, organizer: CheckingClient
) -> None:
    said = hall.say("once an hour")
    interpreter.submit(path(said), data=entry())
    assert "once an hour" not in interpreter.get(WORKLIST + "?into=fa").text
    changes = review.Changes("twice an hour", "en", Kind.PARAPHRASE, 0, "Q1")
    hall.db.write(lambda session: review.correct(session, COMMAND, said.id, 1, changes, "why"))
    assert "Original was corrected" in interpreter.get(WORKLIST + "?into=fa").text
    page = interpreter.get(path(said)).text
    assert "once an hour" in page and "twice an hour" in page
    first = re.search(r"aria-keyshortcuts.*?</button>", organizer.get(path(said)).text, re.S)
    assert first and "Save as a draft" in first[0], "nobody reviews by a key what was corrected since"
    interpreter.submit(path(said), data=entry(PERSIAN, 1, 2))
    assert "once an hour" not in interpreter.get(path(said)).text


def test_hiding_and_bringing_back_makes_nothing_stale(hall: Hall, interpreter: CheckingClient) -> None:
    said = hall.say("once an hour")
    interpreter.submit(path(said), data=entry())
    hall.db.write(lambda session: review.hide(session, COMMAND, said.id, 1, "why"))
    hall.db.write(lambda session: review.bring_back(session, COMMAND, said.id, 2, "why"))
    assert "Nothing is left" in interpreter.get(WORKLIST + "?into=fa").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("into=fa", {"plain", "en español", "late"}),
        ("into=es", {"plain", "late", "یکی"}),
        ("into=fa&language=es", {"en español"}),
        ("into=fa&question=Q2", {"late"}),
        ("into=fa&session=trial", {"practice"}),
        ("into=fa&work=draft", set()),
        ("into=fa&work=all", {"plain", "en español", "late"}),
        ("into=nonsense!&work=x", {"en español", "یکی"}),
    ],
)
def test_filters(hall: Hall, interpreter: CheckingClient, query: str, shown: set[str]) -> None:
    hall.say("plain")
    hall.say("en español", language="es-MX")
    hall.say("یکی", language="fa")
    hall.say("late", question=hall.q2)
    hall.say("practice", place=hall.practice.places[1])
    page = interpreter.get(f"{WORKLIST}?{query}").text
    assert {
        one for one in ("plain", "en español", "یکی", "late", "practice") if f">{one}</p>" in page
    } == shown


def test_how_far_each_language_is(hall: Hall, interpreter: CheckingClient, organizer: CheckingClient) -> None:
    said = hall.say("one")
    hall.say("two")
    hall.say("tres", language="es")
    interpreter.submit(path(said), data=entry("یک"))
    organizer.submit(path(said), data=entry("یک", 1, reviewed="1"))
    page = organizer.get(WORKLIST + "?into=es").text
    rows = {one.split("into=")[1].split('"')[0]: one for one in page.split("<tr>")[1:] if "into=" in one}
    figures = {
        tag: [cell.split("<")[0] for cell in row.split('<td class="number">')[1:]]
        for tag, row in rows.items()
    }
    assert figures["fa"] == ["2", "0", "0", "1"]
    assert figures["es"] == ["2", "0", "0", "0"]
    progress = '<details class="disclosure progress-of-all"'
    assert f"{progress}>" in page, "what is to be done in the chosen language comes first"
    assert f"{progress} open>" in organizer.get(WORKLIST).text


def test_the_list_asks_as_much_for_many_as_for_one(hall: Hall, interpreter: CheckingClient) -> None:
    asked: list[str] = []
    event.listen(hall.db.reader, "before_cursor_execute", lambda *a: asked.append(a[2]))

    def count() -> int:
        asked.clear()
        interpreter.get(WORKLIST + "?into=fa&work=all")
        return len(asked)

    for number in range(2):
        render(hall, f"number {number}")
    few = count()
    for number in range(20):
        render(hall, f"further {number}")
    assert count() == few


def render(hall: Hall, text: str) -> None:
    said = hall.say(text)
    values = {"statement_id": said.id, "uid": new_uid(), "base_version": 1, "language": "fa"}
    factories.make(hall.db, Rendering(text="متن", **values))


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.ORGANIZER, 200), (Role.INTERPRETER, 200), (Role.ANALYST, 403), (Role.VIEWER, 403)],
)
def test_who_may_translate(hall: Hall, sign_in: SignIn, role: Role, status: int) -> None:
    said = hall.say("one")
    client = sign_in(role)
    assert client.get(WORKLIST).status_code == status
    assert client.get(path(said)).status_code == status
    if status == 200:
        assert client.submit(path(said), data=entry()).status_code == 303
    else:
        token = {"csrf_token": client.token("/account/password")}
        assert client.post(path(said), data=entry() | token).status_code == status


def test_an_erased_statement_and_another_initiatives_are_not_there(
    hall: Hall, interpreter: CheckingClient
) -> None:
    said = hall.say("one")
    hall.db.write(lambda session: review.erase(session, COMMAND, said.id, 1, "why"))
    assert interpreter.get(path(said)).status_code == 404
    assert interpreter.get(path(hall.say("two"), "not a tag")).status_code == 404
    other = factories.an_initiative(hall.db, "other")
    place = factories.a_session(hall.db, other).places[1]
    theirs = factories.a_statement(hall.db, place, other, factories.a_question(hall.db, other), "theirs")
    assert interpreter.get(path(theirs)).status_code == 404


def test_the_statements_page_shows_its_translations(hall: Hall, interpreter: CheckingClient) -> None:
    said = hall.say("one")
    interpreter.submit(path(said), data=entry("یک"))
    page = interpreter.get(hall.path(said)).text
    assert '<p class="quoted" lang="fa" dir="rtl">یک</p>' in page
    offered = page.partition('id="translate"')[2].partition("</details>")[0]
    assert path(said, "es") in offered and path(said, "en") not in page
    assert path(said, "fa") in page and path(said, "fa") not in offered, "it is there to be changed"
    factories.a_rendering(hall.db, said, "hmn", "ib", how=How.IN_ROOM)
    page = interpreter.get(hall.path(said)).text
    assert page.count("Translated afterwards") == page.count("Translated in the room") == 1

"""The interpreter's place at the table as a plain form, without any script."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from intake.actions import rendered
from intake.models import DeviceRole, Held, How, Rendering, RenderingState
from tests import factories
from tests.halls import Hall
from tests.notes.forms import sheet
from tests.pages import CheckingClient

PAGE = "/notes/interpret"


def interpreter(hall: Hall, place: int = 1) -> CheckingClient:
    return hall.tablet(place, role=DeviceRole.INTERPRETER)


def panes(page: TestResponse) -> dict[str, str]:
    """What the form would send as it stands."""
    translation = re.search(r'<textarea[^>]*name="translation"[^>]*>\n?(.*?)</textarea>', page.text, re.S)
    into = re.search(r'name="into".*?<option value="([\w-]+)" selected', page.text, re.S)
    assert translation and into
    return sheet(page) | {"translation": html.unescape(translation[1]), "into": into[1]}


def press(
    tablet: CheckingClient, page: TestResponse, button: str = "", value: str = "1", **typed: Any
) -> TestResponse:
    values = panes(page) | typed | ({button: value} if button else {})
    return tablet.post(PAGE, data=values)


def pairs(page: TestResponse) -> list[tuple[str, str]]:
    """The list below: each statement and its translation, as they stand."""
    found = re.findall(
        r'said-text"[^>]*>(.+?)</p>.*?said-rendering"[^>]*>(.*?)</p>',
        page.text.partition('id="parts"')[0],
        re.S,
    )
    return [(html.unescape(text), html.unescape(other)) for text, other in found]


def renderings(hall: Hall) -> list[Rendering]:
    with hall.db.read() as session:
        return list(session.scalars(select(Rendering).order_by(Rendering.id)))


def test_both_sides_are_stored_with_one_press(hall: Hall) -> None:
    tablet = interpreter(hall)
    page = tablet.get(PAGE)
    answer = press(
        tablet,
        page,
        question="Q2",
        language="fa",
        into="en",
        text="سلام\r\nهمسایه",
        translation="Hello neighbor",
    )
    assert answer.status_code == 303
    [stored] = hall.statements()
    [rendering] = renderings(hall)
    assert (stored.text, stored.language, str(stored.uid)) == ("سلام\nهمسایه", "fa", panes(page)["id"])
    assert (rendering.text, rendering.language, rendering.how, rendering.state) == (
        "Hello neighbor",
        "en",
        How.IN_ROOM,
        RenderingState.DRAFT,
    )
    assert (rendering.statement_id, rendering.base_version) == (stored.id, 1)
    after = tablet.get(answer.location)
    left = panes(after)
    assert (left["text"], left["translation"], left["question"]) == ("", "", "Q2")
    assert (left["language"], left["into"]) == ("fa", "en"), "the pair is remembered"
    assert left["id"] != panes(page)["id"] and left["rendering"] != panes(page)["rendering"]
    assert pairs(after) == [("سلام\nهمسایه", "Hello neighbor")]
    assert "To translate" not in after.text.partition('id="parts"')[0]


def test_pressing_save_twice_stores_once(hall: Hall) -> None:
    tablet = interpreter(hall)
    page = tablet.get(PAGE)
    for _ in range(3):
        assert press(tablet, page, text="once", translation="una vez").status_code == 303
    assert [one.text for one in hall.statements()] == ["once"]
    assert [(one.text, one.version) for one in renderings(hall)] == [("una vez", 1)]


def test_an_empty_side_stores_the_statement_alone(hall: Hall) -> None:
    tablet = interpreter(hall)
    press(tablet, tablet.get(PAGE), text="solo", language="es", into="en", translation=" \n")
    assert [one.text for one in hall.statements()] == ["solo"] and renderings(hall) == []
    page = tablet.get(PAGE)
    assert pairs(page) == [("solo", "")] and "To translate" in page.text.partition('id="parts"')[0]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"text": " ", "translation": "alone"}, "Write down what was said first."),
        ({"text": "kept", "translation": "a\x07b"}, "cannot be stored"),
        ({"text": "kept", "translation": "x" * 20_001}, "too long to save"),
        ({"text": "kept", "translation": "y", "language": "no tag"}, "not a language tag"),
        ({"text": "kept", "translation": "y", "into": "no tag"}, "not a language tag"),
        ({"text": "kept", "translation": "y", "agreed": "-1"}, "whole number"),
    ],
)
def test_what_cannot_be_stored_is_said_and_neither_side_is_lost(
    hall: Hall, typed: dict[str, str], says: str
) -> None:
    tablet = interpreter(hall)
    answer = tablet.post(PAGE, data=panes(tablet.get(PAGE)) | typed)
    assert answer.status_code == 400 and says in html.unescape(answer.text)
    found = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.S)
    assert found == [typed["text"], typed["translation"].replace("\x07", "\ufffd")]
    assert hall.statements() == [] and renderings(hall) == []


def test_a_translation_that_is_refused_leaves_no_statement_and_both_are_stored_afterwards(hall: Hall) -> None:
    said = hall.said(hall.device(), "before")
    there = factories.a_rendering(hall.db, said, "es", "antes")
    tablet = interpreter(hall)
    typed = {"text": "one bus", "translation": "un autobús", "language": "en", "into": "es"}
    answer = press(tablet, tablet.get(PAGE), **typed, rendering=str(there.uid))
    assert answer.status_code == 400
    problem = re.search(r'id="translation-problem".*?</div>', answer.text, re.S)
    assert problem and "This translation belongs to another statement." in problem[0]
    assert panes(answer).items() >= typed.items()
    assert [one.text for one in hall.statements()] == ["before"]
    for _ in range(2):
        assert press(tablet, answer).status_code == 303
    assert [one.text for one in hall.statements()] == ["before", "one bus"]
    assert [(one.text, one.version) for one in renderings(hall)] == [("antes", 1), ("un autobús", 1)]


def test_swapping_exchanges_the_languages_and_leaves_what_is_typed(hall: Hall) -> None:
    tablet = interpreter(hall)
    page = press(tablet, tablet.get(PAGE), "swap", language="fa", into="en", text="half", translation="نیم")
    kept = panes(page)
    assert (kept["language"], kept["into"]) == ("en", "fa")
    assert (kept["text"], kept["translation"]) == ("half", "نیم")
    assert re.search(r'<textarea[^>]*name="translation"[^>]*lang="fa" dir="rtl"', page.text)
    again = panes(tablet.get(PAGE))
    assert (again["language"], again["into"]) == ("en", "fa"), "and this tablet remembers"


def test_the_question_stands_over_each_side_in_its_language(hall: Hall) -> None:
    tablet = interpreter(hall)
    page = press(tablet, tablet.get(PAGE), "show", question="Q2", language="es", into="hmn")
    assert 'id="from-question" lang="es" dir="ltr">¿Cómo es aquí?' in page.text
    assert 'id="into-question" lang="en" dir="ltr">What is it like here?' in page.text, (
        "no wording: the default"
    )


def test_the_size_of_the_text_and_the_width_are_remembered(hall: Hall) -> None:
    tablet = interpreter(hall)
    page = press(tablet, tablet.get(PAGE), "resize", "2", share="0", text="half")
    assert 'data-size="2" data-share="0"' in page.text and panes(page)["text"] == "half"
    assert 'data-size="2" data-share="0"' in tablet.get(PAGE).text
    assert 'data-size="1" data-share="1"' in press(tablet, page, "resize", "99", share="x").text


def test_translating_what_somebody_else_wrote(hall: Hall) -> None:
    writer = hall.device()
    said = hall.said(writer, "El bus no llega", language="es")
    tablet = interpreter(hall)
    page = press(tablet, tablet.get(PAGE), "swap", language="en", into="es")
    opened = press(tablet, page, "translate", str(said.uid), text="half written", translation="medio")
    assert 'id="original" lang="es" dir="ltr">El bus no llega</p>' in opened.text
    assert (panes(opened)["text"], panes(opened)["translation"]) == ("half written", "")
    assert re.search(r'<textarea[^>]*name="translation"[^>]*lang="en"', opened.text)
    back = press(tablet, opened, translation="The bus does not come")
    assert (panes(back)["text"], panes(back)["translation"]) == ("half written", "medio"), (
        "what waited is there again"
    )
    [rendering] = renderings(hall)
    assert (rendering.text, rendering.language, rendering.statement_id) == (
        "The bus does not come",
        "en",
        said.id,
    )
    change = press(tablet, back, "translate", str(said.uid))
    assert panes(change)["translation"] == "The bus does not come"
    assert panes(change)["rendering"] == str(rendering.uid)
    press(tablet, change, translation="The bus never comes")
    [rendering] = renderings(hall)
    assert (rendering.text, rendering.version, rendering.has_conflict) == ("The bus never comes", 2, False)
    assert hall.statements()[0].text == "El bus no llega"


def test_leaving_a_translation_brings_back_what_was_written(hall: Hall) -> None:
    said = hall.said(hall.device(), "El bus", language="es")
    tablet = interpreter(hall)
    opened = press(tablet, tablet.get(PAGE), "translate", str(said.uid), text="half", translation="medio")
    switched = press(tablet, opened, "switch", "fa", translation="The b")
    assert '<html lang="fa" dir="rtl">' in switched.text and panes(switched)["translation"] == "The b"
    back = press(tablet, switched, "cancel")
    assert (panes(back)["text"], panes(back)["translation"], panes(back)["statement"]) == (
        "half",
        "medio",
        "",
    )
    empty = press(tablet, opened, translation=" ")
    assert empty.status_code == 400 and renderings(hall) == []


def test_each_table_sees_its_own(hall: Hall) -> None:
    said = hall.said(hall.device(2), "at the other table")
    tablet = interpreter(hall)
    page = tablet.get(PAGE)
    assert pairs(page) == []
    assert "at the other table" not in press(tablet, page, "translate", str(said.uid)).text
    answer = press(tablet, page, statement=str(said.uid), translation="mine")
    assert answer.status_code == 400 and renderings(hall) == []


def test_older_statements_are_a_page_away(hall: Hall) -> None:
    writer = hall.device()
    for number in range(30):
        hall.said(writer, f"said {number}")
    tablet = interpreter(hall)
    page = tablet.get(PAGE)
    older = re.search(r'name="before" value="([^"]+)"', page.text)
    assert older and len(pairs(page)) == 25
    page = press(tablet, page, "before", older[1], text="half")
    assert [text for text, _ in pairs(page)] == [f"said {number}" for number in range(4, -1, -1)]
    assert panes(page)["text"] == "half"


def test_who_interprets_lands_here_and_who_takes_notes_does_not(hall: Hall, client: CheckingClient) -> None:
    joined = client.submit(f"/join/{hall.session.places[1].code}", {"name": "", "role": "interpreter"})
    assert joined.location == PAGE
    assert client.get(PAGE).location == "/notes/protocol"
    assert client.submit("/notes/protocol").location == PAGE
    assert 'href="/notes/interpret"' in client.get("/notes/").text
    assert 'href="/notes/"' in client.get(PAGE).text
    notetaker = hall.tablet()
    assert notetaker.get(PAGE).location == "/notes/"
    assert "/notes/interpret" not in notetaker.get("/notes/").text


@pytest.mark.parametrize("size", ["0009", "9" * 5000, "-1", "٣", ""])
def test_a_size_that_there_is_not_is_the_usual_one(hall: Hall, size: str) -> None:
    tablet = interpreter(hall)
    assert 'data-size="1"' in press(tablet, tablet.get(PAGE), "resize", size).text


def test_a_translation_too_many_is_held_and_said_and_the_last_of_all_stays_in_the_field(hall: Hall) -> None:
    tablet = interpreter(hall)
    press(tablet, tablet.get(PAGE), language="en", into="es", text="Late.", translation="Tarde.")
    [said] = hall.statements()

    def crowd(upto: int) -> None:
        for number in range(len(renderings(hall)), upto):
            factories.a_rendering(hall.db, said, f"de-x-n{number}", "viele")

    def translate(into: str) -> TestResponse:
        page = press(tablet, tablet.get(PAGE), "translate", str(said.uid), into=into)
        return press(tablet, page, translation="Words.", into=into)

    crowd(rendered.HELD_AFTER)
    answer = translate("ru")
    assert answer.status_code == 303
    assert renderings(hall)[-1].held is Held.LIMIT
    assert "an organizer looks at this first" in tablet.get(answer.location).text
    crowd(rendered.MOST)
    answer = translate("vi")
    assert answer.status_code == 400 and "No more translations can be added to this statement" in answer.text
    assert panes(answer)["translation"] == "Words."
    assert len(renderings(hall)) == rendered.MOST

"""Reading back to residents without any script: what is read, in which language, and what an answer makes of it."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from intake.actions import review
from intake.actions.actor import COMMAND
from intake.db import new_uid, now
from intake.models import DeviceRole, Kind, Rendering, SessionState, Statement, Status
from tests import factories
from tests.halls import Hall
from tests.pages import CheckingClient

PAGE = "/notes/read-back"
IN_VIETNAMESE = f"{PAGE}?language=vi"
LATE = "Xe buýt đến muộn."


def interpreter(hall: Hall, place: int = 1, **values: Any) -> CheckingClient:
    return hall.tablet(place, role=DeviceRole.INTERPRETER, **values)


def rendered(hall: Hall, statement: Statement, text: str, language: str = "vi", **values: Any) -> Rendering:
    given = {"statement_id": statement.id, "uid": new_uid(), "base_version": 1} | values
    made: Rendering = factories.make(hall.db, Rendering(language=language, text=text, **given))
    return made


def shown(page: TestResponse) -> str:
    """The text on the card; nothing when there is none."""
    found = re.search(
        r'id="said" data-in="card confirmed" +lang="[^"]*" dir="[^"]*">(.*?)</p>', page.text, re.S
    )
    return html.unescape(found[1]) if found else ""


def heading(page: TestResponse) -> str:
    """The part of the heading that is not hidden."""
    h1 = page.text[page.text.index("<h1") : page.text.index("</h1>")]
    [part] = re.findall(r'<span data-in="[^"]*"(?: id="\w+" data-pattern="[^"]*")?>(.*?)</span>', h1)
    return re.sub("<.*?>", "", part)


def field(page: TestResponse) -> str:
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page.text, re.S)
    assert found
    return html.unescape(found[1])


def press(tablet: CheckingClient, page: TestResponse, answer: str, text: str | None = None) -> TestResponse:
    """Press a button of the form as it stands on this page."""
    form = page.text[page.text.index('<form id="answer"') : page.text.index("</form>")]
    address = re.search(r'action="([^"]+)"', form)
    assert address
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    typed = {"answer": answer, "text": field(page) if text is None else text}
    return tablet.post(html.unescape(address[1]), data=hidden | typed)


def follow(tablet: CheckingClient, answer: TestResponse) -> TestResponse:
    assert answer.status_code == 303
    return tablet.get(answer.location)


def texts(hall: Hall) -> list[str]:
    return [one.text for one in hall.statements()]


def test_a_statement_is_read_in_the_residents_language_or_counted(hall: Hall) -> None:
    tablet, device = interpreter(hall), hall.device()
    rendered(hall, hall.said(device, "The bus comes late."), LATE)
    hall.said(device, "Nobody asked us.", language="en")
    hall.said(device, "Ở đây yên tĩnh.", language="vi")
    hall.said(device, "Một người khóc.", language="vi", kind=Kind.OBSERVATION)
    hall.said(hall.device(2), "Bàn khác.", language="vi")
    page = tablet.get(IN_VIETNAMESE)
    assert shown(page) == LATE and heading(page) == "Is this what you said?"
    assert "1 of 2" in page.text and "Not translated into Tiếng Việt yet: 1" in page.text
    second = tablet.get(re.search(r'id="next" href="([^"]+)"', page.text)[1].replace("&amp;", "&"))  # type: ignore[index]
    assert shown(second) == "Ở đây yên tĩnh."
    for words in ("The bus comes late.", "Nobody asked us.", "Một người khóc.", "Bàn khác.", "NT"):
        assert words not in page.text


def test_the_page_is_in_their_language_and_leaves_the_tablets_alone(hall: Hall) -> None:
    tablet, device = interpreter(hall), hall.device()
    tablet.set_cookie("intake_language", "es")
    rendered(hall, hall.said(device, "The bus comes late."), "اتوبوس دیر می‌آید.", "fa-AF")
    answer = tablet.get(f"{PAGE}?language=fa")
    assert '<html lang="fa" dir="rtl">' in answer.text
    assert 'data-in="card confirmed" lang="fa-AF" dir="rtl">اتوبوس دیر می‌آید.' in answer.text
    assert "برگشت" in answer.text, "the way back"
    assert "Set-Cookie" not in answer.headers or "intake_language" not in answer.headers["Set-Cookie"]
    assert '<html lang="es"' in tablet.get("/notes/").text
    no_pages = tablet.get(f"{PAGE}?language=so")
    assert '<html lang="es"' in no_pages.text


def test_the_question_is_asked_in_their_language(hall: Hall) -> None:
    device = hall.device()
    hall.said(device, "Aquí no.", language="es-MX")
    page = interpreter(hall).get(f"{PAGE}?language=es")
    assert 'id="wording" lang="es" dir="ltr">¿Qué es Q1?</p>' in page.text
    assert shown(page) == "Aquí no."


def test_yes_confirms_and_goes_on_to_the_end(hall: Hall) -> None:
    tablet, device = interpreter(hall), hall.device()
    rendered(hall, hall.said(device, "The bus comes late."), LATE)
    hall.said(device, "Ở đây yên tĩnh.", language="vi")
    second = follow(tablet, press(tablet, tablet.get(IN_VIETNAMESE), "yes"))
    assert shown(second) == "Ở đây yên tĩnh."
    end = follow(tablet, press(tablet, second, "yes"))
    assert heading(end) == "Thank you!" and "Not confirmed yet: 0" in end.text
    assert heading(tablet.get(IN_VIETNAMESE)) == "Thank you!", "nothing is left to read"
    assert texts(hall) == ["The bus comes late.", "Ở đây yên tĩnh."]
    again = tablet.get(IN_VIETNAMESE + f"&at={hall.statements()[0].uid}")
    assert heading(again) == "Confirmed with residents" and shown(again) == LATE


def test_what_was_passed_over_is_counted_at_the_end(hall: Hall) -> None:
    tablet, device = interpreter(hall), hall.device()
    for text in ("một", "hai", "ba"):
        hall.said(device, text, language="vi")
    _one, two, _three = hall.statements()
    third = follow(tablet, press(tablet, tablet.get(IN_VIETNAMESE + f"&at={two.uid}"), "yes"))
    end = follow(tablet, press(tablet, third, "yes"))
    assert "Not confirmed yet: 1" in end.text
    assert shown(tablet.get(IN_VIETNAMESE)) == "một"


def test_a_change_becomes_the_text_and_the_former_one_is_kept(hall: Hall) -> None:
    tablet, device = interpreter(hall), hall.device()
    hall.said(device, "Ở đây yên tỉnh.", language="vi")
    opened = press(tablet, tablet.get(IN_VIETNAMESE), "open")
    assert heading(opened) == "What should it say?" and field(opened) == "Ở đây yên tỉnh."
    assert shown(follow(tablet, press(tablet, opened, "leave"))) == "Ở đây yên tỉnh."
    for _ in range(2):
        end = press(tablet, opened, "change", "Ở đây\r\nyên tĩnh.")
        assert end.status_code == 303
    assert texts(hall) == ["Ở đây\nyên tĩnh."]
    assert [one.text for one in hall.revisions()] == ["Ở đây yên tỉnh."], "a second press changes nothing"
    again = tablet.get(IN_VIETNAMESE + f"&at={hall.statements()[0].uid}")
    assert heading(again) == "Confirmed with residents"


@pytest.mark.parametrize(
    ("typed", "says"),
    [(" \n", "Write down what was said first."), ("x" * 20_001, "too long"), ("a\x07b", "cannot be stored")],
)
def test_what_cannot_be_stored_stays_in_the_field(hall: Hall, typed: str, says: str) -> None:
    tablet = interpreter(hall)
    hall.said(hall.device(), "một", language="vi")
    opened = press(tablet, tablet.get(f"{PAGE}?language=vi&lang=en"), "open")
    answer = press(tablet, opened, "change", typed)
    assert answer.status_code == 400
    assert field(answer) == typed.replace("\x07", "\ufffd") and heading(answer) == "What should it say?"
    problem = re.search(r'id="problem" role="alert">(.+?)</p>', answer.text)
    assert problem
    assert texts(hall) == ["một"]


def test_what_was_corrected_meanwhile_is_asked_anew(hall: Hall) -> None:
    tablet = interpreter(hall)
    said = hall.said(hall.device(), "một", language="vi")
    page = tablet.get(IN_VIETNAMESE)
    opened = press(tablet, page, "open")
    changes = review.Changes("hai", "vi", Kind.PARAPHRASE, 0, "Q1")
    hall.db.write(lambda session: review.correct(session, COMMAND, said.id, 1, changes, "why"))
    anew = follow(tablet, press(tablet, page, "yes"))
    assert (shown(anew), heading(anew)) == ("hai", "Is this what you said?"), "nobody said yes to this"
    conflict = press(tablet, opened, "change", "ba")
    assert conflict.status_code == 409 and shown(conflict) == "hai"
    assert texts(hall) == ["hai"]
    assert "ba" in [one.text for one in hall.revisions()], "both are kept"
    assert hall.statements()[0].has_conflict


def test_a_translation_of_what_was_corrected_is_not_read(hall: Hall) -> None:
    said = hall.said(hall.device(), "once")
    rendered(hall, said, "một lần")
    changes = review.Changes("twice", "en", Kind.PARAPHRASE, 0, "Q1")
    hall.db.write(lambda session: review.correct(session, COMMAND, said.id, 1, changes, "why"))
    page = interpreter(hall).get(IN_VIETNAMESE)
    assert "một lần" not in page.text and "Not translated into Tiếng Việt yet: 1" in page.text


def test_a_notetaker_reads_back_what_they_wrote(hall: Hall) -> None:
    tablet = hall.tablet()
    own = hall.devices()[-1]
    hall.said(own, "một", language="vi")
    hall.said(hall.device(), "của người khác", language="vi")
    page = tablet.get(IN_VIETNAMESE)
    assert "1 of 1" in page.text and shown(page) == "một"
    assert press(tablet, page, "yes").status_code == 303
    assert PAGE in tablet.get("/notes/").text and PAGE in tablet.get("/notes/offline").json["tablets"]["es"]


@pytest.mark.parametrize("values", [{"admitted_at": None}, {"revoked_at": now()}])
def test_who_was_not_let_in_or_was_sent_away_reads_nothing(hall: Hall, values: dict[str, Any]) -> None:
    hall.said(hall.device(), "một", language="vi")
    for tablet in (interpreter(hall, **values), hall.tablet(**values)):
        assert "một" not in tablet.get(IN_VIETNAMESE).text


def test_nothing_is_read_of_a_session_that_was_put_away(make_hall: Any) -> None:
    hall = make_hall("june-1", state=SessionState.ARCHIVED)
    hall.said(hall.device(), "một", language="vi")
    page = interpreter(hall).get(IN_VIETNAMESE)
    assert "một" not in page.text


def test_the_language_is_chosen_among_those_that_are_there(hall: Hall) -> None:
    tablet, device = interpreter(hall), hall.device()
    rendered(hall, hall.said(device, "Late.", language="en"), LATE)
    hall.said(device, "Tarde.", language="es-MX")
    hall.said(device, "gone", language="ru", status=Status.HIDDEN)
    page = tablet.get(PAGE)
    assert heading(page) == "Read back" and LATE not in page.text
    offered = re.findall(r'href="/notes/read-back\?language=([\w-]+)"', page.text)
    assert offered == ["en", "es", "fa", "vi"]


def test_the_size_of_the_letters_stays(hall: Hall) -> None:
    tablet = interpreter(hall)
    for text in ("một", "hai"):
        hall.said(hall.device(), text, language="vi")
    page = tablet.get(IN_VIETNAMESE + "&size=3")
    assert "size-3" in page.text
    assert "size-3" in follow(tablet, press(tablet, page, "yes")).text
    assert "size-1" in tablet.get(IN_VIETNAMESE + "&size=9").text

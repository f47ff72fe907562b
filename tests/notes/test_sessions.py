"""What the capture page says and allows in sessions of every kind and state."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import update

from intake.db import now
from intake.models import Device, DeviceRole, Held, Initiative, SessionState, Statement, Status
from tests.halls import Hall
from tests.notes.forms import entries, press, sheet
from tests.pages import CheckingClient


def test_questions_of_this_kind_of_session_only_and_a_fallback_is_marked(hall: Hall) -> None:
    page = hall.tablet().get("/notes/?lang=es").text
    assert "¿Cómo es aquí?" in page and 'value="Q0"' not in page
    page = hall.tablet().get("/notes/?lang=fa").text
    assert "What is it like here?" in page and "language-mark" in page


def test_interpreters_see_each_question_in_two_languages(hall: Hall) -> None:
    page = hall.tablet(role=DeviceRole.INTERPRETER).get("/notes/").text
    assert "What is it like here?" in page and "¿Cómo es aquí?" in page and "Interpreter" in page
    assert "¿Cómo es aquí?" not in hall.tablet().get("/notes/").text


def test_why_a_statement_waits_is_said_in_words(make_hall: Callable[..., Hall]) -> None:
    hall = make_hall(state=SessionState.CLOSED)
    tablet = hall.tablet()
    page = tablet.get("/notes/")
    assert "This session is closed. You can still correct what you wrote" in page.text
    press(tablet, page, text="late")
    assert [(s.status, s.held) for s in hall.statements()] == [(Status.HELD, Held.LATE)]
    assert "an organizer looks at this first" in tablet.get("/notes/").text
    waiting = hall.tablet(admitted_at=None)
    press(waiting, waiting.get("/notes/"), text="early")
    assert "until an organizer lets this tablet in" in waiting.get("/notes/").text


def test_a_change_by_somebody_else_is_not_overwritten(hall: Hall) -> None:
    tablet = hall.tablet()
    press(tablet, tablet.get("/notes/"), text="mine")
    uid = str(hall.statements()[0].uid)
    page = press(tablet, tablet.get("/notes/"), "edit", uid)
    change = update(Statement).values(text="the organizer's", version=2, changed_by_person_id=None)
    hall.db.write(lambda session: session.execute(change))
    hall.db.write(lambda session: session.execute(update(Statement).values(changed_by_device_id=None)))
    other = hall.device(2)
    hall.db.write(lambda session: session.execute(update(Statement).values(changed_by_device_id=other.id)))
    press(tablet, page, text="mine, changed")
    (stored,) = hall.statements()
    assert stored.text == "the organizer's" and stored.has_conflict
    assert "mine, changed" in [r.text for r in hall.revisions()]
    assert "Both texts are kept" in tablet.get("/notes/").text


def test_an_archived_session_can_only_be_read(make_hall: Callable[..., Hall]) -> None:
    hall = make_hall(state=SessionState.ARCHIVED)
    device = hall.device(token="a token of a tablet")
    hall.said(device, "said before")
    tablet = hall.app.test_client()
    tablet.set_cookie("intake_device", "a token of a tablet")
    page = tablet.get("/notes/")
    assert "nothing can be added or changed" in page.text and "ask an organizer" in page.text
    assert "said before" in page.text
    assert re.search(r'<form id="capture"[^>]* hidden>', page.text)


def test_a_tablet_that_was_sent_away_reads_nothing_and_is_told_whom_to_ask(hall: Hall) -> None:
    device = hall.device(token="a token of a tablet")
    hall.said(device, "CANARY")
    hall.db.write(lambda session: session.execute(update(Device).values(revoked_at=now())))
    tablet = hall.app.test_client()
    tablet.set_cookie("intake_device", "a token of a tablet")
    for path in ("/notes/", "/notes/protocol"):
        page = tablet.get(path)
        assert page.status_code == 403 and "Ask an organizer" in page.text and "CANARY" not in page.text
    assert tablet.post("/notes/key").status_code in (400, 401)


def test_a_browser_that_is_no_tablet_is_asked_for_a_code(client: CheckingClient) -> None:
    for path in ("/notes/", "/notes/protocol"):
        page = client.get(path)
        assert page.status_code == 401 and 'action="/join"' in page.text


def test_a_session_without_questions_says_so(hall: Hall) -> None:
    hall.db.write(
        lambda session: session.execute(update(hall.questions[0].__class__).values(retired_at=now()))
    )
    page = hall.tablet().get("/notes/")
    assert "no questions yet" in page.text and re.search(r'<form id="capture"[^>]* hidden>', page.text)


def test_the_initiatives_own_protocol_where_it_has_one(hall: Hall) -> None:
    own = {"en": "Be kind.\n\nWrite <little>.", "zh-Hans": "  "}
    hall.db.write(lambda session: session.execute(update(Initiative).values(protocol=own)))
    tablet = hall.tablet()
    page = tablet.get("/notes/").text
    assert "<li>Be kind.</li><li>Write &lt;little&gt;.</li>" in page and "immigration status" not in page
    assert "Be kind." not in tablet.get("/notes/?lang=zh-Hans").text, (
        "others read the built-in one in their language"
    )


def test_what_people_write_stays_text(hall: Hall) -> None:
    tablet = hall.tablet()
    nasty = '</textarea><script>alert(1)</script> & "quoted" \u2066isolated\u2069 {{ 7 * 7 }}'
    page = press(tablet, tablet.get("/notes/"), "switch", "es", text=nasty)
    assert sheet(page)["text"] == nasty
    press(tablet, page)
    page = tablet.get("/notes/")
    assert entries(page) == [nasty] and "<script>alert" not in page.text

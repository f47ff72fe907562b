"""From a code to a device."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from intake.db import Database
from intake.models import DeviceRole, Entry, SessionState
from intake.web.gate import DEVICE_COOKIE
from tests.halls import Hall
from tests.pages import CheckingClient


def new_browser(app: Flask) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client


def test_a_card_leads_to_the_protocol_and_then_to_writing(hall: Hall, client: CheckingClient) -> None:
    place = hall.session.places[1]
    page = client.get(f"/join/{place.code}")
    assert "Table 1" in page.text and "July 20" in page.text and "SCORE 2024" in page.text
    joined = client.submit(f"/join/{place.code}", {"name": " ana ", "role": "notetaker"})
    assert (joined.status_code, joined.location) == (303, "/notes/")
    assert client.get("/notes/").location == "/notes/protocol"
    protocol = client.get("/notes/protocol")
    assert "immigration status" in protocol.text
    assert client.submit("/notes/protocol").location == "/notes/"
    assert client.get("/notes/").status_code == 200
    (device,) = hall.devices()
    assert (device.name, device.role, device.place_id, device.chain_id) == (
        "ana",
        DeviceRole.NOTETAKER,
        place.id,
        device.id,
    )
    assert device.admitted_at is not None and device.protocol_read_at is not None


def test_looking_at_a_link_changes_nothing(hall: Hall, client: CheckingClient) -> None:
    for _ in range(3):
        client.get(f"/join/{hall.session.places[1].code}")
        client.head(f"/join/{hall.session.places[1].code}")
    assert hall.devices() == []


def test_the_token_is_in_a_cookie_that_scripts_and_other_sites_do_not_get(
    hall: Hall, client: CheckingClient
) -> None:
    joined = client.submit(f"/join/{hall.session.places[1].code}", {"role": "notetaker"})
    cookie = next(c for c in joined.headers.getlist("Set-Cookie") if c.startswith(DEVICE_COOKIE))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Max-Age=2592000" in cookie


def test_joining_is_logged_without_a_name(hall: Hall, db: Database, client: CheckingClient) -> None:
    client.submit(f"/join/{hall.session.places[1].code}", {"name": "CANARY", "role": "interpreter"})
    with db.read() as session:
        (entry,) = session.scalars(select(Entry).where(Entry.verb == "device.joined"))
        assert "CANARY" not in str(entry.detail) and entry.detail["admitted"] is True


@pytest.mark.parametrize("spelling", ["{}", "{:.4}-{:4.4}", " {:.4} {:4.4} "])
def test_a_spoken_code_lets_in_after_the_organizer_did(
    hall: Hall, client: CheckingClient, spelling: str
) -> None:
    code = hall.session.places[2].short_code
    typed = {"{}": code.lower(), "{:.4}-{:4.4}": f"{code[:4]}-{code[4:]}"}.get(
        spelling, f" {code[:4]} {code[4:]} "
    )
    found = client.submit("/join", {"code": typed})
    assert found.location == f"/join/{code}"
    assert "An organizer lets you in" in client.get(found.location).text
    client.submit(found.location, {"role": "notetaker"})
    client.submit("/notes/protocol")
    assert "An organizer lets you in" in client.get("/notes/").text
    (device,) = hall.devices()
    assert device.admitted_at is None and device.place_id == hall.session.places[2].id


def test_wrong_and_closed_spoken_codes_look_the_same(
    make_hall: Callable[..., Hall], app: Flask, client: CheckingClient
) -> None:
    closed, draft = make_hall("over", state=SessionState.CLOSED), make_hall("soon", state=SessionState.DRAFT)
    codes = ["K7MPX2RD", closed.session.places[1].short_code, draft.session.places[1].short_code]
    pages = [new_browser(app).get(f"/join/{code}") for code in codes]
    assert {page.status_code for page in pages} == {404}
    bare = {
        page.text.replace(code, "CODE").partition('name="csrf_token"')[0]
        for page, code in zip(pages, codes, strict=True)
    }
    assert len(bare) == 1
    assert new_browser(app).get("/join/" + "x" * 22).status_code == 404
    assert new_browser(app).get("/join/" + "x" * 900).status_code == 404


def test_guessing_codes_is_stopped_and_a_right_one_is_not_counted(hall: Hall, app: Flask) -> None:
    browser = new_browser(app)
    right = hall.session.places[1].short_code
    for _ in range(40):
        assert browser.get(f"/join/{right}").status_code == 200
    answers = [browser.get(f"/join/WRNG{n:04}").status_code for n in range(40)]
    assert answers[0] == 404 and answers[-1] == 429
    assert browser.get(f"/join/{hall.session.places[1].code}").status_code == 200, (
        "a card's link always works"
    )


def test_a_card_of_a_closed_session_says_whom_to_ask(
    make_hall: Callable[..., Hall], client: CheckingClient
) -> None:
    for state in (SessionState.CLOSED, SessionState.ARCHIVED):
        hall = make_hall(f"s-{state}", state=state)
        page = client.get(f"/join/{hall.session.places[1].code}")
        assert page.status_code == 403
        assert "This session is closed" in page.text and "ask an organizer" in page.text
        assert client.submit("/join/" + hall.session.places[1].code, page="/join").status_code == 403
        assert hall.devices() == []


def test_a_card_of_a_session_that_is_not_open_yet(
    make_hall: Callable[..., Hall], client: CheckingClient
) -> None:
    hall = make_hall(state=SessionState.DRAFT)
    page = client.get(f"/join/{hall.session.places[1].code}")
    assert page.status_code == 403 and "not open yet" in page.text


def test_moving_to_another_table_keeps_the_list_and_leaves_statements_where_they_were(
    hall: Hall, client: CheckingClient
) -> None:
    first, second = hall.session.places[1], hall.session.places[2]
    client.submit(f"/join/{first.code}", {"name": "Ana", "role": "notetaker"})
    client.submit("/notes/protocol")
    client.submit(
        "/notes/",
        {
            "question": "Q1",
            "text": "said at table 1",
            "language": "en",
            "kind": "quote",
            "id": "0192f6f2-0000-7000-8000-000000000001",
        },
    )
    assert "This tablet was used in this session before" in client.get(f"/join/{second.code}").text
    client.submit(f"/join/{second.code}", {"role": "notetaker", "earlier": "keep"})
    page = client.get("/notes/")
    assert page.status_code == 200, "the protocol was read already"
    assert "said at table 1" in page.text and "Table 1" in page.text
    before, after = hall.devices()
    assert (after.chain_id, after.name, after.place_id) == (before.id, "Ana", second.id)
    assert [s.place_id for s in hall.statements()] == [first.id]


def test_somebody_else_on_the_same_tablet_begins_anew(hall: Hall, client: CheckingClient) -> None:
    client.submit(f"/join/{hall.session.places[1].code}", {"name": "Ana", "role": "notetaker"})
    client.submit("/notes/protocol")
    client.submit(
        "/notes/", {"question": "Q1", "text": "not for the next one", "language": "en", "kind": "quote"}
    )
    client.submit(f"/join/{hall.session.places[1].code}", {"role": "notetaker", "earlier": "new"})
    assert client.get("/notes/").location == "/notes/protocol"
    client.submit("/notes/protocol")
    assert "not for the next one" not in client.get("/notes/").text
    before, after = hall.devices()
    assert after.chain_id == after.id != before.id and after.name == ""


def test_a_tablet_that_was_sent_away_does_not_come_back_with_its_list(hall: Hall) -> None:
    tablet = hall.tablet(revoked_at=hall.session.created_at)
    tablet.submit(f"/join/{hall.session.places[1].short_code}", {"role": "notetaker", "earlier": "keep"})
    before, after = hall.devices()
    assert after.chain_id != before.id and after.admitted_at is None


def test_the_page_is_in_the_tables_language_and_offers_the_sessions_first(
    hall: Hall, client: CheckingClient
) -> None:
    page = client.get(f"/join/{hall.session.places[1].code}", headers={"Accept-Language": "tlh"})
    order = [page.text.index(f'value="{tag}"') for tag in ("en", "es", "fa", "ar", "vi")]
    assert order[:3] == sorted(order[:3]) and max(order[:3]) < min(order[3:])
    assert 'dir="rtl"' in client.get(f"/join/{hall.session.places[1].code}?lang=fa").text[:200]


def test_practice_is_said_on_every_page(make_hall: Callable[..., Hall], client: CheckingClient) -> None:
    hall = make_hall(is_practice=True)
    link = f"/join/{hall.session.places[1].code}"
    assert "badge-practice" in client.get(link).text
    client.submit(link, {"role": "notetaker"})
    assert "badge-practice" in client.get("/notes/protocol").text
    client.submit("/notes/protocol")
    page = client.get("/notes/").text
    assert "badge-practice" in page and "<title>Practice" in page


def test_a_name_that_is_too_long_is_said_so(hall: Hall, client: CheckingClient) -> None:
    link = f"/join/{hall.session.places[1].code}"
    answer = client.submit(link, {"name": "n" * 81, "role": "notetaker"})
    assert answer.status_code == 400 and "shorter name" in answer.text
    assert hall.devices() == []


def test_the_first_page_leads_on(hall: Hall, client: CheckingClient) -> None:
    assert 'action="/join"' in client.get("/").text
    page = hall.tablet().get("/")
    assert 'href="/notes/"' in page.text and "Table 1" in page.text

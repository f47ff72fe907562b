"""Where an organizer sees what waits about a statement, and lets it count."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import update

from intake.db import Database
from intake.models import ListeningSession, Rendering, Role, SessionState, Status
from tests import factories
from tests.api.rooms import SAID
from tests.statements.test_confirmed import BADGE, Desk

LIST = "/initiatives/score-2024/statements"
LATE = "It came after the session was closed."


@pytest.fixture
def desk(app: Flask, db: Database) -> Desk:
    """What an interpreter's tablet delivered after the session was put away."""
    desk = Desk(app, db)
    of_session = update(ListeningSession).where(ListeningSession.id == desk.session.id)
    db.write(lambda session: session.execute(of_session.values(state=SessionState.ARCHIVED)))
    desk.render(desk.sent["id"], "Автобус.", language="ru")
    desk.one(desk.interpreter, desk.answer())
    desk.one(desk.interpreter, desk.of_rendering())
    return desk


def press(desk: Desk, **fields: str) -> int:
    return int(desk.client.submit(f"{desk.address}/release-about", fields, page=desk.address).status_code)


def test_the_statements_page_names_each_with_its_reason_and_releases_it(desk: Desk) -> None:
    page = desk.client.get(desk.address).text
    assert page.count(LATE) == 3 and page.count(f'action="{desk.address}/release-about"') == 3
    offered = re.findall(r'name="version" value="1"><input type="hidden" name="language" value="(\w*)"', page)
    assert sorted(offered) == ["", "es", "ru"]
    assert [press(desk, version="1", language=one) for one in offered] == [303, 303, 303]
    page = desk.client.get(desk.address).text
    assert (page.count(LATE), page.count("/release-about"), page.count(BADGE)) == (0, 0, 2)
    assert {one.status for one in desk.all(Rendering)} == {Status.ACTIVE}
    assert press(desk, version="1", language="ru") == 409, "a second press finds nothing that waits"


def test_an_answer_to_words_that_were_corrected_since_shows_them(desk: Desk) -> None:
    desk.correct("Corrected.")
    part = desk.part('id="waiting"', 'class="statement-acts')
    assert SAID in part and BADGE in part
    assert press(desk, version="2", language="") == 303
    page = desk.client.get(desk.address).text
    assert 'id="waiting"' not in page
    assert BADGE in page[page.index('id="history"') :]


def test_the_list_of_what_is_held_has_it_and_the_session_counts_it(desk: Desk) -> None:
    held = desk.client.get(f"{LIST}?status=held").text
    assert SAID in held and "Held for review</span>" in held
    assert SAID in desk.client.get(f"{LIST}?status=active").text
    live = "/initiatives/score-2024/sessions/july-20"
    assert "1 statement is held for review" in desk.client.get(live).text
    [uid] = re.findall(r'name="id" value="([^"]+)"', held)
    assert desk.client.submit(f"{LIST}/release", {"id": uid}, page=LIST).status_code == 303
    assert SAID not in desk.client.get(f"{LIST}?status=held").text
    assert "is held for review" not in desk.client.get(live).text


def test_an_export_of_what_is_held_has_only_statements_that_are(desk: Desk) -> None:
    address = "/initiatives/score-2024/export/file?format=csv&status=held"
    assert SAID not in desk.client.get(address).text


def test_who_may_not_correct_sees_it_and_releases_nothing(desk: Desk, app: Flask) -> None:
    client = app.test_client()
    factories.signed_in(client, desk.db, factories.a_member(desk.db, desk.initiative, Role.INTERPRETER))
    page = client.get(desk.address).text
    assert LATE in page and "/release-about" not in page
    token = client.token(desk.address)  # type: ignore[attr-defined]
    data = {"version": "1", "language": "ru", "csrf_token": token}
    assert client.post(f"{desk.address}/release-about", data=data).status_code == 403

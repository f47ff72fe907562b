"""The page from which the evening is run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from intake.db import Database, now
from intake.models import Device, Held, Initiative, ListeningSession, Role, SessionState, Statement, Status
from tests import factories
from tests.organize.conftest import counted
from tests.pages import CheckingClient

PAGE = "/initiatives/score-2024/sessions/july-20"


class Evening:
    """An open session with one question and a table."""

    def __init__(self, db: Database, score: Initiative) -> None:
        self.db, self.score = db, score
        self.question = factories.a_question(db, score)
        self.session = factories.a_session(db, score)
        self.table = self.session.places[1]

    def device(self, **values: Any) -> Device:
        return factories.a_device(self.db, self.table, **values)[0]

    def statement(self, device: Device, **values: Any) -> Statement:
        given = {"device_id": device.id} | values
        return factories.a_statement(self.db, self.table, self.score, self.question, "CANARY", **given)


@pytest.fixture
def evening(db: Database, score: Initiative) -> Evening:
    return Evening(db, score)


def test_the_states_follow_one_another_by_buttons(
    organizer: CheckingClient, db: Database, evening: Evening
) -> None:
    for state, said in (("closed", "is closed"), ("archived", "is archived"), ("closed", "is closed")):
        organizer.submit(f"{PAGE}/state", {"state": state}, page=PAGE)
        assert said in organizer.get(PAGE).text
        with db.read() as session:
            assert session.get_one(ListeningSession, evening.session.id).state == SessionState(state)
    assert organizer.submit(f"{PAGE}/state", {"state": "draft"}, page=PAGE).status_code == 409
    assert organizer.submit(f"{PAGE}/state", {"state": "gone"}, page=PAGE).status_code == 404


def test_a_device_that_waits_is_let_in_from_the_top_of_the_page(
    organizer: CheckingClient, db: Database, evening: Evening
) -> None:
    waiting = evening.device(admitted_at=None, name="Tou")
    held = evening.statement(waiting, status=Status.HELD, held=Held.NOT_ADMITTED)
    page = organizer.get(PAGE).text
    assert "1 tablet waits to be let in" in page
    organizer.submit(f"{PAGE}/devices/{waiting.uid}/admit", page=PAGE)
    assert "waits to be let in" not in organizer.get(PAGE).text
    with db.read() as session:
        assert session.get_one(Statement, held.id).status is Status.ACTIVE


def test_a_device_is_sent_away_and_let_back_in(organizer: CheckingClient, evening: Evening) -> None:
    device = evening.device()
    organizer.submit(f"{PAGE}/devices/{device.uid}/revoke", page=PAGE)
    assert "Sent away" in organizer.get(PAGE).text
    organizer.submit(f"{PAGE}/devices/{device.uid}/restore", page=PAGE)
    assert "Sent away" not in organizer.get(PAGE).text


def test_statements_are_handed_to_a_tablet_that_may_write(
    organizer: CheckingClient, db: Database, evening: Evening
) -> None:
    old, new = evening.device(name="Old"), evening.device(name="New")
    evening.device(name="Waiting", admitted_at=None)
    evening.statement(old)
    address = f"{PAGE}/devices/{old.uid}/hand-over"
    assert f'href="{address}"' in organizer.get(PAGE).text
    page = organizer.get(address).text
    assert "New" in page
    assert "Waiting" not in page
    assert organizer.submit(address, {}).status_code == 400
    assert organizer.submit(address, {"to": str(new.uid)}).status_code == 303
    with db.read() as session:
        assert len(set(session.scalars(select(Device.chain_id).where(Device.id.in_([old.id, new.id]))))) == 1


def test_without_another_tablet_the_page_says_what_to_do(organizer: CheckingClient, evening: Evening) -> None:
    old = evening.device()
    assert "Let the new tablet join first." in organizer.get(f"{PAGE}/devices/{old.uid}/hand-over").text


def test_the_live_part_is_sent_only_when_something_changed(
    organizer: CheckingClient, evening: Evening
) -> None:
    device = evening.device(name="MG")
    first = organizer.get(f"{PAGE}/live")
    assert first.status_code == 200
    assert "MG" in first.text
    again = organizer.get(f"{PAGE}/live", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    evening.statement(device)
    changed = organizer.get(f"{PAGE}/live", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "CANARY" not in changed.text, "no testimony on the page that hangs on a wall"
    page = organizer.get(PAGE).text
    assert changed.headers["ETag"].split('"')[1] in page, "the page begins where the live part goes on"


def test_a_quiet_table_of_an_open_session_is_named(organizer: CheckingClient, evening: Evening) -> None:
    hour_ago = now() - timedelta(minutes=62)
    device = evening.device(joined_at=hour_ago, admitted_at=hour_ago)
    assert "Quiet for 60 minutes" in organizer.get(PAGE).text
    evening.statement(device, received_at=now() - timedelta(minutes=2))
    assert "Quiet for" not in organizer.get(PAGE).text


def test_a_viewer_sees_counts_but_no_codes_and_no_buttons(
    client: CheckingClient, db: Database, score: Initiative, evening: Evening
) -> None:
    factories.signed_in(client, db, factories.a_member(db, score, Role.VIEWER))
    evening.device(admitted_at=None)
    for address in (PAGE, f"{PAGE}/live"):
        page = client.get(address).text
        assert evening.table.code not in page
        assert evening.table.short_code not in page
        assert "Let in" not in page
    assert client.submit(f"{PAGE}/state", {"state": "closed"}, page=PAGE).status_code == 403


def test_another_sessions_device_does_not_exist_here(
    organizer: CheckingClient, db: Database, score: Initiative, evening: Evening
) -> None:
    there = factories.a_session(db, score, "august-3").places[1]
    device, _token = factories.a_device(db, there)
    assert organizer.submit(f"{PAGE}/devices/{device.uid}/revoke", page=PAGE).status_code == 404


def test_the_page_reads_as_often_for_many_tables_as_for_one(
    organizer: CheckingClient, db: Database, score: Initiative, evening: Evening
) -> None:
    with counted(db) as few:
        organizer.get(PAGE)
    big = factories.a_session(db, score, "big", tables=20)
    for place in big.places:
        factories.a_device(db, place)
    with counted(db) as many:
        organizer.get(PAGE.replace("july-20", "big"))
    assert len(many) == len(few)

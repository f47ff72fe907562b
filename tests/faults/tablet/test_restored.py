"""Fault 7: the server is put back to an earlier backup. What tablets delivered since comes again, and once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from intake.app import create_app
from intake.backups.making import make
from intake.backups.restoring import restore
from intake.db import Database
from intake.settings import Settings
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.browser.rooms import WAITS, Room, kept
from tests.browser.tablets import delivered, save
from tests.conftest import POSTGRES
from tests.faults.sizes import size
from tests.faults.tablet.patches import NOTHING, Patch, fails, texts, without
from tests.halls import Hall

FAULT = 7
pytestmark = pytest.mark.skipif(bool(POSTGRES), reason="PostgreSQL has tools of its own for backups")
#: Statements delivered before the backup, and after it.
BEFORE, AFTER = size(3, 60), size(12, 120)


class Restoring:
    """A room whose server is put back to a backup."""

    def __init__(self, room: Room, settings: Settings) -> None:
        self.room, self.settings = room, settings
        self.backup = settings.instance / "earlier.sqlite3"
        self.apps: list[Flask] = []

    def back_up(self) -> None:
        make(self.room.hall.db, self.settings, self.backup)

    def put_back(self) -> None:
        """Stop the server, put the backup in its place, start it again."""
        hall = self.room.hall
        self.room.stop()
        path = hall.db.path
        assert path
        hall.db.close()
        restore(self.settings, self.backup, path)
        app = create_app(self.settings)
        self.apps.append(app)
        db: Database = app.extensions["intake.db"]
        self.room.hall = Hall(app, db, hall.initiative, hall.session, hall.questions)
        self.room.tablet.hall = self.room.hall
        self.room.start()


@pytest.fixture
def restoring(browser: Browser, room: Room, settings: Settings) -> Iterator[Restoring]:
    restoring = Restoring(room, settings)
    yield restoring
    room.stop()
    for app in restoring.apps:
        app.extensions["intake.db"].close()


def what_was_delivered_comes_again(restoring: Restoring, patch: Patch) -> None:
    room = restoring.room
    page = room.tablet.page(without(room.tablet.context(), patch))
    if patch is NOTHING:
        kept(page)
    said = [f"said {number}" for number in range(BEFORE + AFTER)]
    for number, text in enumerate(said):
        if number == BEFORE:
            delivered(page)
            restoring.back_up()
        save(page, text)
    delivered(page)
    assert texts(room.hall.statements()) == sorted(said)
    restoring.put_back()
    assert texts(room.hall.statements()) == sorted(said[:BEFORE])
    page.reload()
    for _ in range(150):
        if len(room.hall.statements()) == len(said):
            break
        page.wait_for_timeout(100)
    assert texts(room.hall.statements()) == sorted(said), "what was delivered since is missing"
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)


def test_what_was_delivered_comes_again(restoring: Restoring) -> None:
    what_was_delivered_comes_again(restoring, NOTHING)


DEAF: Patch = {
    "store.js": {
        "const isRestored = Boolean(known.epoch) && known.epoch !== epoch;": "const isRestored = false;"
    }
}


def test_control_a_tablet_that_does_not_hear_of_the_epoch(restoring: Restoring) -> None:
    with fails(restoring.room, "missing"):
        what_was_delivered_comes_again(restoring, DEAF)


# A tablet that joined after the backup is unknown to the server; it joins again, and all it had arrives.


def a_tablet_that_is_not_known_any_more(restoring: Restoring, patch: Patch) -> None:
    room = restoring.room
    restoring.back_up()
    page = room.tablet.page(without(room.tablet.context(), patch))
    for number in range(3):
        save(page, f"delivered {number}")
    delivered(page)
    page.route("**/api/v1/statements", lambda route: route.abort())
    save(page, "waiting")
    restoring.put_back()
    page.unroute("**/api/v1/statements")
    page.reload()
    expect(page.locator("h1")).to_have_text("Join a listening session")
    assert room.hall.statements() == []
    _device, token = factories.a_device(room.hall.db, room.hall.session.places[1])
    page.context.add_cookies([{"name": DEVICE_COOKIE, "value": token, "url": room.address}])
    page.goto(f"{room.address}/notes/")
    for _ in range(100):
        if len(room.hall.statements()) == 4:
            break
        page.wait_for_timeout(100)
    assert texts(room.hall.statements()) == ["delivered 0", "delivered 1", "delivered 2", "waiting"], (
        "missing"
    )
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)


def test_a_tablet_that_is_not_known_any_more(restoring: Restoring) -> None:
    a_tablet_that_is_not_known_any_more(restoring, NOTHING)


HEIRLESS: Patch = {"main.js": {"lost: (other) => (other.device === device ?": "lost: (other) => (true ?"}}


def test_control_a_tablet_that_leaves_it_where_it_was(restoring: Restoring) -> None:
    with fails(restoring.room, "missing"):
        a_tablet_that_is_not_known_any_more(restoring, HEIRLESS)

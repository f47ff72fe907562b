"""People who translate at home, in browsers of their own, with a server that can be taken away."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import delete, select

from intake.models import Person, Rendering, Role, SignIn
from intake.web.list_key import COOKIE as LIST_KEY
from tests import factories
from tests.browser.rooms import WAITS, Room, kept

TEXTS = ("one bus an hour", "no bench at the stop", "the clinic closes at five")
FIELD = "#text"


class Desk:
    """The initiative of a room, its statements, and people who translate them."""

    def __init__(self, room: Room) -> None:
        self.room = room
        #: By which its people reach the server.
        self.server = room.address
        self.path = f"/initiatives/{room.hall.initiative.slug}/translate"
        device = room.hall.device()
        self.said = [room.hall.said(device, text) for text in TEXTS]

    @property
    def address(self) -> str:
        return f"{self.server}{self.path}/desk/?into=es"

    def person(self, name: str) -> Person:
        hall = self.room.hall
        return factories.a_member(hall.db, hall.initiative, Role.INTERPRETER, f"{name}@example.org")

    def sign_in(self, context: BrowserContext, person: Person) -> None:
        client = self.room.hall.app.test_client()
        factories.signed_in(client, self.room.hall.db, person)
        cookie = client.get_cookie("intake")
        assert cookie is not None
        given: Any = {"name": "intake", "value": cookie.value, "url": self.server}
        context.add_cookies([given | {"expires": time.time() + 86400}])

    def context(self, person: Person | None = None) -> BrowserContext:
        context: BrowserContext = self.room.browser.new_context(locale="en-US")
        self.room.tablet.contexts.append(context)
        if person is not None:
            self.sign_in(context, person)
        return context

    def open(self, context: BrowserContext, address: str = "") -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: self.room.tablet.faults.append(str(error)))
        page.goto(address or self.address)
        ready(page)
        return page

    def take_along(self, context: BrowserContext) -> Page:
        """By the button of the worklist, until the page opens without the server."""
        page = context.new_page()
        page.on("pageerror", lambda error: self.room.tablet.faults.append(str(error)))
        page.goto(f"{self.server}{self.path}?into=es")
        page.click("#take-along")
        ready(page)
        kept(page)
        return page

    def stored(self) -> list[Any]:
        """Text, maker, version, in the order of the statements."""
        with self.room.hall.db.read() as session:
            query = select(Rendering.text, Rendering.made_by_person_id, Rendering.version)
            return [tuple(row) for row in session.execute(query.order_by(Rendering.statement_id))]

    def sign_out_everywhere(self) -> None:
        self.room.hall.db.write(lambda session: session.execute(delete(SignIn)))

    def left_waiting(self) -> tuple[Person, BrowserContext, Page]:
        """Somebody whose sign-in expired before "uno" could be sent."""
        ana = self.person("ana")
        context = self.context(ana)
        page = self.take_along(context)
        self.sign_out_everywhere()
        translate(page, "uno")
        return ana, context, page


def key_of(context: BrowserContext) -> Any:
    """What opens the list in this browser, if anything does."""
    return next((one for one in context.cookies() if one["name"] == LIST_KEY), None)


def ready(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-ready", "true", timeout=WAITS)


def translate(page: Page, *texts: str) -> None:
    """With the keyboard alone: the next one opens by itself."""
    for text in texts:
        expect(page.locator(FIELD)).to_be_focused()
        expect(page.locator(FIELD)).to_have_value("")
        page.keyboard.type(text)
        page.keyboard.press("Control+Enter")
        expect(page.locator("#saved")).to_have_text("Saved.")
        # It is hidden after the last one.
        expect(page.locator(FIELD)).not_to_have_value(text)


def badges(page: Page) -> Any:
    return page.locator("#rows .desk-row .desk-badge")


def waiting(page: Page, number: int) -> None:
    expect(page.locator("#waiting")).to_be_visible(visible=number > 0, timeout=WAITS)
    if number:
        expect(page.locator("#waiting b")).to_have_text(str(number), timeout=WAITS)


@pytest.fixture
def desk(room: Room) -> Desk:
    return Desk(room)

"""Translating at home, where the network fails: all of it arrives once, under one's own name, and no word is lost."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import delete, select

from intake.models import Person, Rendering, RenderingRevision, Role, SignIn
from tests import factories
from tests.browser.rooms import WAITS, Room
from tests.faults.tablet.test_killed import kill, profile

TEXTS = ("one bus an hour", "no bench at the stop", "the clinic closes at five")
FIELD = "#text"


class Desk:
    """The initiative of a room, its statements, and people who translate them."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.path = f"/initiatives/{room.hall.initiative.slug}/translate"
        device = room.hall.device()
        self.said = [room.hall.said(device, text) for text in TEXTS]

    @property
    def address(self) -> str:
        return f"{self.room.address}{self.path}/desk/?into=es"

    def person(self, name: str) -> Person:
        hall = self.room.hall
        return factories.a_member(hall.db, hall.initiative, Role.INTERPRETER, f"{name}@example.org")

    def sign_in(self, context: BrowserContext, person: Person) -> None:
        client = self.room.hall.app.test_client()
        factories.signed_in(client, self.room.hall.db, person)
        cookie = client.get_cookie("intake")
        assert cookie is not None
        given: Any = {"name": "intake", "value": cookie.value, "url": self.room.address}
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
        page.goto(f"{self.room.address}{self.path}?into=es")
        page.click("#take-along")
        ready(page)
        expect(page.locator("html")).to_have_attribute("data-kept", "true", timeout=WAITS)
        page.wait_for_function("() => navigator.serviceWorker.controller")
        return page

    def stored(self) -> list[Any]:
        """Text, maker, version, in the order of the statements."""
        with self.room.hall.db.read() as session:
            query = select(Rendering.text, Rendering.made_by_person_id, Rendering.version)
            return [tuple(row) for row in session.execute(query.order_by(Rendering.statement_id))]

    def sign_out_everywhere(self) -> None:
        self.room.hall.db.write(lambda session: session.execute(delete(SignIn)))


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


def test_three_without_a_network_through_a_reload_and_a_killed_browser_are_there_once(
    browser: Browser, room: Room, desk: Desk, tmp_path: Path
) -> None:
    ana = desk.person("ana")
    with profile(browser, tmp_path / "profile") as context:
        desk.sign_in(context, ana)
        page = desk.take_along(context)
        expect(page.locator("#rows .desk-row")).to_have_count(3)
        expect(page.locator("#original")).to_have_text(TEXTS[2])
        room.stop()
        page.reload()
        ready(page)
        expect(page.locator('[data-say="offline"]')).to_be_visible()
        translate(page, "uno", "dos")
        page.reload()
        ready(page)
        waiting(page, 2)
        expect(badges(page)).to_have_text(["On this computer", "On this computer", ""])
        page.locator(FIELD).press_sequentially("tr")
        page.wait_for_timeout(1_000)
        kill(tmp_path / "profile")
    with profile(browser, tmp_path / "profile") as context:
        desk.sign_in(context, ana)
        page = desk.open(context)
        expect(page.locator(FIELD)).to_have_value("tr")
        page.locator(FIELD).press_sequentially("es")
        page.keyboard.press("Control+Enter")
        expect(badges(page)).to_have_text(["On this computer"] * 3)
        waiting(page, 3)
        room.start()
        page.evaluate("dispatchEvent(new Event('online'))")
        waiting(page, 0)
        expect(badges(page)).to_have_text(["Delivered"] * 3, timeout=WAITS)
    # The newest comes first.
    assert desk.stored() == [("tres", ana.id, 1), ("dos", ana.id, 1), ("uno", ana.id, 1)]


def test_a_sign_in_that_expired_keeps_the_words_until_the_next_one(room: Room, desk: Desk) -> None:
    ana = desk.person("ana")
    context = desk.context(ana)
    page = desk.take_along(context)
    desk.sign_out_everywhere()
    translate(page, "uno")
    expect(page.locator('[data-say="signed_out"]')).to_be_visible(timeout=WAITS)
    page.reload()
    ready(page)
    waiting(page, 1)
    expect(page.locator('[data-say="signed_out"]')).to_be_visible(timeout=WAITS)
    assert desk.stored() == []
    link = page.locator("#sign-in").get_attribute("href")
    assert link and link.startswith("/account/sign-in?next=%2Finitiatives%2F")
    desk.sign_in(context, ana)
    page.evaluate("dispatchEvent(new Event('focus'))")
    waiting(page, 0)
    expect(page.locator('[data-say="signed_out"]')).to_be_hidden()
    assert desk.stored() == [("uno", ana.id, 1)]


def test_who_signs_in_next_neither_sees_nor_sends_what_waits(room: Room, desk: Desk) -> None:
    ana, bo = desk.person("ana"), desk.person("bo")
    context = desk.context(ana)
    page = desk.take_along(context)
    room.stop()
    translate(page, "secreto")
    page.locator(FIELD).press_sequentially("half a secret")
    page.wait_for_timeout(500)
    room.start()
    desk.sign_in(context, bo)
    # The page that is still open becomes theirs, and shows theirs only.
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_function(f"() => document.getElementById('settings').textContent.includes('{bo.uid}')")
    ready(page)
    waiting(page, 0)
    expect(page.locator("#rows .desk-row")).to_have_count(3)
    expect(badges(page)).to_have_text(["", "", ""])
    assert "secret" not in page.inner_text("body")
    assert page.input_value(FIELD) == ""
    expect(page.locator("html")).to_have_attribute("data-kept", "true", timeout=WAITS)
    room.stop()
    page.reload()
    ready(page)
    assert "secret" not in page.inner_text("body")
    room.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    translate(page, "de bo")
    waiting(page, 0)
    assert desk.stored() == [("de bo", bo.id, 1)]
    desk.sign_in(context, ana)
    again = desk.open(context)
    waiting(again, 0)
    # Both made something of the same statement: both are kept, each under its name.
    assert desk.stored() == [("de bo", bo.id, 1)]
    with room.hall.db.read() as session:
        query = select(RenderingRevision.text, RenderingRevision.person_id, RenderingRevision.is_conflict)
        assert [tuple(row) for row in session.execute(query)] == [("secreto", ana.id, True)]
    expect(again.locator("#rows .desk-row", has_text="Being written")).to_have_count(1)


def test_a_second_person_reviews_away_from_the_server_and_nobody_their_own(room: Room, desk: Desk) -> None:
    ana, bo = desk.person("ana"), desk.person("bo")
    page = desk.open(desk.context(ana))
    translate(page, "uno")
    waiting(page, 0)
    work = desk.address + "&work=draft"
    own = desk.open(page.context, work)
    expect(own.locator(FIELD)).to_have_value("uno")
    expect(own.locator("[name=reviewed]")).to_be_hidden()
    other = desk.open(desk.context(bo), work)
    expect(other.locator("[name=reviewed]")).to_be_visible()
    room.stop()
    other.locator(FIELD).press("Control+Enter")
    waiting(other, 1)
    room.start()
    other.evaluate("dispatchEvent(new Event('online'))")
    waiting(other, 0)
    with room.hall.db.read() as session:
        row = session.scalars(select(Rendering)).one()
        assert (row.text, row.state.value, row.made_by_person_id, row.reviewed_by_person_id) == (
            "uno",
            "reviewed",
            ana.id,
            bo.id,
        )


def test_nothing_that_was_said_lies_readable_in_the_browser(room: Room, desk: Desk) -> None:
    page = desk.take_along(desk.context(desk.person("ana")))
    room.stop()
    translate(page, "uno secreto")
    found = page.evaluate(
        """async () => {
          const texts = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) texts.push(await (await cache.match(request)).text());
          }
          const told = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
          const db = await told(indexedDB.open("intake"));
          for (const name of db.objectStoreNames) {
            texts.push(JSON.stringify(await told(db.transaction(name).objectStore(name).getAll())));
          }
          return texts.join(" ");
        }"""
    )
    assert "uno secreto" not in found and not any(text in found for text in TEXTS)
    assert json.dumps(desk.path)[1:-1] in found
    room.start()


def test_the_tablet_is_not_cleared_while_a_translation_waits(room: Room, desk: Desk) -> None:
    ana = desk.person("ana")
    context = desk.context(ana)
    page = desk.take_along(context)
    desk.sign_out_everywhere()
    translate(page, "uno")
    tablet = context.new_page()
    tablet.goto(f"{room.address}/notes/tablet")
    expect(tablet.locator('[data-amount="desk"] b')).to_have_text("1")
    tablet.click("#leave button")
    expect(tablet.locator('[data-say="at_a_desk"]')).to_be_visible(timeout=WAITS)
    desk.sign_in(context, ana)
    page.evaluate("dispatchEvent(new Event('focus'))")
    waiting(page, 0)
    page.close()
    tablet.reload()
    tablet.click("#leave button")
    expect(tablet.locator("#cleared-title")).to_be_visible(timeout=WAITS)
    assert desk.stored() == [("uno", ana.id, 1)]


def test_who_signs_out_is_told_and_nothing_opens_until_they_are_back(room: Room, desk: Desk) -> None:
    ana = desk.person("ana")
    context = desk.context(ana)
    page = desk.take_along(context)
    page.context.set_offline(True)
    translate(page, "uno")
    waiting(page, 1)
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{room.address}/account/")
    button = page.get_by_role("button", name="Sign out", exact=True)
    button.click()
    expect(page.locator("#still-here")).to_be_visible()
    button.click()
    page.wait_for_url("**/account/sign-in")
    page.goto(desk.address)
    expect(page).to_have_url(re.compile("/account/sign-in"))
    assert desk.stored() == []
    desk.sign_in(context, ana)
    page = desk.open(context)
    waiting(page, 0)
    assert desk.stored() == [("uno", ana.id, 1)]

"""A notetaker at a table, with a tablet and a network that comes and goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from intake.models import Held, Status
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.notes.conftest import Hall
from tests.notes.conftest import hall as hall_of_the_notes
from tests.notes.conftest import make_hall as make_hall_of_the_notes

TABLET = {"width": 800, "height": 1280}
hall, make_hall = hall_of_the_notes, make_hall_of_the_notes
API = "**/api/v1/statements"
Serve = Callable[[Flask], AbstractContextManager[str]]
SPOKEN = "Aquí todos se conocen, pero nadie nos pregunta"


class Tablet:
    """Browsers that belong to one tablet at table 1; what goes wrong in a page fails the test."""

    def __init__(self, browser: Browser, address: str, hall: Hall) -> None:
        self.browser, self.address, self.hall = browser, address, hall
        self.faults: list[str] = []
        self.contexts: list[Any] = []

    def context(self, place: int = 1, **given: Any) -> Any:
        _device, token = factories.a_device(self.hall.db, self.hall.session.places[place])
        context = self.browser.new_context(**({"viewport": TABLET, "locale": "en-US"} | given))
        context.add_cookies([{"name": DEVICE_COOKIE, "value": token, "url": self.address}])
        self.contexts.append(context)
        return context

    def page(self, context: Any = None, path: str = "/notes/", **given: Any) -> Page:
        page: Page = (context or self.context(**given)).new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._listen)
        assert (answer := page.goto(self.address + path)) and answer.ok
        return page

    def _listen(self, message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)


@pytest.fixture
def tablet(browser: Browser, serve: Serve, hall: Hall) -> Iterator[Tablet]:
    with serve(hall.app) as address:
        tablet = Tablet(browser, address, hall)
        yield tablet
        for context in tablet.contexts:
            context.close()
    assert tablet.faults == []


def first(page: Page) -> Any:
    return page.locator("#entries > li").first


def write(page: Page, text: str) -> None:
    page.locator("#text").press_sequentially(text)


def save(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.click("#save")
    expect(page.locator("#text")).to_have_value("")


def send_now(page: Page) -> None:
    """Press the button, even if it went away because everything was sent by itself in this moment."""
    page.locator("#send").dispatch_event("click")


def cursor(page: Page) -> list[Any]:
    found: list[Any] = page.evaluate(
        "[document.activeElement.id, document.activeElement.selectionStart, document.activeElement.selectionEnd]"
    )
    return found


@contextmanager
def broken(page: Page, handle: Callable[[Route], None]) -> Iterator[None]:
    """Meanwhile, what the tablet sends meets this."""
    page.route(API, handle)
    yield
    page.unroute(API, handle)


def test_type_save_type_again(tablet: Tablet) -> None:
    page = tablet.page()
    page.click(".question summary")
    page.get_by_label("What is it like here?").check()
    write(page, SPOKEN)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#text")).to_have_value("")
    assert cursor(page)[0] == "text"
    expect(first(page).locator(".entry-text")).to_have_text(SPOKEN)
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    expect(page.locator(".question summary .chip")).to_have_text("Q2")
    expect(page.locator("#count")).to_have_text("1")
    write(page, "and again")
    page.keyboard.press("Meta+Enter")
    expect(page.locator("#entries > li")).to_have_count(2)
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    assert [(s.text, s.sequence) for s in tablet.hall.statements()] == [(SPOKEN, 1), ("and again", 2)]


def test_the_language_changes_in_the_middle_of_a_sentence(tablet: Tablet) -> None:
    page = tablet.page()
    save(page, "before")
    write(page, "half a sent\nence  ")
    page.evaluate("document.getElementById('text').setSelectionRange(3, 7)")
    page.evaluate("document.getElementById('text').addEventListener('blur', () => { window.left = true; })")
    page.check("input[name=kind][value=quote]", force=True)
    page.focus("#text")
    page.evaluate("window.left = false; window.same = document.getElementById('text'); same.setSelectionRange(3, 7)")
    for tag, direction in (("fa", "rtl"), ("es", "ltr"), ("fa", "rtl")):
        page.click(f".bar-quick [value={tag}]")
        expect(page.locator("html")).to_have_attribute("lang", tag)
        expect(page.locator("html")).to_have_attribute("dir", direction)
        assert page.input_value("#text") == "half a sent\nence  "
        assert cursor(page) == ["text", 3, 7]
    assert page.evaluate("same === document.getElementById('text') && !left"), "the field was never left or replaced"
    expect(page.locator("#text")).to_have_attribute("dir", "ltr")
    expect(page.locator("input[name=kind][value=quote]")).to_be_checked()
    expect(first(page).locator(".entry-text")).to_have_text("before")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    expect(page.locator("#text")).to_have_value("half a sent\nence  ")


def test_the_question_changes_its_language_too(tablet: Tablet) -> None:
    page = tablet.page()
    page.click(".question summary")
    page.get_by_label("What is it like here?").check()
    page.click(".languages summary")
    page.click(".languages-list [value=es]")
    expect(page.locator(".question summary .question-text")).to_have_text("¿Cómo es aquí?")
    expect(page.locator("input[value=Q2]")).to_be_checked()
    expect(page.locator(".languages")).not_to_have_attribute("open", "")
    expect(page.locator("#language option:checked")).to_have_text("inglés")


def test_an_unfinished_character_survives_the_switch(tablet: Tablet) -> None:
    page = tablet.page()
    session = page.context.new_cdp_session(page)
    write(page, "我们")
    session.send("Input.imeSetComposition", {"text": "zhong", "selectionStart": 5, "selectionEnd": 5})
    page.evaluate("document.querySelector('.bar-quick [value=es]').click()")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    session.send("Input.insertText", {"text": "中"})
    assert page.input_value("#text") == "我们中"


def test_the_field_follows_the_statement_not_the_page(tablet: Tablet) -> None:
    page = tablet.page()
    page.select_option("#language", "fa")
    expect(page.locator("#text")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.select_option("#language", "other")
    page.fill("[name=tag]", "quc")
    save(page, "Utz")
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    assert tablet.hall.statements()[0].language == "quc"


def test_a_draft_is_there_again(tablet: Tablet) -> None:
    page = tablet.page()
    page.click(".question summary")
    page.get_by_label("What is it like here?").check()
    page.select_option("#language", "es")
    write(page, SPOKEN)
    page.click("[data-step='1']")
    page.reload()
    expect(page.locator("#text")).to_have_value(SPOKEN)
    assert (page.input_value("#language"), page.input_value("#agreed")) == ("es", "1")
    expect(page.locator("input[value=Q2]")).to_be_checked()
    page.click("#save")
    expect(page.locator("#text")).to_have_value("")
    page.reload()
    expect(page.locator("#entries > li")).to_have_count(1)
    expect(page.locator("#text")).to_have_value("")


def test_without_a_network_it_is_kept_and_goes_out_later(tablet: Tablet) -> None:
    page = tablet.page()
    with broken(page, lambda route: route.abort()):
        save(page, "said in a cellar")
        save(page, "and another one")
        expect(first(page).locator(".entry-badge")).to_have_text("On this tablet")
        expect(page.locator("#state")).to_contain_text("On this tablet 2")
        expect(page.locator("#send")).to_be_visible()
        page.reload()
        expect(page.locator("#entries > li")).to_have_count(2)
        expect(page.locator("#send")).to_be_visible()
        assert tablet.hall.statements() == []
    send_now(page)
    expect(page.locator(".entry-badge").last).to_have_text("Delivered")
    expect(page.locator("#send")).to_be_hidden()
    assert [s.text for s in tablet.hall.statements()] == ["said in a cellar", "and another one"]


def test_it_goes_out_by_itself(tablet: Tablet) -> None:
    page = tablet.page()
    with broken(page, lambda route: route.abort()):
        save(page, "patience")
        expect(page.locator("#send")).to_be_visible()
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered", timeout=15_000)


PORTALS: dict[str, dict[str, Any]] = {
    "page": {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to our wifi</h1>"},
    "json": {"status": 200, "content_type": "application/json", "body": "{}"},
    "nothing": {"status": 204},
    "redirect": {"status": 302, "headers": {"Location": "/join"}},
}


@pytest.mark.parametrize("portal", PORTALS)
def test_a_portals_answer_is_not_delivery(tablet: Tablet, portal: str) -> None:
    page = tablet.page()
    with broken(page, lambda route: route.fulfill(**PORTALS[portal])):
        save(page, "not there yet")
        expect(page.locator("#send")).to_be_visible()
        expect(first(page).locator(".entry-badge")).to_have_text("On this tablet")
    send_now(page)
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")


def test_a_lost_answer_stores_nothing_twice(tablet: Tablet) -> None:
    page = tablet.page()

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    with broken(page, lose):
        save(page, "once")
        expect(page.locator("#send")).to_be_visible()
        assert [s.text for s in tablet.hall.statements()] == ["once"]
        expect(first(page).locator(".entry-badge")).to_have_text("On this tablet")
    send_now(page)
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    assert [(s.text, s.version) for s in tablet.hall.statements()] == [("once", 1)]


def test_correct_withdraw_and_undo(tablet: Tablet) -> None:
    page = tablet.page()
    save(page, "furst")
    write(page, "half written")
    first(page).get_by_role("button", name="Edit").click()
    expect(page.locator("#text")).to_have_value("furst")
    page.reload()
    expect(page.locator("#text")).to_have_value("furst")
    page.fill("#text", "first")
    page.click("#save")
    expect(page.locator("#text")).to_have_value("half written")
    expect(first(page).locator(".entry-text")).to_have_text("first")
    first(page).get_by_role("button", name="Withdraw").click()
    expect(first(page).locator(".entry-badge")).to_contain_text("Withdrawn")
    expect(page.locator("#text")).to_have_value("half written")
    first(page).get_by_role("button", name="Undo").click()
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    first(page).get_by_role("button", name="Edit").click()
    page.fill("#text", "never mind")
    page.get_by_role("button", name="Cancel the change").click()
    expect(page.locator("#text")).to_have_value("half written")
    (stored,) = tablet.hall.statements()
    assert (stored.text, stored.status, stored.version) == ("first", Status.ACTIVE, 4)


def test_changes_made_without_a_network_arrive_in_order(tablet: Tablet) -> None:
    page = tablet.page()
    with broken(page, lambda route: route.abort()):
        save(page, "one")
        first(page).get_by_role("button", name="Edit").click()
        page.fill("#text", "two")
        page.click("#save")
        expect(first(page).locator(".entry-text")).to_have_text("two")
        first(page).get_by_role("button", name="Withdraw").click()
        expect(page.locator("#state")).to_contain_text("3")
        page.reload()
        expect(first(page).locator(".entry-text")).to_have_text("two")
        expect(page.locator("#send")).to_be_visible()
    send_now(page)
    expect(first(page).locator(".entry-badge")).to_have_text("Withdrawn")
    (stored,) = tablet.hall.statements()
    assert (stored.text, stored.status, stored.version, stored.has_conflict) == ("two", Status.WITHDRAWN, 3, False)
    assert [r.text for r in tablet.hall.revisions()] == ["one", "two"]


def test_two_tabs_with_one_draft_lose_neither_text(tablet: Tablet) -> None:
    context = tablet.context()
    page = tablet.page(context)
    write(page, "the same beginning")
    page.wait_for_timeout(200)
    other = tablet.page(context)
    expect(other.locator("#text")).to_have_value("the same beginning")
    save(page, "the same beginning, here")
    save(other, "the same beginning, there")
    expect(first(other).locator(".entry-badge")).to_have_text("Delivered")
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    found = {s.text for s in tablet.hall.statements()}
    assert found == {"the same beginning, here", "the same beginning, there"}


def test_a_browser_that_keeps_nothing_waits_for_the_receipt(tablet: Tablet) -> None:
    context = tablet.context()
    context.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page = tablet.page(context)
    save(page, "straight to the server")
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    with broken(page, lambda route: route.abort()):
        page.fill("#text", "stays here")
        page.click("#save")
        expect(page.locator("#problem")).to_contain_text("It stays in the field")
        expect(page.locator("#text")).to_have_value("stays here")
    page.click("#save")
    expect(page.locator("#text")).to_have_value("")
    assert [s.text for s in tablet.hall.statements()] == ["straight to the server", "stays here"]


def test_nothing_is_saved_by_accident(tablet: Tablet) -> None:
    page = tablet.page()
    page.click("#save")
    expect(page.locator("#problem")).to_have_text("Write down what was said first.")
    write(page, "one\ntwo")
    assert page.input_value("#text") == "one\ntwo", "Enter is a new line"
    page.locator("#agreed").press("Enter")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#problem")).to_have_text("")
    page.wait_for_timeout(100)
    assert [s.text for s in tablet.hall.statements()] == ["one\ntwo"]


def test_why_it_waits_is_said_in_words(tablet: Tablet) -> None:
    tablet.hall.db.write(
        lambda session: setattr(session.get(type(tablet.hall.session), tablet.hall.session.id), "state", "closed")
    )
    page = tablet.page()
    expect(page.locator(".capture-notices")).to_contain_text("This session is closed")
    save(page, "late")
    expect(first(page).locator(".entry-badge")).to_have_text("Held for review")
    expect(first(page).locator(".entry-problem")).to_contain_text("an organizer looks at this first")
    assert tablet.hall.statements()[0].held is Held.LATE
    page.click(".bar-quick [value=fa]")
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    page.reload()
    expect(first(page).locator(".entry-problem")).to_be_visible()


def test_older_statements_are_appended(tablet: Tablet) -> None:
    context = tablet.context()
    device = tablet.hall.devices()[-1]
    for number in range(30):
        tablet.hall.said(device, f"statement {number}")
    page = tablet.page(context)
    write(page, "half written")
    expect(page.locator("#entries > li")).to_have_count(12)
    page.click("#older")
    expect(page.locator("#entries > li")).to_have_count(24)
    page.click("#older")
    expect(page.locator("#entries > li")).to_have_count(30)
    expect(page.locator("#older")).to_have_count(0)
    expect(page.locator(".entry-text").last).to_have_text("statement 0")
    expect(page.locator("#text")).to_have_value("half written")


def test_two_tablets_at_one_table_see_their_own(tablet: Tablet) -> None:
    ana, ben = tablet.page(), tablet.page()
    save(ana, "heard by Ana")
    save(ben, "heard by Ben")
    expect(first(ben).locator(".entry-badge")).to_have_text("Delivered")
    ana.reload()
    assert ana.locator("#entries .entry-text").all_text_contents() == ["heard by Ana"]


def test_without_javascript(tablet: Tablet) -> None:
    context = tablet.browser.new_context(viewport=TABLET, locale="en-US", java_script_enabled=False)
    tablet.contexts.append(context)
    page = context.new_page()
    page.goto(f"{tablet.address}/join/{tablet.hall.session.places[2].code}")
    page.get_by_label("Your name or initials").fill("Ana")
    page.get_by_role("button", name="Join").click()
    page.get_by_role("button", name="I have read it").click()
    assert page.url == f"{tablet.address}/notes/"
    page.fill("#text", "half a\nsentence")
    page.click(".bar-quick [value=es]")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#text")).to_have_value("half a\nsentence")
    page.click(".bar-quick [value=en]")
    page.click(".protocol summary")
    expect(page.locator(".protocol-panel")).to_be_visible()
    expect(page.locator("#text")).to_have_value("half a\nsentence")
    page.fill("#agreed", "2")
    page.locator("#agreed").press("Enter")
    expect(page.locator(".entry-text").first).to_have_text("half a\nsentence")
    first(page).get_by_role("button", name="Edit").click()
    page.fill("#text", "a sentence")
    page.click("#save")
    first(page).get_by_role("button", name="Withdraw").click()
    first(page).get_by_role("button", name="Undo").click()
    expect(page.locator(".entry-text").first).to_have_text("a sentence")
    (stored,) = tablet.hall.statements()
    assert (stored.text, stored.agreed, stored.status, stored.version) == ("a sentence", 2, Status.ACTIVE, 4)


SIZES = {"tablet": (800, 1280, 700), "landscape": (1280, 800, 400), "phone": (390, 844, 480)}


@pytest.mark.parametrize("size", SIZES)
def test_the_keyboard_hides_neither_field_nor_save_and_moves_nothing(
    tablet: Tablet, size: str, keep_picture: Callable[[str, bytes], None]
) -> None:
    width, height, left = SIZES[size]
    page = tablet.page(viewport={"width": width, "height": height})
    for _ in range(3):
        save(page, SPOKEN)
    before = page.locator("#text").bounding_box()
    page.set_viewport_size({"width": width, "height": left})
    after = page.locator("#text").bounding_box()
    assert before and after and (before["x"], before["y"], before["width"]) == (after["x"], after["y"], after["width"])
    write(page, SPOKEN * 6)
    field, button = page.locator("#text").bounding_box(), page.locator("#save").bounding_box()
    assert field and button
    assert button["y"] >= 0 and button["y"] + button["height"] <= left
    assert field["y"] + field["height"] <= button["y"], "what is being written stands above Save"
    assert field["y"] >= 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep_picture(f"notes-keyboard-{size}", page.screenshot())


def test_the_page_is_light_and_asks_nobody_else(tablet: Tablet) -> None:
    for tag in ("en", "fa", "pa", "hi", "ru", "zh-Hans"):
        context = tablet.context()
        cold = weight(tablet, context, f"/notes/?lang={tag}")
        warm = weight(tablet, context, "/notes/")
        assert sum(cold.values()) <= 30_000, (tag, cold)
        early = {name: size for name, size in cold.items() if name.endswith((".css", "/notes/"))}
        assert sum(early.values()) <= 14_000, (tag, early)
        assert sum(warm.values()) <= 5_000, (tag, warm)


def weight(tablet: Tablet, context: Any, path: str) -> dict[str, int]:
    """Bytes over the wire of each answer, by path, as the browser counted them."""
    page: Page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def seen(event: dict[str, Any]) -> None:
        addresses[event["requestId"]] = event["response"]["url"]

    def finished(event: dict[str, Any]) -> None:
        url = addresses.get(event["requestId"], "")
        if url.startswith(("http:", "https:")):
            assert url.startswith(tablet.address), url
            name = url.removeprefix(tablet.address).partition("?")[0]
            sizes[name] = sizes.get(name, 0) + int(event["encodedDataLength"])

    session.on("Network.responseReceived", seen)
    session.on("Network.loadingFinished", finished)
    page.goto(tablet.address + path, wait_until="networkidle")
    page.close()
    return {name: size for name, size in sizes.items() if name != "/favicon.ico"}

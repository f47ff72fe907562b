"""A tablet at a table, for the tests that play a notetaker."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from intake.models import DeviceRole
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.halls import Hall

#: How long what must come may take on a busy machine; milliseconds.
WAITS = 20_000
TABLET = {"width": 800, "height": 1280}
API = "**/api/v1/statements"
Serve = Callable[[Flask], AbstractContextManager[str]]
#: The class of Send now while something that should have gone out is still here.
LATE = re.compile("is-late")
#: What the console says of a page that was left or closed before its worker's script came, or of any answer that never
#: came.
LEFT = "An unknown error occurred when fetching the script"
LOST = ("Failed to load resource", LEFT)
SPOKEN = "Aquí todos se conocen, pero nadie nos pregunta"
#: The words of everything that is kept half-written for whoever this page is of.
HALF_WRITTEN = """async () => {
  const [version] = document.querySelector("script[src*='/js/']").src.split("/js/");
  const store = await import(`${version}/js/notes/store.js`);
  const { device } = JSON.parse(document.getElementById("settings").textContent);
  const { sheet, aside, others = [] } = (await store.draft(device)) || {};
  return [sheet, aside, ...others.map(({ element }) => element)].filter((one) => one && one.text).map(({ text }) => text);
}"""


class Tablet:
    """Browsers that belong to one tablet at table 1; what goes wrong in a page fails the test."""

    def __init__(self, browser: Browser, address: str, hall: Hall) -> None:
        self.browser, self.address, self.hall = browser, address, hall
        self.faults: list[str] = []
        self.contexts: list[Any] = []

    def context(self, place: int = 1, role: DeviceRole = DeviceRole.NOTETAKER, **given: Any) -> Any:
        _device, token = factories.a_device(self.hall.db, self.hall.session.places[place], role=role)
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
        if message.type == "error" and not any(text in message.text for text in LOST):
            self.faults.append(message.text)


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until it is so, on the server for example: a page shows what was saved as soon as the tablet keeps it."""
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never was so")


def half_written(page: Page, *texts: str) -> None:
    """Wait until the tablet has kept just this of what is being written: typing is ahead of the disk."""
    until(page, lambda: sorted(page.evaluate(HALF_WRITTEN)) == sorted(texts))


@pytest.fixture
def tablet(browser: Browser, serve: Serve, hall: Hall) -> Iterator[Tablet]:
    with tablet_of(browser, serve, hall) as tablet:
        yield tablet


@contextmanager
def tablet_of(browser: Browser, serve: Serve, hall: Hall) -> Iterator[Tablet]:
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


def delivered(page: Page) -> None:
    """Each save of this page has its receipt: what stands beside Save may be from before the last one."""
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    waiting = page.locator("#entries .entry-badge", has_text="On this tablet")
    expect(waiting).to_have_count(0, timeout=WAITS)


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

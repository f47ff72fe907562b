"""A tablet that is a real page in Chromium: the notetaker's acts with its fields and buttons, and what it sent."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Locator, expect

from bench.tablets.hall import Joined
from bench.tablets.node import Asked, Record
from bench.tablets.plans import Act
from intake.web.gate import DEVICE_COOKIE
from tests.browser.rooms import WAITS, kept

#: Each request to store something: begin, end, statements in it, whether the answer was one to this very request.
WATCHED = """{
  const ask = window.fetch;
  window.asked = [];
  window.fetch = async (where, request) => {
    if (!String(where).endsWith("/api/v1/statements")) return ask(where, request);
    const { nonce, statements } = JSON.parse(request.body), began = Date.now();
    let answered = false;
    try {
      const response = await ask(where, request);
      answered = response.ok && (await response.clone().text()).includes(nonce);
      return response;
    } finally {
      window.asked.push([began, Date.now(), statements.length, answered]);
    }
  };
}"""


class PageTablet:
    """The capture page of one device, opened and kept while the way to the server is good."""

    def __init__(self, browser: Browser, joined: Joined, address: str) -> None:
        self.record = Record()
        #: What was done: opened without a connection, the page does not show what was delivered, so nobody changes it.
        self.acts: list[Act] = []
        self.context: Any = browser.new_context(viewport={"width": 800, "height": 1280}, locale="en-US")
        self.context.add_cookies([{"name": DEVICE_COOKIE, "value": joined.token, "url": address}])
        self.context.add_init_script(WATCHED)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.record.faults.append(str(error)))
        self.page.goto(f"{address}/notes/")
        self.page.get_by_role("button", name="I have read it").click()
        kept(self.page)

    def _entry(self, mark: str) -> Locator:
        found: Locator = self.page.locator("#entries > li", has_text=mark)
        return found

    def act(self, act: Act) -> None:
        page, entry = self.page, self._entry(act.mark)
        is_new = act.mark not in {one.mark for one in self.acts}
        if not is_new and not entry.count():
            return
        self.acts.append(act)
        if act.withdrawn:
            entry.get_by_role("button", name="Withdraw").click()
            expect(entry.locator(".entry-badge")).to_contain_text("Withdrawn", timeout=WAITS)
            return
        if not is_new:
            entry.get_by_role("button", name="Edit").click()
        offered = page.locator(f"#language option[value='{act.language}']").count()
        page.select_option("#language", act.language if offered else "other")
        if not offered:
            page.fill("[name=tag]", act.language)
        page.fill("#text", act.text)
        page.click("#save")
        expect(page.locator("#text")).to_have_value("", timeout=WAITS)

    def reopen(self) -> None:
        """Leave the page and come back, whether the server can be reached or not."""
        self.collect()
        self.page.reload()
        expect(self.page.locator("#send")).to_be_visible(timeout=WAITS)

    def collect(self) -> None:
        """Into the record: what this page asked so far."""
        self.record.requests += [Asked(*one) for one in self.page.evaluate("window.asked.splice(0)")]

    def delivers(self) -> None:
        """Wait until the page says that everything is delivered."""
        expect(self.page.locator("#state")).to_have_text("Delivered", timeout=90_000)
        self.collect()

    def close(self) -> None:
        self.context.close()

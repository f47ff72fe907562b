"""What was said at the table, on the interpreter's page: it comes once, and what residents answered stands in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Response, expect

from tests.browser.rooms import WAITS
from tests.browser.tablets import Tablet, until
from tests.browser.test_interpret import choose, place

COUNT = 60
ANSWERS = "**/api/v1/confirmations"
NEWS = "dispatchEvent(new Event('focus'))"
#: Counts what changes in the list.
WATCH = """() => {
  window.changes = 0;
  new MutationObserver((found) => { window.changes += found.length; })
    .observe(document.getElementById('said'), { subtree: true, childList: true, attributes: true, characterData: true });
}"""


def answers(page: Page, act: Callable[[], Any], enough: Callable[[list[Response]], bool]) -> list[Response]:
    """What the server answered to the list's requests after this was done."""
    found: list[Response] = []

    def hear(response: Response) -> None:
        if response.request.method == "GET" and "/api/v1/statements" in response.url:
            found.append(response)

    page.on("response", hear)
    act()
    until(page, lambda: enough(found))
    page.wait_for_timeout(300)
    page.remove_listener("response", hear)
    return found


def test_what_the_tablet_has_is_not_given_again(tablet: Tablet) -> None:
    device = tablet.hall.device()
    for number in range(COUNT):
        tablet.hall.said(device, f"dicho {number}", language="es")
    page = place(tablet)
    choose(page, "es", "en")
    expect(page.locator("#said > li")).to_have_count(COUNT, timeout=WAITS)
    page.evaluate(WATCH)

    def whole(found: list[Response]) -> bool:
        return len(found) >= 3

    again = answers(page, lambda: page.evaluate(NEWS), whole)
    assert {one.status for one in again} == {304}, [one.url for one in again]
    assert page.evaluate("window.changes") == 0
    again = answers(page, page.reload, whole)
    assert {one.status for one in again} == {304}, "also when the page was opened again"
    expect(page.locator("#said > li")).to_have_count(COUNT)

    def news() -> None:
        tablet.hall.said(device, "y más", language="es")
        page.evaluate(NEWS)

    more = answers(page, news, whole)
    assert [one.url for one in more if one.status == 200] == [f"{tablet.address}/api/v1/statements?limit=25"]
    expect(page.locator("#said > li").first).to_contain_text("y más")
    expect(page.locator("#said > li")).to_have_count(COUNT + 1)

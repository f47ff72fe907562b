"""What was said at the table, on the interpreter's page: it comes once, and what residents answered stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Response, expect

from intake.db import new_uid
from intake.models import DeviceRole, Rendering
from tests import factories
from tests.browser.rooms import WAITS
from tests.browser.tablets import Tablet, until
from tests.browser.test_interpret import choose, place, said

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


def test_what_residents_answered_stands_here_until_it_is_delivered(tablet: Tablet) -> None:
    device = tablet.hall.device()
    one = tablet.hall.said(device, "The bus comes late.")
    factories.make(
        tablet.hall.db,
        Rendering(
            language="es", text="El bus llega tarde.", statement_id=one.id, uid=new_uid(), base_version=1
        ),
    )
    tablet.hall.said(device, "Aqui es tranquilo.", language="es")
    context = tablet.context(role=DeviceRole.INTERPRETER)
    context.route(ANSWERS, lambda route: route.abort())
    page = tablet.page(context, "/notes/read-back?language=es")
    expect(page.locator("html")).to_have_attribute("data-ready", "true", timeout=WAITS)
    expect(page.locator("#said")).to_have_text("El bus llega tarde.")
    page.locator("#yes").click()
    expect(page.locator("#said")).to_have_text("Aqui es tranquilo.")
    page.locator("#answer [value=open]:visible").click()
    page.locator("#text").fill("Aquí es tranquilo.")
    page.locator("#answer [value=change]").click()
    expect(page.locator("main")).to_have_class(re.compile("is-end"))
    page.close()
    page = place(tablet, context)
    choose(page, "es", "en")

    def stands(waits: bool) -> None:
        for text in ("The bus comes late.", "Aquí es tranquilo."):
            badges = said(page, text).locator(".said-badges")
            expect(badges).to_contain_text("Confirmed with residents", timeout=WAITS)
            expect(badges.get_by_text("On this tablet")).to_have_count(int(waits), timeout=WAITS)

    stands(True)
    answers(page, lambda: page.evaluate(NEWS), bool)
    # The server's list has the former words.
    stands(True)
    expect(page.locator("#said")).not_to_contain_text("Aqui es tranquilo.")
    context.unroute(ANSWERS)
    page.evaluate(NEWS)
    until(page, lambda: [one.text for one in tablet.hall.statements()][1] == "Aquí es tranquilo.")
    stands(False)

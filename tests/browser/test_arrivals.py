"""What a real tablet tells of its count, so that the organizer sees what is still on it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from intake.models import Device
from tests.browser.tablets import Tablet, broken, save, send_now

#: What is open closes, and the page loads anew.
WIPE = "void indexedDB.deleteDatabase('intake')"


def counted(tablet: Tablet) -> tuple[int, str]:
    """The greatest number the server knows of, and those it received."""
    with tablet.hall.db.read() as session:
        found = session.execute(select(Device.highest_sequence, Device.received)).one()
    return found.highest_sequence, found.received


def delivered(page: Page) -> None:
    expect(page.locator("#state")).to_contain_text("Delivered")


def test_a_batch_tells_how_many_more_wait_and_the_rest_closes_the_gap(tablet: Tablet) -> None:
    page = tablet.page()
    let_through: list[Route] = []
    opened: list[bool] = []

    def one_batch(route: Route) -> None:
        """The first of those made once all was said and the way is open: nothing else passes, at no moment."""
        all_said = (route.request.post_data_json or {})["saved"] == 27
        if opened and all_said and not let_through:
            let_through.append(route)
            route.continue_()
        else:
            route.abort()

    with broken(page, one_batch):
        for number in range(1, 28):
            save(page, f"said {number}")
        opened.append(True)
        send_now(page)
        expect(page.locator("#state")).to_contain_text(re.compile(r"On this tablet 2\b"), timeout=30_000)
        assert counted(tablet) == (27, "1-25")
    send_now(page)
    expect(page.locator("#state")).to_contain_text("Delivered", timeout=30_000)
    assert counted(tablet) == (27, "1-27")


def test_a_tablet_that_was_cleared_goes_on_from_the_servers_count(tablet: Tablet) -> None:
    page = tablet.page()
    save(page, "said first")
    save(page, "said second")
    delivered(page)
    with page.expect_event("load"):
        page.evaluate(WIPE)
    page.wait_for_function(
        """() => new Promise((resolve) => {
          const request = indexedDB.open("intake");
          request.onsuccess = () => {
            const db = request.result;
            const all = db.transaction("devices").objectStore("devices").getAll();
            all.onsuccess = () => { db.close(); resolve(all.result.length > 0); };
          };
        })"""
    )
    # Before the script is there the form goes the plain way, which counts nothing.
    expect(page.locator("#send")).to_be_visible()
    save(page, "said after")
    delivered(page)
    assert counted(tablet) == (3, "1-3")

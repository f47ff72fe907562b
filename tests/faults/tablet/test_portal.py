"""A venue's portal answers in the place of the server: nothing of it is believed, opened or kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rooms import WAITS, Room, kept
from tests.browser.tablets import LATE, save
from tests.faults.sizes import size
from tests.faults.tablet.lines import PORTALS, RECEIPTS, Line
from tests.faults.tablet.patches import NOTHING, Patch, fails, texts, without

FAULT = 2
#: Statements that meet each answer.
ITEMS = size(3, 50)


def statuses(page: Page) -> list[str]:
    return page.locator(".entry-badge").all_text_contents()


# A portal's answer, whatever its form, is not delivery.


def a_portal_is_not_delivery(room: Room, line: Line, portal: str, patch: Patch) -> None:
    page = room.tablet.page(without(room.tablet.context(), patch))
    expect(page.locator("#send")).to_be_visible()
    with line.being(portal):
        for number in range(ITEMS):
            save(page, f"said {number}")
        page.locator("#send").dispatch_event("click")
        expect(page.locator("#send")).to_have_class(LATE)
        page.wait_for_timeout(4_000)
        assert statuses(page) == ["On this tablet"] * ITEMS
    page.locator("#send").dispatch_event("click")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    assert texts(room.hall.statements()) == sorted(f"said {number}" for number in range(ITEMS))


@pytest.mark.parametrize("portal", [*PORTALS, *RECEIPTS])
def test_a_portal_is_not_delivery(room: Room, line: Line, portal: str) -> None:
    a_portal_is_not_delivery(room, line, portal, NOTHING)


BELIEVING: Patch = {
    "outbox.js": {
        "const results = answer && answer.intake === 1 && answer.nonce === nonce && answer.results;": (
            "if (answer) return saves.map(() => ({ version: 1, status: 'stored' }));\n  const results = null;"
        )
    }
}


def test_control_a_tablet_that_believes_any_json(room: Room, line: Line) -> None:
    with fails(room, "is-late|Delivered"):
        a_portal_is_not_delivery(room, line, "json", BELIEVING)


@pytest.mark.parametrize(
    ("receipt", "proof"),
    [
        ("another nonce", "answer.nonce === nonce && "),
        ("another store", " || (store && answer.store !== store)"),
    ],
)
def test_control_a_receipt_without_its_proof(room: Room, line: Line, receipt: str, proof: str) -> None:
    with fails(room, "is-late|Delivered"):
        a_portal_is_not_delivery(room, line, receipt, {"outbox.js": {proof: ""}})


# A portal's page is never opened in the place of ours, and nothing of it is kept.


def a_portal_does_not_open(room: Room, line: Line, portal: str, patch: Patch) -> None:
    page = room.tablet.page(without(room.tablet.context(), patch))
    with line.being("page"):
        page.wait_for_timeout(5_000)
    assert "FOREIGN" not in page.evaluate(EVERYTHING_KEPT)
    page.reload()
    kept(page)
    with line.being(portal):
        page.reload()
        expect(page.locator("#standing")).to_contain_text("Opened without a connection")
        page.wait_for_timeout(4_000)
        assert "FOREIGN" not in page.evaluate(EVERYTHING_KEPT)
        assert "FOREIGN" not in page.content()


EVERYTHING_KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push(await (await cache.match(request)).text());
  }
  return found.join();
}"""


@pytest.mark.parametrize("portal", PORTALS)
def test_a_portal_does_not_open(room: Room, line: Line, portal: str) -> None:
    a_portal_does_not_open(room, line, portal, NOTHING)


TRUSTING: Patch = {
    "offline.js": {
        'updateViaCache: "none" });': 'updateViaCache: "none" }).catch(() => {});',
        "const found = response.ok && (await response.json());": (
            "await index.put(`${page}offline/x`, response.clone());\n  const found = await response.json();"
        ),
    }
}


def test_control_a_tablet_that_keeps_what_it_gets(room: Room, line: Line) -> None:
    with fails(room, "FOREIGN"):
        a_portal_does_not_open(room, line, "page", TRUSTING)

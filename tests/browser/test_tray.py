"""What the server does not take is put where it can be seen; what waits for another table is counted and not shown."""

from __future__ import annotations

import json

from playwright.sync_api import Route, expect

from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import LATE, Tablet, broken, first, save


def misunderstand(route: Route) -> None:
    """The statement arrives with a question that nobody asked."""
    body = route.request.post_data_json
    for one in body["statements"]:
        one["question"] = one["question"] if "fine" in one["text"] else "QX"
    route.fulfill(response=route.fetch(post_data=body))


def test_the_tray(tablet: Tablet) -> None:
    page = tablet.page()
    tray = page.locator("#tray")
    with broken(page, misunderstand):
        save(page, "one that is not taken")
        expect(tray).to_contain_text("one that is not taken", timeout=WAITS)
        save(page, "another that is not taken")
        save(page, "this one is fine")
        expect(tray.locator("li")).to_have_count(2, timeout=WAITS)
        expect(tray).to_contain_text("does not belong to this session")
        expect(page.locator("#state")).to_contain_text("Needs attention 2")
        expect(page.locator("#entries > li")).to_have_count(1)
        expect(first(page).locator(".entry-badge")).to_have_text("Delivered", timeout=WAITS)
        with page.expect_download() as download:
            tray.get_by_role("button", name="Save to a file").click()
        file = download.value.path().read_text("utf-8")
        assert json.loads(file)["kind"] == "sealed" and "not taken" not in file
        page.reload()
        expect(tray.locator("li")).to_have_count(2, timeout=WAITS)
    tray.locator("li").last.get_by_role("button", name="Edit").click()
    page.fill("#text", "the other, fine now")
    page.click("#save")
    expect(tray.locator("li")).to_have_count(1, timeout=WAITS)
    tray.get_by_role("button", name="Send again").click()
    expect(tray).to_have_count(0, timeout=WAITS)
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    stored = sorted(s.text for s in tablet.hall.statements())
    assert len(stored) == 3 and "this one is fine" in stored


def test_what_waits_for_another_table_is_counted_and_not_shown(room: Room) -> None:
    page = room.visit()
    with broken(page, lambda route: route.abort()):
        save(page, "SECRET of table 1")
        expect(page.locator("#send")).to_have_class(LATE)
        _device, token = factories.a_device(room.hall.db, room.hall.session.places[2])
        page.context.add_cookies([{"name": DEVICE_COOKIE, "value": token, "url": room.address}])
        page.reload()
        expect(page.locator(".bar-place")).to_contain_text("Table 2")
        expect(page.locator("#state")).to_contain_text("On this tablet 1")
        assert "SECRET" not in page.content()
    page.locator("#send").dispatch_event("click")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    assert "SECRET" not in page.content()
    places = {place.id: place.label for place in room.hall.session.places}
    assert [(s.text, places[s.place_id]) for s in room.hall.statements()] == [("SECRET of table 1", "1")]

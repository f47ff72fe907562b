"""What is on a tablet: counted, saved to a file, loaded again, handed over and cleared, with and without the server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from intake.backups.making import make
from intake.settings import Settings
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import first, half_written, save, until, write


def opened(page: Page, room: Room, *, lang: str = "en") -> Page:
    """The tablet's page, opened from the capture page."""
    page.goto(f"{room.address}/notes/tablet?lang={lang}")
    expect(page.locator("#amounts")).to_be_visible()
    return page


def amounts(page: Page) -> dict[str, str]:
    rows = page.locator("[data-amount]:visible")
    return {str(row.get_attribute("data-amount")): row.locator("b").inner_text() for row in rows.all()}


def says(page: Page, name: str) -> None:
    expect(page.locator(f'[data-say="{name}"]')).to_be_visible(timeout=WAITS)


def downloaded(page: Page, folder: Path) -> Path:
    """The file that the tablet saves, kept in this folder."""
    with page.expect_download() as download:
        page.locator("[name=file]").click()
    says(page, "saved")
    download.value.save_as(folder / "tablet.json")
    return folder / "tablet.json"


def load(page: Page, file: Path | dict[str, Any]) -> None:
    # Shown by the script that hears of it.
    expect(page.locator("#load")).to_be_visible()
    page.locator("#load").set_input_files(file)


#: The saves and drafts go from the tablet, its key stays.
EMPTIED = """() => new Promise((resolve) => {
  const request = indexedDB.open("intake");
  request.onsuccess = () => {
    const all = request.result.transaction(["saves", "drafts"], "readwrite");
    all.objectStore("saves").clear();
    all.objectStore("drafts").clear();
    all.oncomplete = () => { request.result.close(); resolve(); };
  };
})"""


def emptied(page: Page) -> None:
    page.evaluate(EMPTIED)


def test_it_opens_without_the_server_in_any_language_and_counts(room: Room) -> None:
    page = room.visit()
    save(page, "delivered")
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    room.stop()
    save(page, "waits")
    write(page, "half a sent")
    half_written(page, "half a sent")
    opened(page, room)
    assert amounts(page) == {"waiting": "1", "drafts": "1", "kept": "1"}
    says(page, "locked")
    opened(page, room, lang="fa")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert amounts(page) == {"waiting": "۱", "drafts": "۱", "kept": "۱"}
    page.locator("main a").first.click()
    expect(page.locator("#text")).to_have_value("half a sent")


def test_a_file_is_sealed_and_its_own_tablet_takes_it_in_once(room: Room, tmp_path: Path) -> None:
    page = room.visit()
    room.stop()
    for number in range(3):
        save(page, f"said {number}")
    write(page, "half a sent")
    half_written(page, "half a sent")
    file = downloaded(opened(page, room), tmp_path)
    assert "said" not in file.read_text("utf-8") and "half" not in file.read_text("utf-8")
    emptied(page)
    page.reload()
    assert amounts(page) == {}
    for answer in ("loaded", "nothing_new", "nothing_new"):
        load(page, file)
        says(page, answer)
        expect(page.locator('[data-amount="waiting"] b')).to_have_text("3")
    page.goto(f"{room.address}/notes/")
    expect(page.locator("#text")).to_have_value("half a sent")
    room.start()
    page.locator("#send").dispatch_event("click")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    assert [s.text for s in room.hall.statements()] == ["said 0", "said 1", "said 2"]


def left_behind(room: Room, folder: Path) -> Path:
    """The file of a tablet that could send nothing of it and is gone."""
    page = room.visit()
    room.stop()
    save(page, "said at table 1")
    file = downloaded(opened(page, room), folder)
    room.start()
    page.context.close()
    room.tablet.contexts.clear()
    return file


def test_another_tablet_hands_a_sealed_file_to_the_server(room: Room, tmp_path: Path) -> None:
    file = left_behind(room, tmp_path)
    other = opened(room.tablet.page(room.tablet.context(place=2)), room)
    for _ in range(2):
        load(other, file)
        says(other, "handed_on")
        assert amounts(other) == {}
    places = {place.id: place.label for place in room.hall.session.places}
    assert [(s.text, places[s.place_id]) for s in room.hall.statements()] == [("said at table 1", "1")]


def test_a_tablet_hands_a_file_on_before_it_has_its_own_token(room: Room, tmp_path: Path) -> None:
    file = left_behind(room, tmp_path)
    context = room.tablet.context(place=2)
    asked: list[Route] = []
    # Nothing but the loading itself gets the token.
    context.route("**/notes/key", lambda route: route.continue_() if asked else asked.append(route))
    other = room.tablet.page(context, "/notes/tablet?lang=en")
    until(other, lambda: bool(asked))
    load(other, file)
    says(other, "handed_on")


@pytest.mark.parametrize(
    ("change", "answer"), [("flip", "damaged"), ("cut", "damaged"), ("foreign", "other")]
)
def test_a_file_that_is_not_as_it_was_is_refused(
    room: Room, tmp_path: Path, change: str, answer: str
) -> None:
    page = room.visit()
    room.stop()
    save(page, "said")
    text = downloaded(opened(page, room), tmp_path).read_text("utf-8")
    at = text.index('"content"') + 40
    changed = {
        "flip": text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :],
        "cut": text[:-200],
        "foreign": json.dumps({"some": "thing"}),
    }[change]
    file = tmp_path / "changed.json"
    file.write_text(changed, "utf-8")
    load(page, file)
    says(page, answer)
    assert amounts(page) == {"waiting": "1"}


def test_finishing_is_refused_until_everything_is_delivered_or_in_a_file(room: Room, tmp_path: Path) -> None:
    page = room.visit()
    room.stop()
    save(page, "not delivered")
    opened(page, room)
    finish = page.get_by_role("button", name="Finish and clear this tablet")
    finish.click()
    says(page, "undelivered")
    expect(page.locator("[name=anyway]")).to_be_hidden()
    downloaded(page, tmp_path)
    finish.click()
    says(page, "in_the_file")
    page.locator("[name=anyway]").click()
    says(page, "cleared")
    says(page, "place_left")
    assert page.evaluate("indexedDB.databases()") == [] and page.evaluate("caches.keys()") == []


def test_finishing_waits_for_a_backup_clears_and_shows_it(room: Room, settings: Settings) -> None:
    page = room.visit()
    save(page, "said and delivered")
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    opened(page, room)
    page.get_by_role("button", name="Finish and clear this tablet").click()
    says(page, "cleared")
    expect(page.locator('[data-say="place_left"]')).to_be_hidden()
    expect(page.locator("h1:visible")).to_have_text("This tablet is clear")
    assert page.evaluate("indexedDB.databases()") == [] and page.evaluate("caches.keys()") == []
    assert page.evaluate("localStorage.length") == 0
    assert DEVICE_COOKIE not in {one["name"] for one in page.context.cookies()}
    assert list((settings.instance / "backups").glob("intake-*.sqlite3"))
    (device,) = room.hall.devices()
    assert device.finished_at is not None
    page.goto(f"{room.address}/notes/")
    expect(page.locator("h1")).to_have_text("Join a listening session")


def test_the_other_tabs_of_a_cleared_tablet_write_nothing_any_more(room: Room) -> None:
    page = room.visit()
    other = opened(room.tablet.page(page.context), room)
    other.get_by_role("button", name="Finish and clear this tablet").click()
    says(other, "cleared")
    expect(page.locator("h1")).to_have_text("Join a listening session", timeout=WAITS)
    assert other.evaluate("indexedDB.databases()") == []


def test_words_are_forgotten_when_a_backup_has_them(room: Room, settings: Settings) -> None:
    page = room.visit()
    save(page, "said and delivered")
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    opened(page, room)
    assert amounts(page) == {"kept": "1"}
    make(room.hall.db, settings, settings.instance / "backup.sqlite3")
    page.reload()
    says(page, "nothing")


def test_what_was_left_in_the_form_goes_to_where_it_was_said(room: Room) -> None:
    page = room.visit()
    write(page, "left in the form of table 1")
    half_written(page, "left in the form of table 1")
    _device, token = factories.a_device(room.hall.db, room.hall.session.places[2])
    page.context.add_cookies([{"name": DEVICE_COOKIE, "value": token, "url": room.address}])
    # Somebody still has the first table's page open: what they write is theirs.
    other = room.tablet.page(page.context)
    other.wait_for_timeout(1_500)
    assert room.hall.statements() == []
    page.close()
    other.reload()
    expect(other.locator(".bar-place")).to_contain_text("Table 2")
    expect(other.locator("#text")).to_have_value("")
    until(other, lambda: bool(room.hall.statements()))
    places = {place.id: place.label for place in room.hall.session.places}
    assert [(s.text, places[s.place_id]) for s in room.hall.statements()] == [
        ("left in the form of table 1", "1")
    ]
    assert "left in the form" not in other.content()


def test_what_waits_for_a_day_is_said_in_red(room: Room) -> None:
    context = room.tablet.context()
    page = room.tablet.page(context)
    room.stop()
    context.add_init_script(
        "const now = Date.now; Date.now = () => now() + 90000000 * (localStorage.later || 0)"
    )
    save(page, "since yesterday")
    expect(page.locator("#standing")).to_be_empty()
    page.evaluate("localStorage.later = 1")
    room.start()
    page.route("**/api/v1/statements", lambda route: route.abort())
    page.reload()
    expect(page.locator("#standing .notice-error")).to_contain_text("more than a day")

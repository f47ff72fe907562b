"""Fault 17: the server is gone and the tablet's notes leave it in a file: all of it comes in once, as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.rooms import WAITS, Room, kept
from tests.browser.tablets import half_written, save, write
from tests.browser.test_tablet import amounts, downloaded, emptied, load, opened, says
from tests.faults.sizes import size
from tests.faults.tablet.patches import NOTHING, Patch, fails, texts, without

FAULT = 17
#: Statements in the file.
SAID = size(10, 200)


def a_file_is_loaded_three_times(room: Room, folder: Path, patch: Patch) -> None:
    page = room.tablet.page(without(room.tablet.context(), patch))
    if patch is NOTHING:
        kept(page)
    page.route("**/api/v1/statements", lambda route: route.abort())
    said = [f"said {number}" for number in range(SAID)]
    for text in said:
        save(page, text)
    write(page, "half a sent")
    half_written(page, "half a sent")
    file = downloaded(opened(page, room), folder)
    emptied(page)
    page.reload()
    for answer in ("loaded", "nothing_new", "nothing_new"):
        load(page, file)
        says(page, answer)
        assert amounts(page) == {"waiting": str(SAID), "drafts": "1"}, "something came in twice"
    page.goto(f"{room.address}/notes/")
    expect(page.locator("#text")).to_have_value("half a sent")
    page.unroute("**/api/v1/statements")
    page.locator("#send").dispatch_event("click")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=6 * WAITS)
    assert texts(room.hall.statements()) == sorted(said)


def test_a_file_is_loaded_three_times(room: Room, tmp_path: Path) -> None:
    a_file_is_loaded_three_times(room, tmp_path, NOTHING)


FORGETFUL: Patch = {
    "keeping.js": {"if (same.some((one) => one.statement.revision === revision)) return 0;": ""}
}


def test_control_a_tablet_that_does_not_look_what_it_has(room: Room, tmp_path: Path) -> None:
    with fails(room, "twice|nothing_new|visible"):
        a_file_is_loaded_three_times(room, tmp_path, FORGETFUL)


ANSWERS = '[data-say="damaged"], [data-say="other"], [data-say="loaded"]'


# A file in which one bit is not what it was is refused whole; plain ones, as they are made over http, too.


def a_changed_file_is_refused(room: Room, folder: Path, patch: Patch, *, plain: bool) -> None:
    context = without(room.tablet.context(), patch)
    if plain:
        context.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    page = room.tablet.page(context)
    page.route("**/api/v1/statements", lambda route: route.abort())
    save(page, "said")
    file = downloaded(opened(page, room), folder)
    whole = file.read_bytes()
    emptied(page)
    step = size(max(1, len(whole) // 8), max(1, len(whole) // 100))
    for at in range(7, len(whole), step):
        page.reload()
        expect(page.locator("#amounts")).to_be_visible()
        changed = folder / "changed.json"
        changed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        load(page, changed)
        expect(page.locator(ANSWERS).locator("visible=true")).to_have_count(1)
        assert amounts(page) == {}, "a file that was changed came in"


@pytest.mark.parametrize("plain", [False, True])
def test_a_changed_file_is_refused(room: Room, tmp_path: Path, plain: bool) -> None:
    a_changed_file_is_refused(room, tmp_path, NOTHING, plain=plain)


TRUSTING: Patch = {
    "sealing.js": {
        'if (!asWritten || said !== checksum(JSON.stringify(rest))) throw new FileProblem("damaged");': "",
    }
}


def test_control_a_tablet_that_does_not_check(room: Room, tmp_path: Path) -> None:
    with fails(room, "came in|have_count|to have count"):
        a_changed_file_is_refused(room, tmp_path, TRUSTING, plain=True)

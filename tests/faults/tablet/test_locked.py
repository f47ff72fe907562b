"""A lost tablet: nothing that waits on it, is written or is kept until a backup has it stands in clear on its disk."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import save, write
from tests.faults.tablet.patches import NOTHING, Patch, without
from tests.faults.tablet.test_killed import profile

CANARY = "CANARY-7Q2X"


def found_on_the_disk(folder: Path) -> list[str]:
    """Files with the canary in them, in either of the spellings that Chromium writes."""
    spellings = (CANARY.encode(), CANARY.encode("utf-16-le"))
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(one in path.read_bytes() for one in spellings)
    ]


def nothing_is_readable(browser: Browser, room: Room, folder: Path, patch: Patch) -> None:
    _device, token = factories.a_device(room.hall.db, room.hall.session.places[1])
    with profile(browser, folder) as context:
        without(context, patch)
        context.add_cookies(
            [{"name": DEVICE_COOKIE, "value": token, "url": room.address, "expires": time.time() + 86400}]
        )
        page = context.new_page()
        page.goto(f"{room.address}/notes/")
        expect(page.locator("#send")).to_be_visible()
        save(page, f"delivered {CANARY}")
        expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
        room.stop()
        for number in range(20):
            save(page, f"waits {number} {CANARY}")
        write(page, f"half {CANARY}")
        page.wait_for_timeout(2_000)
    assert (folder / "Default" / "IndexedDB").is_dir()
    assert found_on_the_disk(folder) == [], "readable"
    with profile(browser, folder) as context:
        page = context.new_page()
        page.goto("about:blank")
    assert found_on_the_disk(folder) == [], "readable"


def test_nothing_is_readable(browser: Browser, room: Room, tmp_path: Path) -> None:
    nothing_is_readable(browser, room, tmp_path / "profile", NOTHING)


OPEN: Patch = {"store.js": {"  if (!key) return value;\n  const iv": "  if (key) return value;\n  const iv"}}


def test_control_a_tablet_that_does_not_lock(browser: Browser, room: Room, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="readable"):
        nothing_is_readable(browser, room, tmp_path / "profile", OPEN)

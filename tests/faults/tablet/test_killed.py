"""A browser that is killed: what the page called saved is there in the next one, and opens without the server."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.browser.conftest import find_chromium
from tests.browser.rooms import WAITS, Room, kept
from tests.browser.tablets import save
from tests.faults.sizes import size
from tests.faults.tablet.patches import NOTHING, Patch, texts, without

FAULT = 3
#: How often the browser is killed.
KILLS = size(3, 50)
#: Seconds of typing that a kill may cost.
LOSS = 1.0


@contextmanager
def profile(browser: Browser, folder: Path) -> Iterator[BrowserContext]:
    """A browser of its own whose disk is this folder."""
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"], locale="en-US"
    )
    yield context
    try:
        context.close()
    except Exception as error:
        # It was killed.
        assert "closed" in str(error) or "Connection" in str(error), error


def kill(folder: Path) -> None:
    """SIGKILL every process of the browser with this profile, and no other."""
    own = [
        int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and belongs(path, folder)
    ]
    assert own
    for process in own:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while any(belongs(Path(f"/proc/{process}"), folder) for process in own) and time.monotonic() < deadline:
        time.sleep(0.05)
    # Chromium leaves it behind when it dies, and asks about it at the next start.
    (folder / "SingletonLock").unlink(missing_ok=True)


def belongs(process: Path, folder: Path) -> bool:
    try:
        return str(folder).encode() in (process / "cmdline").read_bytes()
    except OSError:
        return False


def typed_until_killed(page: Page, folder: Path) -> tuple[str, str]:
    """Types until the browser is killed at some moment: all of it, and what was typed long enough before."""
    letters: list[tuple[float, str]] = []
    ends = time.monotonic() + LOSS + random.uniform(0.2, 1.5)
    while time.monotonic() < ends:
        letters.append((time.monotonic(), random.choice("abcdefghij ")))
        page.keyboard.insert_text(letters[-1][1])
        page.wait_for_timeout(random.randrange(10, 80))
    safe = time.monotonic() - LOSS
    kill(folder)
    return "".join(one for _at, one in letters), "".join(one for at, one in letters if at < safe)


def restored(page: Page, typed: tuple[str, str]) -> None:
    expect(page.locator("#send")).to_be_visible()
    everything, safe = typed
    found = page.locator("#text").input_value()
    assert everything.startswith(found) and found.startswith(safe), (everything, safe, found)


def joined(context: BrowserContext, room: Room, token: str) -> Page:
    """The capture page of a tablet that stays one when its browser is closed."""
    context.add_cookies(
        [{"name": DEVICE_COOKIE, "value": token, "url": room.address, "expires": time.time() + 86400}]
    )
    page = context.new_page()
    page.goto(f"{room.address}/notes/")
    return page


def a_killed_browser(browser: Browser, room: Room, folder: Path, patch: Patch) -> None:
    _device, token = factories.a_device(room.hall.db, room.hall.session.places[1])
    saved: list[str] = []
    typed = ("", "")
    with profile(browser, folder) as context:
        page = joined(without(context, patch), room, token)
        if patch is NOTHING:
            kept(page)
        page.wait_for_timeout(1_000)
        if patch is NOTHING:
            room.stop()
        for number in range(3):
            save(page, f"first evening {number}")
            saved.append(f"first evening {number}")
        kill(folder)
    for round_ in range(KILLS if patch is NOTHING else 0):
        with profile(browser, folder) as context:
            page = context.new_page()
            page.goto(f"{room.address}/notes/")
            expect(page.locator("#state")).to_contain_text(f"On this tablet {len(saved)}")
            restored(page, typed)
            save(page, f"after {round_}")
            saved.append(f"after {round_}")
            typed = typed_until_killed(page, folder)
    with profile(browser, folder) as context:
        page = context.new_page()
        if patch is NOTHING:
            page.goto(f"{room.address}/notes/")
            restored(page, typed)
            expect(page.locator("#entries > li")).to_have_count(len(saved))
            room.start()
            page.locator("#send").dispatch_event("click")
        else:
            page.goto(f"{room.address}/notes/")
        expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    assert texts(room.hall.statements()) == sorted(saved)


def test_a_killed_browser(browser: Browser, room: Room, tmp_path: Path) -> None:
    a_killed_browser(browser, room, tmp_path / "profile", NOTHING)


#: Says "saved" before the disk does, and sends nothing before the kill.
HASTY: Patch = {"store.js": {"  kept.put(save);\n": "  setTimeout(() => kept.put, 0, save);\n"}}


def test_control_a_page_that_says_saved_before_it_is(browser: Browser, room: Room, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="Delivered"):
        a_killed_browser(browser, room, tmp_path / "profile", HASTY)


def a_killed_writer(browser: Browser, room: Room, folder: Path, patch: Patch) -> None:
    _device, token = factories.a_device(room.hall.db, room.hall.session.places[1])
    with profile(browser, folder) as context:
        page = joined(without(context, patch), room, token)
        expect(page.locator("#send")).to_be_visible()
        typed = typed_until_killed(page, folder)
    with profile(browser, folder) as context:
        # The cookie is not on the disk yet.
        restored(joined(context, room, token), typed)


def test_a_killed_writer(browser: Browser, room: Room, tmp_path: Path) -> None:
    a_killed_writer(browser, room, tmp_path / "profile", NOTHING)


#: Keeps what is written ten seconds later.
LEISURELY: Patch = {
    "form.js": {
        "=> store.keepDraft(": "=> new Promise((go) => { setTimeout(go, 10000); }).then(() => store.keepDraft(",
        ".then(() => true, () => false);": ").then(() => true, () => false);",
    }
}


def test_control_a_page_that_keeps_the_draft_later(browser: Browser, room: Room, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="startswith"):
        a_killed_writer(browser, room, tmp_path / "profile", LEISURELY)


def test_a_kill_spares_others(browser: Browser, tmp_path: Path) -> None:
    """The browser of the other tests has another profile."""
    with profile(browser, tmp_path / "profile") as context:
        page: Any = context.new_page()
        page.goto("about:blank")
        kill(tmp_path / "profile")
    assert browser.is_connected()

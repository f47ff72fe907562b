"""A browser that is killed while somebody interprets: both sides are there in the next one, and what was begun."""

from __future__ import annotations

import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from intake.models import DeviceRole
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.browser.rooms import Room, kept
from tests.browser.tablets import half_written
from tests.faults.tablet.patches import NOTHING, Patch, fails, without
from tests.faults.tablet.test_killed import kill, profile

FAULT = 3
SAID, MADE, BEGUN = "بچه‌های ما تنها", "Our children are", "The bus does"


def place(context: BrowserContext, room: Room, token: str) -> Page:
    context.add_cookies(
        [{"name": DEVICE_COOKIE, "value": token, "url": room.address, "expires": time.time() + 86400}]
    )
    page = context.new_page()
    page.goto(f"{room.address}/notes/interpret")
    expect(page.locator("#send")).to_be_visible()
    return page


def killed(browser: Browser, room: Room, folder: Path, patch: Patch) -> None:
    said = room.hall.said(room.hall.device(), "El bus no llega", language="es")
    _device, token = factories.a_device(
        room.hall.db, room.hall.session.places[1], role=DeviceRole.INTERPRETER
    )
    button = f"[name=translate][value='{said.uid}']"
    with profile(browser, folder) as context:
        page = place(without(context, patch), room, token)
        page.select_option("#language", "fa")
        page.select_option("#into", "en")
        if patch is NOTHING:
            kept(page)
            room.stop()
        page.click(button)
        page.locator("#translation").press_sequentially(BEGUN)
        page.click("#cancel")
        page.locator("#text").press_sequentially(SAID)
        page.locator("#translation").press_sequentially(MADE)
        if patch is NOTHING:
            half_written(page, SAID, MADE, BEGUN)
        else:
            half_written(page, SAID)
        kill(folder)
    with profile(browser, folder) as context:
        page = place(without(context, patch), room, token)
        expect(page.locator("#text")).to_have_value(SAID)
        expect(page.locator("#translation")).to_have_value(MADE)
        assert (page.input_value("#language"), page.input_value("#into")) == ("fa", "en")
        page.click(button)
        expect(page.locator("#original")).to_have_text("El bus no llega")
        expect(page.locator("#translation")).to_have_value(BEGUN)


def test_both_sides_are_there_again(browser: Browser, room: Room, tmp_path: Path) -> None:
    killed(browser, room, tmp_path / "profile", NOTHING)


def test_control_without_keeping_what_is_beside_the_statement(
    browser: Browser, room: Room, tmp_path: Path
) -> None:
    with fails(room, MADE):
        killed(
            browser, room, tmp_path / "profile", {"store.js": {"others: [...rest, ...more]": "others: []"}}
        )

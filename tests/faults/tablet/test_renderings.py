"""An interpreter's browser is killed, and the answers to what it sends get lost: every rendering is there, and once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from intake.models import DeviceRole, Rendering, RenderingRevision, Status
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.browser.rooms import WAITS, Room, settled
from tests.browser.tablets import save, send_now
from tests.faults.sizes import size
from tests.faults.tablet.lines import Line
from tests.faults.tablet.patches import NOTHING, Patch, texts, without
from tests.faults.tablet.test_killed import HASTY, kill, profile

FAULT = 3
#: Statements that are rendered before the browser is killed.
ITEMS = size(3, 30)
#: Keeps a rendering of the newest statement, by the page's own scripts.
RENDER = """async (text) => {
  const module = (name) => import(document.querySelector(`link[href*="js/notes/${name}.js"]`).href);
  const [store, outbox] = await Promise.all([module("store"), module("outbox")]);
  const { device } = JSON.parse(document.getElementById("settings").textContent);
  const { id: statement } = document.querySelector("#entries > li").dataset;
  const element = { id: outbox.newId(), statement, revision: 1, base: 0, language: "en", text, how: "in_room",
    state: "draft", withdrawn: false, captured_at: new Date().toISOString() };
  await store.add(device, element, outbox.newId, "rendering");
}"""


def opened(context: BrowserContext, line: Line, token: str) -> Page:
    context.add_cookies(
        [{"name": DEVICE_COOKIE, "value": token, "url": line.address, "expires": time.time() + 86400}]
    )
    page = context.new_page()
    page.goto(f"{line.address}/notes/")
    return page


def renderings_arrive_once(browser: Browser, room: Room, line: Line, folder: Path, patch: Patch) -> None:
    place = room.hall.session.places[1]
    _device, token = factories.a_device(room.hall.db, place, role=DeviceRole.INTERPRETER)
    with profile(browser, folder) as context:
        page = opened(without(context, patch), line, token)
        settled(page)
        room.stop()
        for number in range(ITEMS):
            save(page, f"said {number}")
            page.evaluate(RENDER, f"made {number}")
        kill(folder)
    room.start()
    with line.being("lossy"), profile(browser, folder) as context:
        page = opened(without(context, patch), line, token)
        expect(page.locator("#state")).to_contain_text(f"On this tablet {2 * ITEMS}", timeout=WAITS)
        for _ in range(100):
            if len(room.hall.statements()) == ITEMS:
                break
            page.wait_for_timeout(100)
        line.state = "forgetful"
        for _ in range(20):
            if page.locator("#state").inner_text() == "Delivered":
                break
            send_now(page)
            page.wait_for_timeout(1_500)
        expect(page.locator("#state")).to_have_text("Delivered")
    arrived_once(room)


def arrived_once(room: Room) -> None:
    assert texts(room.hall.statements()) == sorted(f"said {number}" for number in range(ITEMS)), "not once"
    with room.hall.db.read() as session:
        rows: list[Any] = list(session.scalars(select(Rendering)))
        beside = list(session.scalars(select(RenderingRevision)))
    said = {one.id: one.text for one in room.hall.statements()}
    assert {said[one.statement_id]: one.text for one in rows} == {
        f"said {number}": f"made {number}" for number in range(ITEMS)
    }
    assert (len(rows), {one.status for one in rows}, beside) == (ITEMS, {Status.ACTIVE}, []), "not once"


def test_renderings_arrive_once(browser: Browser, room: Room, line: Line, tmp_path: Path) -> None:
    renderings_arrive_once(browser, room, line, tmp_path / "profile", NOTHING)


#: By name: what takes each protection out, and what is seen without it.
CONTROLS: dict[str, tuple[Patch, str]] = {
    "says saved before it is": (HASTY, "On this tablet"),
    "a new id for every try": (
        {
            "outbox.js": {
                "({ ...save.statement, sequence: save.sequence })": (
                    "({ ...save.statement, id: (save.statement.id = newId()), sequence: save.sequence })"
                )
            }
        },
        "not once|Delivered",
    ),
    "sends renderings before their statements": (
        {"outbox.js": {"return waiting.filter((save) => {": "return waiting.reverse().filter((save) => {"}},
        "Delivered|On this tablet",
    ),
}


@pytest.mark.parametrize("name", CONTROLS)
def test_control_renderings(browser: Browser, room: Room, line: Line, tmp_path: Path, name: str) -> None:
    patch, seen = CONTROLS[name]
    with pytest.raises(AssertionError, match=seen):
        renderings_arrive_once(browser, room, line, tmp_path / "profile", patch)

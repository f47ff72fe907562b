"""What is no statement in the tablet's outbox: counted, delivered, and shown when the server does not take it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from intake.models import Confirmation, Device, DeviceRole, Rendering
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import save, send_now, until
from tests.browser.test_tablet import amounts, opened
from tests.faults.tablet.test_renderings import RENDER

#: Keeps what residents said to the newest statement.
CONFIRM = """async (text) => {
  const module = (name) => import(document.querySelector(`link[href*="js/notes/${name}.js"]`).href);
  const [store, outbox] = await Promise.all([module("store"), module("outbox")]);
  const { device } = JSON.parse(document.getElementById("settings").textContent);
  const item = document.querySelector("#entries > li");
  const element = { id: outbox.newId(), statement: item.dataset.id, revision: 1, version: 1, text,
    language: item.querySelector(".entry-text").lang, captured_at: new Date().toISOString() };
  await store.add(device, element, outbox.newId, "confirmation");
}"""


def sits_down(room: Room, role: DeviceRole) -> Page:
    """A tablet of this role whose page has kept itself."""
    context = room.tablet.context()
    _device, token = factories.a_device(room.hall.db, room.hall.session.places[1], role=role)
    context.add_cookies([{"name": DEVICE_COOKIE, "value": token, "url": room.address}])
    return room.visit(context)


def everything(room: Room, model: type) -> list[Any]:
    with room.hall.db.read() as session:
        return list(session.scalars(select(model)))


def test_what_waits_is_counted_by_kind_and_is_delivered(room: Room) -> None:
    page = sits_down(room, DeviceRole.INTERPRETER)
    room.stop()
    save(page, "Aquí")
    page.evaluate(RENDER, "Here")
    page.evaluate(CONFIRM, "Aquí, sí")
    page.reload()
    expect(page.locator("#state")).to_contain_text("On this tablet 3")
    expect(page.locator("#entries > li")).to_have_count(1)
    assert "Here" not in page.content()
    opened(page, room)
    assert amounts(page) == {"waiting": "3", "statements": "1", "renderings": "1", "confirmations": "1"}
    room.start()
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("[data-amount=kept] b")).to_have_text("3", timeout=WAITS)
    assert [one.text for one in room.hall.statements()] == ["Aquí, sí"]
    assert [one.text for one in everything(room, Rendering)] == ["Here"]
    assert [one.is_change for one in everything(room, Confirmation)] == [True]


def test_the_kinds_are_not_named_where_there_are_only_statements(room: Room) -> None:
    page = room.visit()
    save(page, "said")
    opened(page, room)
    assert set(amounts(page)) <= {"waiting", "kept"}


@pytest.mark.parametrize("tag", ["en", "fa"])
def test_a_rendering_that_is_not_taken_stands_in_the_tray_with_its_words(room: Room, tag: str) -> None:
    page = sits_down(room, DeviceRole.NOTETAKER)
    save(page, "Aquí")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    page.goto(f"{room.address}/notes/?lang={tag}")
    page.evaluate(RENDER, "Here <b>")
    send_now(page)
    item = page.locator("#tray li")
    expect(item).to_have_count(1, timeout=WAITS)
    expect(item.locator(".entry-text")).to_have_text("Here <b>")
    expect(item.locator(".entry-text")).to_have_attribute("lang", "en")
    expect(item.locator(".entry-text")).to_have_attribute("dir", "ltr")
    expect(item.locator(".entry-problem")).not_to_be_empty()
    expect(item.get_by_role("button")).to_have_count(0)
    expect(page.locator("#entries > li")).to_have_count(1)
    page.reload()
    expect(item).to_have_count(1, timeout=WAITS)

    def promote(session: Any) -> None:
        for device in session.scalars(select(Device)):
            device.role = DeviceRole.INTERPRETER

    room.hall.db.write(promote)
    page.locator("#tray [name=again]").click()
    expect(page.locator("#tray")).to_have_count(0, timeout=WAITS)
    expect(page.locator("#entries > li")).to_have_count(1)
    until(page, lambda: bool(everything(room, Rendering)))
    assert [one.text for one in everything(room, Rendering)] == ["Here <b>"]


def test_a_change_that_nobody_said_yes_to_stays_and_clearing_waits_for_it(room: Room) -> None:
    page = sits_down(room, DeviceRole.INTERPRETER)
    save(page, "Aquí")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    page.evaluate(
        CONFIRM.replace(
            'store.add(device, element, outbox.newId, "confirmation")',
            'store.keepDraft(device, { others: [{ what: "confirmation", element }] })',
        ),
        "Aquí, s",
    )
    opened(page, room)
    expect(page.locator("[data-amount=drafts] b")).to_have_text("1")
    page.get_by_role("button", name="Finish and clear this tablet").click()
    expect(page.locator('[data-say="undelivered"]')).to_be_visible(timeout=WAITS)
    assert everything(room, Confirmation) == []

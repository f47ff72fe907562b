"""The tablet is turned towards the residents: they say yes or change it, also without the server."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select

from intake.db import new_uid
from intake.models import Confirmation, Device, DeviceRole, Rendering
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.browser.rooms import WAITS, Room, kept
from tests.browser.tablets import TABLET, half_written, save, until

PAGE = "/notes/read-back?language=vi"
LATE = "Xe buýt đến muộn."
SAID = (LATE, "Ở đây yên tỉnh.", "Chúng tôi thích khu này.")
BETTER = "Ở đây yên tĩnh."
Keep = Callable[[str, bytes], None]


def interpreter(room: Room) -> Any:
    """The browser of an interpreter at table 1."""
    place = room.hall.session.places[1]
    _device, token = factories.a_device(room.hall.db, place, role=DeviceRole.INTERPRETER)
    context = room.browser.new_context(viewport=TABLET, locale="en-US")
    context.add_cookies([{"name": DEVICE_COOKIE, "value": token, "url": room.address}])
    room.tablet.contexts.append(context)
    return context


@pytest.fixture
def table(room: Room) -> Any:
    """The interpreter's browser, after three statements in Vietnamese, one of them a rendering, and one that has none."""
    device = room.hall.device()
    first = room.hall.said(device, "The bus comes late.")
    given = {"statement_id": first.id, "uid": new_uid(), "base_version": 1}
    factories.make(room.hall.db, Rendering(language="vi", text=LATE, **given))
    for text in SAID[1:]:
        room.hall.said(device, text, language="vi")
    room.hall.said(device, "Nobody asked us.")
    return interpreter(room)


def said(page: Page) -> Locator:
    return page.locator("#said")


def answer(page: Page, value: str) -> None:
    page.locator(f"#answer button[value={value}]:visible").click()


def ready(page: Page) -> None:
    """The script has the statements."""
    expect(page.locator("html")).to_have_attribute("data-ready", "true")


def confirmations(room: Room) -> int:
    with room.hall.db.read() as session:
        return session.scalar(select(func.count()).select_from(Confirmation)) or 0


def arrived(page: Page, room: Room, count: int) -> None:
    until(page, lambda: confirmations(room) == count)


def open_page(room: Room, context: Any, path: str = PAGE) -> Page:
    page = room.tablet.page(context, path)
    ready(page)
    return page


def test_they_say_yes_and_change_what_is_wrong(room: Room, table: Any, keep_picture: Keep) -> None:
    page = open_page(room, table)
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator("#missing")).to_contain_text("1")
    expect(said(page)).to_have_text(LATE)
    keep_picture("read-back", page.screenshot())
    answer(page, "yes")
    expect(said(page)).to_have_text(SAID[1])
    answer(page, "open")
    expect(page.locator("#text")).to_be_focused()
    page.locator("#text").fill(BETTER)
    answer(page, "change")
    expect(said(page)).to_have_text(SAID[2])
    arrived(page, room, 2)
    answer(page, "yes")
    expect(page.locator("main")).to_have_class(re.compile("is-end"))
    expect(page.locator("#open")).to_be_hidden()
    arrived(page, room, 3)
    assert [s.text for s in room.hall.statements()] == [
        "The bus comes late.",
        BETTER,
        SAID[2],
        "Nobody asked us.",
    ]
    page.locator("#again").click()
    expect(page.locator("main")).to_have_class(re.compile("is-confirmed"))
    page.locator("#next").click()
    expect(said(page)).to_have_text(BETTER)
    page.locator("header a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_double_tap_answers_one(room: Room, table: Any) -> None:
    page = open_page(room, table)
    page.locator("#yes").dblclick()
    expect(said(page)).to_have_text(SAID[1])
    arrived(page, room, 1)
    expect(page.locator("main")).to_have_class(re.compile("is-card"))


def test_a_half_written_change_survives(room: Room, table: Any) -> None:
    page = open_page(room, table)
    page.locator("#next").click()
    answer(page, "open")
    page.locator("#text").fill("Ở đây y")
    half_written(page, "Ở đây y")
    page.reload()
    ready(page)
    expect(page.locator("#text")).to_have_value("Ở đây y")
    answer(page, "leave")
    expect(said(page)).to_have_text(SAID[1])
    half_written(page)
    page.reload()
    ready(page)
    expect(said(page)).to_have_text(SAID[1])
    expect(page.locator("#text")).to_be_hidden()
    assert confirmations(room) == 0


def test_it_goes_on_without_the_server(room: Room, table: Any) -> None:
    kept(room.tablet.page(table))
    page = open_page(room, table)
    room.stop()
    page.close()
    page = table.new_page()
    page.goto(room.address + PAGE)
    ready(page)
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(said(page)).to_have_text(LATE)
    answer(page, "yes")
    answer(page, "open")
    page.locator("#text").fill(BETTER)
    page.locator("#text").press("Control+Enter")
    expect(said(page)).to_have_text(SAID[2])
    page.locator("#previous").click()
    expect(said(page)).to_have_text(BETTER)
    expect(page.locator("#waits")).to_be_visible()
    page.reload()
    ready(page)
    expect(said(page)).to_have_text(BETTER)
    expect(page.locator("main")).to_have_class(re.compile("is-confirmed"))
    room.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#waits")).to_be_hidden(timeout=WAITS)
    arrived(page, room, 2)
    assert room.hall.statements()[1].text == BETTER


def test_what_a_notetaker_wrote_without_the_server_is_read_back_and_confirmed(room: Room) -> None:
    page = room.visit()
    page.goto(room.address + PAGE)
    ready(page)
    room.stop()
    page.goto(room.address + "/notes/")
    page.locator("#language").select_option("es")
    save(page, "El autobus")
    page.get_by_role("link", name="Read back").click()
    page.get_by_role("link", name="Español").click()
    ready(page)
    expect(said(page)).to_have_text("El autobus")
    answer(page, "open")
    page.locator("#text").fill("El autobús")
    answer(page, "change")
    expect(page.locator("main")).to_have_class(re.compile("is-end"))
    room.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    arrived(page, room, 1)
    [statement] = room.hall.statements()
    assert (statement.text, statement.version, statement.has_conflict) == ("El autobús", 2, False)


def test_the_keyboard_alone(room: Room, table: Any) -> None:
    page = open_page(room, table)
    page.keyboard.press("ArrowRight")
    expect(said(page)).to_have_text(SAID[1])
    page.keyboard.press("ArrowLeft")
    expect(said(page)).to_have_text(LATE)
    page.keyboard.press("Tab")
    expect(page.locator("#yes")).to_be_focused()
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text(SAID[1])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Rất yên.")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+Enter")
    expect(said(page)).to_have_text(SAID[2])
    arrived(page, room, 2)
    assert room.hall.statements()[1].text == f"{SAID[1]} Rất yên."


def test_words_fade_where_a_long_text_goes_on(room: Room) -> None:
    device = room.hall.device()
    room.hall.said(device, "Ngắn.", language="vi")
    room.hall.said(device, "Chúng tôi chờ xe buýt. " * 60, language="vi")
    page = open_page(room, interpreter(room))
    page.emulate_media(reduced_motion="no-preference")
    fades = "(much) => getComputedStyle(document.querySelector('.read-foot'), '::before').opacity === much"
    # All of a short one is there.
    page.wait_for_function(fades, arg="0")
    page.locator("#next").click()
    page.wait_for_function(fades, arg="1")
    page.locator("#next").scroll_into_view_if_needed()
    page.wait_for_function(fades, arg="0")


def test_arrows_point_where_the_page_reads_to(room: Room) -> None:
    device = room.hall.device()
    for text in ("یک", "دو"):
        room.hall.said(device, text, language="fa")
    page = open_page(room, interpreter(room), "/notes/read-back?language=fa-AF&size=2")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.keyboard.press("ArrowLeft")
    expect(said(page)).to_have_text("دو")
    page.locator("[data-size='3']").click()
    expect(page.locator("main")).to_have_class(re.compile("size-3"))
    page.keyboard.press("ArrowRight")
    page.goto(room.address + "/notes/read-back?language=fa-AF")
    ready(page)
    expect(page.locator("main")).to_have_class(re.compile("size-3"))


def test_what_somebody_changed_meanwhile_is_said(room: Room, table: Any) -> None:
    page = open_page(room, table, PAGE + f"&at={room.hall.statements()[1].uid}")
    other = open_page(room, interpreter(room), PAGE + f"&at={room.hall.statements()[1].uid}")
    answer(other, "open")
    answer(page, "open")
    page.locator("#text").fill(BETTER)
    answer(page, "change")
    arrived(page, room, 1)
    other.locator("#text").fill("Ở đây ồn.")
    answer(other, "change")
    arrived(page, room, 2)
    other.locator("#previous").click()
    expect(said(other)).to_have_text(BETTER, timeout=WAITS)
    expect(other.locator("#problem")).not_to_be_empty()
    assert room.hall.statements()[1].has_conflict


def test_the_device_of_a_tablet_is_let_go_with_its_statements(room: Room, table: Any) -> None:
    page = open_page(room, table)
    assert page.evaluate(KEPT) == 1
    with room.hall.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Device))
    _other, token = factories.a_device(room.hall.db, room.hall.session.places[2], role=DeviceRole.INTERPRETER)
    table.add_cookies([{"name": DEVICE_COOKIE, "value": token, "url": room.address}])
    page.goto(room.address + PAGE)
    expect(page.locator("main")).to_have_class(re.compile("is-empty"))
    ready(page)
    lists = page.evaluate(KEPT)
    assert lists == 1 and page.evaluate(NAMES) == [f"table {_other.uid}"]


NAMES = """() => new Promise((resolve) => {
  const request = indexedDB.open("intake");
  request.onsuccess = () => {
    const all = request.result.transaction("keys").objectStore("keys").getAllKeys();
    all.onsuccess = () => { request.result.close(); resolve(all.result.filter((name) => name.startsWith("table "))); };
  };
})"""
KEPT = NAMES.replace("resolve(all", "resolve((all").replace('("table ")))', '("table "))).length)')

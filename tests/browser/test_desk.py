"""Translating at home, where the network fails: all of it arrives once, under one's own name, and no word is lost."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser, expect
from sqlalchemy import select

from intake.models import Rendering, RenderingRevision
from tests.browser.desks import FIELD, TEXTS, Desk, badges, desk, key_of, ready, translate, waiting
from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import half_written, until
from tests.faults.tablet.test_killed import kill, profile

__all__ = ["desk"]


def test_three_without_a_network_through_a_reload_and_a_killed_browser_are_there_once(
    browser: Browser, room: Room, desk: Desk, tmp_path: Path
) -> None:
    ana = desk.person("ana")
    with profile(browser, tmp_path / "profile") as context:
        desk.sign_in(context, ana)
        page = desk.take_along(context)
        expect(page.locator("#rows .desk-row")).to_have_count(3)
        expect(page.locator("#original")).to_have_text(TEXTS[2])
        room.stop()
        page.reload()
        ready(page)
        expect(page.locator('[data-say="offline"]')).to_be_visible()
        translate(page, "uno", "dos")
        page.reload()
        ready(page)
        waiting(page, 2)
        expect(badges(page)).to_have_text(["On this computer", "On this computer", ""])
        page.locator(FIELD).press_sequentially("tr")
        half_written(page, "tr")
        key = key_of(context)
        kill(tmp_path / "profile")
    with profile(browser, tmp_path / "profile") as context:
        # Neither cookie is on the disk yet: Chromium takes half a minute.
        desk.sign_in(context, ana)
        context.add_cookies([key])
        page = desk.open(context)
        expect(page.locator(FIELD)).to_have_value("tr")
        page.locator(FIELD).press_sequentially("es")
        page.keyboard.press("Control+Enter")
        expect(badges(page)).to_have_text(["On this computer"] * 3)
        waiting(page, 3)
        room.start()
        page.evaluate("dispatchEvent(new Event('online'))")
        waiting(page, 0)
        expect(badges(page)).to_have_text(["Delivered"] * 3, timeout=WAITS)
    # The newest comes first.
    assert desk.stored() == [("tres", ana.id, 1), ("dos", ana.id, 1), ("uno", ana.id, 1)]


def test_a_sign_in_that_expired_keeps_the_words_until_the_next_one(room: Room, desk: Desk) -> None:
    ana, context, page = desk.left_waiting()
    expect(page.locator('[data-say="signed_out"]')).to_be_visible(timeout=WAITS)
    page.reload()
    ready(page)
    waiting(page, 1)
    expect(page.locator('[data-say="signed_out"]')).to_be_visible(timeout=WAITS)
    assert desk.stored() == []
    link = page.locator("#sign-in").get_attribute("href")
    assert link and link.startswith("/account/sign-in?next=%2Finitiatives%2F")
    desk.sign_in(context, ana)
    page.evaluate("dispatchEvent(new Event('focus'))")
    waiting(page, 0)
    expect(page.locator('[data-say="signed_out"]')).to_be_hidden()
    until(page, lambda: desk.stored() == [("uno", ana.id, 1)])


def test_who_signs_in_next_neither_sees_nor_sends_what_waits(room: Room, desk: Desk) -> None:
    ana, bo = desk.person("ana"), desk.person("bo")
    context = desk.context(ana)
    page = desk.take_along(context)
    room.stop()
    translate(page, "secreto")
    page.locator(FIELD).press_sequentially("half a secret")
    half_written(page, "half a secret")
    room.start()
    desk.sign_in(context, bo)
    # The page that is still open becomes theirs, and shows theirs only.
    page.evaluate("dispatchEvent(new Event('online'))")
    settings = page.locator("#settings")
    until(page, lambda: str(bo.uid) in (settings.text_content() or ""))
    ready(page)
    waiting(page, 0)
    expect(page.locator("#rows .desk-row")).to_have_count(3)
    expect(badges(page)).to_have_text(["", "", ""])
    assert "secret" not in page.inner_text("body")
    assert page.input_value(FIELD) == ""
    expect(page.locator("html")).to_have_attribute("data-kept", "true", timeout=WAITS)
    room.stop()
    page.reload()
    ready(page)
    assert "secret" not in page.inner_text("body")
    room.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    translate(page, "de bo")
    waiting(page, 0)
    until(page, lambda: desk.stored() == [("de bo", bo.id, 1)])
    desk.sign_in(context, ana)
    again = desk.open(context)
    waiting(again, 0)
    # Both made something of the same statement: both are kept, each under its name.
    until(again, lambda: beside(room) == [("secreto", ana.id, True)])
    until(page, lambda: desk.stored() == [("de bo", bo.id, 1)])
    expect(again.locator("#rows .desk-row", has_text="Being written")).to_have_count(1)


def beside(room: Room) -> list[tuple[str, int | None, bool]]:
    with room.hall.db.read() as session:
        query = select(RenderingRevision.text, RenderingRevision.person_id, RenderingRevision.is_conflict)
        return [(text, maker, is_conflict) for text, maker, is_conflict in session.execute(query)]


def test_a_second_person_reviews_away_from_the_server_and_nobody_their_own(room: Room, desk: Desk) -> None:
    ana, bo = desk.person("ana"), desk.person("bo")
    page = desk.open(desk.context(ana))
    translate(page, "uno")
    waiting(page, 0)
    work = desk.address + "&work=draft"
    own = desk.open(page.context, work)
    expect(own.locator(FIELD)).to_have_value("uno")
    expect(own.locator("[name=reviewed]")).to_be_hidden()
    other = desk.open(desk.context(bo), work)
    expect(other.locator("[name=reviewed]")).to_be_visible()
    room.stop()
    other.locator(FIELD).press("Control+Enter")
    waiting(other, 1)
    room.start()
    other.evaluate("dispatchEvent(new Event('online'))")
    waiting(other, 0)
    with room.hall.db.read() as session:
        row = session.scalars(select(Rendering)).one()
        assert (row.text, row.state.value, row.made_by_person_id, row.reviewed_by_person_id) == (
            "uno",
            "reviewed",
            ana.id,
            bo.id,
        )


def test_nothing_that_was_said_lies_readable_in_the_browser(room: Room, desk: Desk) -> None:
    page = desk.take_along(desk.context(desk.person("ana")))
    room.stop()
    translate(page, "uno secreto")
    found = page.evaluate(
        """async () => {
          const texts = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) texts.push(await (await cache.match(request)).text());
          }
          const told = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
          const db = await told(indexedDB.open("intake"));
          for (const name of db.objectStoreNames) {
            texts.push(JSON.stringify(await told(db.transaction(name).objectStore(name).getAll())));
          }
          return texts.join(" ");
        }"""
    )
    assert "uno secreto" not in found and not any(text in found for text in TEXTS)
    assert json.dumps(desk.path)[1:-1] in found
    room.start()


def test_the_language_can_be_changed_without_the_server(room: Room, desk: Desk) -> None:
    page = desk.take_along(desk.context(desk.person("ana")))
    room.stop()
    page.reload()
    ready(page)
    page.locator(FIELD).press_sequentially("medio escrito")
    half_written(page, "medio escrito")
    page.locator("details.languages > summary").click()
    page.locator(".languages button[value=fa]").click()
    page.wait_for_url("**lang=fa**")
    ready(page)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(FIELD)).to_have_value("medio escrito")
    expect(page.locator("#rows .desk-row")).to_have_count(3)
    room.start()

"""Leaving a browser in which translations wait: neither cleared nor shown, and sent when their maker is back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from intake.models import Role
from tests import factories
from tests.browser.desks import FIELD, Desk, desk, ready, translate, waiting
from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import half_written, until

__all__ = ["desk"]


def test_the_tablet_is_not_cleared_while_a_translation_waits(room: Room, desk: Desk) -> None:
    ana, context, page = desk.left_waiting()
    tablet = context.new_page()
    tablet.goto(f"{room.address}/notes/tablet")
    expect(tablet.locator('[data-amount="desk"] b')).to_have_text("1")
    tablet.click("#leave button")
    expect(tablet.locator('[data-say="at_a_desk"]')).to_be_visible(timeout=WAITS)
    desk.sign_in(context, ana)
    page.evaluate("dispatchEvent(new Event('focus'))")
    waiting(page, 0)
    page.close()
    tablet.reload()
    tablet.click("#leave button")
    # Delivered, but no backup has it: only their own page could ask for one.
    expect(tablet.locator('[data-say="no_backup"]')).to_be_visible(timeout=WAITS)
    tablet.click("[name=anyway]")
    expect(tablet.locator("#cleared-title")).to_be_visible(timeout=WAITS)
    until(tablet, lambda: desk.stored() == [("uno", ana.id, 1)])


def test_who_signs_out_is_told_and_nothing_opens_until_they_are_back(room: Room, desk: Desk) -> None:
    ana = desk.person("ana")
    context = desk.context(ana)
    page = desk.take_along(context)
    page.context.set_offline(True)
    translate(page, "uno")
    waiting(page, 1)
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{room.address}/account/")
    button = page.get_by_role("button", name="Sign out", exact=True)
    button.click()
    expect(page.locator("#still-here")).to_be_visible()
    button.click()
    page.wait_for_url("**/account/sign-in")
    page.goto(desk.address)
    expect(page).to_have_url(re.compile("/account/sign-in"))
    assert desk.stored() == []
    desk.sign_in(context, ana)
    page = desk.open(context)
    waiting(page, 0)
    until(page, lambda: desk.stored() == [("uno", ana.id, 1)])


def saved_to(page: Page, path: Path) -> Path:
    with page.expect_download() as download:
        page.locator("[name=file]:visible").click()
    download.value.save_as(path)
    return path


def loaded(page: Page, address: str, path: Path) -> list[str]:
    page.goto(address)
    page.set_input_files("input[type=file]", path)
    page.click("main form button")
    page.locator("dl.figures").wait_for()
    return page.locator("dl.figures dd").all_inner_texts()


def test_what_cannot_be_sent_for_days_leaves_in_a_file_and_comes_in_once(
    room: Room, desk: Desk, tmp_path: Path
) -> None:
    ana = desk.person("ana")
    context = desk.context(ana)
    page = desk.take_along(context)
    room.stop()
    translate(page, "uno secreto")
    page.locator(FIELD).press_sequentially("half a secret")
    half_written(page, "half a secret")
    # Her days without a network: nobody reads here any more, and all the same it can be saved.
    context.clear_cookies()
    page.reload()
    ready(page)
    expect(page.locator("#one")).to_be_hidden()
    file = saved_to(page, tmp_path / "file.json")
    expect(page.locator('[data-say="saved"]')).to_be_visible()
    assert "secret" not in file.read_text("utf-8")
    room.start()
    elsewhere = desk.context(ana).new_page()
    address = f"{room.address}{desk.path}/file"
    assert loaded(elsewhere, address, file) == ["1", "0", "0", "1", "0"]
    assert loaded(elsewhere, address, file) == ["0", "1", "0", "1", "0"]
    kept: Any = [("half a secret", ana.id, 1), ("uno secreto", ana.id, 1)]
    until(page, lambda: desk.stored() == kept)
    # Back at the network the browser sends it all the same.
    desk.sign_in(context, ana)
    page.evaluate("dispatchEvent(new Event('online'))")
    waiting(page, 0)
    until(page, lambda: desk.stored() == kept)


def test_a_tablets_file_has_it_too_and_lets_the_tablet_be_cleared(
    room: Room, desk: Desk, tmp_path: Path
) -> None:
    ana, context, page = desk.left_waiting()
    page.close()
    tablet = context.new_page()
    tablet.goto(f"{room.address}/notes/tablet")
    expect(tablet.locator('[data-say="will_seal"]')).to_be_visible(timeout=WAITS)
    file = saved_to(tablet, tmp_path / "file.json")
    tablet.click("#leave button")
    expect(tablet.locator('[data-say="in_the_file"]')).to_be_visible(timeout=WAITS)
    hall = room.hall
    organizer = factories.a_member(hall.db, hall.initiative, Role.ORGANIZER, "or@example.org")
    desk_page = desk.context(organizer).new_page()
    address = f"{room.address}/initiatives/{hall.initiative.slug}/tablet-file"
    assert loaded(desk_page, address, file) == ["1", "0", "0", "0", "0"]
    until(tablet, lambda: desk.stored() == [("uno", ana.id, 1)])

"""Leaving a browser in which translations wait: neither cleared nor shown, and sent when their maker is back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.desks import Desk, desk, translate, waiting
from tests.browser.rooms import WAITS, Room

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
    expect(tablet.locator("#cleared-title")).to_be_visible(timeout=WAITS)
    assert desk.stored() == [("uno", ana.id, 1)]


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
    assert desk.stored() == [("uno", ana.id, 1)]

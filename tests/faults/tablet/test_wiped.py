"""A tablet's site data are cleared with statements on it: the organizer sees exactly how many, and which, are gone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from intake.models import Role
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import API, broken, save, send_now
from tests.faults.tablet.patches import NOTHING, Patch, fails, texts, without

FAULT = 30
#: A request carries 25: the rest is still on the tablet when the first has arrived.
FIRST, UNSENT = 25, 5
#: Seconds after the tablet's next contact in which the organizer's page must say it.
TOLD = 60_000
GAP = "5 of 3[01] have not arrived: numbers 26–30"
#: What is cleared: everything that scripts keep, as browsers do by themselves, or cookies too, as people do.
STORED = "indexeddb,local_storage,cache_storage,service_workers"
EVERYTHING = "all"
WITH_COOKIES = {"cookie kept": (STORED, True), "cookie lost": (EVERYTHING, False)}


def organizer(room: Room) -> Page:
    """The session's page on the organizer's phone."""
    person = factories.a_member(room.hall.db, room.hall.initiative, Role.ORGANIZER)
    client = room.hall.app.test_client()
    factories.signed_in(client, room.hall.db, person)
    cookie = client.get_cookie("intake")
    assert cookie
    context = room.browser.new_context(locale="en-US")
    room.tablet.contexts.append(context)
    context.add_cookies([{"name": "intake", "value": cookie.value, "url": room.address}])
    page: Page = context.new_page()
    page.goto(f"{room.address}/initiatives/{room.hall.initiative.slug}/sessions/{room.hall.session.code}")
    return page


def a_wiped_tablet(room: Room, cleared: str, patch: Patch, told: int = TOLD) -> None:
    stored, is_joined = WITH_COOKIES[cleared]
    context = without(room.tablet.context(), patch)
    page = room.tablet.page(context)
    expect(page.locator("#send")).to_be_visible()
    arrived: list[Route] = []

    def only_the_first(route: Route) -> None:
        """One that was on its way before all was said has fewer, or knows of fewer."""
        body = route.request.post_data_json or {}
        if arrived or (len(body["statements"]), body.get("saved", FIRST + UNSENT)) != (FIRST, FIRST + UNSENT):
            route.abort()
            return
        arrived.append(route)
        route.continue_()

    with broken(page, lambda route: route.abort()):
        for number in range(FIRST + UNSENT):
            save(page, f"said {number:02}")
    page.route(API, only_the_first)
    send_now(page)
    expect(page.locator("#state")).to_contain_text(f"On this tablet {UNSENT}", timeout=WAITS)
    # A page that is closed takes its routes along: nothing may slip through to the server meanwhile.
    room.stop()
    context.new_cdp_session(page).send(
        "Storage.clearDataForOrigin", {"origin": room.address, "storageTypes": stored}
    )
    if not is_joined:
        context.clear_cookies(name=DEVICE_COOKIE)
    page.close()
    room.start()
    # Its next contact: it goes on where it was, or joins anew.
    page = context.new_page()
    if is_joined:
        page.goto(f"{room.address}/notes/")
    else:
        page.goto(f"{room.address}/join/{room.hall.session.places[1].code}")
        page.get_by_role("button", name="Join", exact=True).click()
        page.get_by_role("button", name="I have read it").click()
    # Before the script is there the form goes the plain way, and the tablet has nothing to deliver.
    expect(page.locator("#send")).to_be_visible()
    save(page, "said after")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    assert texts(room.hall.statements()) == [*(f"said {n:02}" for n in range(FIRST)), "said after"]
    expect(organizer(room).locator("main")).to_contain_text(re.compile(GAP), timeout=told)


@pytest.mark.parametrize("cleared", WITH_COOKIES)
def test_a_wiped_tablet(room: Room, cleared: str) -> None:
    a_wiped_tablet(room, cleared, NOTHING)


@pytest.mark.parametrize("cleared", WITH_COOKIES)
def test_control_a_tablet_that_does_not_tell_its_count(room: Room, cleared: str) -> None:
    silent: Patch = {"outbox.js": {"schema: 1, nonce, saved,": "schema: 1, nonce,"}}
    with fails(room, "26–30"):
        a_wiped_tablet(room, cleared, silent, told=3_000)

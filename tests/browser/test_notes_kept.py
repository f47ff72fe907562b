"""What is written is kept and arrives, whatever the network, the browser and the tabs do."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import APIResponse, Route, expect

from intake.models import Status
from tests.browser.rooms import WAITS
from tests.browser.tablets import (
    API,
    LATE,
    SPOKEN,
    Tablet,
    broken,
    delivered,
    first,
    half_written,
    save,
    send_now,
    until,
    write,
)


def test_a_draft_is_there_again(tablet: Tablet) -> None:
    page = tablet.page()
    page.click(".question summary")
    page.get_by_label("What is it like here?").check()
    page.select_option("#language", "es")
    write(page, SPOKEN)
    page.click("[data-step='1']")
    half_written(page, SPOKEN)
    page.reload()
    expect(page.locator("#text")).to_have_value(SPOKEN)
    assert (page.input_value("#language"), page.input_value("#agreed")) == ("es", "1")
    expect(page.locator("input[value=Q2]")).to_be_checked()
    page.click("#save")
    expect(page.locator("#text")).to_have_value("")
    page.reload()
    expect(page.locator("#entries > li")).to_have_count(1)
    expect(page.locator("#text")).to_have_value("")


def test_without_a_network_it_is_kept_and_goes_out_later(tablet: Tablet) -> None:
    page = tablet.page()
    with broken(page, lambda route: route.abort()):
        save(page, "said in a cellar")
        save(page, "and another one")
        expect(first(page).locator(".entry-badge")).to_have_text("On this tablet")
        expect(page.locator("#state")).to_contain_text("On this tablet 2")
        expect(page.locator("#send")).to_have_class(LATE)
        page.reload()
        expect(page.locator("#entries > li")).to_have_count(2)
        expect(page.locator("#send")).to_have_class(LATE)
        assert tablet.hall.statements() == []
    send_now(page)
    expect(page.locator(".entry-badge").last).to_have_text("Delivered")
    expect(page.locator("#send")).not_to_have_class(LATE)
    assert [s.text for s in tablet.hall.statements()] == ["said in a cellar", "and another one"]


def test_it_goes_out_by_itself(tablet: Tablet) -> None:
    page = tablet.page()
    with broken(page, lambda route: route.abort()):
        save(page, "patience")
        expect(page.locator("#send")).to_have_class(LATE)
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered", timeout=2 * WAITS)


PORTALS: dict[str, dict[str, Any]] = {
    "page": {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to our wifi</h1>"},
    "json": {"status": 200, "content_type": "application/json", "body": "{}"},
    "nothing": {"status": 204},
    "redirect": {"status": 302, "headers": {"Location": "/join"}},
}


@pytest.mark.parametrize("portal", PORTALS)
def test_a_portals_answer_is_not_delivery(tablet: Tablet, portal: str) -> None:
    page = tablet.page()
    with broken(page, lambda route: route.fulfill(**PORTALS[portal])):
        save(page, "not there yet")
        expect(page.locator("#send")).to_have_class(LATE)
        expect(first(page).locator(".entry-badge")).to_have_text("On this tablet")
    send_now(page)
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")


def test_a_lost_answer_stores_nothing_twice(tablet: Tablet) -> None:
    page = tablet.page()

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    with broken(page, lose):
        save(page, "once")
        expect(page.locator("#send")).to_have_class(LATE)
        assert [s.text for s in tablet.hall.statements()] == ["once"]
        expect(first(page).locator(".entry-badge")).to_have_text("On this tablet")
    send_now(page)
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    assert [(s.text, s.version) for s in tablet.hall.statements()] == [("once", 1)]


def test_changes_made_without_a_network_arrive_in_order(tablet: Tablet) -> None:
    page = tablet.page()
    with broken(page, lambda route: route.abort()):
        save(page, "one")
        first(page).get_by_role("button", name="Edit").click()
        page.fill("#text", "two")
        page.click("#save")
        expect(first(page).locator(".entry-text")).to_have_text("two")
        first(page).get_by_role("button", name="Withdraw").click()
        expect(page.locator("#state")).to_contain_text("3")
        page.reload()
        expect(first(page).locator(".entry-text")).to_have_text("two")
        expect(page.locator("#send")).to_have_class(LATE)
    send_now(page)
    expect(first(page).locator(".entry-badge")).to_have_text("Withdrawn")
    (stored,) = tablet.hall.statements()
    assert (stored.text, stored.status, stored.version, stored.has_conflict) == (
        "two",
        Status.WITHDRAWN,
        3,
        False,
    )
    assert [r.text for r in tablet.hall.revisions()] == ["one", "two"]


def test_what_arrives_while_a_slow_server_makes_the_page_is_in_its_list(tablet: Tablet) -> None:
    context = tablet.context(service_workers="block")
    # Looks at what is kept while the other page is on its way.
    beside, page = tablet.page(context, "/join"), tablet.page(context)
    save(page, "said before")
    delivered(page)
    sent: list[Route] = []
    page.route(API, lambda route: sent.append(route))
    first(page).get_by_role("button", name="Edit").click()
    save(page, "said before, changed")
    save(page, "said last")
    until(page, lambda: bool(sent))
    made: list[tuple[Route, APIResponse]] = []
    page.route("**/notes/", lambda route: made.append((route, route.fetch())))
    page.evaluate("setTimeout(() => location.reload())")
    until(page, lambda: bool(made))
    page.unroute(API)
    sent[0].continue_()
    texts = ["said before, changed", "said last"]
    until(beside, lambda: [one.text for one in tablet.hall.statements()] == texts)
    until(beside, lambda: beside.evaluate(WAITING) == 0)
    [(route, answer)] = made
    route.fulfill(response=answer)
    expect(page.locator(".entry-text")).to_have_text(texts[::-1])
    expect(page.locator(".entry-badge")).to_have_text(["Delivered"] * 2)
    expect(page.locator("#count")).to_have_text("2")


#: How many saves have no receipt.
WAITING = """() => new Promise((resolve) => {
  indexedDB.open("intake").onsuccess = ({ target: { result: db } }) => {
    db.transaction("saves").objectStore("saves").getAll().onsuccess = ({ target: { result: every } }) => {
      db.close();
      resolve(every.filter(({ state }) => state === "waiting").length);
    };
  };
})"""


def test_two_tabs_with_one_draft_lose_neither_text(tablet: Tablet) -> None:
    context = tablet.context()
    page = tablet.page(context)
    write(page, "the same beginning")
    half_written(page, "the same beginning")
    other = tablet.page(context)
    expect(other.locator("#text")).to_have_value("the same beginning")
    save(page, "the same beginning, here")
    save(other, "the same beginning, there")
    # A tab that sends for another one puts what it sent on top of its own list.
    for one in (other, page):
        delivered(one)
    found = {s.text for s in tablet.hall.statements()}
    assert found == {"the same beginning, here", "the same beginning, there"}


def test_a_browser_that_keeps_nothing_waits_for_the_receipt(tablet: Tablet) -> None:
    context = tablet.context()
    context.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page = tablet.page(context)
    save(page, "straight to the server")
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    with broken(page, lambda route: route.abort()):
        page.fill("#text", "stays here")
        page.click("#save")
        expect(page.locator("#problem")).to_contain_text("It stays in the field")
        expect(page.locator("#text")).to_have_value("stays here")
    page.click("#save")
    expect(page.locator("#text")).to_have_value("")
    assert [s.text for s in tablet.hall.statements()] == ["straight to the server", "stays here"]

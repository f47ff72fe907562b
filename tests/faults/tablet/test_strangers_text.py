"""Fault 23 in a browser: nothing that strangers wrote runs, and nothing beside it changes its place."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update

from intake.models import ListeningSession, Role
from intake.text import clean
from tests import factories
from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import save
from tests.faults.corpus import DIRECTIONS, HONEST, RAN, corpus
from tests.faults.sizes import size
from tests.faults.tablet.patches import NOTHING, Patch, fails, without

FAULT = 23
#: Texts that are typed on the tablet; all of the corpus is in the lists.
TYPED = size(8, 60)
#: Counts what the page's rules stopped, from its first moment on.
REPORTS = """window.__stopped = [];
document.addEventListener("securitypolicyviolation", (one) => window.__stopped.push(one.violatedDirective));"""
#: Of each entry: in which order its parts stand, from left to right and from top to bottom.
ORDER = """(selector) => [...document.querySelectorAll(selector)].map((entry) => {
  const parts = [...entry.querySelectorAll(".chip, .entry-badge, time, button, .statement-meta > span, .statement-open")];
  const seen = parts.filter((part) => part.getClientRects().length);
  const row = (part) => Math.round(part.getBoundingClientRect().top / 12);
  const placed = seen.map((part, index) => [row(part), part.getBoundingClientRect().left, index]);
  return placed.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((one) => one[2]).join();
})"""


def nothing_ran(page: Page) -> None:
    assert page.evaluate(f"window.{RAN}") is None, "something ran"
    assert page.evaluate("window.__stopped") == [], "the page's rules had to stop something"


def on_the_tablet(room: Room, patch: Patch) -> None:
    """Typed, kept, delivered and shown again by the page's own scripts."""
    context = without(room.tablet.context(), patch)
    context.add_init_script(REPORTS)
    page = room.tablet.page(context)
    texts = [*corpus()[: TYPED - 4], f"<img src=x onerror=window.{RAN}=1>", *DIRECTIONS[:3]]
    for text in texts:
        save(page, f"x{text}")
        nothing_ran(page)
    page.locator("#send").dispatch_event("click")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    nothing_ran(page)
    page.reload()
    page.wait_for_timeout(500)
    nothing_ran(page)


def test_on_the_tablet(room: Room) -> None:
    on_the_tablet(room, NOTHING)


AS_MARKUP: Patch = {
    "list.js": {
        "if (text.textContent !== entry.text) text.textContent = entry.text;": "text.innerHTML = entry.text;"
    }
}


def test_control_a_list_that_takes_words_for_markup(room: Room) -> None:
    with fails(room, "had to stop something"):
        on_the_tablet(room, AS_MARKUP)


#: Takes away that each part stands for itself: all of them become one line of text.
RUN_TOGETHER = """() => document.querySelectorAll(".statement-meta, .statement-meta *").forEach((part) => {
  part.style.display = part.matches(".statement-meta") ? "block" : "inline";
  part.style.unicodeBidi = "normal";
})"""


def in_the_lists(room: Room, app: Flask, directions: list[str], spoil: str = "() => {}") -> None:
    """As the organizer sees all of it, beside an honest statement; the session's title turns directions, too."""
    hall = room.hall
    device = hall.device()
    texts = corpus()
    for text in (HONEST[0], *texts):
        hall.said(device, text)
    person = factories.a_member(hall.db, hall.initiative, Role.ORGANIZER)
    cookie = cookie_of(app, hall.db, person)
    context = room.browser.new_context(viewport={"width": 1200, "height": 900}, locale="en-US")
    room.tablet.contexts.append(context)
    context.add_cookies([cookie | {"url": room.address}])
    context.add_init_script(REPORTS)
    page = context.new_page()
    path: str | None = f"/initiatives/{hall.initiative.slug}/statements"
    seen = 0
    while path:
        page.goto(room.address + path)
        nothing_ran(page)
        orders: list[str] = page.evaluate(ORDER, "li.statement")
        assert orders and len(set(orders)) == 1, "what stands beside a text keeps its place"
        seen += len(orders)
        following = page.locator("a[rel=next]")
        path = following.get_attribute("href") if following.count() else None
    assert seen == len(texts) + 1
    for text in texts[:5]:
        page.goto(f"{room.address}/initiatives/{hall.initiative.slug}/statements?q={quote(text[:30])}")
        nothing_ran(page)
    for title in directions:
        change = update(ListeningSession).values(title={"en": f"July {title} 20"})
        hall.db.write(lambda session, change=change: session.execute(change))
        page.goto(f"{room.address}/initiatives/{hall.initiative.slug}/statements")
        page.evaluate(spoil)
        assert set(page.evaluate(ORDER, "li.statement")) == set(orders), (
            "what stands beside a title keeps its place"
        )


def cookie_of(app: Flask, db: Any, person: Any) -> dict[str, Any]:
    client = app.test_client()
    factories.signed_in(client, db, person)
    found = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert found is not None
    return {"name": found.key, "value": found.value}


def test_in_the_lists(room: Room, app: Flask) -> None:
    in_the_lists(room, app, [clean(text) for text in DIRECTIONS])


def test_control_templates_that_do_not_escape(room: Room, app: Flask) -> None:
    app.jinja_env.autoescape = False
    with fails(room, "had to stop something|keeps its place"):
        in_the_lists(room, app, [])


def test_control_directions_that_reach_the_next_part(room: Room, app: Flask) -> None:
    with fails(room, "beside a title"):
        in_the_lists(room, app, [DIRECTIONS[2]], RUN_TOGETHER)

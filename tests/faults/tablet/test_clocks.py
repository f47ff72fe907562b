"""A tablet's clock is wrong, or set while somebody writes: everything is sent, in the order in which it was saved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from intake.models import Statement
from tests.browser.rooms import Room
from tests.browser.tablets import LATE, broken, delivered, first, save, send_now
from tests.faults.sizes import size
from tests.faults.tablet.patches import HOPES, NOTHING, Patch, fails, without

FAULT = 26
#: Statements before the clock is set, and again after.
ITEMS = size(3, 30)
#: Sending is never held up by a clock: the pause between two requests is two seconds, after failures 19 at most.
SOON = 30_000
HOUR = 3600
YEARS = 10 * 365 * 24 * HOUR
#: How far the clock is off: from the start, and from the middle of the evening on (seconds).
CLOCKS = {
    "ten years ahead": (YEARS, YEARS),
    "ten years behind": (-YEARS, -YEARS),
    # As after an empty battery, east of Greenwich.
    "before 1970": (-10 * YEARS, -10 * YEARS),
    "an hour back meanwhile": (0, -HOUR),
    "ten years back meanwhile": (0, -YEARS),
    "put right meanwhile": (YEARS, 0),
}
#: The browser's clock is off by what the tablet's store of this test says, in every tab.
CLOCK = """(() => {
  const Right = Date;
  const now = () => Right.now() + 1000 * (Number(localStorage.off) || 0);
  globalThis.Date = class extends Right {
    constructor(...given) { super(...(given.length ? given : [now()])); }
    static now() { return now(); }
  };
})()"""


def set_clock(page: Page, seconds: float) -> None:
    page.evaluate("(seconds) => { localStorage.off = Math.round(seconds); }", seconds)


def stored(room: Room) -> list[tuple[str, datetime]]:
    """What was said and when, in the order in which the device numbered it."""
    with room.hall.db.read() as session:
        rows = session.execute(select(Statement.text, Statement.captured_at).order_by(Statement.sequence))
        return [(row.text, row.captured_at.replace(tzinfo=UTC)) for row in rows]


def a_wrong_clock(room: Room, clock: str, patch: Patch, soon: float = SOON) -> None:
    before, after = CLOCKS[clock]
    context = without(room.tablet.context(), patch)
    context.add_init_script(CLOCK)
    page = room.tablet.page(context)
    set_clock(page, before)
    page.reload()
    said = [f"said {number:02}" for number in range(2 * ITEMS)]
    for text in said[:ITEMS]:
        save(page, text)
    delivered(page)
    with broken(page, lambda route: route.abort()):
        set_clock(page, after)
        for text in said[ITEMS:]:
            save(page, text)
        expect(page.locator("#send")).to_have_class(LATE)
    # By itself: nobody presses Send now.
    expect(page.locator("#state")).to_have_text("Delivered", timeout=soon)
    now = datetime.now(UTC)
    found = stored(room)
    assert [text for text, _at in found] == said
    assert [one.text for one in room.hall.statements()] == said
    assert {one.status for one in room.hall.statements()} == {"active"}
    off = [(at - now).total_seconds() for _text, at in found]
    # What the tablet says is kept as it says it; what orders is its count and our own clock.
    assert all(abs(one - before) < 120 for one in off[:ITEMS]) and all(
        abs(one - after) < 120 for one in off[ITEMS:]
    )
    assert all(
        timedelta(0) <= now - one.received_at.replace(tzinfo=UTC) < timedelta(minutes=2)
        for one in room.hall.statements()
    )


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_wrong_clock(room: Room, clock: str) -> None:
    a_wrong_clock(room, clock, NOTHING)


def test_control_a_pause_that_believes_the_clock(room: Room) -> None:
    believing: Patch = {"sync.js": {"if (left <= 0 || left > SPACING) return": "if (left <= 0) return"}}
    with fails(room, "is-late|Delivered"):
        a_wrong_clock(room, "an hour back meanwhile", believing, HOPES)


# The night on which clocks go back: two statements within a minute, an hour apart on the wall.


def the_clocks_go_back(room: Room, patch: Patch) -> None:
    context = without(room.tablet.context(timezone_id="America/Los_Angeles"), patch)
    context.add_init_script(CLOCK)
    page = room.tablet.page(context)
    turn = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    set_clock(page, (turn - timedelta(seconds=20) - datetime.now(UTC)).total_seconds())
    save(page, "before they went back")
    delivered(page)
    expect(first(page).locator(".entry-time")).to_contain_text("1:59")
    set_clock(page, (turn + timedelta(seconds=20) - datetime.now(UTC)).total_seconds())
    save(page, "after")
    expect(first(page).locator(".entry-time")).to_contain_text("1:00")
    send_now(page)
    delivered(page)
    (early, early_at), (late, late_at) = stored(room)
    assert (early, late) == ("before they went back", "after")
    assert early_at < turn < late_at and late_at - early_at < timedelta(minutes=2)


def test_the_clocks_go_back(room: Room) -> None:
    the_clocks_go_back(room, NOTHING)


def test_control_an_id_that_takes_any_time(room: Room) -> None:
    with fails(room, "Delivered"):
        a_wrong_clock(room, "before 1970", {"outbox.js": {"Math.abs(now)": "now"}})


def test_control_a_time_as_it_stands_on_the_wall(room: Room) -> None:
    wall = "new Date(Date.now() - 60000 * new Date().getTimezoneOffset()).toISOString().slice(0, 19)"
    with fails(room, r"2026, 11, 1, 1, 0"):
        the_clocks_go_back(room, {"outbox.js": {"captured_at: now.toISOString()": f"captured_at: {wall}"}})

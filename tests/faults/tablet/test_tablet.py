"""What lost answers, a full disk and other tabs can do to a tablet, and what is left of it: nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from intake.queries import store as queries
from intake.tablet_files import Sheet, opened, parts
from tests.browser.rooms import WAITS, Room, settled
from tests.browser.tablets import delivered, first, half_written, save, send_now, write
from tests.faults.sizes import size
from tests.faults.tablet.lines import Line
from tests.faults.tablet.patches import NOTHING, Patch, fails, texts, without

FAULTS = (1, 11, 19)
#: Statements whose first answer is lost, from four tabs, and those of three tabs with one draft.
ITEMS = size(8, 200)
ROUNDS = size(15, 120)
ITEMS_OF_ONE_DRAFT = size(12, 100)


# Answers that get lost make nothing twice, however many tabs send.


def lost_answers_make_nothing_twice(room: Room, line: Line, patch: Patch, *, locks: bool) -> None:
    context = without(room.tablet.context(), patch)
    if not locks:
        context.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    pages = [room.tablet.page(context) for _ in range(4)]
    with line.being("forgetful"):
        for number in range(ITEMS):
            save(pages[number % 4], f"said {number}")
        all_of_it(pages)
    assert texts(room.hall.statements()) == sorted(f"said {number}" for number in range(ITEMS))


def all_of_it(pages: list[Page]) -> None:
    """Send now, in every tab, until everything has its receipt."""
    for _ in range(ROUNDS):
        for page in pages:
            send_now(page)
        pages[0].wait_for_timeout(2_000)
        if all(page.locator("#state").inner_text() == "Delivered" for page in pages):
            return
    raise AssertionError("not everything was delivered")


@pytest.mark.parametrize("locks", [True, False])
def test_lost_answers_make_nothing_twice(room: Room, line: Line, locks: bool) -> None:
    lost_answers_make_nothing_twice(room, line, NOTHING, locks=locks)


FORGETFUL: Patch = {
    "outbox.js": {
        "({ ...save.statement, sequence: save.sequence })": (
            "({ ...save.statement, id: (save.statement.id = newId()), sequence: save.sequence })"
        )
    }
}


def test_control_a_new_id_for_every_try(room: Room, line: Line) -> None:
    with fails(room, "said 0|not everything"):
        lost_answers_make_nothing_twice(room, line, FORGETFUL, locks=True)


# Two tabs that restored the same draft lose neither text.


def two_tabs_with_one_draft(room: Room, patch: Patch) -> None:
    context = without(room.tablet.context(), patch)
    page = room.tablet.page(context)
    write(page, "the same")
    half_written(page, "the same")
    other = room.tablet.page(context)
    expect(other.locator("#text")).to_have_value("the same")
    save(page, "the same, here")
    save(other, "the same, there")
    for one in (page, other):
        delivered(one)
    assert texts(room.hall.statements()) == ["the same, here", "the same, there"]


def test_two_tabs_with_one_draft(room: Room) -> None:
    two_tabs_with_one_draft(room, NOTHING)


def three_tabs_with_one_draft(room: Room, patch: Patch, *, locks: bool) -> int:
    """Each writes its share at the same time; how many statements were sent, those sent again counted again."""
    context = without(room.tablet.context(), patch)
    if not locks:
        context.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    sent: list[int] = []

    def count(request: Request) -> None:
        if request.method == "PUT":
            sent.append(len(request.post_data_json["statements"]))

    context.on("request", count)
    write(page := room.tablet.page(context), "the same")
    half_written(page, "the same")
    pages = [page, *(room.tablet.page(context) for _ in range(2))]
    for page in pages:
        expect(page.locator("#text")).to_have_value("the same")
    for number in range(ITEMS_OF_ONE_DRAFT):
        save(pages[number % 3], f"the same, {number}")
    for page in pages:
        delivered(page)
    assert texts(room.hall.statements()) == sorted(f"the same, {n}" for n in range(ITEMS_OF_ONE_DRAFT))
    return sum(sent)


@pytest.mark.parametrize("locks", [True, False])
def test_three_tabs_with_one_draft(room: Room, locks: bool) -> None:
    sent = three_tabs_with_one_draft(room, NOTHING, locks=locks)
    # A twentieth may be sent again: by tabs that take turns, hardly any.
    assert not locks or sent <= ITEMS_OF_ONE_DRAFT * 1.05


ONE_ID: Patch = {"store.js": {"const own = last < statement.revision ? {}": "const own = true ? {}"}}


def test_control_two_tabs_with_one_id(room: Room) -> None:
    with fails(room, "the same"):
        two_tabs_with_one_draft(room, ONE_ID)


def test_control_three_tabs_with_one_id(room: Room) -> None:
    with fails(room, "the same"):
        three_tabs_with_one_draft(room, ONE_ID, locks=True)


# What cannot be kept is not said to be kept: it stays in the field and can be saved to a file.


def a_full_tablet_says_so(room: Room, patch: Patch) -> None:
    context = without(room.tablet.context(), patch)
    page = room.tablet.page(context)
    save(page, "while there was room")
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered", timeout=WAITS)
    settled(page)
    page.evaluate(FULL)
    room.stop()
    page.fill("#text", "no room for this")
    page.click("#save")
    expect(page.locator("#problem")).to_contain_text("could not keep")
    expect(page.locator("#text")).to_have_value("no room for this")
    with page.expect_download() as download:
        page.locator("#problem button").click()
    assert [sheet.text for sheet in sheets(room, download.value.path())] == ["no room for this"]
    page.evaluate("localStorage.removeItem('full')")
    page.click("#save")
    expect(page.locator("#text")).to_have_value("")
    expect(first(page).locator(".entry-badge")).to_have_text("On this tablet")


def sheets(room: Room, file: Path) -> Sequence[Sheet]:
    """What was being written, as the server finds it in a sealed file."""
    with room.hall.db.read() as session:
        here, private_key = queries.store(session), queries.file_key(session)
    [kept] = parts(opened(file.read_bytes(), here.uid, private_key, plain=False)).kept
    return kept.sheets


#: Browsers tell a full disk by aborting the transaction that was going well.
FULL = """() => {
  localStorage.setItem('full', '1');
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    const request = put.apply(this, given);
    if (localStorage.getItem('full')) this.transaction.abort();
    return request;
  };
}"""


def test_a_full_tablet_says_so(room: Room) -> None:
    a_full_tablet_says_so(room, NOTHING)


DEAF: Patch = {
    "store.js": {
        'reject(transaction.error || new Error("aborted"))': "resolve(value)",
        "          reject(error);\n": "          resolve();\n",
    }
}


def test_control_an_abort_that_nobody_hears(room: Room) -> None:
    with fails(room, "could not keep"):
        a_full_tablet_says_so(room, DEAF)


# A store that does not open is given up after four seconds; a connection that died is opened again.


def a_store_that_hangs(room: Room, patch: Patch) -> None:
    context = without(room.tablet.context(), patch)
    context.add_init_script("IDBFactory.prototype.open = () => ({})")
    page = room.tablet.page(context)
    expect(page.locator("#send")).to_be_visible(timeout=30_000)
    room.stop()
    page.fill("#text", "waiting for a disk")
    page.click("#save")
    expect(page.locator("#problem")).to_contain_text("could not keep")
    expect(page.locator("#text")).to_have_value("waiting for a disk")


def test_a_store_that_hangs(room: Room) -> None:
    a_store_that_hangs(room, NOTHING)


def test_control_a_patience_without_end(room: Room) -> None:
    with fails(room, "could not keep|to_be_visible|visible"):
        a_store_that_hangs(room, {"store.js": {"const PATIENCE = 4000;": "const PATIENCE = 4000000;"}})


def a_connection_that_died(room: Room, patch: Patch) -> None:
    context = without(room.tablet.context(), patch)
    page = room.tablet.page(context)
    save(page, "before")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    page.evaluate(DEAD)
    page.fill("#text", "after")
    page.click("#save")
    expect(page.locator("#text")).to_have_value("")
    page.reload()
    expect(page.locator("#entries > li")).to_have_count(2)
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    assert texts(room.hall.statements()) == ["after", "before"]


#: The connections that are open now answer nothing any more, as WebKit's do after a time in the background.
DEAD = """() => {
  const transaction = IDBDatabase.prototype.transaction, open = IDBFactory.prototype.open;
  let fresh = 0;
  IDBFactory.prototype.open = function (...given) { fresh += 1; return open.apply(this, given); };
  IDBDatabase.prototype.transaction = function (...given) {
    if (!fresh) throw new DOMException('connection is gone', 'InvalidStateError');
    return transaction.apply(this, given);
  };
}"""


def test_a_connection_that_died(room: Room) -> None:
    a_connection_that_died(room, NOTHING)


ONE_CONNECTION: Patch = {
    "store.js": {"      opening = null;\n      if (attempt === TRIES": "      if (attempt === TRIES"},
    # Without the server as a second way the difference is to be seen.
    "main.js": {"const delivered = await sync.deliver({ device }, [save]);": "const delivered = null;"},
}


def test_control_one_connection_for_ever(room: Room) -> None:
    with fails(room, "to have value|have_value"):
        a_connection_that_died(room, ONE_CONNECTION)

"""The tablet's store is too small, missing, or held by a tab of another version: it is said in time, nothing is lost."""

from __future__ import annotations

import random
import re

from playwright.sync_api import Page, expect

from intake.paths import STATIC
from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import delivered, first, save
from tests.faults.sizes import size
from tests.faults.tablet.patches import NOTHING, Patch, fails, texts, without

FAULT = 19
#: Long statements (57 kB each in UTF-8, hard to compress) for a store of a megabyte at most, and how many are tried.
LONG = "".join(random.Random(19).choices([chr(one) for one in range(0x4E00, 0x9F00)], k=19_000))
ITEMS = size(10, 50)
QUOTA = size(300_000, 1_000_000)
#: How long a page may take to say that something is not kept on a busy machine; giving a store up takes it four seconds.
SOON = WAITS
VERSION = re.compile(r"const VERSION = (\d+);")


def said(page: Page) -> list[str]:
    """What the page shows as saved."""
    return [text.removesuffix(LONG) for text in page.locator("#entries .entry-text").all_text_contents()]


# A store that fills up.


def a_small_store(room: Room, patch: Patch) -> None:
    context = without(room.tablet.context(service_workers="block"), patch)
    # Before the store is opened: Chromium asks for its room then, and not again for half a minute.
    session = context.new_cdp_session(context.new_page())
    session.send("Storage.overrideQuotaForOrigin", {"origin": room.address, "quotaSize": QUOTA})
    page = room.tablet.page(context)
    save(page, "while there was room")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    room.stop()
    kept, refused = [], []
    for number in range(ITEMS):
        page.fill("#text", f"{number:02}{LONG}")
        page.click("#save")
        expect(page.locator("#save")).to_be_enabled(timeout=SOON)
        if page.locator("#text").input_value():
            expect(page.locator("#problem")).to_contain_text("could not keep")
            refused.append(f"{number:02}")
        else:
            kept.append(f"{number:02}")
    assert kept and refused, (kept, refused)
    assert page.locator("#text").input_value() == f"{refused[-1]}{LONG}"
    assert said(page)[:-1] == kept[::-1]
    session.send("Storage.overrideQuotaForOrigin", {"origin": room.address})
    page.click("#save")
    expect(page.locator("#text")).to_have_value("", timeout=SOON)
    room.start()
    page.reload()
    expect(page.locator("#state")).to_have_text("Delivered", timeout=60_000)
    expected = ["while there was room", *(f"{one}{LONG}" for one in [*kept, refused[-1]])]
    assert texts(room.hall.statements()) == sorted(expected)


def test_a_small_store(room: Room) -> None:
    a_small_store(room, NOTHING)


def test_control_a_save_that_counts_before_it_is_complete(room: Room) -> None:
    early: Patch = {
        "store.js": {
            "work(...names.map((name) => transaction.objectStore(name))).then((found) => { value = found; },": (
                "work(...names.map((name) => transaction.objectStore(name))).then((found) => { resolve(found); },"
            )
        }
    }
    with fails(room, r"\], \[\]\)"):
        a_small_store(room, early)


# No store at all: each save waits for its receipt.


def no_store(room: Room, patch: Patch) -> None:
    context = without(room.tablet.context(), patch)
    context.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page = room.tablet.page(context)
    expect(page.locator("#standing")).to_contain_text("Nothing can be kept on this tablet", timeout=SOON)
    save(page, "with the server there")
    assert texts(room.hall.statements()) == ["with the server there"], "what left the field has its receipt"
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    room.stop()
    page.fill("#text", "without it")
    page.click("#save")
    expect(page.locator("#problem")).to_contain_text("could not keep", timeout=SOON)
    expect(page.locator("#text")).to_have_value("without it")
    room.start()
    page.click("#save")
    expect(page.locator("#text")).to_have_value("", timeout=SOON)
    assert texts(room.hall.statements()) == ["with the server there", "without it"]


def test_no_store(room: Room) -> None:
    no_store(room, NOTHING)


def test_control_a_save_without_a_receipt(room: Room) -> None:
    believing: Patch = {
        "main.js": {
            "if (!delivered || delivered[0].state === ATTENTION) throw new Error("
            '(delivered && delivered[0].message) || say("not_kept"));': "if (!delivered) return save;"
        }
    }
    with fails(room, "could not keep"):
        no_store(room, believing)


# A tab of the next version needs another schema while a tab of this one is open.


def newer() -> Patch:
    """The next version: the same script with a store of a later version, whose tables are there already."""
    now = VERSION.search((STATIC / "js" / "notes" / "store.js").read_text("utf-8"))
    assert now
    return {
        "store.js": {
            now[0]: f"const VERSION = {int(now[1]) + 1};",
            "request.onupgradeneeded = (": "request.onupgradeneeded = (...given) => given[0].oldVersion ? null : (",
        }
    }


def a_later_schema(room: Room, patch: Patch) -> None:
    context = room.tablet.context()
    old = room.tablet.page(without(context, patch))
    expect(old.locator("#send")).to_be_visible()
    room.stop()
    save(old, "in the old tab, not delivered")
    old.fill("#text", "half in the old tab")
    room.start()
    context.unroute_all()
    new = room.tablet.page(without(context, newer()))
    save(new, "in the new tab")
    expect(new.locator("#entries > li")).to_have_count(2, timeout=SOON)
    delivered(new)
    expect(new.locator("#standing")).to_be_empty()
    assert texts(room.hall.statements()) == ["in the new tab", "in the old tab, not delivered"]
    # The old tab goes on with the store as it is now.
    expect(old.locator("#text")).to_have_value("half in the old tab")
    old.click("#save")
    expect(old.locator("#text")).to_have_value("", timeout=SOON)
    delivered(old)
    every = ["half in the old tab", "in the new tab", "in the old tab, not delivered"]
    assert texts(room.hall.statements()) == every


def test_a_later_schema(room: Room) -> None:
    a_later_schema(room, NOTHING)


def test_control_a_tab_that_holds_the_store(room: Room) -> None:
    holding: Patch = {
        "store.js": {
            "request.result.onclose = request.result.onversionchange = (": "request.result.onclose = ("
        }
    }
    with fails(room, "to have value|to_have_value|expected to have"):
        a_later_schema(room, holding)


def test_a_store_that_another_tab_holds(room: Room) -> None:
    """The old tab hangs and does not let go of its store: the new one says that it keeps nothing, and delivers."""
    context = room.tablet.context()
    old = room.tablet.page(context)
    expect(old.locator("#send")).to_be_visible()
    old.evaluate(
        "new Promise((done) => {"
        "  indexedDB.open('intake').onsuccess = ({target}) => { window.held = target.result; done(); };"
        "})"
    )
    new = room.tablet.page(without(context, newer()))
    expect(new.locator("#standing")).to_contain_text("Nothing can be kept on this tablet", timeout=SOON)
    save_and_wait(new, "in the new tab")
    assert texts(room.hall.statements()) == ["in the new tab"]


def save_and_wait(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.click("#save")
    expect(page.locator("#text")).to_have_value("", timeout=SOON)

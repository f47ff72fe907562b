"""A new version of the app comes while the page of the old one is open with a draft and statements that wait."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import expect

from intake import migrations
from intake.app import create_app
from intake.settings import Settings
from intake.web.notes import face
from tests.browser.rooms import WAITS, Room, kept, settled
from tests.browser.tablets import first, save, write
from tests.faults.sizes import size
from tests.faults.tablet.patches import NOTHING, Patch, fails, texts, without

FAULT = 16
#: Statements that wait for the new version.
ITEMS = size(3, 30)


@pytest.fixture
def newer(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The same instance served by a version whose files have other addresses; those of the old one are gone."""
    monkeypatch.setattr("intake.app.static_version", lambda: "9.9.9-newer")
    # What one process renders is of one version; here it plays two.
    face.blank.cache_clear()
    yield create_app(settings)
    face.blank.cache_clear()


def a_new_version(room: Room, newer: Flask, patch: Patch) -> None:
    """Between the two versions the database is migrated: one step back, and to the newest again, with the data in it."""
    context = without(room.tablet.context(), patch)
    page = room.tablet.page(context)
    settled(page)
    save(page, "delivered to the old one")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    room.stop()
    for number in range(ITEMS):
        save(page, f"waiting for the new one {number:02}")
    write(page, "half a sent")
    page.evaluate("globalThis.isTheSame = true")
    migrations.downgrade(room.hall.db, migrations.revisions()[-2])
    assert migrations.upgrade(room.hall.db)
    face.blank.cache_clear()
    room.start(newer)
    other = room.tablet.page(context)
    assert "9.9.9-newer" in other.content()
    settled(other)
    # The old page asks for a script that it has not had yet.
    page.evaluate("document.querySelector('.languages-list [value=es]').click()")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#text")).to_have_value("half a sent")
    page.locator("#send").dispatch_event("click")
    expect(first(page).locator(".entry-badge")).to_have_text("Entregado", timeout=WAITS)
    waited = [f"waiting for the new one {number:02}" for number in range(ITEMS)]
    assert texts(room.hall.statements()) == ["delivered to the old one", *waited]
    assert page.evaluate("globalThis.isTheSame"), "a page in use was loaded again"
    page.close()
    kept(other)
    room.stop()
    other.reload()
    expect(other.locator("#text")).to_have_value("half a sent")
    assert "9.9.9-newer" in other.content()


def test_a_new_version(room: Room, newer: Flask) -> None:
    a_new_version(room, newer, NOTHING)


#: No file is kept, and none is loaded before it is asked for.
NOTHING_KEPT: Patch = {
    "offline.js": {
        "async function keepIt() {\n": "async function keepIt() {\n  return false;\n",
        '  if (!settings.root) import("./fetched.js").then(({ missed }) => missed()).catch(() => {});\n': "",
    }
}


def test_control_no_files_of_its_own_version(room: Room, newer: Flask) -> None:
    with fails(room, "'es'"):
        a_new_version(room, newer, NOTHING_KEPT)

"""What an interpreter types is nowhere lost: on a tablet that keeps nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from intake.models import DeviceRole, Rendering
from tests.browser.rooms import WAITS
from tests.browser.tablets import Tablet
from tests.browser.test_interpret import choose, place, said

KEEPS_NOTHING = "IDBFactory.prototype.open = () => { throw new DOMException('full', 'QuotaExceededError'); };"


@pytest.mark.parametrize("is_stored", [False, True])
def test_a_translation_that_cannot_be_kept_goes_into_the_file(tablet: Tablet, is_stored: bool) -> None:
    context = tablet.context(role=DeviceRole.INTERPRETER)
    context.add_init_script(KEEPS_NOTHING)
    stored = tablet.hall.said(tablet.hall.device(), "El bus no llega", language="es")
    page = place(tablet, context)
    choose(page, "es", "en")
    page.route(
        "**/api/v1/*", lambda route: route.abort() if route.request.method == "PUT" else route.continue_()
    )
    if is_stored:
        said(page, "El bus no llega").get_by_role("button").click()
        expect(page.locator("#original")).to_have_text("El bus no llega")
    else:
        page.fill("#text", "Aquí no")
    page.fill("#translation", "typed and nowhere kept")
    page.click("#save")
    where = "#translation-problem" if is_stored else "#problem"
    with page.expect_download(timeout=WAITS) as download:
        page.locator(where).get_by_role("button").click()
    [draft] = json.loads(Path(download.value.path()).read_text())["drafts"]
    [other] = draft["others"]
    assert (other["what"], other["element"]["text"]) == ("rendering", "typed and nowhere kept")
    if is_stored:
        assert draft["sheet"] is None and other["element"]["statement"] == str(stored.uid)
    else:
        assert draft["sheet"]["text"] == "Aquí no"
        assert other["element"]["statement"] == draft["sheet"]["id"]
    with tablet.hall.db.read() as session:
        assert session.scalars(select(Rendering)).all() == []

"""Faults of translating at a desk: every word arrives once, under its maker's name, and nobody else reads any."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from intake.models import Person, RenderingRevision
from intake.web.list_key import COOKIE as LIST_KEY
from tests.browser.desks import TEXTS, Desk, badges, desk, translate, waiting
from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import until
from tests.conftest import POSTGRES
from tests.faults.tablet.lines import Line
from tests.faults.tablet.patches import NOTHING, Patch, fails, without
from tests.faults.tablet.test_killed import HASTY, kill, profile
from tests.faults.tablet.test_restored import DEAF, Restoring, restoring

__all__ = ["desk", "restoring"]
FAULTS = (1, 2, 3, 7)


def opened(desk: Desk, patch: Patch, person: Person) -> tuple[BrowserContext, Page]:
    context = without(desk.context(person), patch)
    return context, desk.open(context)


def texts(desk: Desk) -> list[str]:
    return sorted(text for text, _maker, _version in desk.stored())


def beside(desk: Desk) -> list[str]:
    with desk.room.hall.db.read() as session:
        return list(session.scalars(select(RenderingRevision.text)))


def try_now(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('online'))")


# The answers to everything are lost: it is sent again until one comes, and stored once.


def answers_are_lost(room: Room, line: Line, desk: Desk, patch: Patch) -> None:
    desk.server = line.address
    _context, page = opened(desk, patch, desk.person("ana"))
    with line.being("lossy"):
        translate(page, "uno", "dos", "tres")
        until(page, lambda: texts(desk) == ["dos", "tres", "uno"])
        waiting(page, 3)
    try_now(page)
    waiting(page, 0)
    expect(badges(page)).to_have_text(["Delivered"] * 3, timeout=WAITS)
    assert (texts(desk), beside(desk)) == (["dos", "tres", "uno"], []), "not once"


def test_answers_are_lost(room: Room, line: Line, desk: Desk) -> None:
    answers_are_lost(room, line, desk, NOTHING)


RENAMING: Patch = {
    "outbox.js": {
        "({ ...save.statement, sequence: save.sequence })": (
            "({ ...save.statement, id: (save.statement.id = newId()), sequence: save.sequence })"
        )
    }
}


def test_control_a_new_id_for_every_try(room: Room, line: Line, desk: Desk) -> None:
    with fails(room, "not once"):
        answers_are_lost(room, line, desk, RENAMING)


# The browser is killed between saving and sending.


def killed_before_it_sent(browser: Browser, room: Room, desk: Desk, folder: Path, patch: Patch) -> None:
    ana = desk.person("ana")
    with profile(browser, folder) as context:
        desk.sign_in(context, ana)
        page = desk.open(without(context, patch))
        room.stop()
        translate(page, "uno", "dos")
        kill(folder)
    room.start()
    with profile(browser, folder) as context:
        desk.sign_in(context, ana)
        page = desk.open(context)
        until(page, lambda: texts(desk) == ["dos", "uno"])
        waiting(page, 0)
    assert beside(desk) == []


def test_killed_before_it_sent(browser: Browser, room: Room, desk: Desk, tmp_path: Path) -> None:
    killed_before_it_sent(browser, room, desk, tmp_path / "profile", NOTHING)


def test_control_a_page_that_says_saved_before_it_is(
    browser: Browser, room: Room, desk: Desk, tmp_path: Path
) -> None:
    with fails(room, "never was so"):
        killed_before_it_sent(browser, room, desk, tmp_path / "profile", HASTY)


# Somebody else signs in while words of the former one wait.


def another_signs_in(room: Room, desk: Desk, patch: Patch) -> None:
    ana, bo = desk.person("ana"), desk.person("bo")
    context, page = opened(desk, patch, ana)
    room.stop()
    translate(page, "secreto")
    waiting(page, 1)
    desk.sign_in(context, bo)
    room.start()
    try_now(page)
    # The page may be on its way to another one, which evaluating does not survive.
    settings = page.locator("#settings")
    until(page, lambda: bool(desk.stored()) or str(bo.uid) in (settings.text_content() or ""))
    page.wait_for_timeout(3_000)
    assert desk.stored() == [], "under another's name"
    desk.sign_in(context, ana)
    again = desk.open(context)
    until(again, lambda: desk.stored() == [("secreto", ana.id, 1)])


def test_another_signs_in(room: Room, desk: Desk) -> None:
    another_signs_in(room, desk, NOTHING)


#: Sends by whatever sign-in there is.
CARELESS: Patch = {
    "desk/sending.js": {
        "if (answer.device !== device) {": "sync.state.device = answer.device;\n    if (false) {",
        '"Intake-Writer": device,': '"Intake-Writer": sync.state.device,',
    }
}


def test_control_a_page_that_does_not_look_who_is_signed_in(room: Room, desk: Desk) -> None:
    with fails(room, "under another's name"):
        another_signs_in(room, desk, CARELESS)


# A venue's portal, or a receipt that is not ours, is no delivery.


def a_portal_is_not_delivery(room: Room, line: Line, desk: Desk, portal: str, patch: Patch) -> None:
    desk.server = line.address
    ana = desk.person("ana")
    _context, page = opened(desk, patch, ana)
    with line.being(portal):
        translate(page, "uno")
        try_now(page)
        page.wait_for_timeout(5_000)
        expect(badges(page).last).to_have_text("")
        expect(badges(page).first).to_have_text("On this computer")
        waiting(page, 1)
    try_now(page)
    until(page, lambda: desk.stored() == [("uno", ana.id, 1)])
    waiting(page, 0)


@pytest.mark.parametrize("portal", ["page", "json", "another nonce", "another store"])
def test_a_portal_is_not_delivery(room: Room, line: Line, desk: Desk, portal: str) -> None:
    a_portal_is_not_delivery(room, line, desk, portal, NOTHING)


@pytest.mark.parametrize(
    ("receipt", "proof"),
    [
        ("another nonce", "answer.nonce === nonce && "),
        ("another store", " || (store && answer.store !== store)"),
    ],
)
def test_control_a_receipt_without_its_proof(
    room: Room, line: Line, desk: Desk, receipt: str, proof: str
) -> None:
    with fails(room, "On this computer"):
        a_portal_is_not_delivery(room, line, desk, receipt, {"outbox.js": {proof: ""}})


# The server is put back to an earlier backup.


def what_was_delivered_comes_again(restoring: Restoring, desk: Desk, patch: Patch) -> None:
    _context, page = opened(desk, patch, desk.person("ana"))
    translate(page, "uno")
    waiting(page, 0)
    until(page, lambda: texts(desk) == ["uno"])
    restoring.back_up()
    translate(page, "dos")
    waiting(page, 0)
    until(page, lambda: texts(desk) == ["dos", "uno"])
    restoring.put_back()
    assert texts(desk) == ["uno"]
    page.reload()
    until(page, lambda: texts(desk) == ["dos", "uno"])
    waiting(page, 0)


@pytest.mark.skipif(bool(POSTGRES), reason="PostgreSQL has tools of its own for backups")
def test_what_was_delivered_comes_again(restoring: Restoring, desk: Desk) -> None:
    what_was_delivered_comes_again(restoring, desk, NOTHING)


@pytest.mark.skipif(bool(POSTGRES), reason="PostgreSQL has tools of its own for backups")
def test_control_a_page_that_does_not_hear_of_the_epoch(restoring: Restoring, desk: Desk) -> None:
    with fails(restoring.room, "never was so"):
        what_was_delivered_comes_again(restoring, desk, DEAF)


# The time of the list is over.


def the_list_is_over(room: Room, desk: Desk, patch: Patch) -> None:
    context, page = opened(desk, patch, desk.person("ana"))
    expect(page.locator("#original")).to_have_text(TEXTS[2])
    room.stop()
    context.clear_cookies(name=LIST_KEY)
    page.evaluate("dispatchEvent(new Event('focus'))")
    for text in TEXTS:
        expect(page.locator("html")).not_to_contain_text(text)
    content = page.content()
    room.start()
    assert not [text for text in TEXTS if text in content]


def test_the_list_is_over(room: Room, desk: Desk) -> None:
    the_list_is_over(room, desk, NOTHING)


KEYLESS: Patch = {"desk/lock.js": {'device.split(":")[1] === given().person;': "true;"}}


def test_control_a_page_that_does_not_ask_for_the_key(room: Room, desk: Desk) -> None:
    with fails(room, "not to contain text"):
        the_list_is_over(room, desk, KEYLESS)

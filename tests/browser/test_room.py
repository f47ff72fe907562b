"""The organizer's evening in a real browser: setting up without a script, watching the room with one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from intake.db import Database
from intake.models import Person, SignIn
from intake.web.gate import SIGN_IN, digest
from tests import factories

TOKEN = "a token of the organizer's sign-in"


@pytest.fixture
def ana(app: Flask, db: Database) -> Person:
    """An administrator whose sign-in has the token TOKEN."""

    person = factories.a_person(db, name="Ana", is_administrator=True)
    factories.make(db, SignIn(token_digest=digest(TOKEN), person_id=person.id))
    return person


@pytest.fixture
def address(app: Flask, serve: Callable[[Flask], AbstractContextManager[str]], ana: Person) -> Iterator[str]:
    with serve(app) as found:
        yield found


def page_of(browser: Browser, app: Flask, address: str, *, scripts: bool = True) -> Page:
    """A tablet on which Ana is signed in."""
    session = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    context = browser.new_context(
        viewport={"width": 800, "height": 1280}, java_script_enabled=scripts, base_url=address, locale="en-US"
    )
    context.add_cookies([{"name": "intake", "value": session.dumps({SIGN_IN: TOKEN}), "url": address}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def test_an_initiative_and_its_first_session_are_set_up_without_a_script(
    browser: Browser, app: Flask, address: str
) -> None:
    page = page_of(browser, app, address, scripts=False)
    page.goto("/initiatives/")
    page.get_by_role("link", name="New initiative").click()
    page.get_by_label("Name", exact=False).first.fill("SCORE 2024")
    page.get_by_text("Add languages").click()
    page.get_by_role("checkbox", name="Hmong").check()
    page.get_by_label("Another language").select_option("so")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Move Somali up").click()
    expect(page.locator(".chosen-name")).to_have_text(["English", "Somali Soomaali", "Hmong Hmoob"])
    page.get_by_role("button", name="Create the initiative").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("SCORE 2024")

    page.get_by_role("link", name="Add the first question").click()
    page.get_by_label("English").fill("Why Sacramento?")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("No text in Somali and Hmong yet")).to_be_visible()

    page.get_by_role("link", name="Sessions", exact=True).click()
    page.get_by_role("link", name="New session").click()
    page.get_by_label("Title").fill("July 20")
    page.get_by_label("Date").fill("2024-07-20")
    page.get_by_label("Begins at").fill("10:00")
    page.locator("summary", has_text="Or name the tables").click()
    page.get_by_label("Or name the tables").fill("Window | Hmong\nDoor")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("July 20")
    page.get_by_role("button", name="Open the session").click()
    expect(page.get_by_text("Tablets can join now.")).to_be_visible()
    expect(page.get_by_role("heading", name="Table Window")).to_have_count(2)


def test_a_tablet_that_waits_appears_by_itself_and_is_let_in(
    browser: Browser, app: Flask, db: Database, address: str
) -> None:
    score = factories.an_initiative(db)
    place = factories.a_session(db, score).places[1]
    factories.a_device(db, place, name="MG")
    page = page_of(browser, app, address)
    page.clock.install()
    page.goto("/initiatives/score-2024/sessions/july-20")
    expect(page.get_by_text("MG")).to_be_visible()

    with page.expect_response("**/live") as unchanged:
        page.clock.fast_forward(6000)
    assert unchanged.value.status == 304

    factories.a_device(db, place, name="Tou", admitted_at=None)
    page.clock.fast_forward(6000)
    expect(page.get_by_role("heading", name="1 tablet waits to be let in")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="1 tablet waits to be let in")).to_be_attached()

    menu = page.get_by_label("What to do with MG")
    menu.click()
    factories.a_device(db, place, name="Lupe", admitted_at=None)
    with page.expect_response("**/live"):
        page.clock.fast_forward(6000)
    expect(page.get_by_role("button", name="Send away", exact=True)).to_be_visible()
    expect(page.get_by_text("Lupe")).to_have_count(0)
    page.keyboard.press("Escape")
    menu.blur()
    page.clock.fast_forward(6000)
    expect(page.get_by_text("Lupe")).to_be_visible()

    page.get_by_role("button", name="Let Tou in").click()
    expect(page.get_by_text("Tou is let in.")).to_be_visible()


def test_the_short_name_is_suggested_while_the_name_is_typed(
    browser: Browser, app: Flask, address: str
) -> None:
    page = page_of(browser, app, address)
    page.goto("/initiatives/new")
    name, short = page.locator("#name"), page.locator("#slug")
    name.press_sequentially("Đà Lạt, spring ’27")
    expect(short).to_have_value("da-lat-spring-27")
    short.fill("our-own")
    name.press_sequentially(" and more")
    expect(short).to_have_value("our-own")

"""Paper in a real browser: sheets as they are printed, and twenty notes typed up without touching the mouse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from intake import languages
from intake.db import Database
from intake.models import Initiative, ListeningSession, Person, SignIn, Source, Statement
from intake.web.gate import SIGN_IN, digest
from tests import factories
from tests.browser.sample_texts import WHY_SACRAMENTO

TOKEN = "a token of the organizer's sign-in"
NIGHT = "/initiatives/score-2024/sessions/july-20"
ALL = [one.tag for one in languages.available()]
MILLIMETRE = 96 / 25.4


class Desk:
    """An organizer's computer, in whose browser a session with two questions can be opened."""

    def __init__(self, browser: Browser, app: Flask, db: Database, address: str) -> None:
        self.db = db
        person: Person = factories.a_person(db, name="Ana", is_administrator=True)
        factories.make(db, SignIn(token_digest=digest(TOKEN), person_id=person.id))
        self.initiative: Initiative = factories.an_initiative(db, languages=ALL)
        factories.a_question(db, self.initiative, "Q1", texts=WHY_SACRAMENTO)
        factories.a_question(db, self.initiative, "Q2", position=2, texts={"en": "And why so? " * 330})
        self.session: ListeningSession = factories.a_session(
            db, self.initiative, languages=["en", "es", "fa"]
        )
        session = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self.context = browser.new_context(
            viewport={"width": 1280, "height": 900}, base_url=address, locale="en-US"
        )
        cookie = session.dumps({SIGN_IN: TOKEN})
        self.context.add_cookies([{"name": "intake", "value": cookie, "url": address}])

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(NIGHT + path)
        return page

    def stored(self) -> list[Statement]:
        with self.db.read() as session:
            return list(session.scalars(select(Statement).order_by(Statement.id)))


@pytest.fixture
def desk(
    browser: Browser, app: Flask, db: Database, serve: Callable[[Flask], AbstractContextManager[str]]
) -> Iterator[Desk]:
    with serve(app) as address:
        desk = Desk(browser, app, db, address)
        yield desk
        desk.context.close()


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_every_sheet_fills_one_page_in_every_language(
    desk: Desk, paper: str, keep_picture: Callable[[str, bytes], None]
) -> None:
    chosen = "&".join(f"language={tag}" for tag in ALL)
    page = desk.open(f"/sheets?paper={paper}&table=1&count=1&{chosen}")
    leaves = 2 * len(ALL)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == leaves
    page.emulate_media(media="print")
    sheets = page.locator(".note-sheet")
    assert sheets.count() == leaves
    found: list[dict[str, Any]] = sheets.evaluate_all("""(all) => all.map((sheet) => {
      const height = (e) => e.getBoundingClientRect().height
      const cut = (e) => e.scrollHeight > e.clientHeight + 2
      return {
        lang: sheet.lang,
        size: [sheet.getBoundingClientRect().width, height(sheet)],
        cut: [sheet, ...sheet.querySelectorAll(".note, .note-question-usual")].filter(cut).length,
        line: Math.min(...[...sheet.querySelectorAll(".note-lines > i")].map(height)),
        side: sheet.querySelector(".note-qr").getBoundingClientRect().left - sheet.getBoundingClientRect().left,
      }
    })""")
    width = 210 * MILLIMETRE if paper == "a4" else 8.5 * 96
    for one in found:
        assert abs(one["size"][0] - width) < 1
        assert one["cut"] == 0, one
        assert one["line"] >= 7 * MILLIMETRE, f"{one['lang']}: room to write by hand"
        is_mirrored = languages.direction(one["lang"]) == "rtl"
        assert (one["side"] < width / 2) == is_mirrored
    for tag in ("en", "fa", "hmn", "ru"):
        keep_picture(f"paper/{paper}-{tag}", sheets.nth(2 * ALL.index(tag)).screenshot())


def test_twenty_notes_are_typed_without_the_mouse_and_without_waiting(desk: Desk) -> None:
    page = desk.open("/transcribe")
    answered: list[str] = []

    def slowly(route: Route) -> None:
        answered.append(route.request.method)
        route.continue_()

    page.route("**/transcribe", slowly)
    text = page.locator("#text")
    expect(text).to_be_focused()
    for number in range(1, 21):
        page.keyboard.type(f"note {number}")
        page.keyboard.press("Control+Enter")
        expect(text).to_be_focused()
        expect(text).to_have_value("")
    expect(page.locator("#typed-count")).to_have_text("20 notes")
    assert [row.text for row in desk.stored()] == [f"note {number}" for number in range(1, 21)]
    assert {row.source for row in desk.stored()} == {Source.PAPER}
    expect(page.locator(".typed-notes .quoted").first).to_have_text("note 20")

    page.locator("#place").select_option(label="Table 2")
    page.locator("#language").select_option("fa")
    expect(text).to_have_attribute("dir", "rtl")
    page.locator("#question").select_option("Q2")
    text.fill("یادداشت")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Meta+Enter")
    expect(page.locator("#typed-count")).to_have_text("21 notes")
    row = desk.stored()[-1]
    assert (row.language, row.kind.value, row.agreed) == ("fa", "quote", 3)
    assert row.place_id == desk.session.places[2].id
    expect(page.locator("#question")).to_have_value("Q2")
    expect(page.get_by_role("radio", name="Paraphrase")).to_be_checked()
    expect(page.locator("#agreed")).to_have_value("0")
    page.reload()
    expect(page.locator("#question")).to_have_value("Q2")
    expect(page.locator("#language")).to_have_value("fa")

    page.locator(".typed-notes a").first.click()
    expect(page.locator("#correct textarea")).to_be_visible()


def test_what_is_not_saved_is_in_the_field_again_before_what_was_typed_since(desk: Desk) -> None:
    page = desk.open("/transcribe")
    waiting: list[Route] = []
    page.route("**/transcribe", lambda route: waiting.append(route))
    text = page.locator("#text")
    text.fill("said first")
    page.get_by_role("radio", name="Quote").check()
    text.focus()
    page.keyboard.press("Control+Enter")
    expect(text).to_have_value("")
    page.keyboard.type("said since")
    while not waiting:
        page.wait_for_timeout(10)
    waiting.pop().abort()
    expect(text).to_have_value("said first\nsaid since")
    expect(page.locator("#trouble")).to_contain_text("This note is not saved.")
    expect(page.get_by_role("radio", name="Quote")).to_be_checked()
    page.unroute("**/transcribe")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#typed-count")).to_have_text("1 note")
    expect(page.locator("#trouble")).to_have_text("")
    (row,) = desk.stored()
    assert (row.text, row.kind.value) == ("said first\nsaid since", "quote")


def test_bad_input_is_said_beside_the_field_and_nothing_typed_is_gone(desk: Desk) -> None:
    page = desk.open("/transcribe")
    page.locator("#text").fill("It was said.")
    page.locator("#agreed").fill("-1")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#agreed-error")).to_be_visible()
    expect(page.locator("#agreed")).to_be_focused()
    expect(page.locator("#text")).to_have_value("It was said.")
    page.locator("#agreed").fill("2")
    page.locator("#text").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#typed-count")).to_have_text("1 note")
    expect(page.locator(".error-summary")).to_have_count(0)
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("The next.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#typed-count")).to_have_text("2 notes")
    assert [(row.text, row.agreed) for row in desk.stored()] == [("It was said.", 2), ("The next.", 0)]

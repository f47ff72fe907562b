"""An interpreter at a table: two languages side by side, with and without a network."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from intake.models import DeviceRole, How, Rendering
from tests.browser.rooms import WAITS, Room, kept
from tests.browser.tablets import TABLET, Tablet, broken, cursor, half_written, until

PATH = "/notes/interpret"
SPOKEN, MADE = "بچه‌های ما تنها هستند", "Our children are alone"


def renderings(hall: Any) -> list[tuple[str, str, int]]:
    with hall.db.read() as session:
        found = session.scalars(select(Rendering).order_by(Rendering.id))
        return [(one.text, one.language, one.version) for one in found]


def place(tablet: Tablet, context: Any = None) -> Page:
    """The page, with its script at work."""
    page = tablet.page(context or tablet.context(role=DeviceRole.INTERPRETER), PATH)
    expect(page.locator("#send")).to_be_visible()
    return page


def choose(page: Page, language: str, into: str) -> None:
    page.select_option("#language", language)
    page.select_option("#into", into)


def said(page: Page, text: str) -> Any:
    return page.locator("#said > li").filter(has=page.get_by_text(text, exact=True))


def both(page: Page, text: str, translation: str) -> None:
    page.fill("#text", text)
    page.fill("#translation", translation)
    page.click("#save")
    expect(page.locator("#text")).to_have_value("")


def test_what_was_wrong_with_one_text_is_not_said_of_another(tablet: Tablet) -> None:
    page = place(tablet)
    choose(page, "fa", "en")
    both(page, SPOKEN, "")
    page.click("#save")
    expect(page.locator("#problem")).to_have_text("Write down what was said first.")
    said(page, SPOKEN).locator("[name=translate]").click()
    expect(page.locator("#problem")).to_be_empty()
    page.click("#save")
    expect(page.locator("#translation-problem")).to_have_text("Write the translation first.")
    page.click("#cancel")
    for name in ("#problem", "#translation-problem"):
        expect(page.locator(name)).to_be_empty()


def test_two_languages_one_press_and_on(tablet: Tablet) -> None:
    page = place(tablet)
    choose(page, "fa", "en")
    expect(page.locator("#text")).to_have_attribute("dir", "rtl")
    expect(page.locator("#translation")).to_have_attribute("dir", "ltr")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.locator("#text").press_sequentially(SPOKEN)
    page.locator("#translation").press_sequentially(MADE)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#translation")).to_have_value("")
    assert cursor(page)[0] == "text"
    row = said(page, SPOKEN)
    expect(row.locator(".said-rendering")).to_have_text(MADE)
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    [stored] = tablet.hall.statements()
    assert (stored.text, stored.language, stored.sequence) == (SPOKEN, "fa", 1)
    assert renderings(tablet.hall) == [(MADE, "en", 1)]
    both(page, "تنها", "")
    expect(said(page, "تنها").locator(".said-badges")).to_contain_text("To translate")
    expect(page.locator("#said > li")).to_have_count(2)


def test_swapping_touches_nothing_that_is_typed_and_is_remembered(tablet: Tablet) -> None:
    page = place(tablet)
    choose(page, "fa", "en")
    page.fill("#translation", "other")
    page.locator("#text").press_sequentially("half a sentence")
    page.evaluate("document.getElementById('text').setSelectionRange(3, 7)")
    page.click("#swap")
    assert (page.input_value("#language"), page.input_value("#into")) == ("en", "fa")
    assert (page.input_value("#text"), page.input_value("#translation")) == ("half a sentence", "other")
    assert cursor(page) == ["text", 3, 7]
    expect(page.locator("#text")).to_have_attribute("dir", "ltr")
    expect(page.locator("#translation")).to_have_attribute("dir", "rtl")
    page.get_by_role("button", name="Larger text").click()
    page.locator("#share").press("ArrowLeft")
    half_written(page, "half a sentence", "other")
    page.reload()
    assert (page.input_value("#language"), page.input_value("#into")) == ("en", "fa")
    expect(page.locator("#place")).to_have_attribute("data-size", "2")
    expect(page.locator("#place")).to_have_attribute("data-share", "0")
    expect(page.locator("#text")).to_have_value("half a sentence")
    expect(page.locator("#translation")).to_have_value("other")


def test_the_pages_language_changes_and_both_sides_stay(tablet: Tablet) -> None:
    page = place(tablet)
    choose(page, "es", "en")
    page.click(".question summary")
    page.get_by_label("What is it like here?").check()
    expect(page.locator("#from-question")).to_have_text("¿Cómo es aquí?")
    expect(page.locator("#into-question")).to_have_text("What is it like here?")
    expect(page.locator("#question > summary .chip")).to_have_text("Q2")
    page.fill("#translation", "It is")
    page.locator("#text").press_sequentially("Aquí es")
    page.evaluate("window.same = [document.getElementById('text'), document.getElementById('translation')]")
    page.click(".bar-quick [value=fa]")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert (page.input_value("#text"), page.input_value("#translation")) == ("Aquí es", "It is")
    assert cursor(page)[0] == "text"
    assert page.evaluate("same.every((one) => one.isConnected)")
    for side in ("#text", "#translation"):
        expect(page.locator(side)).to_have_attribute("dir", "ltr")
        assert page.locator(side).evaluate("e => getComputedStyle(e).textAlign") == "start"
    first, second = (page.locator(side).bounding_box() for side in ("#text", "#translation"))
    assert first and second and first["x"] > second["x"], "what is said stands where reading begins"
    page.click("#save")
    expect(page.locator("#state")).to_have_text("رسیده", timeout=WAITS)
    assert renderings(tablet.hall) == [("It is", "en", 1)]


def test_what_others_wrote_is_translated_and_what_was_begun_waits(tablet: Tablet) -> None:
    context = tablet.context(role=DeviceRole.INTERPRETER)
    one = tablet.hall.said(tablet.hall.device(), "El bus no llega", language="es")
    tablet.hall.said(tablet.hall.device(2), "at the other table", language="es")
    page = place(tablet, context)
    choose(page, "es", "en")
    page.fill("#translation", "half")
    page.fill("#text", "a medias")
    said(page, "El bus no llega").get_by_role("button").click()
    expect(page.locator("#original")).to_have_text("El bus no llega")
    expect(page.locator("#text")).to_be_hidden()
    assert cursor(page)[0] == "translation"
    page.locator("#translation").press_sequentially("The bus does")
    page.get_by_role("button", name="Back to writing").click()
    assert (page.input_value("#text"), page.input_value("#translation")) == ("a medias", "half")
    expect(said(page, "El bus no llega")).to_contain_text("Being written")
    half_written(page, "a medias", "half", "The bus does")
    page.reload()
    expect(page.locator("#translation")).to_have_value("half")
    said(page, "El bus no llega").get_by_role("button").click()
    expect(page.locator("#translation")).to_have_value("The bus does")
    page.locator("#translation").press("End")
    page.locator("#translation").press_sequentially(" not come")
    page.click("#save")
    expect(page.locator("#translation")).to_have_value("half")
    expect(page.locator("#text")).to_have_value("a medias")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    assert renderings(tablet.hall) == [("The bus does not come", "en", 1)]
    expect(said(page, "El bus no llega")).not_to_contain_text("Delivered", timeout=WAITS)
    said(page, "El bus no llega").get_by_role("button").click()
    page.fill("#translation", "The bus never comes")
    page.click("#save")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    until(page, lambda: renderings(tablet.hall) == [("The bus never comes", "en", 2)])
    expect(page.locator("#said")).not_to_contain_text("at the other table")
    with tablet.hall.db.read() as session:
        [stored] = session.scalars(select(Rendering))
    assert (stored.statement_id, stored.how, stored.has_conflict) == (one.id, How.IN_ROOM, False)


def test_it_opens_without_the_server_and_translating_goes_on(room: Room) -> None:
    context = room.tablet.context(role=DeviceRole.INTERPRETER)
    room.hall.said(room.hall.device(), "dicho antes", language="es")
    page = place(room.tablet, context)
    choose(page, "es", "en")
    expect(said(page, "dicho antes")).to_be_visible()
    kept(page)
    room.stop()
    page.close()
    page = context.new_page()
    page.goto(room.address + PATH)
    expect(page.locator("#standing")).to_contain_text("Opened without a connection")
    assert (page.input_value("#language"), page.input_value("#into")) == ("es", "en")
    both(page, "sin red", "without a network")
    expect(said(page, "sin red").locator(".said-badges")).to_contain_text("On this tablet")
    said(page, "dicho antes").get_by_role("button").click()
    page.fill("#translation", "said before")
    page.click("#save")
    expect(said(page, "dicho antes").locator(".said-rendering")).to_have_text("said before")
    expect(page.locator("#state")).to_contain_text("3")
    page.fill("#translation", "half")
    page.fill("#text", "a medias")
    page.evaluate("document.querySelector('.languages-list [value=fa]').click()")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    half_written(page, "a medias", "half")
    page.reload()
    expect(page.locator("#text")).to_have_value("a medias")
    expect(page.locator("#translation")).to_have_value("half")
    expect(said(page, "sin red").locator(".said-rendering")).to_have_text("without a network")
    room.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#standing")).to_be_empty(timeout=WAITS)
    made = [("said before", "en", 1), ("without a network", "en", 1)]
    until(page, lambda: sorted(renderings(room.hall)) == made)
    assert [one.text for one in room.hall.statements()] == ["dicho antes", "sin red"]
    expect(page.locator("#text")).to_have_value("a medias")


def test_on_the_capture_page_the_same_statement_goes_on(tablet: Tablet) -> None:
    context = tablet.context(role=DeviceRole.INTERPRETER)
    page = place(tablet, context)
    choose(page, "es", "en")
    page.fill("#translation", "half")
    page.fill("#text", "a medias")
    half_written(page, "a medias", "half")
    page.get_by_role("link", name="Your statements").click()
    expect(page.locator("#translation")).to_have_count(0)
    expect(page.locator("#text")).to_have_value("a medias")
    page.fill("#text", "a medias, todavía")
    half_written(page, "a medias, todavía", "half")
    page.get_by_role("link", name="Translate").click()
    expect(page.locator("#text")).to_have_value("a medias, todavía")
    expect(page.locator("#translation")).to_have_value("half")
    page.click("#save")
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    assert renderings(tablet.hall) == [("half", "en", 1)]


def test_what_is_not_taken_is_shown_with_the_reason(tablet: Tablet) -> None:
    page = place(tablet)
    choose(page, "es", "en")

    def misunderstand(route: Route) -> None:
        body = route.request.post_data_json
        for one in body["statements"]:
            one["question"] = "QX"
        route.fulfill(response=route.fetch(post_data=body))

    with broken(page, misunderstand):
        both(page, "no entra", "not taken")
        expect(page.locator("#tray")).to_contain_text("no entra", timeout=WAITS)
        expect(page.locator("#tray")).to_contain_text("does not belong to this session")
        expect(said(page, "no entra").locator(".said-badges").last).to_contain_text("Needs attention")
        # What is in flight when somebody presses Send again comes back later.
        expect(said(page, "no entra").locator(".entry-problem")).to_contain_text("no statement of this table")
    page.locator("#tray").get_by_role("button", name="Send again").click()
    expect(page.locator("#tray")).to_have_count(0, timeout=WAITS)
    expect(page.locator("#state")).to_have_text("Delivered", timeout=WAITS)
    assert [one.text for one in tablet.hall.statements()] == ["no entra"]
    assert renderings(tablet.hall) == [("not taken", "en", 1)]


@pytest.mark.parametrize("size", [TABLET, {"width": 390, "height": 844}])
def test_without_javascript(tablet: Tablet, size: Any) -> None:
    context = tablet.context(role=DeviceRole.INTERPRETER, viewport=size, java_script_enabled=False)
    page = tablet.page(context, PATH)
    choose(page, "fa", "en")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#text")).to_have_attribute("dir", "rtl")
    page.fill("#text", SPOKEN)
    page.fill("#translation", MADE)
    page.click("#save")
    expect(page.locator("#text")).to_have_value("")
    expect(said(page, SPOKEN).locator(".said-rendering")).to_have_text(MADE)
    said(page, SPOKEN).get_by_role("button").click()
    page.fill("#translation", "Our children are left alone")
    page.click("#save")
    expect(said(page, SPOKEN).locator(".said-rendering")).to_have_text("Our children are left alone")
    assert renderings(tablet.hall) == [("Our children are left alone", "en", 2)]

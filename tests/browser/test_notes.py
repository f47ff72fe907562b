"""A notetaker at a table: writing, switching, correcting, with and without scripts."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Route, expect

from intake.languages.wiring import COOKIE as LANGUAGE_COOKIE
from intake.models import Held, Status
from tests.browser.tablets import SPOKEN, TABLET, Tablet, cursor, first, half_written, save, until, write


def test_type_save_type_again(tablet: Tablet) -> None:
    page = tablet.page()
    page.click(".question summary")
    page.get_by_label("What is it like here?").check()
    write(page, SPOKEN)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#text")).to_have_value("")
    assert cursor(page)[0] == "text"
    expect(first(page).locator(".entry-text")).to_have_text(SPOKEN)
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    expect(page.locator(".question summary .chip")).to_have_text("Q2")
    expect(page.locator("#count")).to_have_text("1")
    write(page, "and again")
    page.keyboard.press("Meta+Enter")
    expect(page.locator("#entries > li")).to_have_count(2)
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    assert [(s.text, s.sequence) for s in tablet.hall.statements()] == [(SPOKEN, 1), ("and again", 2)]


def test_the_language_changes_in_the_middle_of_a_sentence(tablet: Tablet) -> None:
    page = tablet.page()
    save(page, "before")
    write(page, "half a sent\nence  ")
    page.evaluate("document.getElementById('text').setSelectionRange(3, 7)")
    page.evaluate("document.getElementById('text').addEventListener('blur', () => { window.left = true; })")
    page.check("input[name=kind][value=quote]", force=True)
    page.focus("#text")
    page.evaluate(
        "window.left = false; window.same = document.getElementById('text'); same.setSelectionRange(3, 7)"
    )
    for tag, direction in (("fa", "rtl"), ("es", "ltr"), ("fa", "rtl")):
        page.click(f".bar-quick [value={tag}]")
        expect(page.locator("html")).to_have_attribute("lang", tag)
        expect(page.locator("html")).to_have_attribute("dir", direction)
        assert page.input_value("#text") == "half a sent\nence  "
        assert cursor(page) == ["text", 3, 7]
    assert page.evaluate("same === document.getElementById('text') && !left"), (
        "the field was never left or replaced"
    )
    expect(page.locator("#text")).to_have_attribute("dir", "ltr")
    expect(page.locator("input[name=kind][value=quote]")).to_be_checked()
    expect(first(page).locator(".entry-text")).to_have_text("before")
    half_written(page, "half a sent\nence  ")
    # A language that was seen before comes at once, and the server hears of it a moment later.
    until(page, lambda: remembered(page.context) == "fa")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    expect(page.locator("#text")).to_have_value("half a sent\nence  ")


def test_the_question_changes_its_language_too(tablet: Tablet) -> None:
    page = tablet.page()
    page.click(".question summary")
    page.get_by_label("What is it like here?").check()
    page.click(".languages summary")
    page.click(".languages-list [value=es]")
    expect(page.locator(".question summary .question-text")).to_have_text("¿Cómo es aquí?")
    expect(page.locator("input[value=Q2]")).to_be_checked()
    expect(page.locator(".languages")).not_to_have_attribute("open", "")
    expect(page.locator("#language option:checked")).to_have_text("inglés")


def test_an_unfinished_character_survives_the_switch(tablet: Tablet) -> None:
    page = tablet.page()
    session = page.context.new_cdp_session(page)
    write(page, "我们")
    session.send("Input.imeSetComposition", {"text": "zhong", "selectionStart": 5, "selectionEnd": 5})
    page.evaluate("document.querySelector('.bar-quick [value=es]').click()")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    session.send("Input.insertText", {"text": "中"})
    assert page.input_value("#text") == "我们中"


def test_the_field_follows_the_statement_not_the_page(tablet: Tablet) -> None:
    page = tablet.page()
    page.select_option("#language", "fa")
    expect(page.locator("#text")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.select_option("#language", "other")
    page.fill("[name=tag]", "quc")
    save(page, "Utz")
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    assert tablet.hall.statements()[0].language == "quc"


def test_correct_withdraw_and_undo(tablet: Tablet) -> None:
    page = tablet.page()
    save(page, "furst")
    write(page, "half written")
    first(page).get_by_role("button", name="Edit").click()
    expect(page.locator("#text")).to_have_value("furst")
    half_written(page, "furst", "half written")
    page.reload()
    expect(page.locator("#text")).to_have_value("furst")
    page.fill("#text", "first")
    page.click("#save")
    expect(page.locator("#text")).to_have_value("half written")
    expect(first(page).locator(".entry-text")).to_have_text("first")
    first(page).get_by_role("button", name="Withdraw").click()
    expect(first(page).locator(".entry-badge")).to_contain_text("Withdrawn")
    expect(page.locator("#text")).to_have_value("half written")
    first(page).get_by_role("button", name="Undo").click()
    expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    first(page).get_by_role("button", name="Edit").click()
    page.fill("#text", "never mind")
    page.get_by_role("button", name="Cancel the change").click()
    expect(page.locator("#text")).to_have_value("half written")
    (stored,) = tablet.hall.statements()
    assert (stored.text, stored.status, stored.version) == ("first", Status.ACTIVE, 4)


def test_the_server_remembers_the_language_that_was_wanted_last(tablet: Tablet) -> None:
    context = tablet.context(service_workers="block")
    page = tablet.page(context)
    expect(page.locator("#send")).to_be_visible()
    overtaken: list[Route] = []
    page.route("**/notes/?lang=es", lambda route: overtaken.append(route))
    page.click(".bar-quick [value=es]")
    until(page, lambda: bool(overtaken))
    page.click(".bar-quick [value=fa]")
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    with page.expect_response("**/notes/?lang=es"):
        overtaken[0].continue_()
    until(page, lambda: remembered(context) == "fa")
    page.wait_for_timeout(500)
    assert remembered(context) == "fa"


def remembered(context: Any) -> str:
    return next(str(one["value"]) for one in context.cookies() if one["name"] == LANGUAGE_COOKIE)


def test_nothing_is_saved_by_accident(tablet: Tablet) -> None:
    page = tablet.page()
    page.click("#save")
    expect(page.locator("#problem")).to_have_text("Write down what was said first.")
    write(page, "one\ntwo")
    assert page.input_value("#text") == "one\ntwo", "Enter is a new line"
    page.locator("#agreed").press("Enter")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#problem")).to_have_text("")
    until(page, lambda: [s.text for s in tablet.hall.statements()] == ["one\ntwo"])


def test_why_it_waits_is_said_in_words(tablet: Tablet) -> None:
    tablet.hall.db.write(
        lambda session: setattr(
            session.get(type(tablet.hall.session), tablet.hall.session.id), "state", "closed"
        )
    )
    page = tablet.page()
    expect(page.locator(".capture-notices")).to_contain_text("This session is closed")
    save(page, "late")
    expect(first(page).locator(".entry-badge")).to_have_text("Held for review")
    expect(first(page).locator(".entry-problem")).to_contain_text("an organizer looks at this first")
    assert tablet.hall.statements()[0].held is Held.LATE
    page.click(".bar-quick [value=fa]")
    expect(page.locator("html")).to_have_attribute("lang", "fa")
    page.reload()
    expect(first(page).locator(".entry-problem")).to_be_visible()


def test_older_statements_are_appended(tablet: Tablet) -> None:
    context = tablet.context()
    device = tablet.hall.devices()[-1]
    for number in range(30):
        tablet.hall.said(device, f"statement {number}")
    page = tablet.page(context)
    write(page, "half written")
    expect(page.locator("#entries > li")).to_have_count(12)
    page.click("#older")
    expect(page.locator("#entries > li")).to_have_count(24)
    page.click("#older")
    expect(page.locator("#entries > li")).to_have_count(30)
    expect(page.locator("#older")).to_have_count(0)
    expect(page.locator(".entry-text").last).to_have_text("statement 0")
    expect(page.locator("#text")).to_have_value("half written")


def test_two_tablets_at_one_table_see_their_own(tablet: Tablet) -> None:
    ana, ben = tablet.page(), tablet.page()
    save(ana, "heard by Ana")
    save(ben, "heard by Ben")
    for page in (ana, ben):
        expect(first(page).locator(".entry-badge")).to_have_text("Delivered")
    ana.reload()
    assert ana.locator("#entries .entry-text").all_text_contents() == ["heard by Ana"]


def test_without_javascript(tablet: Tablet) -> None:
    context = tablet.browser.new_context(viewport=TABLET, locale="en-US", java_script_enabled=False)
    tablet.contexts.append(context)
    page = context.new_page()
    page.goto(f"{tablet.address}/join/{tablet.hall.session.places[2].code}")
    page.get_by_label("Your name or initials").fill("Ana")
    page.get_by_role("button", name="Join").click()
    page.get_by_role("button", name="I have read it").click()
    expect(page).to_have_url(f"{tablet.address}/notes/")
    page.fill("#text", "half a\nsentence")
    page.click(".bar-quick [value=es]")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("#text")).to_have_value("half a\nsentence")
    page.click(".bar-quick [value=en]")
    page.click(".protocol summary")
    expect(page.locator(".protocol-panel")).to_be_visible()
    expect(page.locator("#text")).to_have_value("half a\nsentence")
    page.fill("#agreed", "2")
    page.locator("#agreed").press("Enter")
    expect(page.locator(".entry-text").first).to_have_text("half a\nsentence")
    first(page).get_by_role("button", name="Edit").click()
    page.fill("#text", "a sentence")
    page.click("#save")
    first(page).get_by_role("button", name="Withdraw").click()
    first(page).get_by_role("button", name="Undo").click()
    expect(page.locator(".entry-text").first).to_have_text("a sentence")
    (stored,) = tablet.hall.statements()
    assert (stored.text, stored.agreed, stored.status, stored.version) == ("a sentence", 2, Status.ACTIVE, 4)

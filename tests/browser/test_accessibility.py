"""Every page under the rules of WCAG 2.2 AA that a machine can check, and an evening with the keyboard alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import axe_playwright_python
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from intake import languages
from tests.browser.keyboard import Keyboard
from tests.browser.sample import sample
from tests.browser.views import VIEWS, View, Visitor

Serve = Callable[[Flask], AbstractContextManager[str]]
#: axe-core itself; run without the wrapper, which cannot get past a page's content security policy.
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """(rules) => axe.run({ runOnly: rules, resultTypes: ["violations"] }).then(({ violations }) =>
  violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 150)}`)))"""
TABLET = {"width": 800, "height": 1280}
#: One from left to right, one from right to left; `make axe` looks at all languages.
EVERY = [page.tag for page in languages.available()]
TAGS = EVERY if os.environ.get("INTAKE_AXE") == "all" else ["en", "fa"]


@pytest.fixture(scope="module")
def visitors(
    browser: Browser, serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Visitor]]:
    """Somebody whose tablet is set to light pages, and somebody whose is set to dark ones."""
    with (
        sample(tmp_path_factory.mktemp("sample")) as made,
        serve(made.app) as address,
        Visitor(browser, made, address, viewport=TABLET) as light,
        Visitor(browser, made, address, viewport=TABLET, color_scheme="dark") as dark,
    ):
        yield {"light": light, "dark": dark}


@pytest.fixture
def visitor(visitors: dict[str, Visitor]) -> Visitor:
    return visitors["light"]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
@pytest.mark.parametrize("tag", TAGS)
def test_a_page_breaks_no_rule(visitor: Visitor, tag: str, view: View) -> None:
    assert broken(visitor.open(view, tag)) == []


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_colours_differ_enough_in_the_dark(visitors: dict[str, Visitor], view: View) -> None:
    assert broken(visitors["dark"].open(view, "en"), ["color-contrast"]) == []


def test_a_broken_rule_is_found(visitor: Visitor) -> None:
    page = visitor.open(VIEWS[0], "en")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input name=x><a href=/></a>')"
    )
    assert {line.partition(":")[0] for line in broken(page)} == {"label", "link-name"}


def broken(page: Page, rules: list[str] = RULES) -> list[str]:
    """The rules that the page breaks, each with the element that does."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN, rules)
    return found


def test_an_evening_with_the_keyboard_alone(visitor: Visitor) -> None:
    keys = Keyboard(visitor.open(View("join-table", "{join-table}", "with a keyboard"), "en"))
    page = keys.page
    keys.go_to("Your name or initials").type("K.")
    keys.go_to("I take notes")
    keys.go_to("Join").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("How to take notes")
    keys.go_to("I have read it").press("Enter")

    text = page.get_by_role("textbox", name="Statement", exact=True)
    expect(text).to_be_focused()
    # The page's script has begun.
    expect(page.locator("#send")).to_be_visible()
    keys.type("The bus comes late.").press("Control+Enter")
    expect(page.locator(".entry-text")).to_have_text(["The bus comes late."])
    expect(text).to_be_focused()
    expect(text).to_have_value("")

    keys.type("Nobody clears the")
    keys.go_to("Change question", backwards=True).press("Enter")
    keys.go_to("Q1").press("ArrowDown").press("ArrowDown").press("ArrowUp").press("Enter")
    expect(text).to_be_focused()
    expect(text).to_have_value("Nobody clears the")
    keys.type(" path.")
    keys.go_to("Paraphrase").press("ArrowLeft")
    keys.go_to("Others who agreed").press("ArrowUp")
    keys.go_to("Save").press("Enter")
    expect(page.locator(".entry-text").first).to_have_text("Nobody clears the path.")
    expect(page.locator(".entry").first).to_contain_text("Q2")
    expect(page.locator(".entry").first).to_contain_text("Quote")

    keys.go_to("Edit").press("Enter")
    expect(text).to_be_focused()
    expect(text).to_have_value("Nobody clears the path.")
    page.keyboard.press("End")
    keys.type(" In winter.").press("Control+Enter")
    expect(page.locator(".entry-text").first).to_have_text("Nobody clears the path. In winter.")
    assert visitor.complaints() == []


def test_interpreting_with_the_keyboard_alone(visitor: Visitor) -> None:
    keys = Keyboard(visitor.open(View("interpret", "/notes/interpret", "empty"), "en"))
    page = keys.page
    text, translation = page.locator("#text"), page.locator("#translation")
    expect(page.locator("#send")).to_be_visible()
    expect(text).to_be_focused()
    keys.type("El bus no llega.")
    keys.go_to("Translation").type("The bus does not come.").press("Control+Enter")
    expect(page.locator(".said-rendering").first).to_have_text("The bus does not come.")
    expect(text).to_be_focused()
    expect(text).to_have_value("")

    keys.go_to("Change question", backwards=True).press("Enter")
    keys.go_to("Q1").press("ArrowDown").press("Enter")
    expect(text).to_be_focused()
    keys.go_to("Width of the sides", backwards=True).press("ArrowRight")
    keys.go_to("Larger text", backwards=True).press("Enter")
    before = [page.input_value("#language"), page.input_value("#into")]
    keys.go_to("Swap the languages", backwards=True).press("Enter")
    assert [page.input_value("#into"), page.input_value("#language")] == before
    expect(page.locator("#place")).to_have_attribute("data-size", "2")

    keys.go_to("Edit").press("Enter")
    expect(translation).to_be_focused()
    keys.go_to("Back to writing").press("Enter")
    expect(text).to_be_focused()
    keys.go_to("Edit").press("Enter")
    page.keyboard.press("End")
    keys.type(" Never.").press("Control+Enter")
    expect(page.locator(".said-rendering").first).to_have_text("The bus does not come. Never.")
    expect(text).to_be_focused()
    assert visitor.complaints() == []

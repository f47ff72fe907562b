"""The glossary while one translates: offered as one types, taken with the keyboard or a tap, never in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from intake.models import Rendering
from tests.browser.sample import sample
from tests.browser.views import ORGANIZER, View, Visitor

Serve = Callable[[Flask], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def visitor(browser: Browser, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with (
        sample(tmp_path_factory.mktemp("sample")) as made,
        serve(made.app) as address,
        Visitor(browser, made, address, viewport={"width": 800, "height": 1280}) as visitor,
    ):
        yield visitor
        assert visitor.complaints() == []


def field(visitor: Visitor, address: str, tag: str = "en") -> tuple[Page, Locator, Locator]:
    page = visitor.open(View("translate", address, ORGANIZER), tag)
    text = page.locator("#text")
    text.fill("")
    return page, text, page.get_by_role("listbox")


def test_a_term_is_offered_chosen_and_taken_with_the_keyboard(visitor: Visitor) -> None:
    page, text, offered = field(visitor, "{translate}/es")
    expect(offered).to_be_hidden()
    page.keyboard.type("La re")
    expect(offered.get_by_role("option")).to_have_text(["rentaکرایه"])
    expect(page.get_by_role("status").filter(has_text="Terms are offered.")).to_be_attached()
    assert text.get_attribute("aria-activedescendant") is None, "nothing is chosen before somebody chooses"
    page.keyboard.press("ArrowDown")
    chosen = offered.get_by_role("option", selected=True)
    expect(chosen).to_have_attribute("id", str(text.get_attribute("aria-activedescendant")))
    page.keyboard.press("Enter")
    expect(text).to_have_value("La renta")
    expect(offered).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(text).to_have_value("La re")


def test_at_the_beginning_of_a_sentence_it_keeps_its_capital_and_tab_takes_it(visitor: Visitor) -> None:
    page, text, offered = field(visitor, "{translate}/es")
    page.keyboard.type("Estab")
    expect(offered).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(text).to_have_value("Estabilización de rentas")
    expect(text).to_be_focused()
    page.keyboard.press("Tab")
    expect(text).not_to_be_focused()


def test_keys_are_the_fields_own_while_nothing_is_chosen(visitor: Visitor) -> None:
    page, text, offered = field(visitor, "{translate}/es")
    page.keyboard.type("re")
    expect(offered).to_be_visible()
    page.keyboard.press("Enter")
    expect(text).to_have_value("re\n")
    page.keyboard.type("re")
    expect(offered).to_be_visible()
    page.keyboard.press("Escape")
    expect(offered).to_be_hidden()
    page.keyboard.type("n")
    expect(offered).to_be_hidden()
    page.keyboard.type(" des")
    expect(offered).to_be_visible()
    page.keyboard.press("Tab")
    expect(text).to_have_value("re\nren des")
    expect(text).not_to_be_focused()
    expect(offered).to_be_hidden()


def test_control_enter_saves_although_a_term_is_chosen(visitor: Visitor) -> None:
    page, _text, offered = field(visitor, "{translate-stale}/hmn")
    page.keyboard.type("np")
    page.keyboard.press("ArrowDown")
    expect(offered.get_by_role("option", selected=True)).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    with visitor.sample.db.read() as session:
        assert "np" in session.scalars(select(Rendering.text).where(Rendering.language == "hmn")).all()


def test_right_to_left_in_a_page_from_right_to_left(visitor: Visitor) -> None:
    page, text, offered = field(visitor, "{translate-stale}/fa", "fa")
    page.keyboard.type("این تثب")
    option = offered.get_by_role("option").first
    expect(option.locator("b")).to_have_attribute("dir", "rtl")
    expect(option.locator("span")).to_have_attribute("lang", "es")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(text).to_have_value("این تثبیت کرایه")


def test_a_tap_puts_a_term_of_the_statement_where_one_writes(visitor: Visitor) -> None:
    page, text, _offered = field(visitor, "{translate}/es")
    terms = page.locator("#terms")
    expect(terms.locator("li")).to_have_count(3)
    expect(terms.get_by_role("button", name="autobús"), "of another form of its word").to_be_visible()
    page.keyboard.type("El. Y más")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    terms.get_by_role("button", name="trabajo").click()
    expect(text).to_have_value("El trabajo. Y más")
    expect(text).to_be_focused()
    terms.get_by_role("button", name="Stockton Blvd").click()
    expect(text).to_have_value("El trabajo Stockton Blvd. Y más")


def test_a_tap_takes_an_offered_term(visitor: Visitor) -> None:
    page, text, offered = field(visitor, "{translate}/es")
    page.keyboard.type("un campamento y un desa")
    offered.get_by_role("option").first.click()
    expect(text).to_have_value("un campamento y un desalojo de un campamento")
    expect(text).to_be_focused()


def test_no_key_is_taken_while_an_input_method_composes(visitor: Visitor) -> None:
    page, text, offered = field(visitor, "{translate}/zh-Hans")
    client: Any = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "房", "selectionStart": 1, "selectionEnd": 1})
    expect(offered).to_be_visible()
    page.evaluate(
        """() => {
          const field = document.getElementById("text");
          for (const key of ["ArrowDown", "Enter"]) {
            const event = new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true });
            field.dispatchEvent(event);
            field.dataset.taken = `${field.dataset.taken || ""}${event.defaultPrevented}`;
          }
        }"""
    )
    expect(text).to_have_attribute("data-taken", "falsefalse")
    client.send("Input.insertText", {"text": "房"})
    expect(text).to_have_value("房")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(text).to_have_value("房租")

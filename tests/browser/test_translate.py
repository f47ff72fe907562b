"""Translating at a desk with the keyboard alone: the next statement opens by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.sample import sample
from tests.browser.views import ORGANIZER, View, Visitor

Serve = Callable[[Flask], AbstractContextManager[str]]


def test_one_after_the_other_with_the_keyboard(browser: Browser, serve: Serve, tmp_path: Path) -> None:
    with sample(tmp_path) as made, serve(made.app) as address, Visitor(browser, made, address) as visitor:
        worklist = made.paths["here"] + "/translate?into=es"
        page = visitor.open(View("translate", worklist, ORGANIZER), "en")
        page.locator(".statement a").first.click()
        field = page.get_by_role("textbox", name="Spanish")
        for text in ("primera", "segunda"):
            expect(field).to_be_focused()
            expect(field).to_have_value("")
            # The page's script hears the keys.
            page.wait_for_load_state()
            page.keyboard.type(text)
            page.keyboard.press("Control+Enter")
            expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
            expect(field).to_have_value("")
        page.goto(address + worklist + "&work=draft")
        expect(page.locator(".statement")).to_contain_text(["primera", "segunda"])
        assert visitor.complaints() == []

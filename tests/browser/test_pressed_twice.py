"""An impatient finger: what is pressed twice is sent once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Request, expect

from tests.browser.sample import sample
from tests.browser.views import ORGANIZER, View, Visitor

Serve = Callable[[Flask], AbstractContextManager[str]]


def test_a_form_that_is_on_its_way_is_not_sent_again(browser: Browser, serve: Serve, tmp_path: Path) -> None:
    with sample(tmp_path) as made, serve(made.app) as address, Visitor(browser, made, address) as visitor:
        page = visitor.open(View("new", made.paths["here"] + "/glossary/new", ORGANIZER), "en")
        page.wait_for_load_state()
        posts: list[str] = []

        def count(request: Request) -> None:
            if request.method == "POST":
                posts.append(request.url)

        page.on("request", count)
        page.locator("main form input[lang=en]").fill("levee")
        page.get_by_role("button", name="Save").dblclick()
        expect(page.get_by_role("heading", name="levee")).to_be_visible()
        assert len(posts) == 1
        # Back on the form, it may be sent anew.
        page.go_back()
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#errors, .error").first).to_be_visible()
        assert len(posts) == 2
        assert visitor.complaints() == []

"""An impatient finger: what is pressed twice is sent once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Route, expect

from tests.browser.sample import sample
from tests.browser.tablets import until
from tests.browser.views import ORGANIZER, View, Visitor

Serve = Callable[[Flask], AbstractContextManager[str]]


def test_a_form_that_is_on_its_way_is_not_sent_again(browser: Browser, serve: Serve, tmp_path: Path) -> None:
    with sample(tmp_path) as made, serve(made.app) as address, Visitor(browser, made, address) as visitor:
        page = visitor.open(View("new", made.paths["here"] + "/glossary/new", ORGANIZER), "en")
        page.wait_for_load_state()
        posts: list[Route] = []

        def slow(route: Route) -> None:
            if route.request.method == "POST":
                posts.append(route)
            else:
                route.continue_()

        page.route("**/glossary/new", slow)
        page.locator("main form input[lang=en]").fill("levee")
        # By the page itself: from outside, the second press would wait for what the first one brings.
        page.evaluate(
            """() => {
              const save = document.querySelector("main form.form .button-primary");
              save.click();
              setTimeout(() => save.click(), 300);
              // What was typed meanwhile is not lost with the page that the first press leaves.
              const field = document.querySelector("main form.form input[lang=en]");
              setTimeout(() => { field.value = "levees"; save.click(); }, 600);
            }"""
        )
        page.wait_for_timeout(1200)
        assert [(one.request.post_data or "").count("levees") for one in posts] == [0, 1]
        posts[1].continue_()
        expect(page.get_by_role("heading", name="levees")).to_be_visible()
        # Back on the form, it may be sent anew.
        page.go_back()
        page.evaluate("document.querySelector('main form.form .button-primary').click()")
        until(page, lambda: len(posts) == 3)
        posts[2].continue_()
        expect(page.locator("#errors")).to_be_visible()
        assert visitor.complaints() == []

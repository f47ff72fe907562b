"""The notetaker's guide comes out of the printer as one page, in every language."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from playwright.sync_api import Browser

from intake.languages import available

PAGE = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_guide_is_one_page(
    browser: Browser, serve: Callable[[Flask], AbstractContextManager[str]], app: Flask, paper: str
) -> None:
    pages = {}
    with serve(app) as address:
        context = browser.new_context(locale="en-US")
        page = context.new_page()
        for language in available():
            page.goto(f"{address}/guide?lang={language.tag}")
            assert page.locator("html").get_attribute("lang") == language.tag
            pages[language.tag] = len(PAGE.findall(page.pdf(format=paper)))
        context.close()
    assert {tag: count for tag, count in pages.items() if count != 1} == {}

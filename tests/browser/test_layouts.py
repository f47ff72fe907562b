"""Every page in every language on a tablet held upright: nothing sticks out, overlaps, is cut off or too small to hit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from intake import languages
from tests.browser.sample import sample
from tests.browser.views import VIEWS, View, Visitor

Serve = Callable[[Flask], AbstractContextManager[str]]
Keep = Callable[[str, bytes], None]
LOOK = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
TABLET = {"width": 800, "height": 1280}
LANGUAGES = {one.tag: one for one in languages.available()}


@pytest.fixture(scope="module")
def visitor(browser: Browser, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with (
        sample(tmp_path_factory.mktemp("sample")) as made,
        serve(made.app) as address,
        Visitor(browser, made, address, viewport=TABLET) as visitor,
    ):
        yield visitor


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_page_is_laid_out_well(visitor: Visitor, keep_picture: Keep, tag: str, view: View) -> None:
    page = visitor.open(view, tag)
    keep_picture(f"tablet/{view.name}-{tag}", page.screenshot(full_page=True))
    found: dict[str, Any] = page.evaluate(LOOK)
    assert (found.pop("lang"), found.pop("dir")) == (tag, LANGUAGES[tag].direction)
    assert {kind: what for kind, what in found.items() if what} == {}
    assert visitor.complaints() == []


def test_every_page_that_can_be_opened_is_looked_at(visitor: Visitor) -> None:
    """A new page must be added to `views.py`."""
    looked_at = visitor.sample.endpoints_of(view.path(visitor.sample) for view in VIEWS)
    assert visitor.sample.pages() - looked_at == set()


def test_the_look_finds_what_is_wrong(visitor: Visitor) -> None:
    page = visitor.open(VIEWS[0], "en")
    page.evaluate("""() => {
      const main = document.querySelector("main")
      main.innerHTML = `<p id=a>Some words</p><p id=b class=over>Some other words</p><p id=wide class=wide>x</p>
        <p>\\u{10FFFD}</p><button id=tiny class=tiny>Words that do not fit</button>`
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(`.over { margin-block-start: -1.2em !important }
        .wide { inline-size: 2000px; max-inline-size: none !important }
        .tiny { inline-size: 20px; white-space: nowrap }`)
      document.adoptedStyleSheets = [sheet]
    }""")
    found = page.evaluate(LOOK)
    assert "p#wide" in "".join(found["overflow"])
    assert "p#b" in "".join(found["overlap"])
    assert "button#tiny" in "".join(found["cut"])
    assert "button#tiny" in "".join(found["small"])
    assert "U+10fffd" in "".join(found["missing"])

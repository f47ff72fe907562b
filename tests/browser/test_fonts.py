"""Letters for old tablets: a font comes where the device has none, for that language only, and is kept with the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bench.weighing import few_letters
from intake import paths
from intake.languages import available
from intake.languages.tags import script_of
from tests.browser.conftest import find_chromium
from tests.browser.rooms import Room, room_of, settled
from tests.browser.sample import sample
from tests.browser.tablets import Serve, Tablet, tablet_of, until
from tests.browser.test_notes_fit import weight
from tests.browser.views import VIEWS, Visitor
from tests.halls import Hall

HEAVIEST = 120_000
FONTS = {path.stem for path in (paths.STATIC / "fonts").glob("*.woff2")}
#: Whether the page draws the same for a letter as for none, with the families that its text is set in.
BOXES = """(letters) => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = getComputedStyle(document.body).font;
  return [...letters].every((one) => pen.measureText(one).width === pen.measureText("\\u0378").width);
}"""
KEPT_FONTS = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) found.push(url);
  return found.filter((url) => url.endsWith(".woff2")).map((url) => url.split("/").pop().split(".")[0]);
}"""
LETTERS = {"pa": "ਰਕਘ", "hi": "रकझ", "fa": "اسم", "ar": "اسم"}


@pytest.fixture(scope="module")
def old(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser on a device that has letters for Latin, Greek and Cyrillic only."""
    environment = few_letters(tmp_path_factory.mktemp("old"))
    assert environment, "fontconfig is not there"
    old = browser.browser_type.launch(
        executable_path=find_chromium(),
        args=["--no-sandbox", "--disable-gpu"],
        env=dict(environment),
    )
    yield old
    old.close()


@pytest.fixture
def old_tablet(old: Browser, serve: Serve, hall: Hall) -> Iterator[Tablet]:
    with tablet_of(old, serve, hall) as tablet:
        yield tablet


@pytest.fixture
def old_room(old: Browser, hall: Hall) -> Iterator[Room]:
    with room_of(old, hall) as room:
        yield room


def of_fonts(sizes: dict[str, int]) -> dict[str, int]:
    return {name: size for name, size in sizes.items() if name.endswith(".woff2")}


def boxes(page: Page, tag: str) -> bool:
    page.evaluate("document.fonts.ready")
    found: bool = page.evaluate(BOXES, LETTERS[tag])
    return found


def test_a_language_gets_its_font_where_the_device_has_none(old_tablet: Tablet) -> None:
    for language in available():
        context = old_tablet.context()
        fonts = {script_of(language.tag)} & FONTS
        sizes = of_fonts(weight(old_tablet, context, f"/notes/?lang={language.tag}", len(fonts)))
        assert {Path(name).stem for name in sizes} == fonts, language.tag
        assert sum(sizes.values()) <= HEAVIEST, (language.tag, sizes)


def test_a_device_that_has_the_letters_gets_no_font(tablet: Tablet) -> None:
    for language in available():
        assert not of_fonts(weight(tablet, tablet.context(), f"/notes/?lang={language.tag}")), language.tag


@pytest.mark.parametrize("tag", LETTERS)
def test_the_letters_are_there_then(old_tablet: Tablet, tag: str) -> None:
    context = old_tablet.context()
    context.route("**/*.woff2", lambda route: route.abort())
    without = old_tablet.page(context, f"/notes/?lang={tag}")
    without.wait_for_load_state("networkidle")
    assert boxes(without, tag), "the device was to have no such letters"
    context.unroute("**/*.woff2")
    page = old_tablet.page(old_tablet.context(), f"/notes/?lang={tag}")
    # The font is asked for after the first paint.
    until(page, lambda: not boxes(page, tag))


def test_the_page_changes_its_language_and_prints_with_the_letters(old_tablet: Tablet) -> None:
    page = old_tablet.page(path="/notes/?lang=en")
    page.wait_for_load_state("networkidle")
    assert boxes(page, "pa"), "the name in the menu brings no font"
    with page.expect_response("**/Guru.woff2"):
        page.evaluate("document.querySelector('.languages-list [value=pa]').click()")
    page.wait_for_function("() => document.documentElement.lang === 'pa'")
    assert not boxes(page, "pa")
    assert b"Gurmukhi" in page.pdf(), "what is printed has the font in it"


def test_a_sheet_brings_what_its_own_language_needs(old: Browser, serve: Serve, tmp_path: Path) -> None:
    sheets = next(one for one in VIEWS if one.name == "sheets")
    with sample(tmp_path) as made, serve(made.app) as address, Visitor(old, made, address) as visitor:
        page = visitor.open(sheets, "en")
        # After the first paint.
        page.wait_for_function("() => document.fonts.size > 0")
        assert page.evaluate("[...document.fonts].map((one) => one.family.replaceAll('\"', ''))") == [
            "Noto Sans Arabic"
        ]


def test_what_the_device_lacks_is_kept_for_opening_without_the_server(old_room: Room) -> None:
    page = old_room.visit()
    kept = page.evaluate(KEPT_FONTS)
    assert set(kept) == FONTS
    old_room.stop()
    page.goto(f"{old_room.address}/notes/?lang=hi")
    page.wait_for_function(
        "() => document.fonts.size && [...document.fonts].every((one) => one.status === 'loaded')"
    )
    assert not boxes(page, "hi")


def test_a_device_that_has_the_letters_keeps_no_font(room: Room) -> None:
    page = room.visit()
    settled(page)
    assert page.evaluate(KEPT_FONTS) == []

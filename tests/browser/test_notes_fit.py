"""The capture page beside its keyboard, and on the wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tablets import SPOKEN, Tablet, save, write

#: What a page fetches when it is at rest, seconds after it was shown, is no part of opening it.
WITHOUT_REST = """(() => {
  const later = setTimeout;
  globalThis.setTimeout = (task, ms, ...given) => (ms >= 3000 ? 0 : later(task, ms, ...given));
})()"""
FONTS_CAME = """(count) => document.fonts.size >= count && [...document.fonts].every((one) => one.status === "loaded")"""
SIZES = {"tablet": (800, 1280, 700), "landscape": (1280, 800, 400), "phone": (390, 844, 480)}


@pytest.mark.parametrize("size", SIZES)
def test_the_keyboard_hides_neither_field_nor_save_and_moves_nothing(
    tablet: Tablet, size: str, keep_picture: Callable[[str, bytes], None]
) -> None:
    width, height, left = SIZES[size]
    page = tablet.page(viewport={"width": width, "height": height})
    for _ in range(3):
        save(page, SPOKEN)
    before = page.locator("#text").bounding_box()
    page.set_viewport_size({"width": width, "height": left})
    after = page.locator("#text").bounding_box()
    assert (
        before
        and after
        and (before["x"], before["y"], before["width"]) == (after["x"], after["y"], after["width"])
    )
    write(page, SPOKEN * 6)
    field, button = page.locator("#text").bounding_box(), page.locator("#save").bounding_box()
    assert field and button
    assert button["y"] >= 0 and button["y"] + button["height"] <= left
    assert field["y"] + field["height"] <= button["y"], "what is being written stands above Save"
    assert field["y"] >= 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep_picture(f"notes-keyboard-{size}", page.screenshot())


def test_the_page_is_light_and_asks_nobody_else(tablet: Tablet) -> None:
    for tag in ("en", "fa-AF", "pa", "hi", "uk", "ko", "zh-Hans"):
        context = tablet.context()
        cold = weight(tablet, context, f"/notes/?lang={tag}")
        warm = weight(tablet, context, "/notes/")
        assert sum(cold.values()) <= 30_000, (tag, cold)
        early = {name: size for name, size in cold.items() if name.endswith((".css", "/notes/"))}
        assert sum(early.values()) <= 14_000, (tag, early)
        assert sum(warm.values()) <= 5_000, (tag, warm)


def weight(tablet: Tablet, context: Any, path: str, fonts: int = 0) -> dict[str, int]:
    """Bytes over the wire of each answer, by path, as the browser counted them; so many fonts are waited for."""
    page: Page = context.new_page()
    page.add_init_script(WITHOUT_REST)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def seen(event: dict[str, Any]) -> None:
        addresses[event["requestId"]] = event["response"]["url"]

    def finished(event: dict[str, Any]) -> None:
        url = addresses.get(event["requestId"], "")
        if url.startswith(("http:", "https:")):
            assert url.startswith(tablet.address), url
            name = url.removeprefix(tablet.address).partition("?")[0]
            sizes[name] = sizes.get(name, 0) + int(event["encodedDataLength"])

    session.on("Network.responseReceived", seen)
    session.on("Network.loadingFinished", finished)
    page.goto(tablet.address + path)
    expect(page.locator("#send")).to_be_visible()
    page.wait_for_function(FONTS_CAME, arg=fonts)
    page.wait_for_load_state("networkidle")
    page.close()
    return {name: size for name, size in sizes.items() if name != "/favicon.ico"}

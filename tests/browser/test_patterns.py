"""Every component as people meet it: small screens, large text, two schemes, keyboard, forced colours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from intake.app import create_app
from intake.settings import Settings

Serve = Callable[[Flask], AbstractContextManager[str]]
Open = Callable[..., Page]
Keep = Callable[[str, bytes], None]

#: Elements that reach over the edge of the page, except in regions that scroll by themselves.
OVER_THE_EDGE = """() => {
  const width = document.documentElement.clientWidth
  const own = ".table-region, .tabs, .visually-hidden, .skip, details:not([open]) > :not(summary)"
  const over = [...document.querySelectorAll("body *")].filter((e) => {
    const box = e.getBoundingClientRect()
    return box.width > 1 && !e.closest(own) && (box.right > width + 1 || box.left < -1)
  })
  const page = document.documentElement.scrollWidth > width ? ["the page itself"] : []
  return page.concat(over.slice(0, 5).map((e) => `${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`))
}"""
#: Controls smaller than a fingertip. A box or circle counts with its label; links in running text are exempt.
TOO_SMALL = """() => {
  const controls = "button, summary, select, textarea, input:not([type=hidden]), .button, nav a, .bar-link"
  return [...document.querySelectorAll(controls)].filter((e) => e.checkVisibility()).map((e) => {
    const target = e.matches("[type=radio], [type=checkbox]") ? e.closest("label") : e
    const box = target.getBoundingClientRect()
    const name = `${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`
    return [name, Math.round(box.width), Math.round(box.height)]
  }).filter(([, width, height]) => height < 44 || width < 44)
}"""
#: Contrast of every visible text with what lies behind it, where it is too low.
TOO_FAINT = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number)
  const linear = (v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4
  const light = ([r, g, b]) => .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255)
  const behind = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor)
      if (colour.length === 3 || colour[3] === 1) return colour
    }
    return parse(getComputedStyle(document.body).backgroundColor)
  }
  const faint = []
  for (const e of document.querySelectorAll("body *")) {
    const text = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())
    if (!text || !e.checkVisibility() || e.closest("[disabled], .visually-hidden, .skip")) continue
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x)
    const ratio = (a + .05) / (b + .05)
    if (ratio < 4.5) faint.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`)
  }
  return faint
}"""


@pytest.fixture(scope="module")
def address(migrated: Settings, serve: Serve) -> Iterator[str]:
    app = create_app(migrated)
    with serve(app) as address:
        yield address
    app.extensions["intake.db"].close()


@pytest.fixture
def patterns(browser: Browser, address: str) -> Iterator[Open]:
    """Open the page of patterns; whatever the browser complains about fails the test."""
    contexts, complaints = [], []

    def open_page(language: str = "en", width: int = 1280, height: int = 800, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{address}/patterns?lang={language}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_nothing_reaches_over_the_edge(patterns: Open, keep_picture: Keep, language: str, width: int) -> None:
    page = patterns(language, width)
    keep_picture(f"patterns-{language}-{width}", page.screenshot(full_page=True))
    assert page.evaluate(OVER_THE_EDGE) == []


def test_text_of_twice_the_size_still_fits(patterns: Open) -> None:
    page = patterns(width=1280)
    page.evaluate("document.documentElement.style.fontSize = '225%'")
    assert page.evaluate(OVER_THE_EDGE) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_every_control_can_be_hit_with_a_finger(patterns: Open, width: int) -> None:
    assert patterns(width=width).evaluate(TOO_SMALL) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(patterns: Open, keep_picture: Keep, scheme: str) -> None:
    page = patterns(color_scheme=scheme)
    keep_picture(f"patterns-{scheme}", page.screenshot(full_page=True))
    page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true })")
    assert page.evaluate(TOO_FAINT) == []


def test_the_focus_can_be_seen_on_everything_that_the_keyboard_reaches(patterns: Open) -> None:
    page = patterns()
    for _ in range(60):
        page.keyboard.press("Tab")
        style = page.evaluate("""() => {
          const e = document.activeElement
          const seen = e.matches(".segmented input") ? e.nextElementSibling : e
          const after = getComputedStyle(seen, "::after"), own = getComputedStyle(seen)
          return [e.outerHTML.slice(0, 80), own.outlineStyle, own.boxShadow, after.outlineStyle]
        }""")
        assert style[1] != "none" or style[2] != "none" or style[3] != "none", style[0]


def test_the_chosen_segment_differs_in_forced_colours(patterns: Open) -> None:
    page = patterns(forced_colors="active")
    backgrounds = page.locator("#forms .segmented span").evaluate_all(
        "all => all.map((e) => getComputedStyle(e).backgroundColor)"
    )
    assert backgrounds[0] not in backgrounds[1:3]


def test_a_menu_closes_on_escape_and_gives_the_focus_back(patterns: Open) -> None:
    page = patterns()
    menu = page.locator(".top details.languages")
    menu.locator("summary").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not menu.evaluate("e => e.open")
    assert page.evaluate("document.activeElement.matches('.top details.languages > summary')")
    menu.locator("summary").click()
    page.locator("h1").click()
    assert not menu.evaluate("e => e.open")


def test_the_stepper_counts_between_its_bounds(patterns: Open) -> None:
    page = patterns()
    field = page.locator("#agreed")
    less, more = page.locator("#forms .stepper").first.locator("button").all()
    more.click()
    more.click()
    less.click()
    assert field.input_value() == "1"
    for _ in range(3):
        less.click()
    assert field.input_value() == "0"
    field.fill("99")
    more.click()
    assert field.input_value() == "99"


def test_without_scripts_the_same_page_works(patterns: Open) -> None:
    page = patterns(java_script_enabled=False)
    assert page.locator("[data-step]:visible, [data-copy]:visible, [data-print]:visible").count() == 0
    page.locator(".top details.languages > summary").click()
    page.locator(".top button[value=fa]").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page).to_have_url(re.compile("/patterns$"))


def test_what_people_wrote_keeps_its_own_direction(patterns: Open) -> None:
    for language in ("en", "fa"):
        page = patterns(language)
        persian = page.locator("#languages .quoted[lang=fa]")
        english = page.locator("#languages .quoted[lang=en]").first
        assert persian.evaluate("e => getComputedStyle(e).direction") == "rtl"
        assert english.evaluate("e => getComputedStyle(e).direction") == "ltr"
        assert english.inner_text() == "My neighbor <b>said</b>:\n  “We never get the bus after eight.”"

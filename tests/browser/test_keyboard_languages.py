"""An interpreter with a keyboard and no mouse, from the card to the residents' answer, on pages of both directions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from intake.languages import direction
from intake.languages.wiring import COOKIE as LANGUAGE_COOKIE
from intake.models import Confirmation, DeviceRole, Rendering
from tests.browser.keyboard import Keyboard
from tests.browser.tablets import TABLET, Tablet, until
from tests.halls import Hall

#: A page comes late where many tests run at once; milliseconds.
WAITS = 20_000


@dataclass(frozen=True)
class Spoken:
    """What is said in a language: the first is wrong and becomes right, and both with their English."""

    language: str
    wrong: str
    right: str
    right_english: str
    other: str
    other_english: str


SPOKEN = [
    Spoken(
        "vi",
        "Xe buýt đến trể",
        "Xe buýt đến trễ",
        "The bus is late",
        "Ở đây yên tĩnh",
        "It is quiet here",
    ),
    Spoken(
        "ar",
        "الحافله تتأخر",
        "الحافلة تتأخر",
        "The bus is late",
        "المكان هادئ هنا",
        "It is quiet here",
    ),
]


@pytest.fixture
def hall(make_hall: Callable[..., Hall]) -> Hall:
    return make_hall(languages=["en", "vi", "ar"])


@pytest.mark.parametrize("spoken", SPOKEN, ids=lambda spoken: spoken.language)
def test_from_the_card_to_the_residents_answer(tablet: Tablet, spoken: Spoken) -> None:
    keys = comes(tablet, spoken.language)
    joins(keys)
    writes_and_corrects(keys, spoken)
    translates(keys, spoken)
    reads_back(keys, spoken)
    is_stored(tablet.hall, keys.page, spoken)


def comes(tablet: Tablet, language: str) -> Keyboard:
    """A new tablet, whose page is in this language."""
    context = tablet.browser.new_context(viewport=TABLET)
    context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": tablet.address}])
    tablet.contexts.append(context)
    page = tablet.page(context, f"/join/{tablet.hall.session.places[1].code}")
    expect(page.locator("html")).to_have_attribute("dir", direction(language))
    return Keyboard(page)


def joins(keys: Keyboard) -> None:
    keys.go_to_element("[name=name]").type("K.")
    keys.go_to_element("[name=role]")
    # Down is the next one in both directions.
    keys.press("ArrowDown")
    expect(keys.page.locator("[name=role][value=interpreter]")).to_be_checked()
    keys.go_to_element("main form button").press("Enter")
    expect(keys.page.locator(".protocol-text")).to_be_visible(timeout=WAITS)
    keys.go_to_element("main form button").press("Enter")
    at_the_place(keys.page)


def at_the_place(page: Page) -> None:
    """The page with both panes, its script at work."""
    expect(page.locator("#translation")).to_be_visible(timeout=WAITS)
    expect(page.locator("#send")).to_be_visible(timeout=WAITS)
    expect(page.locator("#text")).to_be_focused()


def writes_and_corrects(keys: Keyboard, spoken: Spoken) -> None:
    """On the page of notetakers; the statement is in the language that is spoken."""
    page, text = keys.page, keys.page.locator("#text")
    keys.go_to_element(".own-links a[href$='/notes/']").press("Enter")
    expect(page.locator("#translation")).to_have_count(0, timeout=WAITS)
    expect(page.locator("#send")).to_be_visible(timeout=WAITS)
    expect(text).to_be_focused()
    expect(page.locator("#language")).to_have_value(spoken.language)
    keys.type(spoken.wrong[:-1]).press("Control+Enter")
    expect(page.locator(".entry-text")).to_have_text([spoken.wrong[:-1]])
    keys.go_to_element(".entry [name=edit]").press("Enter")
    expect(text).to_have_value(spoken.wrong[:-1])
    keys.press("Control+End").type(spoken.wrong[-1])
    keys.go_to_element("#save").press("Enter")
    expect(page.locator(".entry-text")).to_have_text([spoken.wrong])
    expect(text).to_be_focused()


def translates(keys: Keyboard, spoken: Spoken) -> None:
    """One statement that is there, and a new one with both sides at once."""
    page = keys.page
    keys.go_to_element(".own a[href$='/notes/interpret']").press("Enter")
    at_the_place(page)
    assert page.input_value("#language") == spoken.language and page.input_value("#into") == "en"
    keys.type(spoken.other)
    keys.go_to_element("#translation").type(spoken.other_english).press("Control+Enter")
    expect(page.locator("#said .said-rendering").first).to_have_text(spoken.other_english)
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#said > li")).to_have_count(2)
    keys.go_to_element("#said > li:nth-child(2) [name=translate]").press("Enter")
    expect(page.locator("#original")).to_have_text(spoken.wrong)
    expect(page.locator("#translation")).to_be_focused()
    keys.type(spoken.right_english)
    keys.go_to_element("#save").press("Enter")
    expect(page.locator("#said .said-rendering").nth(1)).to_have_text(spoken.right_english)
    expect(page.locator("#text")).to_be_focused()


def reads_back(keys: Keyboard, spoken: Spoken) -> None:
    """The first one is changed, the second one is right."""
    page, card = keys.page, keys.page.locator("#said")
    keys.go_to_element(".own-links a[href$='/notes/read-back']").press("Enter")
    expect(page.locator(".read-languages")).to_be_visible(timeout=WAITS)
    keys.go_to_element(f".read-languages a[href$='language={spoken.language}']").press("Enter")
    expect(page.locator("html")).to_have_attribute("data-ready", "true", timeout=WAITS)
    expect(page.locator("html")).to_have_attribute("dir", direction(spoken.language))
    expect(card).to_have_text(spoken.wrong)
    keys.go_to_element("#answer [value=open]").press("Enter")
    expect(page.locator("#text")).to_be_focused()
    keys.press("Control+a").type(spoken.right)
    keys.go_to_element("#answer [value=change]").press("Enter")
    expect(card).to_have_text(spoken.other)
    keys.go_to_element("#yes").press("Enter")
    expect(page.locator("main")).to_have_class(re.compile("is-end"))
    expect(page.locator("#open")).to_be_hidden()
    keys.go_to_element("header a[href$='/notes/interpret']", backwards=True).press("Enter")
    at_the_place(page)
    expect(page.locator("#said .said-text")).to_have_text([spoken.other, spoken.right], timeout=WAITS)


def is_stored(hall: Hall, page: Page, spoken: Spoken) -> None:
    """The page shows the answers from the moment they are on the tablet; the server has them a few requests later."""
    expect(page.locator("#said .badge-good")).to_have_count(2, timeout=WAITS)
    until(page, lambda: confirmed(hall) == [False, True])
    assert sorted(one.text for one in hall.statements()) == sorted([spoken.right, spoken.other])
    assert {one.language for one in hall.statements()} == {spoken.language}
    assert hall.devices()[-1].role is DeviceRole.INTERPRETER
    with hall.db.read() as session:
        renderings: list[Any] = list(session.scalars(select(Rendering.text).order_by(Rendering.text)))
    assert renderings == [spoken.other_english, spoken.right_english]


def confirmed(hall: Hall) -> list[bool]:
    with hall.db.read() as session:
        return list(session.scalars(select(Confirmation.is_change).order_by(Confirmation.is_change)))

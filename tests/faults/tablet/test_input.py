"""Characters that are composed before they are text: nothing touches them meanwhile, and what was meant arrives."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.rooms import WAITS, Room
from tests.browser.tablets import half_written
from tests.faults.tablet.patches import NOTHING, Patch, fails, texts, without

FAULT = 27
#: Milliseconds in which a draft is kept.
KEPT = 250
#: What keyboards report for a key that belongs to an input method.
PROCESSING = 229
CONTROL = 2


@dataclass(frozen=True)
class Method:
    """What a keyboard shows while it composes, part by part, and what it leaves when the writer confirms."""

    language: str
    parts: list[tuple[list[str], str]]

    @property
    def text(self) -> str:
        return "".join(text for _shown, text in self.parts)


METHODS = {
    "ja": Method("ja", [(["k", "こ", "こd", "ここで", "ここで"], "ここで"),
                        (["あ", "あn", "あんs", "あんしん", "安心"], "安心")]),
    "ko": Method("ko", [(["ㅎ", "하", "한"], "한"), (["ㄱ", "구", "국"], "국"), (["ㅁ", "마", "말"], "말")]),
    "zh": Method("zh", [(["s", "sh", "she", "she'q", "she'qu"], "社区"), (["a", "an", "an'q", "an'quan"], "安全")]),
    "vi": Method("vi", [(["t", "ti", "tie", "tiê", "tiê\u0301", "tiê\u0301ng"], "tiê\u0301ng"), ([" "], " "),
                        (["V", "Vi", "Vie", "Việ", "Việt"], "Việt")]),
    "ar": Method("ar", [(["م", "مد", "مدر", "مدرس", "مدرسة"], "مدرسة"), (["ُ"], "ُ")]),
    "pa": Method("pa", [(["ਪ", "ਪੰ", "ਪੰਜ", "ਪੰਜਾ", "ਪੰਜਾਬ", "ਪੰਜਾਬੀ"], "ਪੰਜਾਬੀ"),
                        (["ਸ਼", "ਸ\u0a3cਹਿ", "ਸ\u0a3cਹਿਰ"], "ਸ\u0a3cਹਿਰ")]),
}  # fmt: skip


def press_enter(session: CDPSession, *, control: bool = False) -> None:
    """Enter, as it reaches a page while an input method has the keyboard."""
    key = {
        "key": "Enter",
        "code": "Enter",
        "windowsVirtualKeyCode": PROCESSING,
        "modifiers": CONTROL * control,
    }
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key, "windowsVirtualKeyCode": 13})


def compose(page: Page, session: CDPSession, shown: list[str], *, switch_to: str = "") -> None:
    """Show the stages of a composition, each until the draft is kept; in the middle the page's language changes."""
    for number, one in enumerate(shown):
        session.send(
            "Input.imeSetComposition", {"text": one, "selectionStart": len(one), "selectionEnd": len(one)}
        )
        if switch_to and number == len(shown) // 2:
            page.evaluate(f"document.querySelector('.languages-list [value={switch_to}]').click()")
            expect(page.locator("html")).to_have_attribute("lang", switch_to)
        page.wait_for_timeout(KEPT)


def what_is_composed_arrives(room: Room, method: Method, patch: Patch) -> None:
    context = without(room.tablet.context(), patch)
    page = room.tablet.page(context)
    expect(page.locator("#send")).to_be_visible()
    session = context.new_cdp_session(page)
    page.click("#text")
    so_far = ""
    for number, (shown, text) in enumerate(method.parts):
        compose(page, session, shown, switch_to=("es", "en")[number % 2])
        assert page.locator("#text").input_value() == so_far + shown[-1]
        press_enter(session)
        press_enter(session, control=True)
        page.wait_for_timeout(KEPT)
        assert page.locator("#entries > li").count() == 0, "a key of the input method saved half a text"
        # What is composed becomes text.
        session.send("Input.insertText", {"text": text})
        so_far += text
        assert page.locator("#text").input_value() == so_far
    half_written(page, so_far)
    page.reload()
    expect(page.locator("#text")).to_have_value(so_far)
    page.focus("#text")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#entries > li")).to_have_count(1)
    expect(page.locator("#state")).to_have_text(re.compile("Delivered|Entregado"), timeout=WAITS)
    assert texts(room.hall.statements()) == [unicodedata.normalize("NFC", method.text)]


@pytest.mark.parametrize("method", METHODS)
def test_what_is_composed_arrives(room: Room, method: str) -> None:
    what_is_composed_arrives(room, METHODS[method], NOTHING)


def test_control_a_page_that_rewrites_its_field(room: Room) -> None:
    """As pages do that trim or normalise while somebody writes."""
    rewriting = {
        "form.js": {
            "export function grow() {\n": "export function grow() {\n  text.value = text.value.normalize('NFD');\n"
        }
    }
    with fails(room, "=="):
        what_is_composed_arrives(room, METHODS["ko"], rewriting)


def test_control_a_page_that_takes_every_enter(room: Room) -> None:
    hasty: Patch = {"form.js": {" || event.isComposing || event.keyCode === 229": ""}}
    with fails(room, "half a text|input_value"):
        what_is_composed_arrives(room, METHODS["ja"], hasty)

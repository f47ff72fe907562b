"""Somebody at a page who has a keyboard and no mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page


class Keyboard:
    """Somebody with a keyboard and no mouse, who must see at each step where they are."""

    FOCUSED = """() => {
      const e = document.activeElement
      const label = e.labels && e.labels[0]
      const name = e.getAttribute("aria-label") || (label || e).textContent
      const sign = e.matches(".segmented input") ? e.nextElementSibling : e
      const styles = [getComputedStyle(sign), getComputedStyle(sign, "::after")]
      const box = sign.getBoundingClientRect()
      const x = box.left + box.width / 2, y = box.top + Math.min(box.height / 2, 20)
      const top = document.elementFromPoint(x, y)
      return {
        name: name.replace(/\\s+/g, " ").trim(),
        isMarked: styles.some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none"),
        isInSight: Boolean(top) && (sign.contains(top) || top.contains(sign) || Boolean(label && label.contains(top))),
      }
    }"""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, name: str, *, backwards: bool = False) -> Keyboard:
        """Press Tab until what is called so has the focus; every stop on the way is marked and in sight."""
        return self._walk(
            lambda found: found["name"].startswith(name) or found["name"].endswith(name), name, backwards
        )

    def go_to_element(self, selector: str, *, backwards: bool = False) -> Keyboard:
        """The same for what this selector finds, on a page in any language."""
        is_there = "(selector) => document.activeElement.matches(selector)"
        return self._walk(lambda _found: bool(self.page.evaluate(is_there, selector)), selector, backwards)

    def _walk(self, is_there: Callable[[dict[str, Any]], bool], wanted: str, backwards: bool) -> Keyboard:
        passed = []
        for _ in range(60):
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
            found: dict[str, Any] = self.page.evaluate(self.FOCUSED)
            passed.append(found["name"])
            assert found["isMarked"], f"{found['name']} does not show that it has the focus"
            assert found["isInSight"], f"{found['name']} is covered"
            if is_there(found):
                return self
        raise AssertionError(f"no {wanted} among {passed}")

    def type(self, text: str) -> Keyboard:
        self.page.keyboard.type(text)
        return self

    def press(self, key: str) -> Keyboard:
        self.page.keyboard.press(key)
        return self

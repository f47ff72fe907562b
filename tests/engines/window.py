"""A window of a browser of another engine: what a person does in it, whichever way the browser is told."""

from __future__ import annotations

import base64
import time
from typing import Any, Protocol

#: How the protocol writes "an element".
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
WAITS = 20.0
#: Resolves with what a script resolves with, or says what went wrong.
SETTLE = """const done = arguments[arguments.length - 1];
const given = [...arguments].slice(0, -1);
const asked = Promise.resolve().then(() => (%s)(...given));
asked.then((found) => done({ found }), (error) => done({ error: String(error) }));"""


class Line(Protocol):
    """What carries a command of WebDriver to a browser, and its answer back."""

    def ask(self, command: str, given: dict[str, Any]) -> Any: ...


class Refused(Exception):
    """The browser could not do what it was told."""


class Window:
    """Everything is found by CSS selectors, which are the same in every language."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def goes(self, address: str) -> None:
        self.line.ask("Navigate", {"url": address})

    def reloads(self) -> None:
        """As the browser's button does; the command of WebDriver goes past the service worker in Firefox."""
        self.runs("() => { window.isLeft = true; setTimeout(() => location.reload(), 1); }")
        self.until("() => !window.isLeft && document.readyState === 'complete'")

    def runs(self, function: str, *given: Any) -> Any:
        """What this function of JavaScript returns, or what it resolves with."""
        answer = self.line.ask("ExecuteAsyncScript", {"script": SETTLE % function, "args": list(given)})
        if "error" in answer:
            raise Refused(answer["error"])
        return answer.get("found")

    def until(self, function: str, *given: Any, waits: float = WAITS) -> Any:
        """Wait until this is true; a page that is being exchanged meanwhile is looked at again."""
        end = time.monotonic() + waits
        found: Any = None
        while time.monotonic() < end:
            try:
                if found := self.runs(function, *given):
                    return found
            except Refused as error:
                found = error
            time.sleep(0.1)
        raise AssertionError(f"never true: {function} of {given}: {found}")

    def sees(self, selector: str, *, waits: float = WAITS) -> None:
        self.until(SHOWN, selector, waits=waits)

    def reads(self, selector: str, text: str, *, waits: float = WAITS) -> None:
        """Wait until the first of these says this."""
        try:
            self.until(SAYS, selector, text, waits=waits)
        except AssertionError:
            raise AssertionError(f"{selector} says {self.texts(selector)[:1]}, never {text!r}") from None

    def texts(self, selector: str) -> list[str]:
        found: list[str] = self.runs(
            "(all) => [...document.querySelectorAll(all)].map((one) => one.textContent.trim())", selector
        )
        return found

    def value(self, selector: str) -> Any:
        return self.runs("(one) => document.querySelector(one).value", selector)

    def presses(self, selector: str) -> None:
        """Click, as a finger would: something that lies over it is an error."""
        self.sees(selector)
        self.line.ask("ElementClick", {"id": self._shown(selector)})

    def types(self, selector: str, text: str) -> None:
        self.sees(selector)
        self.line.ask("ElementSendKeys", {"id": self._shown(selector), "text": text, "value": list(text)})

    def fills(self, selector: str, text: str) -> None:
        """Write this in place of what is there; the page hears that it was deleted, as it does of a person."""
        self.sees(selector)
        self.runs(DELETE, selector)
        self.types(selector, text)

    def picture(self) -> bytes:
        return base64.b64decode(self.line.ask("TakeScreenshot", {"full": False}))

    def chooses(self, selector: str, value: str) -> None:
        """One of a list, as soon as it is offered."""
        self.until(CHOOSE, selector, value)

    def checks(self, selector: str) -> None:
        """The button or box with this selector; a label hides it."""
        self.runs("(one) => document.querySelector(one).click()", selector)

    def is_sized(self, width: int, height: int) -> None:
        """Let the page itself be this large, whatever the window has around it."""
        for _ in range(3):
            inner = self.runs("() => [innerWidth, innerHeight, outerWidth, outerHeight]")
            if inner[:2] == [width, height]:
                return
            wide, high = width + inner[2] - inner[0], height + inner[3] - inner[1]
            self.line.ask("SetWindowRect", {"x": 0, "y": 0, "width": wide, "height": high})
            time.sleep(0.5)
        raise AssertionError(f"the page stays at {inner[:2]}")

    def carries(self, name: str, value: str) -> None:
        """A cookie for the place that is shown."""
        self.line.ask("AddCookie", {"cookie": {"name": name, "value": value, "path": "/"}})

    def _shown(self, selector: str) -> str:
        element = self.line.ask(
            "ExecuteScript", {"script": f"return ({FIRST_SHOWN})(arguments[0])", "args": [selector]}
        )
        return str(element[ELEMENT])


FIRST_SHOWN = """(selector) => [...document.querySelectorAll(selector)].find((one) =>
  one.getClientRects().length && getComputedStyle(one).visibility !== "hidden")"""
SHOWN = f"(selector) => Boolean(({FIRST_SHOWN})(selector))"
DELETE = """(selector) => {
  const field = document.querySelector(selector);
  field.value = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""
CHOOSE = """(selector, value) => {
  const list = document.querySelector(selector);
  if (![...list.options].some((option) => option.value === value)) return false;
  list.value = value;
  for (const name of ["input", "change"]) list.dispatchEvent(new Event(name, { bubbles: true }));
  return true;
}"""
SAYS = """(selector, text) => {
  const found = document.querySelector(selector);
  return found && found.textContent.trim().replace(/\\s+/g, " ") === text;
}"""

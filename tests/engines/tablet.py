"""A tablet of another make, and what somebody does with it at a table."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from intake.models import DeviceRole
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.browser.rooms import Served
from tests.engines.window import Window

PICTURES = Path(__file__).resolve().parents[2] / "artifacts" / "pictures"
SIZE = (800, 1280)
LANGUAGE = "(tag) => document.documentElement.lang === tag"
KEPT = "() => document.documentElement.dataset.kept === 'true' && Boolean(navigator.serviceWorker.controller)"
#: The badge of the statement with this text.
BADGE = """(text) => {
  const is = (one) => one.querySelector(".entry-text").textContent === text;
  const found = [...document.querySelectorAll("#entries > li")].find(is);
  return found && found.querySelector(".entry-badge").textContent.trim();
}"""
#: Gives a button of the statement with this text a name of its own, to press it by.
NAME = """(text, button) => {
  const is = (one) => one.querySelector(".entry-text, .said-text").textContent === text;
  const rows = [...document.querySelectorAll("#entries > li, #said > li")].filter(is);
  const found = rows.map((one) => one.querySelector(`[name=${button}]`)).find(Boolean);
  for (const one of document.querySelectorAll("#meant")) one.removeAttribute("id");
  return found && Boolean(found.id = "meant");
}"""


class Tablet(Window):
    """Its browser can be killed and started again: the profile stays."""

    def __init__(self, make: Callable[[Path], Any], profile: Path, served: Served, name: str) -> None:
        self.make, self.profile, self.served, self.name = make, profile, served, name
        self.starts()

    def starts(self) -> None:
        self.engine = self.make(self.profile)
        super().__init__(self.engine)
        try:
            self.is_sized(*SIZE)
        except Exception:
            self.loses_power()
            raise

    def loses_power(self) -> None:
        self.engine.loses_power()

    def opens(self, path: str) -> None:
        self.goes(self.served.address + path)

    def joins(self, language: str, place: int = 1, role: str = "notetaker") -> None:
        """By the address on a table's card, with the language of the page, through the protocol."""
        self.opens(f"/join/{self.served.hall.session.places[place].code}")
        self.presses(f".languages-open button[value={language}]")
        self.until(LANGUAGE, language)
        self.presses(f"label:has([name=role][value={role}])")
        self.presses("form:has([name=role]) > button, form:has([name=role]) .actions button")
        self.sees(".protocol-text")
        self.presses("main form button")
        self.sees("#send")

    def is_given(self, role: DeviceRole = DeviceRole.NOTETAKER, place: int = 1) -> None:
        """It is at the table already."""
        hall = self.served.hall
        _device, token = factories.a_device(hall.db, hall.session.places[place], role=role)
        self.opens("/healthz")
        self.carries(DEVICE_COOKIE, token)

    def is_kept(self) -> None:
        """The page opens without the server from now on."""
        self.until(KEPT)

    def is_online(self) -> None:
        """The browser says that there is a network again."""
        self.runs("() => dispatchEvent(new Event('online'))")

    def rests(self) -> None:
        """Nobody types for a moment: what is written is kept by then."""
        self.runs("() => new Promise((resolve) => setTimeout(resolve, 500))")

    def says(self, text: str, badge: str = "") -> None:
        self.types("#text", text)
        self.presses("#save")
        self.until("() => document.getElementById('text').value === ''")
        if badge:
            self.shows(text, badge)

    def shows(self, text: str, badge: str) -> None:
        """Wait until the statement with this text has this badge."""
        self.until(f"(text, badge) => ({BADGE})(text) === badge", text, badge)

    def presses_of(self, text: str, button: str) -> None:
        """A button of the statement with this text."""
        self.until(NAME, text, button)
        self.presses("#meant")

    def downloaded(self) -> Path:
        """The file that came, once it is whole."""
        # Firefox writes to a second one until then.
        until(lambda: [bool(one.stat().st_size) for one in self.engine.downloads.glob("*")] == [True])
        file: Path
        [file] = self.engine.downloads.glob("*")
        return file

    def photographs(self, name: str) -> None:
        PICTURES.joinpath(self.name).mkdir(parents=True, exist_ok=True)
        (PICTURES / self.name / f"{name}.png").write_bytes(self.picture())


def until(holds: Callable[[], Any]) -> None:
    """Wait until the server has it."""
    for _ in range(200):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("the server never had it")

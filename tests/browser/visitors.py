"""Whoever comes to a page in a test: which browser they have, and what it complains about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Page

from intake.languages.wiring import COOKIE as LANGUAGE_COOKIE
from tests.browser.sample import Sample
from tests.browser.tablets import LEFT

#: Who opens a page: nobody known, the organizer, or a tablet of the sample.
STRANGER, ORGANIZER = "stranger", "organizer"


@dataclass(frozen=True)
class View:
    """A page, whose browser opens it, and what they do there before it is looked at."""

    name: str
    #: Below the server's address; {names} are addresses of the sample, {tag} is the language it is looked at in.
    address: str
    who: str = STRANGER
    then: Callable[[Page], Any] | None = None
    #: Something is begun that the tablet keeps, so that each visit needs a tablet of its own.
    begins: bool = False

    def path(self, sample: Sample, tag: str = "en") -> str:
        return self.address.format(tag=tag, **sample.paths)


class Visitor:
    """Opens pages, one browser context for each of the people and tablets, and hears what they complain about."""

    def __init__(self, browser: Browser, sample: Sample, address: str, **options: Any) -> None:
        self.browser, self.sample, self.address, self.options = browser, sample, address, options
        self.pages: dict[str, Page] = {}
        self.heard: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for who in list(self.pages):
            self._leave(who)

    def open(self, view: View, tag: str) -> Page:
        """The page of this view in the language of this tag."""
        if view.begins:
            # What was begun there before would still be on the tablet.
            self._leave(view.who)
        page = self.pages.get(view.who) or self._arrive(view.who)
        page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": tag, "url": self.address}])
        page.goto(self.address + view.path(self.sample, tag))
        if view.then:
            view.then(page)
            # What was pressed may lead to another page, which is not there yet.
            page.wait_for_load_state()
        return page

    def complaints(self) -> list[str]:
        """What the browser complained about since the last time; also every request to another host."""
        heard, self.heard = self.heard, []
        return heard

    def _arrive(self, who: str) -> Page:
        context: BrowserContext = self.browser.new_context(**self.options)
        context.add_cookies(self.sample.cookies(who, self.address))
        page = self.pages[who] = context.new_page()
        page.on("console", lambda said: self._hear(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self._hear(str(error)))
        page.on(
            "request",
            lambda sent: None if sent.url.startswith((self.address, "data:")) else self._hear(sent.url),
        )
        return page

    def _leave(self, who: str) -> None:
        if who in self.pages:
            self.pages.pop(who).context.close()

    def _hear(self, complaint: str) -> None:
        # A page that is not there is an error to the browser, and what is looked at here; one that is left while it
        # still loads something is none.
        if "status of 40" not in complaint and LEFT not in complaint:
            self.heard.append(complaint)

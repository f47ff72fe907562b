"""The interpreters of an evening: one at the table, one at a desk afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, expect

from intake.languages import said
from tests.browser.pages import DESK, Tablet, Visit

WAITS = 20_000


class TableInterpreter(Tablet):
    """Works between two languages at a table, and turns the tablet towards the residents."""

    def works_between(self, language: str, into: str) -> None:
        self.page.select_option("#language", language)
        self.page.select_option("#into", into)

    def sees(self) -> list[str]:
        """What was said at the table, oldest first."""
        return self.page.locator("#said .said-text").all_inner_texts()[::-1]

    def row(self, text: str) -> Locator:
        return self.page.locator("#said > li").filter(has=self.page.get_by_text(text, exact=True))

    def marks(self, text: str, word: str) -> Locator:
        """The badge of this statement that says so, in the page's language."""
        tag = self.page.locator("html").get_attribute("lang") or ""
        return self.row(text).locator(".said-badges").get_by_text(said(word, tag), exact=True)

    def translates(self, text: str, translation: str, *, delivered: bool = True) -> None:
        self.row(text).locator("[name=translate]").click()
        expect(self.page.locator("#original")).to_have_text(text)
        self.page.locator("#translation").press_sequentially(translation)
        self.page.locator("#save").click()
        expect(self.row(text).locator(".said-rendering")).to_have_text(translation)
        if delivered:
            self.has_delivered(text)

    def says_both(self, text: str, translation: str) -> None:
        self.text.press_sequentially(text)
        self.page.locator("#translation").press_sequentially(translation)
        self.page.keyboard.press("Control+Enter")
        expect(self.row(text).locator(".said-rendering")).to_have_text(translation)
        expect(self.text).to_have_value("")
        self.has_delivered(text)

    def has_delivered(self, text: str) -> None:
        """Nothing of it waits on the tablet any more."""
        expect(self.marks(text, "On this tablet")).to_have_count(0, timeout=WAITS)

    @contextmanager
    def without_a_network(self) -> Iterator[None]:
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)

    def turns_the_tablet(self, language: str) -> None:
        """Open the read-back view from the place at the table; the page is the residents' then."""
        self.page.locator("a[href$='/notes/read-back']").click()
        self.page.locator(f".read-languages a[href*='language={language}']").click()
        self.is_in(language)
        expect(self.page.locator("html")).to_have_attribute("data-ready", "true", timeout=WAITS)

    def reads(self, text: str) -> None:
        expect(self.page.locator("#said")).to_have_text(text)

    def hears_yes(self, text: str) -> None:
        self.reads(text)
        self.page.locator("#yes").click()

    def hears_a_change(self, text: str, better: str) -> None:
        self.reads(text)
        self.page.locator("#answer [value=open]:visible").click()
        self.page.locator("#text").fill(better)
        self.page.locator("#answer [value=change]").click()

    def turns_it_back(self, language: str) -> None:
        self.page.locator("header a").first.click()
        self.is_in(language)
        expect(self.page.locator("#send")).to_be_visible(timeout=WAITS)


class DeskInterpreter(Visit):
    """Has an account, and works through what is left after the evening."""

    def __init__(self, browser: Browser, address: str, locale: str) -> None:
        super().__init__(browser, address, DESK, locale)
        self.language = locale.partition("-")[0]

    def is_told(self, sentence: str) -> Locator:
        """Where the page says this, in its language."""
        return self.page.get_by_text(said(sentence, self.language), exact=True)

    def accepts(self, link: str, name: str, password: str) -> None:
        self.page.goto(link)
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("main form button[type=submit], main form button:not([type])").last.click()
        expect(self.page).not_to_have_url(link)

    def opens_the_worklist(self, into: str, work: str = "") -> None:
        self.page.goto(f"/initiatives/score-2024/translate?into={into}" + (f"&work={work}" if work else ""))

    def lists(self) -> list[str]:
        """The statements of the list, oldest first."""
        return self.page.locator(".statement > .quoted:first-child").all_inner_texts()[::-1]

    def opens(self, text: str) -> None:
        row = self.page.locator(".statement").filter(has=self.page.get_by_text(text, exact=True))
        row.locator(".statement-open").click()
        expect(self.page.locator(".side-by-side .quoted").first).to_have_text(text)

    def saves_a_draft(self, translation: str) -> None:
        self.page.locator("textarea[name=text]").fill(translation)
        self.page.get_by_role("button", name=said("Save as a draft", self.language)).click()
        expect(self.is_told("Saved.")).to_be_visible()

    def saves_as_reviewed(self, translation: str) -> None:
        """What stands in the field is right."""
        expect(self.page.locator("textarea[name=text]")).to_have_value(translation)
        self.page.locator("button[name=reviewed]").click()
        expect(self.is_told("Saved.")).to_be_visible()

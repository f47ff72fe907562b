"""The organizer and the tablets of an evening, in their own words."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import zxingcpp
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from intake.languages import direction
from tests.browser.tablets import LOST

TABLET = {"width": 800, "height": 1280}
DESK = {"width": 1280, "height": 800}
#: What stands beside Save when nothing waits, in any language's digits.
NO_NUMBER = re.compile("^[^0-9٠-٩۰-۹०-९੦-੯]+$")
#: The light of each pixel of a picture, read by the browser, so that no library for pictures is needed.
LIGHT = """(picture) => new Promise((resolve, reject) => {
  const image = new Image()
  image.onerror = reject
  image.onload = () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height })
    const pen = canvas.getContext("2d")
    pen.drawImage(image, 0, 0)
    const pixels = pen.getImageData(0, 0, image.width, image.height).data
    let text = ""
    for (let n = 0; n < pixels.length; n += 4) text += String.fromCharCode(pixels[n])
    resolve([image.width, image.height, btoa(text)])
  }
  image.src = picture
})"""


@dataclass(frozen=True)
class Card:
    """A printed card: the place on it and the link in its QR code."""

    place: str
    link: str


class Visit:
    """A browser of its own, in English unless its owner changes that, whose every complaint is heard."""

    def __init__(self, browser: Browser, address: str, size: dict[str, int], locale: str = "en-US") -> None:
        self.address = address
        self.complaints: list[str] = []
        self.context: BrowserContext = browser.new_context(
            viewport=size, locale=locale, base_url=address, accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._listen)
        self.page.on("request", self._follow)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def _listen(self, said: Any) -> None:
        # A server that is gone is part of the evening, and so is a page that is left at any moment.
        if said.type == "error" and not any(text in said.text for text in LOST):
            self.complaints.append(said.text)

    def _follow(self, sent: Any) -> None:
        if not sent.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"asked {sent.url}")


class Organizer(Visit):
    """Sets up, opens, prints, watches and exports, at a desk."""

    def __init__(self, browser: Browser, address: str) -> None:
        super().__init__(browser, address, DESK)

    def becomes_the_first_administrator(self, link: str) -> None:
        self.page.goto(link)
        self.page.get_by_label("E-mail address").fill("ana@example.org")
        self.page.get_by_label("Name", exact=True).fill("Ana Flores")
        self.page.get_by_label("Password").first.fill("ten buses and one tram")
        self.page.get_by_role("button", name="Save and sign in").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Initiatives")

    def loads(self, file: Path) -> None:
        self.page.get_by_role("link", name="Load from a file").click()
        self.page.get_by_label("Set-up file").set_input_files(file)
        self.page.get_by_role("button", name="Load").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("SCORE 2024")

    def opens(self, session: str) -> None:
        self._goes_to(session)
        self.page.get_by_role("button", name="Open the session").click()
        expect(self.page.locator(".badge").first).to_have_text("Open")

    def prints_cards(self, session: str) -> list[Card]:
        """The cards as they come out of the printer, with what a camera reads on them."""
        self._goes_to(session)
        self.page.get_by_role("link", name="Cards to print").click()
        expect(self.page.locator(".join-card").last).to_be_visible()
        self.page.wait_for_load_state()
        paper = self.page.pdf()
        assert paper.startswith(b"%PDF") and len(paper) > 10_000
        self.page.emulate_media(media="print")
        cards = self.page.locator(".join-card").all()
        printed = [Card(place_on(card), self._photographs(card)) for card in cards]
        self.page.emulate_media(media="screen")
        return printed

    def reads_the_link(self, session: str, place: str) -> str:
        """The link that the session's page shows for this place."""
        self._goes_to(session)
        return self.page.get_by_label(f"Link for {place}").input_value()

    def sees(self, session: str) -> dict[str, str]:
        """How many statements each place has, on the session's page."""
        self._goes_to(session)
        counts: dict[str, str] = self.page.locator(".place").evaluate_all(
            """all => Object.fromEntries(all.map((one) => [
              one.querySelector("h3").firstChild.textContent.trim(), one.querySelector(".place-count b").textContent]))"""
        )
        return counts

    def downloads_excel(self, folder: Path, *also: str) -> Path:
        """The Excel file of everything, with the statements of these further states; kept in this folder."""
        return self.downloads("Excel", folder, *also)

    def downloads(self, format: str, folder: Path, *also: str) -> Path:
        self.page.goto("/initiatives/score-2024/export")
        self.page.get_by_label(format, exact=True).check()
        for status in also:
            self.page.get_by_label(status).check()
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name="Download").click()
        expect(self.page.get_by_text("The file is complete.")).to_be_visible()
        file = folder / coming.value.suggested_filename
        coming.value.save_as(file)
        return file

    def invites(self, email: str, role: str) -> str:
        """The link that makes the account of somebody with this role."""
        self.page.goto("/initiatives/score-2024/people")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_role("radio", name=role).check()
        self.page.get_by_role("button", name="Invite").click()
        return self.page.get_by_label("Link to hand over").input_value()

    def finds(self, words: str) -> list[str]:
        """The statements that a search shows, oldest last."""
        self.page.goto("/initiatives/score-2024/statements")
        self.page.get_by_role("searchbox").fill(words)
        self.page.get_by_role("button", name="Search").click()
        expect(self.page).to_have_url(re.compile("[?&]search="))
        self.page.wait_for_load_state()
        return self.page.locator(".statement > .quoted:first-child").all_inner_texts()

    def _goes_to(self, session: str) -> None:
        self.page.goto("/initiatives/score-2024/sessions")
        self.page.get_by_role("link", name=session).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(session)
        self.page.wait_for_load_state()

    def _photographs(self, card: Locator) -> str:
        picture = base64.b64encode(card.screenshot()).decode()
        blank = self.context.new_page()
        width, height, light = blank.evaluate(LIGHT, f"data:image/png;base64,{picture}")
        blank.close()
        pixels = memoryview(base64.b64decode(light)).cast("B", (height, width))
        found = [code.text for code in zxingcpp.read_barcodes(pixels)]
        assert len(found) == 1, f"a camera reads {found} on a card"
        return found[0]


def place_on(card: Locator) -> str:
    """The place in English, which stands last where the table's language comes first."""
    return card.locator("h2 span").last.inner_text()


def is_receipt(response: Response) -> bool:
    """The answer to something that was sent; a tablet also asks what is in a backup by now."""
    return response.url.endswith("/api/v1/statements") and '"statements":[]' not in (
        response.request.post_data or ""
    )


class Tablet(Visit):
    """A notetaker's tablet. What it does is found by names of fields, which are the same in every language."""

    def __init__(self, browser: Browser, address: str) -> None:
        super().__init__(browser, address, TABLET)
        self.text = self.page.locator("#text")

    def joins(self, link: str, language: str, name: str = "", role: str = "notetaker") -> None:
        """Scan the card, choose the language of the page, say who one is, join, read the protocol."""
        self.page.goto(link)
        self.page.locator(f".languages-open button[value={language}]").click()
        self.is_in(language)
        self.page.locator("[name=name]").fill(name)
        self.page.locator(f"label:has([name=role][value={role}])").click()
        self.page.locator("main form").last.get_by_role("button").last.click()
        expect(self.page.locator(".protocol-text")).to_be_visible()
        assert link.rsplit("/", 1)[1] not in self.page.url, "the code stays out of the address"
        assert self.page.locator(".protocol-text li").count() >= 5
        self.is_in(language)
        self.page.locator("main form button").last.click()
        expect(self.text).to_be_focused()
        # The page's script has begun.
        expect(self.page.locator("#send")).to_be_visible()

    def is_in(self, language: str) -> None:
        root = self.page.locator("html")
        expect(root).to_have_attribute("lang", language)
        expect(root).to_have_attribute("dir", direction(language))

    def questions(self) -> list[str]:
        """The codes of the questions that are offered."""
        return self.page.locator(".question-list input").evaluate_all("all => all.map((one) => one.value)")

    def chooses(self, question: str) -> None:
        self.page.locator("#question > summary").click()
        self.page.locator(f".question-list label:has(input[value={question}])").click()
        expect(self.page.locator("#question > summary .chip")).to_have_text(question)
        expect(self.text).to_be_focused()

    def writes(self, text: str) -> None:
        self.text.press_sequentially(text)

    def spoken(self) -> str:
        return self.page.locator("#language").input_value()

    def cursor(self) -> list[Any]:
        """Where the cursor stands, and the direction in which the field is written."""
        found: list[Any] = self.text.evaluate(
            "e => [document.activeElement === e, e.selectionStart, e.selectionEnd, getComputedStyle(e).direction]"
        )
        return found

    def switches_to(self, language: str) -> None:
        """The page in another language: from the buttons of the session's languages or from the menu of all."""
        quick = self.page.locator(f".bar-quick button[value={language}]")
        if not quick.is_visible():
            self.page.locator(".bar .languages > summary").click()
            quick = self.page.locator(f".languages-menu button[value={language}]")
        quick.click()
        self.is_in(language)

    def saves(self, *, delivered: bool = True) -> None:
        if delivered:
            with self.page.expect_response(is_receipt) as answer:
                self.page.locator("#save").click()
            assert answer.value.ok
        else:
            self.page.locator("#save").click()
        expect(self.text).to_have_value("")
        expect(self.text).to_be_focused()

    def says(self, text: str, question: str, *, delivered: bool = True) -> None:
        """Write a statement under this question and save it."""
        self.page.bring_to_front()
        self.chooses(question)
        self.writes(text)
        self.saves(delivered=delivered)
        expect(self.own(text)).to_be_visible()

    def own(self, text: str) -> Locator:
        """The statement with this text in the list of one's own."""
        return self.page.locator(".entry").filter(has=self.page.get_by_text(text, exact=True))

    def corrects(self, text: str, better: str) -> None:
        self.own(text).locator("[name=edit]").click()
        expect(self.text).to_have_value(text)
        self.text.fill(better)
        self.saves()
        expect(self.own(better)).to_be_visible()

    def withdraws(self, text: str) -> None:
        with self.page.expect_response(is_receipt):
            self.own(text).locator("[name=withdraw]").click()
        expect(self.own(text).locator("[name=restore]")).to_be_visible()

    def undoes(self, text: str) -> None:
        with self.page.expect_response(is_receipt):
            self.own(text).locator("[name=restore]").click()
        expect(self.own(text).locator("[name=withdraw]")).to_be_visible()

    def delivers_the_rest(self) -> None:
        """Press "Send now" until nothing waits on the tablet."""
        send = self.page.locator("#send")
        expect(send).to_be_visible()
        send.dispatch_event("click")
        expect(self.page.locator("#state")).to_have_text(NO_NUMBER, timeout=30_000)

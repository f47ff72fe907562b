"""Makes the pictures of README.md and docs/ from the demonstration: `make screenshots`."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).parent / "pictures"
#: GitHub and a reader's patience: one picture's most bytes.
MOST = 200_000
PORTRAIT = {"width": 800, "height": 1040}
DESK = {"width": 1120, "height": 900}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

#: The sample that the demonstration shows.
INITIATIVE = "willow-bend"
#: (question, kind, others who agreed, text) as a notetaker saves them, and what is half written.
ENGLISH = (
    ("Q1", "paraphrase", 4, "Came for a job at the cannery and stayed because the neighbors became family."),
    ("Q2", "quote", 3, "“The crossing guard knows every child by name.”"),
    ("Q3", "paraphrase", 7, "Rent went up twice in one year. Two families on the block moved in together."),
)
ENGLISH_BEGUN = "The number 12 bus stops at seven in the evening, but the late shift"
PERSIAN = (
    ("Q1", "paraphrase", 2, "برای درس خواندن بچه‌ها آمدند و به خاطر همسایه‌ها ماندند."),
    ("Q2", "quote", 5, "«در پارک همه به هم سلام می‌کنند، حتی اگر زبان هم را ندانند.»"),
    ("Q3", "observation", 0, "وقتی حرف از نوبت درمانگاه شد، بیشتر میز سر تکان دادند."),
)
PERSIAN_BEGUN = "بعد از ساعت هشت دیگر اتوبوسی نیست؛ دخترم"

#: (question, what was said, its translation) as an interpreter saves them, and what is half written.
VIETNAMESE = (
    (
        "Q3",
        "Sau tám giờ tối không còn xe buýt; con gái tôi phải đi bộ từ chỗ làm về nhà.",
        "After eight at night there is no bus any more; my daughter walks home from work.",
    ),
    ("Q4", "Sửa đèn đường gần trường học.", ""),
    ("Q2", "Chợ tối thứ Sáu.", "The Friday night market."),
)
VIETNAMESE_BEGUN = (
    "Q3",
    "Tiền thuê nhà tăng hai lần trong một năm, nên",
    "The rent went up twice in one year, so",
)
#: Words of a statement that has a term of the glossary, and a beginning of its translation in which the term is offered.
WITH_A_TERM, TERM_BEGUN = "rent block", "اج"


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    path = os.environ.get("INTAKE_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    with demonstration() as said, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        links = dict(re.findall(r"^ +((?:Full|Table|Organizer)\S* \S+).*?(http\S+)", said, re.MULTILINE))
        notes(browser, "capture", links["Full group"], "en", ENGLISH, ENGLISH_BEGUN)
        persian = re.search(r"Persian +(http\S+)", said)
        assert persian, "the sample has no Persian table"
        notes(browser, "capture-fa", persian[1], "fa", PERSIAN, PERSIAN_BEGUN)
        vietnamese = re.search(r"Vietnamese +(http\S+)", said)
        assert vietnamese, "the sample has no Vietnamese table"
        interpreter(browser, vietnamese[1])
        residents(browser, persian[1])
        organizer(browser, links["Organizer, signed"])
        browser.close()


@contextmanager
def demonstration() -> Iterator[str]:
    """`intake demo`, and what it printed when it served."""
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "said.txt"
        with printed.open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "intake", "demo", "--port", "18080"], stdout=said
            )
        try:
            for _ in range(600):
                text = printed.read_text(encoding="utf-8")
                if "/join/" in text:
                    break
                assert process.poll() is None, "the demonstration did not start"
                time.sleep(0.1)
            yield text
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def notes(
    browser: Browser,
    name: str,
    link: str,
    language: str,
    said: tuple[tuple[str, str, int, str], ...],
    begun: str,
) -> None:
    """The capture page of a table, with statements that were saved and one being written."""
    page = joined(browser, link, language)
    for question, kind, agreed, text in said:
        choose(page, question)
        page.locator(f"[name=kind][value={kind}]").check(force=True)
        page.locator("#agreed").fill(str(agreed))
        page.locator("#text").fill(text)
        page.locator("#save").click()
        page.locator("#text:placeholder-shown").wait_for()
    choose(page, "Q3")
    page.locator("#text").fill(begun)
    delivered(page)
    take(page, name)
    page.context.close()


def joined(browser: Browser, link: str, language: str, role: str = "notetaker") -> Page:
    """A tablet at this table, after the protocol."""
    page = browser.new_context(viewport=PORTRAIT, has_touch=True, locale="en-US").new_page()
    page.goto(link)
    page.locator(f".languages-open button[value={language}]").click()
    page.locator(f"[name=role][value={role}]").check(force=True)
    page.locator("main form").last.get_by_role("button").last.click()
    page.locator("main form button").last.click()
    return page


def interpreter(browser: Browser, link: str) -> None:
    """The interpreter's place, with what was said at the table below."""
    page = joined(browser, link, "en", "interpreter")
    page.locator("#send:visible").wait_for()
    page.select_option("#language", "vi")
    page.select_option("#into", "en")
    for question, text, translation in VIETNAMESE:
        choose(page, question)
        page.locator("#translation").fill(translation)
        page.locator("#text").fill(text)
        page.locator("#save").click()
        page.locator("#text:placeholder-shown").wait_for()
    question, text, translation = VIETNAMESE_BEGUN
    choose(page, question)
    page.locator("#text").fill(text)
    page.locator("#translation").fill(translation)
    delivered(page)
    take(page, "interpret")
    page.context.close()


def residents(browser: Browser, link: str) -> None:
    """What residents said, read back to them: the third, after they said yes to two."""
    page = joined(browser, link, "fa", "interpreter")
    here = page.url.partition("/notes/")[0]
    page.goto(f"{here}/notes/read-back?language=fa&size=2")
    page.locator("html[data-ready]").wait_for()
    for _ in range(2):
        page.locator("#yes").click()
        page.wait_for_timeout(1000)
    page.mouse.move(0, 0)
    take(page, "read-back")
    page.context.close()


def delivered(page: Page) -> None:
    """Wait until nothing waits on the tablet, and what is written is kept."""
    page.locator("#state:has-text('Delivered'), #state:has-text('رسیده')").wait_for()
    page.wait_for_timeout(1500)


def choose(page: Page, question: str) -> None:
    page.locator("#question > summary").click()
    page.locator(f".question-list label:has([value={question}])").click()


def organizer(browser: Browser, link: str) -> None:
    """The control room of the open session, the statements, a translation with its terms, and a card to join."""
    page = browser.new_context(viewport=DESK, locale="en-US").new_page()
    page.goto(link)
    here = f"{link.partition('/demo/')[0]}/initiatives/{INITIATIVE}"
    page.goto(f"{here}/sessions")
    page.locator(".rows > li", has=page.locator(".badge-good")).locator("h2 a").last.click()
    session = page.url
    take(page, "session")
    page.goto(f"{here}/statements")
    take(page, "statements")
    page.goto(f"{here}/translate?into=fa&search={WITH_A_TERM}")
    page.locator(".statement-open").first.click()
    page.locator("#text[aria-controls]").press_sequentially(TERM_BEGUN)
    page.get_by_role("option").first.wait_for()
    take(page, "translate")
    page.goto(f"{session}/cards")
    page.locator(".join-card").nth(1).screenshot(path=PICTURES / "card.png", animations="disabled")
    page.context.close()


def take(page: Page, name: str) -> None:
    """What is on the screen, without a blinking cursor."""
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled", caret="hide")
    size = (PICTURES / f"{name}.png").stat().st_size
    assert size < MOST, f"{name}.png has {size} bytes"


if __name__ == "__main__":
    main()

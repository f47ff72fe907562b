"""What is done on a page before it is looked at."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import Page

from tests.tablet_files import files


def choose_question(page: Page) -> None:
    page.locator("#question > summary").click()


def change_statement(page: Page) -> None:
    page.locator("button[name=edit]:visible").first.click()


def save_nothing(page: Page) -> None:
    page.locator("#save").click()


def read_protocol(page: Page) -> None:
    page.locator("details.protocol > summary").click()


def translate(page: Page) -> None:
    page.locator("button[name=translate]:visible").last.click()
    page.locator("#original:visible").wait_for()


def kind(page: Page) -> None:
    page.locator("#about > summary").click()


def at_the_desk(page: Page) -> None:
    page.locator("html[data-ready]").wait_for()


def hear_the_desk(page: Page) -> None:
    """Everything that it may say at once."""
    at_the_desk(page)
    page.evaluate(
        """() => {
          const every = ".desk [data-say], #corrected, #theirs, #waiting, #write button";
          for (const one of document.querySelectorAll(every)) one.hidden = false;
          for (const name of ["former", "their-texts", "refusal"]) document.getElementById(name).textContent = "30";
        }"""
    )


def languages(page: Page) -> None:
    page.locator("details.languages > summary").click()


def submit(page: Page) -> None:
    page.locator("main form[method=post] button:not([name]):visible").last.click()


def too_long(page: Page) -> None:
    page.locator("textarea").first.fill("larguísimo " * 30)
    save_all(page)


def save_all(page: Page) -> None:
    page.locator("main form[method=post] button[value=save]").click()


def type_note(page: Page) -> None:
    page.locator("#text").fill("The bus comes once an hour.")
    page.keyboard.press("Control+Enter")
    page.locator(".typed-notes > li").first.wait_for()


def load_file(page: Page) -> None:
    """A file of which nothing can be taken, so that it is the same the next time."""
    sessions = page.request.get(page.url.replace("tablet-file", "sessions/july-20")).text()
    found = re.search(r"devices/([0-9a-f-]{36})/hand-over", sessions)
    assert found
    saves = [files.save(uid, 1, "گفت: «بله»\nو رفت", question="Q9") for uid in (UUID(found[1]), uuid4())]
    data = files.written(files.content([], [*saves, files.save(UUID(found[1]), 2, "", question="Q9")], []))
    given: Any = {"name": "intake.json", "mimeType": "application/json", "buffer": data}
    page.set_input_files("#file", files=[given])
    submit(page)
    page.locator(".figures").wait_for()


def load_own_file(page: Page) -> None:
    """The same of somebody's own translations."""
    address = page.url.split("?")[0].replace("/file", "/desk/key")
    key = page.request.get(address, headers={"Accept": "application/json"}).json()
    known = {"device": key["device"], "store": key["store"], "token": key["proof"]}
    saves = [files.rendering(key["device"], 1, str(uuid4()), "گفت: «بله»"), files.save(uuid4(), 1)]
    data = files.written(files.content([known], saves, []))
    given: Any = {"name": "intake.json", "mimeType": "application/json", "buffer": data}
    page.set_input_files("#file", files=[given])
    submit(page)
    page.locator(".figures").wait_for()


def load_terms(page: Page) -> None:
    """A file with everything wrong in it."""
    sheet = "en,es,note\nbus,autobús,\nBus,camión,\n" + "x" * 200 + ",y,\na,b,c,d\n"
    page.set_input_files(
        "#file", files=[{"name": "terms.csv", "mimeType": "text/csv", "buffer": sheet.encode()}]
    )
    submit(page)
    page.locator("#mistakes").wait_for()


def begin_term(page: Page) -> None:
    page.locator("#text").fill("تث")
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", selected=True).wait_for()


def say_everything(page: Page) -> None:
    """Every sentence that the tablet's page can say, at once."""
    page.locator("#amounts").wait_for()
    page.wait_for_timeout(1_000)
    page.evaluate(
        """() => {
          for (const one of document.querySelectorAll("[hidden]")) one.hidden = false;
          for (const one of document.querySelectorAll("[data-amount] b")) one.textContent ||= "1";
        }"""
    )


def read(page: Page) -> None:
    page.locator("html[data-ready]").wait_for()


def read_next(page: Page) -> None:
    read(page)
    page.locator("#next").click()


def read_other(page: Page) -> None:
    read(page)
    page.locator("button[value=open]:visible").click()


def correct(page: Page) -> None:
    page.locator("#correct > summary").click()


def ask_first(page: Page) -> None:
    page.locator("details.confirm > summary").first.click()


def fields(page: Page) -> None:
    page.locator("details.filters > summary, .filters > details > summary").first.click()

"""Every page as somebody comes to it, for the tests that look at all of them."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import Page

from tests.browser.visitors import ORGANIZER as ORGANIZER
from tests.browser.visitors import View as View
from tests.browser.visitors import Visitor as Visitor
from tests.tablet_files import files


def _choose_question(page: Page) -> None:
    page.locator("#question > summary").click()


def _change_statement(page: Page) -> None:
    page.locator("button[name=edit]:visible").first.click()


def _save_nothing(page: Page) -> None:
    page.locator("#save").click()


def _read_protocol(page: Page) -> None:
    page.locator("details.protocol > summary").click()


def _languages(page: Page) -> None:
    page.locator("details.languages > summary").click()


def _submit(page: Page) -> None:
    page.locator("main form[method=post] button:not([name]):visible").last.click()


def _too_long(page: Page) -> None:
    page.locator("textarea").first.fill("larguísimo " * 30)
    _save_all(page)


def _save_all(page: Page) -> None:
    page.locator("main form[method=post] button[value=save]").click()


def _type_note(page: Page) -> None:
    page.locator("#text").fill("The bus comes once an hour.")
    page.keyboard.press("Control+Enter")
    page.locator(".typed-notes > li").first.wait_for()


def _load_file(page: Page) -> None:
    """A file of which nothing can be taken, so that it is the same the next time."""
    sessions = page.request.get(page.url.replace("tablet-file", "sessions/july-20")).text()
    found = re.search(r"devices/([0-9a-f-]{36})/hand-over", sessions)
    assert found
    saves = [files.save(uid, 1, "گفت: «بله»\nو رفت", question="Q9") for uid in (UUID(found[1]), uuid4())]
    data = files.written(files.content([], [*saves, files.save(UUID(found[1]), 2, "", question="Q9")], []))
    given: Any = {"name": "intake.json", "mimeType": "application/json", "buffer": data}
    page.set_input_files("#file", files=[given])
    _submit(page)
    page.locator(".figures").wait_for()


def _say_everything(page: Page) -> None:
    """Every sentence that the tablet's page can say, at once."""
    page.locator("#amounts").wait_for()
    page.wait_for_timeout(1_000)
    page.evaluate(
        """() => {
          for (const one of document.querySelectorAll("[hidden]")) one.hidden = false;
          for (const one of document.querySelectorAll("[data-amount] b")) one.textContent ||= "1";
        }"""
    )


def _read(page: Page) -> None:
    page.locator("html[data-ready]").wait_for()


def _read_next(page: Page) -> None:
    _read(page)
    page.locator("#next").click()


def _read_other(page: Page) -> None:
    _read(page)
    page.locator("button[value=open]:visible").click()


def _correct(page: Page) -> None:
    page.locator("#correct > summary").click()


def _ask_first(page: Page) -> None:
    page.locator("details.confirm > summary").first.click()


def _fields(page: Page) -> None:
    page.locator("details.filters > summary, .filters > details > summary").first.click()


PUBLIC = (
    View("home", "/"),
    View("home-languages", "/", then=_languages),
    View("home-tablet", "/", "tablet"),
    View("join", "/join"),
    View("join-table", "{join-table}"),
    View("join-short", "{join-short}", "empty"),
    View("join-draft", "{join-draft}"),
    View("join-closed", "{join-closed}"),
    View("sign-in", "/account/sign-in"),
    View("account-link", "{account-link}"),
    View("account-link-gone", "/account/link/gone"),
    View("guide", "/guide"),
    View("patterns", "/patterns"),
    View("patterns-capture", "/patterns/capture"),
    View("error-404", "/nowhere"),
)
TABLETS = (
    View("protocol", "/notes/protocol", "fresh"),
    View("capture", "/notes/", "tablet"),
    View("capture-questions", "/notes/", "tablet", _choose_question),
    View("capture-change", "/notes/", "tablet", _change_statement, begins=True),
    View("capture-protocol", "/notes/", "tablet", _read_protocol),
    View("capture-languages", "/notes/", "tablet", _languages),
    View("capture-empty", "/notes/", "empty"),
    View("capture-problem", "/notes/", "empty", _save_nothing),
    View("capture-waiting", "/notes/", "waiting"),
    View("capture-practice", "/notes/", "practice"),
    View("capture-closed", "/notes/", "july-13"),
    View("capture-archived", "/notes/", "june-1"),
    View("interpret", "/notes/interpret", "interpreter"),
    View(
        "interpret-translate",
        "/notes/interpret",
        "interpreter",
        lambda page: page.locator("[name=translate]:visible").last.click(),
    ),
    View(
        "interpret-kind",
        "/notes/interpret",
        "interpreter",
        lambda page: page.locator("#about > summary").click(),
    ),
    View("interpret-problem", "/notes/interpret", "empty", _save_nothing),
    View("on-this-tablet", "/notes/tablet", "tablet", begins=True),
    View("on-this-tablet-says", "/notes/tablet", "empty", _say_everything),
    View("on-this-tablet-languages", "/notes/tablet", "empty", _languages),
    View("read-back", "/notes/read-back?language={tag}", "reader", _read),
    View("read-back-biggest", "/notes/read-back?language={tag}&size=3", "reader", _read),
    View("read-back-confirmed", "/notes/read-back?language={tag}", "reader", _read_next),
    View("read-back-change", "/notes/read-back?language={tag}", "reader", _read_other),
    View("read-back-end", "/notes/read-back?language={tag}&at=end", "reader", _read),
    View("read-back-choose", "/notes/read-back", "reader"),
    View("read-back-nothing", "/notes/read-back?language=so", "tablet", _read),
    View("not-joined", "/notes/"),
    View("revoked", "/notes/", "revoked"),
)
ORGANIZERS = tuple(
    View(name, address, ORGANIZER, then)
    for name, address, then in (
        ("initiatives", "/initiatives/", None),
        ("initiative-new", "/initiatives/new", None),
        ("initiative-load", "/initiatives/load", None),
        ("overview", "{here}/", None),
        ("overview-empty", "/initiatives/parks/", None),
        ("settings", "{here}/settings", None),
        ("copy", "{here}/copy", None),
        ("set-up", "{here}/set-up", None),
        ("protocol-edit", "{here}/protocol", None),
        ("questions", "{here}/questions", None),
        ("questions-empty", "/initiatives/parks/questions", None),
        ("question", "{question}", None),
        ("question-new", "{here}/questions/new", None),
        ("question-problem", "{here}/questions/new", _submit),
        ("translations", "{here}/translations", None),
        ("translate", "{here}/translations/fa", None),
        ("translate-problem", "{here}/translations/es", _too_long),
        ("translator-files", "{here}/translations/fa/files", None),
        ("translator-files-problem", "{here}/translations/fa/files", _submit),
        ("sessions", "{here}/sessions", None),
        ("tablet-file", "{here}/tablet-file", None),
        ("tablet-file-problem", "{here}/tablet-file", _submit),
        ("tablet-file-loaded", "{here}/tablet-file", _load_file),
        ("session-new", "{here}/sessions/new", None),
        ("session-open", "{night}", None),
        ("session-close", "{night}", _ask_first),
        ("session-draft", "{draft}", None),
        ("session-closed", "{closed}", None),
        ("session-edit", "{night}/edit", None),
        ("cards", "{night}/cards", None),
        ("sheets", "{night}/sheets?language=own&language=fa&count=1&table=1", None),
        ("sheets-problem", "{night}/sheets?count=0&table=1", None),
        ("transcribe", "{night}/transcribe", _type_note),
        ("transcribe-problem", "{night}/transcribe", _submit),
        ("transcribe-archived", "{archived}/transcribe", None),
        ("transcribe-choose", "{here}/transcribe", None),
        ("tables", "{night}/tables", None),
        ("table", "{table}", None),
        ("hand-over", "{hand-over}", None),
        ("members", "{here}/people", None),
        ("member", "{member}", None),
        ("statements", "{here}/statements", None),
        ("statements-filters", "{here}/statements?language=es&status=held", _fields),
        ("statements-found", "{here}/statements?search=1998", None),
        ("statements-not-found", "{here}/statements?search=nowhere&language=es", None),
        ("statements-empty", "/initiatives/parks/statements", None),
        ("statement", "{statement}", None),
        ("statement-correct", "{statement}", _correct),
        ("statement-fa", "{statement-fa}", None),
        ("statement-erased", "{statement-erased}", None),
        ("statement-erase", "{statement}/erase", None),
        ("translate", "{here}/translate?into=fa&work=all", None),
        ("translate-filters", "{here}/translate?into=es&language=fa", _fields),
        ("translate-empty", "/initiatives/parks/translate", None),
        ("translate-one", "{translate}/es", None),
        ("translate-stale", "{translate-stale}/fa", None),
        ("export", "{here}/export", None),
        ("import", "{here}/import", None),
        ("import-check", "{import-check}", None),
        ("people", "/people/", None),
        ("person", "{person}", None),
        ("person-new", "/people/new", None),
        ("account", "/account/", None),
        ("password", "/account/password", None),
        ("error-404-signed-in", "{here}/nowhere", None),
    )
)
VIEWS = (*PUBLIC, *TABLETS, *ORGANIZERS)

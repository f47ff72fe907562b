"""The export page in a browser: the count follows the filters, a bar while the file comes, and no half file is kept."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from intake import indexing
from intake.db import Database
from intake.models import Role
from intake.queries import statements as counting
from intake.web import exports
from tests import factories
from tests.statements.conftest import Hall

Serve = Callable[[Flask], AbstractContextManager[str]]
PAGE = "/initiatives/score-2024/export"
COUNT = "#count"


@pytest.fixture
def hall(db: Database) -> Hall:
    hall = Hall(db)
    for n in range(30):
        hall.say(f'number {n}, "quoted"\nover two lines', question=hall.q2 if n % 3 else hall.q1)
    return hall


@contextmanager
def opened(browser: Browser, app: Flask, address: str, hall: Hall, *, script: bool = True) -> Iterator[Page]:
    """The export page of a signed-in organizer."""
    client = app.test_client()
    factories.signed_in(client, hall.db, factories.a_member(hall.db, hall.initiative, Role.ORGANIZER))
    cookie = client.get_cookie("intake")
    assert cookie is not None
    context = browser.new_context(java_script_enabled=script, accept_downloads=True)
    context.add_cookies([{"name": "intake", "value": cookie.value, "url": address}])
    page = context.new_page()
    page.goto(address + PAGE)
    yield page
    context.close()


def statements(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["statement"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("script", [True, False])
def test_what_was_counted_is_what_comes(
    browser: Browser, serve: Serve, app: Flask, hall: Hall, script: bool
) -> None:
    with serve(app) as address, opened(browser, app, address, hall, script=script) as page:
        expect(page.locator(COUNT)).to_have_text("30 statements")
        page.get_by_label("Question", exact=True).select_option("Q1")
        if not script:
            page.get_by_role("button", name="Count again").click()
        expect(page.locator(COUNT)).to_have_text("10 statements")
        page.get_by_label("CSV", exact=True).check()
        with page.expect_download() as coming:
            page.get_by_role("button", name="Download").click()
        assert coming.value.suggested_filename.startswith("score-2024-")
        assert len(statements(Path(coming.value.path()))) == 10
        if script:
            expect(page.get_by_text("The file is complete.")).to_be_visible()


def test_a_search_that_is_not_counted_to_its_end_is_downloaded_whole(
    browser: Browser, serve: Serve, app: Flask, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "COUNTED_UP_TO", 9)
    indexing.catch_up(hall.db)
    with serve(app) as address, opened(browser, app, address, hall) as page:
        page.get_by_label("Search").fill("quoted")
        page.get_by_label("CSV", exact=True).check()
        expect(page.locator(COUNT)).to_have_text("More than 9 statements")
        with page.expect_download() as coming:
            page.get_by_role("button", name="Download").click()
        assert len(statements(Path(coming.value.path()))) == 30
        expect(page.get_by_text("The file is complete.")).to_be_visible()
        expect(page.locator("#progress-figure")).to_have_text(re.compile(r"^\d+(\.\d+)? MB$"))


@pytest.mark.parametrize("kind", ["CSV", "JSON Lines", "Excel"])
def test_a_file_that_broke_off_is_not_kept(
    browser: Browser, serve: Serve, app: Flask, hall: Hall, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    real = exports.exporting.rows

    def broken(*arguments: object) -> Iterator[object]:
        for number, row in enumerate(real(*arguments)):  # type: ignore[arg-type]
            if number == 20:
                raise OSError("the disk is gone")
            yield row

    monkeypatch.setattr(exports.exporting, "rows", broken)
    with serve(app) as address, opened(browser, app, address, hall) as page:
        downloads: list[object] = []
        page.on("download", lambda download: downloads.append(download))
        page.get_by_label(kind, exact=True).check()
        page.get_by_role("button", name="Download").click()
        expect(page.get_by_role("alert")).to_contain_text("stopped before the file was complete")
        assert not downloads

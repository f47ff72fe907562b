"""An evening in four languages at once: written down, translated at the table, read back, reviewed, exported, found.

Every page of it is in the language of whoever uses it: English, Vietnamese, Hmong, Persian and Spanish.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Browser, Page, expect

from tests.browser.interpreters import DeskInterpreter, TableInterpreter
from tests.browser.pages import Organizer, Tablet
from tests.browser.programs import Server
from tests.browser.tablets import until

Keep = Callable[[str, bytes], None]
Row = dict[str, Any]

SET_UP = Path(__file__).parent / "evening-in-languages.yaml"
EVENING = "July 20"
BUS, BUS_EN = "Xe buýt số 51 sáng nào cũng đến trễ.", "The number 51 bus is late every morning."
QUIET, QUIET_EN = "Khu này yên tỉnh.", "It is peaceful here."
QUIETER, QUIETER_EN = "Khu này yên tĩnh vào ban ngày.", "It is peaceful here during the day."
MARKET, MARKET_EN = "Chúng tôi cần một cái chợ gần nhà.", "We need a market close to home."
CHILDREN, CHILDREN_EN = "بچه‌های ما در پارک تنها می‌مانند.", "Our children are left alone in the park."
GARDEN, GARDEN_EN = "Peb nyiam lub vaj loj thiab cov neeg zoo.", "We like the big garden and the good people."
PEOPLE = ("Ana Flores", "Rosa Méndez", "Minh", "Pafoua", "Parisa", "example.org")
COLUMNS = (
    "statement_id initiative session session_date session_type place question question_text statement language kind "
    "agreed themes captured_at received_at revision source device status statement_en"
).split()
#: In the order in which they were written down: place, question, language, original, English, revision.
EXPECTED = [
    ("1", "Q2", "vi", BUS, BUS_EN, 1),
    ("1", "Q1", "vi", QUIETER, QUIETER_EN, 2),
    ("1", "Q2", "vi", MARKET, MARKET_EN, 1),
    ("2", "Q1", "hmn", GARDEN, GARDEN_EN, 1),
    ("1", "Q1", "fa", CHILDREN, CHILDREN_EN, 1),
]


class Evening:
    """Who was there; every step is a picture to look at."""

    def __init__(self, browser: Browser, address: str, stack: ExitStack, keep: Keep) -> None:
        self.ana = stack.enter_context(Organizer(browser, address))
        self.minh = stack.enter_context(Tablet(browser, address))
        self.pafoua = stack.enter_context(Tablet(browser, address))
        self.parisa = stack.enter_context(TableInterpreter(browser, address))
        self.rosa = stack.enter_context(DeskInterpreter(browser, address, "es-US"))
        self.keep, self.steps = keep, 0

    def picture(self, page: Page, name: str) -> None:
        self.steps += 1
        self.keep(f"evening-in-languages/{self.steps:02}-{name}", page.screenshot(full_page=True))

    def complaints(self) -> list[str]:
        people = (self.ana, self.minh, self.pafoua, self.parisa, self.rosa)
        return [complaint for one in people for complaint in one.complaints]


def test_an_evening_in_four_languages(
    browser: Browser, server: Server, keep_picture: Keep, tmp_path: Path
) -> None:
    link = re.search(r"\S+/account/link/\S+", server.starts())
    assert link
    with ExitStack() as stack:
        evening = Evening(browser, server.address, stack, keep_picture)
        tables, invitation = sets_up(evening, link[0])
        is_written_down(evening, tables)
        is_translated_in_the_room(evening, tables[0])
        is_read_back(evening)
        is_finished_at_a_desk(evening, invitation)
        is_exported(evening, tmp_path)
        is_found(evening)
        assert evening.complaints() == []


def sets_up(evening: Evening, link: str) -> tuple[list[str], str]:
    """The links of both tables, and the one that invites an interpreter for afterwards."""
    ana = evening.ana
    ana.becomes_the_first_administrator(link)
    ana.loads(SET_UP)
    ana.opens(EVENING)
    tables = [ana.reads_the_link(EVENING, place) for place in ("Table 1", "Table 2")]
    return tables, ana.invites("rosa@example.org", "Interpreter")


def is_written_down(evening: Evening, tables: list[str]) -> None:
    minh, pafoua = evening.minh, evening.pafoua
    minh.joins(tables[0], "vi", "Minh")
    assert minh.spoken() == "vi"
    typed = unicodedata.normalize("NFD", BUS)
    assert typed != BUS
    minh.chooses("Q2")
    minh.writes(typed)
    minh.saves()
    minh.delivers_the_rest()
    # The server gives back what it keeps: letters and their marks as one.
    minh.page.reload()
    expect(minh.own(BUS)).to_be_visible()
    minh.says(QUIET, "Q1")
    minh.says(MARKET, "Q2")
    minh.delivers_the_rest()
    evening.picture(minh.page, "notes-vi")
    pafoua.joins(tables[1], "hmn", "Pafoua")
    pafoua.says(GARDEN, "Q1")
    pafoua.delivers_the_rest()
    evening.picture(pafoua.page, "notes-hmn")


def is_translated_in_the_room(evening: Evening, table: str) -> None:
    parisa = evening.parisa
    parisa.joins(table, "fa", "Parisa", "interpreter")
    parisa.works_between("vi", "en")
    expect(parisa.row(MARKET)).to_be_visible()
    assert parisa.sees() == [BUS, QUIET, MARKET], "what another table said is not shown"
    evening.picture(parisa.page, "place-fa")
    parisa.translates(BUS, BUS_EN)
    with parisa.without_a_network():
        parisa.translates(QUIET, QUIET_EN, delivered=False)
        expect(parisa.marks(QUIET, "On this tablet")).to_be_visible()
        evening.picture(parisa.page, "place-without-a-network")
    parisa.has_delivered(QUIET)
    expect(parisa.marks(MARKET, "To translate")).to_be_visible()
    parisa.works_between("fa", "en")
    parisa.says_both(CHILDREN, CHILDREN_EN)
    parisa.works_between("vi", "en")
    evening.picture(parisa.page, "place-translated")


def is_read_back(evening: Evening) -> None:
    parisa = evening.parisa
    parisa.turns_the_tablet("vi")
    evening.picture(parisa.page, "read-back")
    parisa.hears_yes(BUS)
    parisa.hears_a_change(QUIET, QUIETER)
    parisa.reads(MARKET)
    parisa.turns_it_back("fa")
    expect(parisa.marks(BUS, "Confirmed with residents")).to_be_visible()
    expect(parisa.marks(QUIETER, "Confirmed with residents")).to_be_visible()
    expect(parisa.marks(QUIETER, "Original was corrected")).to_be_visible()
    expect(parisa.marks(MARKET, "Confirmed with residents")).to_have_count(0)
    parisa.delivers_the_rest()
    evening.picture(parisa.page, "place-after-reading-back")


def is_finished_at_a_desk(evening: Evening, invitation: str) -> None:
    rosa = evening.rosa
    rosa.accepts(invitation, "Rosa Méndez", "nine herons in the delta")
    rosa.opens_the_worklist("en")
    evening.picture(rosa.page, "worklist-es")
    assert rosa.lists() == [QUIETER, MARKET, GARDEN]
    rosa.opens(QUIETER)
    expect(rosa.is_told("The original was corrected after it was translated")).to_be_visible()
    expect(rosa.page.locator("main")).to_contain_text(QUIET)
    evening.picture(rosa.page, "stale-es")
    rosa.saves_a_draft(QUIETER_EN)
    for text, translation in ((MARKET, MARKET_EN), (GARDEN, GARDEN_EN)):
        rosa.opens_the_worklist("en")
        rosa.opens(text)
        rosa.saves_a_draft(translation)
    expect(rosa.is_told("Nothing is left to translate into this language")).to_be_visible()
    rosa.opens_the_worklist("en", "draft")
    rosa.opens(BUS)
    evening.picture(rosa.page, "review-es")
    rosa.saves_as_reviewed(BUS_EN)
    rosa.opens_the_worklist("en", "reviewed")
    assert rosa.lists() == [BUS]


def is_exported(evening: Evening, folder: Path) -> None:
    kinds = {"CSV": by_csv, "Excel": by_excel, "JSON Lines": by_lines}
    files = {kind: evening.ana.downloads(kind, folder) for kind in kinds}
    evening.picture(evening.ana.page, "export")
    names = ("place", "question", "language", "statement", "statement_en", "revision")
    for kind, read in kinds.items():
        rows = read(files[kind])
        assert [list(row) for row in rows] == [COLUMNS] * len(EXPECTED), kind
        found = [(*(row[name] for name in names[:-1]), int(row["revision"])) for row in rows]
        assert found == EXPECTED, kind
        assert {row["status"] for row in rows} == {"active"}
        assert len({row["statement_id"] for row in rows}) == len(EXPECTED)
        assert len({row["device"] for row in rows}) == 3, "three tablets, each under a made-up name"
    book = in_the_workbook(files["Excel"])
    written = files["CSV"].read_text("utf-8-sig") + files["JSON Lines"].read_text("utf-8") + str(book)
    assert BUS_EN in written
    assert [name for name in PEOPLE if name in written] == []
    for how in (
        ("en", "interpreter", "afterwards", "draft", 2),
        ("en", "interpreter", "in_room", "draft", 2),
        ("en", "interpreter", "in_room", "reviewed", 1),
    ):
        assert how in [row[:5] for row in book]
    [evening_row] = [row for row in book if row[0] == "july-20"]
    assert evening_row[-2:] == (2, 0), "what residents confirmed: statements, translations"


def is_found(evening: Evening) -> None:
    ana = evening.ana
    for words, found in (("herons", []), ("peaceful", [QUIETER]), ("xe buyt", [BUS]), ("market", [MARKET])):
        # Within seconds: what is new goes into the index beside everything else.
        until(ana.page, lambda words=words, found=found: ana.finds(words) == found)
    evening.picture(ana.page, "found")


def by_csv(file: Path) -> list[Row]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def by_lines(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def by_excel(file: Path) -> list[Row]:
    header, *rows = openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def in_the_workbook(file: Path) -> list[tuple[Any, ...]]:
    """Every row of every sheet after the first, without the empty cells at its end."""
    found: list[tuple[Any, ...]] = []
    for sheet in openpyxl.load_workbook(file).worksheets[1:]:
        for row in sheet.iter_rows(values_only=True):
            cells = [*row]
            while cells and cells[-1] is None:
                cells.pop()
            found.append(tuple(cells) or (None,))
    return found

"""A whole evening with the installed program: set up, print, three tablets in three languages, a dead server, Excel."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
from playwright.sync_api import Browser

from tests.browser.pages import Organizer, Tablet
from tests.browser.programs import Server

SET_UP = Path(__file__).parent / "score-2024.yaml"
EVENING, AFTERNOON = "July 20", "Organizations"

TREES = "Vinimos por trabajo y nos quedamos por los árboles: “¡aquí hay sombra!”"
RENT = "La renta subió al doble en tres años"
BETTER = "La renta subió al doble en dos años; eso dijo otra vecina"
BUS = "«بعد از ساعت هشت دیگر اتوبوسی نیست؛ دخترم پیاده می‌آید.»"
SIGNS = "تابلوها (Stockton Blvd) به زبان ما نیست"
GARDEN = "Peb nyiam lub vaj loj thiab cov neeg zoo"
NOISE = "Hmo ntuj nrov heev"
CLINIC = "Peb xav tau chaw kho mob ze ze"
ROOM = "Nobody asks the people who do the work."


def test_an_evening(browser: Browser, server: Server) -> None:
    link = re.search(r"\S+/account/link/\S+", server.starts())
    assert link
    with ExitStack() as stack:
        ana = stack.enter_context(Organizer(browser, server.address))
        ana.becomes_the_first_administrator(link[0])
        ana.loads(SET_UP)
        ana.opens(EVENING)
        cards = {card.place: card.link for card in ana.prints_cards(EVENING)}
        assert list(cards) == ["Full group", "Table 1", "Table 2", "Table 3"]
        for place, printed in cards.items():
            assert printed == ana.reads_the_link(EVENING, place)

        spanish, persian, hmong = (stack.enter_context(Tablet(browser, server.address)) for _ in range(3))
        spanish.joins(cards["Table 1"], "es")
        persian.joins(cards["Table 2"], "fa")
        hmong.joins(cards["Table 3"], "hmn")
        for tablet, spoken in ((spanish, "es"), (persian, "fa"), (hmong, "hmn")):
            assert tablet.questions() == ["Q1", "Q2", "Q3"], "Q0 is for organizations only"
            assert tablet.spoken() == spoken

        spanish.says(TREES, "Q1")
        spanish.says(RENT, "Q3")
        persian.says(BUS, "Q3")
        hmong.says(GARDEN, "Q1")
        hmong.says(NOISE, "Q2")
        in_the_middle_of_a_sentence(persian)
        spanish.corrects(RENT, BETTER)
        hmong.withdraws(NOISE)
        hmong.undoes(NOISE)
        hmong.withdraws(NOISE)

        server.loses_power()
        hmong.says(CLINIC, "Q3", delivered=False)
        server.starts()
        hmong.delivers_the_rest()
        for tablet, own in (
            (spanish, [BETTER, TREES]),
            (persian, [SIGNS, BUS]),
            (hmong, [CLINIC, NOISE, GARDEN]),
        ):
            tablet.page.reload()
            assert tablet.page.locator(".entry-text").all_inner_texts() == own
        assert ana.sees(EVENING) == {"Full group": "0", "Table 1": "2", "Table 2": "2", "Table 3": "2"}

        ana.opens(AFTERNOON)
        board = stack.enter_context(Tablet(browser, server.address))
        board.joins(ana.reads_the_link(AFTERNOON, "Full group"), "en")
        assert board.questions() == ["Q0", "Q1", "Q2", "Q3"]
        board.says(ROOM, "Q0")

        file = ana.downloads_excel(server.folder, "Withdrawn")
        expected = {
            (TREES, "es", "july-20", "1", "Q1", "active"),
            (BETTER, "es", "july-20", "1", "Q3", "active"),
            (BUS, "fa", "july-20", "2", "Q3", "active"),
            (SIGNS, "fa", "july-20", "2", "Q2", "active"),
            (GARDEN, "hmn", "july-20", "3", "Q1", "active"),
            (NOISE, "hmn", "july-20", "3", "Q2", "withdrawn"),
            (CLINIC, "hmn", "july-20", "3", "Q3", "active"),
            (ROOM, "en", "july-25", "full group", "Q0", "active"),
        }
        for rows in (by_openpyxl(file), by_calamine(file)):
            assert len(rows) == len(expected)
            found = {
                tuple(
                    str(row[name])
                    for name in ("statement", "language", "session", "place", "question", "status")
                )
                for row in rows
            }
            assert found == expected
            assert len({row["statement_id"] for row in rows}) == len(expected)
        assert [visit.complaints for visit in (ana, spanish, persian, hmong, board)] == [[], [], [], [], []]


def in_the_middle_of_a_sentence(persian: Tablet) -> None:
    """The page's language changes while somebody writes: neither text nor cursor nor direction do."""
    half = SIGNS[:-9]
    persian.chooses("Q2")
    persian.writes(half)
    persian.text.evaluate("e => e.setSelectionRange(4, 9)")
    before = persian.cursor()
    assert before == [True, 4, 9, "rtl"]
    for language in ("es", "hmn", "fa"):
        persian.switches_to(language)
        assert persian.text.input_value() == half
        assert persian.cursor() == before
    persian.page.keyboard.press("End")
    persian.writes(SIGNS[-9:])
    persian.saves()


def by_openpyxl(file: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(file).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def by_calamine(file: Path) -> list[dict[str, Any]]:
    header, *rows = python_calamine.load_workbook(str(file)).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]

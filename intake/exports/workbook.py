"""The frame of an Excel workbook: everything in it but the rows of statements.

XlsxWriter makes it, in memory. It could write the rows too, but only through named temporary files full of
testimony, the first byte after the last row, in four times the time; `as_xlsx` streams them into the frame.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from intake.exports.codebook import Block
from intake.exports.columns import Column

STATEMENTS, CODEBOOK, LONG_TEXTS = "Statements", "Codebook", "Long texts"

#: Texts that do not fit into a cell, whole, in parts.
LONG_TEXT_COLUMNS = (
    Column("statement_id", "", "", "", width=38),
    Column("column", "", "", "", width=14),
    Column("part", "", "", ""),
    Column("text", "", "", "", width=80, wraps=True),
)

_CODEBOOK_WIDTHS = (22, 30, 60)
_WORDING_WIDTH = 40
_STYLED_CELL = re.compile(r'<c r="[A-Z]+([12])" s="(\d+)"/>')
_FILTERED = re.compile('(?<=<autoFilter ref=")(A1:[A-Z]+)[0-9]+')
# The frame knows no rows; without a dimension readers count for themselves.
_DIMENSION = re.compile(r"<dimension [^>]*/>")


@dataclass(frozen=True, slots=True)
class Frame:
    """How the workbook of one export looks; `note` stands in the codebook where there are long texts."""

    title: str
    columns: tuple[Column, ...]
    codebook: tuple[Block, ...]
    note: str
    right_to_left: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around the rows of a sheet, and the style of each column's header and cells."""

    head: str
    tail: str
    header_styles: tuple[str, ...]
    cell_styles: tuple[str, ...]

    def ending(self, last_row: int) -> bytes:
        """Return what stands after the last row, the filter over all of them included."""
        return _FILTERED.sub(rf"\g<1>{last_row}", self.tail).encode()


def sheet_path(place: int) -> str:
    """Return the path of the sheet at this place in the book, counted from 1."""
    return f"xl/worksheets/sheet{place}.xml"


def parts(frame: Frame, last_rows: Sequence[int], long_texts: int | None) -> dict[str, bytes]:
    """Return the files of a workbook by path, its sheets of statements without rows.

    `last_rows` are the numbers of the last rows of each sheet of statements, `long_texts` that of the sheet
    of long texts, None without one; it is the last of the sheets.
    """
    from xlsxwriter import Workbook  # only this format needs it

    buffer = BytesIO()
    with Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": frame.title})
        styles = {
            "header": book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "plain": book.add_format({"valign": "top"}),
            "wrapped": book.add_format({"valign": "top", "text_wrap": True}),
        }
        for number, last_row in enumerate(last_rows, start=1):
            name = STATEMENTS if number == 1 else f"{STATEMENTS} {number}"
            _frame_sheet(book.add_worksheet(name), frame.columns, last_row, styles, frame.right_to_left)
            if number == 1:
                _codebook(book.add_worksheet(CODEBOOK), frame, styles, bool(long_texts))
        if long_texts:
            _frame_sheet(book.add_worksheet(LONG_TEXTS), LONG_TEXT_COLUMNS, long_texts, styles, False)
    with ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sheet(xml: bytes) -> Sheet:
    """Take a sheet that `parts` made apart, to write rows into it."""
    head, rows, tail = re.split("(?<=<sheetData>)|(?=</sheetData>)", _DIMENSION.sub("", xml.decode()))
    styles = _STYLED_CELL.findall(rows)
    return Sheet(
        head,
        tail,
        tuple(style for row, style in styles if row == "1"),
        tuple(style for row, style in styles if row == "2"),
    )


def _frame_sheet(
    worksheet: Any, columns: Sequence[Column], last_row: int, styles: dict[str, Any], right_to_left: bool
) -> None:
    for place, column in enumerate(columns):
        worksheet.set_column(place, place, column.width)
        worksheet.write_blank(0, place, None, styles["header"])
        worksheet.write_blank(1, place, None, styles["wrapped" if column.wraps else "plain"])
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, last_row - 1, len(columns) - 1)
    if right_to_left:
        worksheet.right_to_left()


def _codebook(worksheet: Any, frame: Frame, styles: dict[str, Any], has_long_texts: bool) -> None:
    for place, width in enumerate(_CODEBOOK_WIDTHS):
        worksheet.set_column(place, place, width)
    most = max(len(block.header) for block in frame.codebook)
    worksheet.set_column(len(_CODEBOOK_WIDTHS), most, _WORDING_WIDTH)
    if frame.right_to_left:
        worksheet.right_to_left()
    row = 0
    for block in frame.codebook:
        worksheet.write_string(row, 0, block.title, styles["title"])
        worksheet.write_row(row + 1, 0, block.header, styles["header"])
        for values in block.rows:
            worksheet.write_row(row + 2, 0, values, styles["wrapped"])
            row += 1
        row += 3
    if has_long_texts:
        worksheet.write_string(row, 0, frame.note, styles["plain"])

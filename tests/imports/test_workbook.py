"""Excel workbooks, of which only values matter."""

import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.imports.files import changed, good, problems, table, workbook


def test_cells_become_what_somebody_would_type(tmp_path: Path) -> None:
    data = workbook(
        ["Question", "Statement", "Others who agreed", "Date", "Captured at", "Table"],
        ["Q1", "  two\nlines  ", 172, datetime.date(2024, 7, 20), datetime.time(18, 3), 3],
        ["Q1", 42, 3.0, datetime.datetime(2024, 7, 20), datetime.datetime(2024, 7, 20, 18, 3), "A"],
        ["Q1", True],
    )
    read = table(tmp_path, data, "notes.xlsx")
    assert read.encoding == "xlsx"
    first, second, third = good(read)
    assert (first.text, first.agreed, first.place) == ("  two\nlines  ", 172, "3")
    assert first.date == second.date == datetime.date(2024, 7, 20)
    assert first.captured_at == datetime.time(18, 3)
    assert second.captured_at == datetime.datetime(2024, 7, 20, 18, 3)
    assert (second.text, second.agreed) == ("42", 3)
    assert third.text == "TRUE"


def test_formulas_are_their_values_and_never_run(tmp_path: Path) -> None:
    data = changed(
        workbook(["Question", "Statement"], ["Q1", "x"]),
        lambda xml: xml.replace(
            b"</sheetData>",
            b'<row r="3"><c r="A3" t="str"><v>Q1</v></c><c r="B3" t="str"><f>1+1</f><v>said</v></c></row>'
            b'<row r="4"><c r="A4" t="str"><v>Q1</v></c><c r="B4"><f>HYPERLINK("http://x")</f></c></row></sheetData>',
        ),
    )
    read = table(tmp_path, data, "notes.xlsx")
    assert [row.cells[1] for row in read] == ["x", "said", ""]
    assert problems(read) == [(4, "text", "empty")]


@pytest.mark.parametrize("text", ["=x", "'=x", "+3", "_x0041_", "a\tb", "𠮷 می‌خواهم"])
def test_a_text_is_taken_literally(tmp_path: Path, text: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Question", "Statement"])
    sheet["A2"] = "Q1"
    sheet["B2"].value = text.replace("_x", "_x005F_x")
    sheet["B2"].data_type = "s"
    book.save(tmp_path / "made.xlsx")
    (row,) = good(table(tmp_path, (tmp_path / "made.xlsx").read_bytes(), "notes.xlsx"))
    assert row.text == text


def test_the_first_visible_sheet_with_anything_in_it_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("Hidden", 0)
    hidden.sheet_state = "hidden"
    hidden.append(["Question", "Statement"])
    notes = book.create_sheet("Notes")
    notes["C5"], notes["D5"], notes["C7"], notes["D7"] = "Question", "Statement", "Q1", "x"
    book.create_sheet("Other").append(["more"])
    book.active = 1
    book.save(tmp_path / "made.xlsx")
    read = table(tmp_path, (tmp_path / "made.xlsx").read_bytes(), "notes.xlsx")
    assert read.other_sheets == ("Sheet", "Other")
    assert [(row.number, row.text) for row in good(read)] == [(7, "x")]


def test_what_a_file_is_says_its_content_and_not_its_name(tmp_path: Path) -> None:
    assert table(tmp_path, workbook(["Question", "Statement"], ["Q1", "x"]), "notes.csv").encoding == "xlsx"
    assert table(tmp_path, "Question,Statement\nQ1,x\n", "notes.xlsx").encoding == "utf-8"

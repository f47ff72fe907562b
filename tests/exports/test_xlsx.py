"""Workbooks opened with two libraries that did not write them."""

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from intake.exports import ExportOptions
from intake.exports.as_xlsx import write
from intake.exports.sheet_rows import MAX_CELL, split, units
from tests.exports.samples import CONTEXT, RISKY_TEXTS, SCRIPTS, expected, joined, many, raw, stored_texts


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def statements(data: bytes) -> list[dict[str, object]]:
    """The rows of every sheet of statements, read with calamine."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = []
    for name in book.sheet_names:
        if name.startswith("Statements"):
            header, *cells = book.get_sheet_by_name(name).to_python()
            rows += [dict(zip(header, row, strict=True)) for row in cells]
    return rows


def unescaped(text: object) -> str:
    """Undo Excel's way to write what XML cannot hold, which openpyxl leaves as it is."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), str(text))


def test_a_row_reads_back_with_its_types() -> None:
    data = joined(write(CONTEXT, [raw(themes=["Housing > Rent", "Trees"])]))
    (row,) = statements(data)
    assert row == expected(themes="Housing > Rent; Trees")
    sheet = opened(data).worksheets[0]
    assert [cell.value for cell in sheet[2]] == list(row.values())
    types = {str(head.value): cell.data_type for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert {name for name, kind in types.items() if kind == "n"} == {"agreed", "revision"}


@pytest.mark.parametrize("text", RISKY_TEXTS)
def test_a_text_is_never_a_formula_a_number_or_a_link(text: str) -> None:
    data = joined(write(CONTEXT, [raw(text, place=3)]))
    assert statements(data)[0]["statement"] == text
    cell = opened(data).worksheets[0]["I2"]
    assert isinstance(cell, Cell)
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("text", SCRIPTS)
def test_every_script_and_line_end_comes_back(text: str) -> None:
    data = joined(write(CONTEXT, [raw(text)]))
    assert statements(data)[0]["statement"] == text
    assert unescaped(opened(data).worksheets[0]["I2"].value) == text


@settings(max_examples=30, deadline=None)
@given(st.lists(stored_texts().filter(bool), min_size=1, max_size=20))
def test_any_text_comes_back(texts: list[str]) -> None:
    data = joined(write(CONTEXT, map(raw, texts)))
    assert [row["statement"] for row in statements(data)] == texts


@pytest.mark.parametrize("text", ["bell\x07", "nul\0", "\x0b", "\ufffe\uffff", "half \ud83d", "cr\r\nlf"])
def test_even_what_is_never_stored_leaves_a_file_that_opens(text: str) -> None:
    data = joined(write(CONTEXT, [raw(text)]))
    cell = opened(data).worksheets[0]["I2"].value
    assert unescaped(cell) == text


def test_every_part_is_well_formed_and_in_the_table_of_contents() -> None:
    data = joined(write(CONTEXT, many(150), max_rows=100))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(set(names)) == len(names)
        types = etree.fromstring(archive.read("[Content_Types].xml"))
        listed = {part.get("PartName", "").lstrip("/") for part in types if part.get("PartName")}
        assert listed <= set(names)
        assert {name for name in names if "/worksheets/" in name} <= listed
        for name in names:
            etree.fromstring(archive.read(name))


def test_the_sheet_is_ready_to_be_read() -> None:
    sheet = opened(joined(write(CONTEXT, many(3)))).worksheets[0]
    assert sheet.title == "Statements"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:S4"
    assert sheet["A1"].font.bold
    assert not sheet["A2"].font.bold
    assert sheet["I2"].alignment.wrap_text
    assert sheet.column_dimensions["I"].width > 60
    assert not sheet.sheet_view.rightToLeft


def test_the_sheet_runs_from_the_right_where_its_labels_do() -> None:
    book = opened(joined(write(CONTEXT, [raw(question=2)], options=ExportOptions(labels="fa"))))
    assert [sheet.sheet_view.rightToLeft for sheet in book.worksheets] == [True, True]
    assert book.worksheets[0]["H2"].value == "چطور به ساکرامنتو آمدید؟"
    assert book.worksheets[0]["H1"].value == "question_text"
    assert book.properties.title == "اسکور ۲۰۲۴"


def test_the_codebook_is_the_second_sheet() -> None:
    book = opened(joined(write(replace(CONTEXT, renderings=("es",)), [raw()])))
    assert book.sheetnames == ["Statements", "Codebook"]
    rows = list(book["Codebook"].iter_rows(values_only=True))
    for column in [*expected(), "statement_es"]:
        assert any(row[0] == column and row[2] for row in rows)
    assert any(row[:4] == ("Q1", 1, "Why Sacramento?", "¿Por qué Sacramento?") for row in rows)
    assert any(row[:2] == ("july-20", "July 20") for row in rows)


@pytest.mark.parametrize(("count", "sheets"), [(0, 1), (9, 1), (10, 2), (200, 23)])
def test_statements_run_on_in_further_sheets(count: int, sheets: int) -> None:
    data = joined(write(CONTEXT, many(count), max_rows=10))
    book = opened(data)
    assert book.sheetnames == ["Statements", "Codebook", *(f"Statements {n}" for n in range(2, sheets + 1))]
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets].count(True) == 1
    assert all(sheet.max_row <= 10 for sheet in book.worksheets if sheet.title != "Codebook")
    assert [row["statement_id"][-4:] for row in statements(data)] == [f"{n:04x}" for n in range(count)]


def test_a_text_longer_than_a_cell_is_whole_in_a_sheet_of_its_own() -> None:
    long, fits = "🌳🏽" * 10_000, "🌳" * (MAX_CELL // 2) + "x"
    context = replace(CONTEXT, renderings=("es",))
    data = joined(write(context, [raw(long, renderings={"es": long}), raw(fits)]))
    first, second = statements(data)
    assert units(str(first["statement"])) in (MAX_CELL, MAX_CELL - 1)
    assert str(first["statement"]).endswith("…")
    assert long.startswith(str(first["statement"])[:-1])
    assert second["statement"] == fits
    book = opened(data)
    assert book.sheetnames == ["Statements", "Codebook", "Long texts"]
    header, *rows = book["Long texts"].iter_rows(values_only=True)
    assert header == ("statement_id", "column", "part", "text")
    for column in ("statement", "statement_es"):
        parts = [row for row in rows if row[:2] == (first["statement_id"], column)]
        assert [row[2] for row in parts] == [1, 2]
        assert "".join(str(row[3]) for row in parts) == long
        assert all(units(str(row[3])) <= MAX_CELL for row in parts)
    assert "last sheet" in str(list(book["Codebook"].iter_rows(values_only=True))[-1][0])


@given(st.text(st.sampled_from("a𠮷🌳é"), max_size=200), st.integers(2, 50))
def test_a_split_text_loses_nothing(text: str, most: int) -> None:
    parts = split(text, most)
    assert "".join(parts) == text
    assert all(0 < units(part) <= most for part in parts)
    assert units(text) == len(text.encode("utf-16-le")) // 2

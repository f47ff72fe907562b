"""Reads an Excel workbook in a process of its own, which may die of it.

Run as a script with the path of a file and the greatest numbers of rows and columns; knows nothing of Intake.
Writes lines of JSON: `{"sheet", "sheets"}`, then `[number, [cell, …]]` for each row that is not blank; or, at
any point, `{"problem"}` as the last. An exit status other than 0 means that the limits ended it.
"""

import datetime
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

_MEGABYTE = 2**20
_MEMORY = 512 * _MEGABYTE
_SECONDS = 20
_MOST_PARTS = 2_000
_MOST_UNPACKED = 200 * _MEGABYTE
# Spreadsheets repeat themselves, so a ratio says something only about what is large.
_MOST_RATIO, _RATIO_FROM = 100, 10 * _MEGABYTE
_MOST_CHARACTERS = 20 * _MEGABYTE
_PIECE = 2**16
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


class Refused(Exception):
    """The workbook is not read; the code names why."""


def limit() -> None:
    """Give up memory, time, core dumps and files beyond what reading honest notes takes."""
    try:
        import resource
    except ImportError:  # not on Windows; the parent still counts the time
        return
    for kind, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard),) * 2)


def check(path: str) -> None:
    """Unpack every part, keeping nothing: sizes that a zip file states about itself may be lies."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if "xl/workbook.xml" not in archive.namelist():
            raise Refused("not_a_table")
        if len(parts) > _MOST_PARTS or len({part.filename for part in parts}) < len(parts):
            raise Refused("too_complex")
        unpacked = 0
        for part in parts:
            if part.flag_bits & 1:
                raise Refused("old_workbook")
            size, end = 0, b""
            with archive.open(part) as file:
                while piece := file.read(_PIECE):
                    size += len(piece)
                    unpacked += len(piece)
                    if unpacked > _MOST_UNPACKED or size > max(_RATIO_FROM, _MOST_RATIO * part.compress_size):
                        raise Refused("too_complex")
                    if any(doctype in end + piece for doctype in _DOCTYPES):
                        raise Refused("unreadable_workbook")
                    end = piece[-20:]


def read(path: str, most_rows: int, most_columns: int) -> Iterator[Any]:
    """Yield the lines of the answer: what was read, then the rows of the first sheet that has any."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_path(path)
    visible = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    for name in visible:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        if sheet.width > most_columns:
            raise Refused("too_many_columns")
        if sheet.height > most_rows + 1:
            raise Refused("too_many_rows")
        yield {"sheet": name, "sheets": visible}
        characters = 0
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = [as_text(cell) for cell in row]
            characters += sum(map(len, cells))
            if characters > _MOST_CHARACTERS:
                raise Refused("too_complex")
            if any(cells):
                yield [number, cells]
        return
    raise Refused("empty_file")


def as_text(cell: Any) -> str:
    """Return a cell as somebody would type it: whole numbers without a point, moments as ISO 8601."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)


def main(path: str, most_rows: str, most_columns: str) -> None:
    """Write the answer to standard output."""
    limit()
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    try:
        check(path)
        for line in read(path, int(most_rows), int(most_columns)):
            json.dump(line, sys.stdout, ensure_ascii=False, separators=(",", ":"))
            sys.stdout.write("\n")
    except Refused as refused:
        answer = {"problem": refused.args[0]}
    except MemoryError:
        answer = {"problem": "too_complex"}
    except Exception:
        # Whatever the libraries say about a broken file could quote it, so it goes no further.
        answer = {"problem": "unreadable_workbook"}
    else:
        return
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

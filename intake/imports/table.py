"""A file that somebody brings, as a header and numbered rows of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from intake.formula_guard import unguard
from intake.imports.content import MAX_MEGABYTES, MAX_ROWS, Content, Row
from intake.imports.csv_file import marked_encoding, read_csv
from intake.imports.problems import ImportProblem
from intake.imports.workbook import read_workbook
from intake.text import clean

#: Columns and sheet that nobody but Intake writes.
OWN_COLUMNS, OWN_SHEET = {"statement_id", "statement"}, "Codebook"

_ZIP = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# NUL beside one of these is no text; alone it may be UTF-16 without its mark, which can be mended.
_BINARY = frozenset(range(1, 32)) - frozenset(b"\t\n\r")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file that are not blank; iterating it again reads a CSV file again.

    Cells are what somebody typed, literally; only the formula guard of Intake's own CSV has been taken off.
    `other_sheets` are sheets of a workbook that are not read.
    """

    filename: str
    header: tuple[str, ...]
    count: int
    encoding: str
    is_intake_export: bool
    other_sheets: tuple[str, ...]
    _content: Content
    _is_guarded: bool

    def __iter__(self) -> Iterator[Row]:
        rows = _filled(self._content)
        next(rows)
        for number, cells in rows:
            yield Row(number, [unguard(cell) for cell in cells] if self._is_guarded else cells)


def read_table(path: Path, filename: str) -> Table:
    """Read a CSV file or an Excel workbook to its end; what it is, its content says and not its name.

    Raises ImportProblem for a file of which nothing can be used; iterating the table raises nothing then.
    """
    if path.stat().st_size > MAX_MEGABYTES * 2**20:
        raise ImportProblem("too_large", megabytes=MAX_MEGABYTES)
    with path.open("rb") as file:
        start = file.read(512)
    if start.startswith(_OLD_WORKBOOK):
        raise ImportProblem("old_workbook")
    if start.startswith(_ZIP):
        content = read_workbook(path)
    elif start.startswith(b"%PDF-") or (0 in start and _BINARY & set(start) and not marked_encoding(start)):
        raise ImportProblem("not_a_table")
    else:
        content = read_csv(path)
    rows = _filled(content)
    header = next(rows, None)
    if header is None:
        raise ImportProblem("empty_file")
    count = 0
    for count, row in enumerate(rows, start=1):
        if count > MAX_ROWS:
            raise ImportProblem("too_many_rows", row.number, maximum=MAX_ROWS)
    if not count:
        raise ImportProblem("empty_file")
    names = tuple(clean(name).strip() for name in header.cells)
    is_own = set(names) >= OWN_COLUMNS
    # In a workbook that we wrote nothing is guarded; in one that a spreadsheet made of our CSV everything is.
    is_guarded = is_own and OWN_SHEET not in content.sheets
    others = () if is_own else content.sheets[1:]
    return Table(filename, names, count, content.encoding, is_own, others, content, is_guarded)


def _filled(content: Content) -> Iterator[Row]:
    return (row for row in content.rows() if any(cell and not cell.isspace() for cell in row.cells))

"""Statements as CSV: RFC 4180 in UTF-8, each cell guarded against being read as a formula."""

from collections.abc import Iterable, Iterator
from itertools import islice

from flask_babel import lazy_gettext as _l

from intake.exports.columns import Cell, cells, columns
from intake.exports.context import ExportContext, ExportOptions
from intake.exports.rows import RawRow
from intake.formula_guard import RISKY

NAME = "csv"
LABEL = _l("CSV")
EXTENSION = ".csv"
MIMETYPE = "text/csv; charset=utf-8"

# About 64 kB of ordinary statements.
_ROWS_AT_ONCE = 120


def write(
    context: ExportContext, rows: Iterable[RawRow], *, options: ExportOptions | None = None
) -> Iterator[bytes]:
    """Yield the file in pieces of whole lines, the header at once.

    `options.bom` puts before it the mark without which Excel takes the text for another encoding.
    """
    options = options or ExportOptions()
    header = _line(column.name for column in columns(context))
    yield (("\ufeff" if options.bom else "") + header).encode()
    lines = map(_line, cells(context, rows, options))
    while batch := "".join(islice(lines, _ROWS_AT_ONCE)):
        yield batch.encode()


def _line(row: Iterable[Cell]) -> str:
    """Return guarded cells as csv.writer would, in a third of its time: it looks at each character."""
    fields = []
    for cell in row:
        if not isinstance(cell, str):
            fields.append("" if cell is None else str(cell))
            continue
        if cell[:1] in RISKY:
            cell = "'" + cell
        if "," in cell or '"' in cell or "\n" in cell or "\r" in cell:
            cell = '"' + cell.replace('"', '""') + '"'
        fields.append(cell)
    return ",".join(fields) + "\r\n"

"""Statements as JSON Lines: one object a line, the same keys in the same order, nothing guarded or joined."""

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec
from flask_babel import lazy_gettext as _l

from intake.exports.columns import cells, columns
from intake.exports.context import ExportContext, ExportOptions
from intake.exports.rows import RawRow

NAME = "jsonl"
LABEL = _l("JSON Lines")
EXTENSION = ".jsonl"
MIMETYPE = "application/jsonl; charset=utf-8"

# About 64 kB of ordinary statements.
_ROWS_AT_ONCE = 64


def write(
    context: ExportContext, rows: Iterable[RawRow], *, options: ExportOptions | None = None
) -> Iterator[bytes]:
    """Yield the file in pieces of whole lines; numbers are numbers, themes a list, what is missing null."""
    names = [column.name for column in columns(context)]
    values = cells(context, rows, options or ExportOptions(), lists=True)
    encode = msgspec.json.Encoder().encode_lines
    while batch := [dict(zip(names, row, strict=True)) for row in islice(values, _ROWS_AT_ONCE)]:
        yield encode(batch)

"""Statements as an Excel workbook, streamed: rows of text cells, and a codebook as the second sheet."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZipFile

from flask_babel import lazy_gettext as _l

from intake.exports.codebook import blocks
from intake.exports.columns import cells, columns
from intake.exports.context import ExportContext, ExportOptions
from intake.exports.long_texts import LongTexts
from intake.exports.rows import RawRow
from intake.exports.sheet_rows import row_writer
from intake.exports.workbook import Frame, parts, sheet, sheet_path
from intake.languages import N_, direction, pick, said

NAME = "xlsx"
LABEL = _l("Excel")
EXTENSION = ".xlsx"
MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: Rows of a sheet, its header included: what Excel can open.
MAX_ROWS = 1_048_576

# Programs that tell kinds of files apart look at the first names in a zip file.
_FIRST = ("_rels/.rels", "docProps/core.xml", "xl/theme/theme1.xml")
# A zip file that is written in one go cannot hold a longer part.
_MAX_BYTES = 1_900_000_000
_ROWS_AT_ONCE = 64
_PIECE = 65_536
# Level 6 would take twice the time of everything else together to save a quarter of the size.
_LEVEL = 1


class _Sink:
    """A file that is emptied while it is written."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        self._size += len(data)
        return len(data)

    def flush(self) -> None:
        pass

    def taken(self, least: int = _PIECE) -> Iterator[bytes]:
        """Yield what was written since the last time, once there is enough of it."""
        if self._size >= least:
            piece = b"".join(self._waiting)
            self._waiting.clear()
            self._size = 0
            yield piece


def write(
    context: ExportContext,
    rows: Iterable[RawRow],
    *,
    options: ExportOptions | None = None,
    max_rows: int = MAX_ROWS,
) -> Iterator[bytes]:
    """Yield the file in pieces; statements beyond `max_rows` of a sheet stand in further sheets.

    A text too long for a cell of Excel stands there with its beginning and whole in the sheet of long texts.
    """
    options = options or ExportOptions()
    labels = options.labels or context.default_language
    frame = Frame(
        pick(context.name, labels, context.default_language).text or context.slug,
        columns(context),
        blocks(context, labels),
        said(N_("Texts that are too long for a cell are complete in the last sheet."), labels),
        direction(labels) == "rtl",
    )
    names = [column.name for column in frame.columns]
    empty = parts(frame, [2, 2], 2)
    first, further, last = (sheet(empty[sheet_path(place)]) for place in (1, 3, 4))
    long_texts = LongTexts(names, last)
    header = row_writer(first.header_styles, long_texts.shorten)
    row = row_writer(first.cell_styles, long_texts.shorten)
    values = cells(context, rows, options)
    at_once = min(_ROWS_AT_ONCE, max_rows - 1)
    last_rows: list[int] = []
    sink = _Sink()
    with ZipFile(cast(IO[bytes], sink), "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for path in _FIRST:
            _add(archive, path, empty[path])
        batch = list(islice(values, at_once))
        while batch or not last_rows:
            around = further if last_rows else first
            last_row, size = 1, 0
            with archive.open(sheet_path(len(last_rows) + 2 if last_rows else 1), "w") as part:
                part.write((around.head + header(1, names)).encode())
                while batch and last_row + len(batch) <= max_rows and size < _MAX_BYTES:
                    xml = "".join(map(row, range(last_row + 1, max_rows + 1), batch)).encode()
                    part.write(xml)
                    last_row += len(batch)
                    size += len(xml)
                    yield from sink.taken()
                    batch = list(islice(values, at_once))
                part.write(around.ending(last_row))
            last_rows.append(last_row)
        rest = parts(frame, last_rows, long_texts.last_row if long_texts else None)
        if long_texts:
            with archive.open(sheet_path(len(last_rows) + 2), "w") as part:
                part.write(last.head.encode())
                for xml in long_texts.rows():
                    part.write(xml)
                    yield from sink.taken()
                part.write(last.ending(long_texts.last_row))
        for path, content in rest.items():
            if path not in archive.namelist():
                _add(archive, path, content)
    yield from sink.taken(0)


def _add(archive: ZipFile, path: str, content: bytes) -> None:
    # Unlike writestr, this asks no clock: one before 1980 cannot be written.
    with archive.open(path, "w") as part:
        part.write(content)

"""Texts longer than a cell of Excel can hold, kept for a sheet of their own."""

import zlib
from collections.abc import Iterator, Sequence

from intake.exports.columns import Cell
from intake.exports.sheet_rows import MAX_CELL, row_writer, split
from intake.exports.workbook import LONG_TEXT_COLUMNS, Sheet

_CONTINUED = "…"


class LongTexts:
    """The rows of the last sheet; compressed, since it can be written only after the others.

    A statement has at most 20,000 characters, so it takes more than 12,000 emoji in one to get here.
    """

    def __init__(self, names: Sequence[str], around: Sheet) -> None:
        self.last_row = 1
        self._names = names
        self._row = row_writer(around.cell_styles, self.shorten)
        self._compress = zlib.compressobj(1)
        header = row_writer(around.header_styles, self.shorten)(
            1, [column.name for column in LONG_TEXT_COLUMNS]
        )
        self._pieces = [self._compress.compress(header.encode())]

    def __bool__(self) -> bool:
        return self.last_row > 1

    def shorten(self, row: Sequence[Cell], place: int) -> str:
        """Keep all of the text at this place of a row, in parts; return its beginning, which fills a cell."""
        text = str(row[place])
        for number, part in enumerate(split(text, MAX_CELL), start=1):
            self.last_row += 1
            xml = self._row(self.last_row, (row[0], self._names[place], number, part))
            self._pieces.append(self._compress.compress(xml.encode()))
        return split(text, MAX_CELL - 1)[0] + _CONTINUED

    def rows(self) -> Iterator[bytes]:
        """Yield the XML of all rows; from then on nothing can be kept."""
        decompress = zlib.decompressobj()
        for piece in (*self._pieces, self._compress.flush()):
            yield decompress.decompress(piece)
        yield decompress.flush()

"""Reads CSV as spreadsheets write it: commas, semicolons or tabs; UTF-8, or a mark that says what else."""

import codecs
import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TextIO

from intake.imports.content import MAX_CHARACTERS, MAX_COLUMNS, Content, Row
from intake.imports.problems import ImportProblem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t"
_PIECE = 2**20


def marked_encoding(start: bytes) -> str | None:
    """Return the encoding that the first bytes of a file state."""
    return next((name for mark, name in _MARKS if start.startswith(mark)), None)


def read_csv(path: Path) -> Content:
    """Find out encoding and delimiter; raises ImportProblem, as reading the rows does."""
    with path.open("rb") as file:
        encoding = marked_encoding(file.read(4)) or "utf-8"
    _decode_all(path, encoding)
    # Excel writes, and needs, a first line that names the delimiter where a comma is not what it expects.
    with path.open(encoding=encoding, newline="") as file:
        named = file.readline(10).rstrip("\r\n").lower()
    is_named = len(named) == 5 and named.startswith("sep=")
    delimiter = named[4] if is_named else _delimiter(path, encoding)
    return Content(partial(_rows, path, encoding, delimiter, skip=is_named), encoding)


def _decode_all(path: Path, encoding: str) -> None:
    """Refuse the whole file before a row of it is used, with the line that cannot be read."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            piece = file.read(_PIECE)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                raise ImportProblem("encoding", line + error.object[: error.start].count(b"\n")) from None
            if "\0" in text:
                # Every other one: UTF-16 without its mark.
                is_wide = text.count("\0") > len(text) // 3
                row = line + text[: text.index("\0")].count("\n")
                raise ImportProblem("encoding" if is_wide else "control_character", row)
            line += text.count("\n")
            if not piece:
                return


def _delimiter(path: Path, encoding: str) -> str:
    """Return what cuts the first row into most cells; the comma when nothing does."""

    def cells(delimiter: str) -> int:
        try:
            return next((len(row.cells) for row in _rows(path, encoding, delimiter) if any(row.cells)), 0)
        except ImportProblem as problem:
            if problem.code == "quotation_marks":
                return 0
            raise

    return max(_DELIMITERS, key=cells)


def _rows(path: Path, encoding: str, delimiter: str, *, skip: bool = False) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as file:
        lines = _Lines(file)
        # Strict, because a quotation mark in the wrong place would swallow the rows after it.
        records = csv.reader(lines, delimiter=delimiter, strict=True)
        number = 0
        try:
            for number, cells in enumerate(records, start=1):
                lines.left = MAX_CHARACTERS
                if len(cells) > MAX_COLUMNS:
                    raise ImportProblem("too_many_columns", number, maximum=MAX_COLUMNS)
                if not (skip and number == 1):
                    yield Row(number, cells)
        except csv.Error as error:
            if "field limit" in str(error):
                raise ImportProblem("too_long", number + 1, maximum=csv.field_size_limit()) from None
            raise ImportProblem("quotation_marks", number + 1) from None
        except _TooLong:
            raise ImportProblem("too_long", number + 1, maximum=MAX_CHARACTERS) from None


class _TooLong(Exception):
    pass


class _Lines:
    """Lines for the csv module, which would take any number and length of them for one row."""

    def __init__(self, file: TextIO) -> None:
        self.left = MAX_CHARACTERS
        self._file = file

    def __iter__(self) -> Iterator[str]:
        while line := self._file.readline(self.left + 1):
            self.left -= len(line)
            if self.left < 0:
                raise _TooLong
            yield line

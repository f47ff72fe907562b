"""Statements as files: rows in, bytes out. A format is one module here and one name in FORMATS."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from intake.exports import as_csv, as_jsonl, as_xlsx
from intake.exports.columns import COLUMNS, columns
from intake.exports.context import (
    ExportContext,
    ExportOptions,
    ExportQuestion,
    ExportRenderings,
    ExportSession,
)
from intake.exports.rows import RawRow


class Write(Protocol):
    """What writes a file: pieces of it are yielded while rows are read, at constant memory."""

    def __call__(
        self, context: ExportContext, rows: Iterable[RawRow], *, options: ExportOptions | None = None
    ) -> Iterator[bytes]: ...


class Format(Protocol):
    """A module that writes statements in one format; its label is a lazy message."""

    NAME: str
    LABEL: Any
    EXTENSION: str
    MIMETYPE: str
    write: Write


FORMATS: dict[str, Format] = {one.NAME: one for one in (as_csv, as_xlsx, as_jsonl)}

__all__ = [
    "COLUMNS",
    "FORMATS",
    "ExportContext",
    "ExportOptions",
    "ExportQuestion",
    "ExportRenderings",
    "ExportSession",
    "Format",
    "RawRow",
    "columns",
]

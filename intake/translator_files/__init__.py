"""Pure: the texts of an initiative as the files that translation agencies work with, written and read back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from intake.languages import reads_as
from intake.translator_files import as_po, as_xliff
from intake.translator_files.problems import BadFile
from intake.translator_files.units import State, TranslatorFile, Unit, placeholders

__all__ = ["KINDS", "MAX_BYTES", "BadFile", "Kind", "State", "TranslatorFile", "Unit", "placeholders", "read"]

#: Far more than the texts of an initiative in one language; tools of agencies add much of their own.
MAX_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A format: what it is called, how its files end, and how it is written."""

    label: str
    extension: str
    mimetype: str
    write: Callable[[TranslatorFile], bytes]


KINDS = {
    "xliff": Kind("XLIFF 2", ".xlf", "application/xliff+xml", as_xliff.write),
    "po": Kind("PO", ".po", "text/x-gettext-translation", as_po.write),
}


def read(data: bytes) -> TranslatorFile:
    """What is in the file, whichever of the formats it is. Raises BadFile."""
    if len(data) > MAX_BYTES:
        raise BadFile("too_large")
    # UTF-8 with or without its mark, or UTF-16 with one, which is how XML may come too.
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return as_xliff.read(data) if start.startswith((b"<", b"\xff\xfe", b"\xfe\xff")) else as_po.read(data)


def same_languages(file: TranslatorFile, source: str, target: str, others: Collection[str] = ()) -> bool:
    """Whether the file is for these languages; one that does not name a language is taken at the page's word.

    Tools write a country of their own (`es-ES` for `es`): the same, unless the texts are in that one too (`others`).
    """
    for said, wanted in ((file.source, source), (file.target, target)):
        if said not in ("", wanted) and (said in others or reads_as(said) != reads_as(wanted)):
            return False
    return True

"""Pure: a glossary as a table for a spreadsheet, one row a term and one column a language, written and read back."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from flask_babel import gettext as _

from intake import rules
from intake.errors import Invalid
from intake.formula_guard import guard, unguard
from intake.imports import Table
from intake.imports.problems import ROW_MESSAGES

#: The columns beside those of languages; they are called so in every language, as the columns of exports are.
NOTE, NAME = "note", "do_not_translate"
#: What a cell of the second may say; a blank one says nothing.
YES, NO = frozenset({"yes", "true", "1", "x"}), frozenset({"no", "false", "0"})
#: More mistakes than this are not told; with the first ones mended, many others are gone.
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A term as a file has it; None, and a language that is left out, say nothing of what is stored."""

    #: As a spreadsheet numbers it.
    row: int
    texts: dict[str, str]
    note: str | None = None
    is_name: bool | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a row."""

    row: int
    message: Any


class Mistakes(Exception):
    """The file cannot be taken, and nothing was changed."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(mistakes, key=lambda one: one.row)[:MOST_TOLD]
        self.has_more = len(mistakes) > MOST_TOLD
        super().__init__(f"{len(mistakes)} mistakes")


def write(languages: Sequence[str], lines: Iterable[Line]) -> bytes:
    """CSV in UTF-8 with the mark that Excel needs; no cell can be read as a formula."""
    every = list(lines)
    tags = list(dict.fromkeys([*languages, *(tag for line in every for tag in line.texts)]))
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow([*tags, NOTE, NAME])
    for line in every:
        texts = [line.texts.get(tag, "") for tag in tags]
        rows.writerow(map(guard, [*texts, line.note or "", "yes" if line.is_name else ""]))
    return ("\ufeff" + out.getvalue()).encode()


def read(table: Table, default: str) -> tuple[list[Line], list[Mistake]]:
    """The terms of a file, and what is wrong in other rows; raises Mistakes when it is in the header.

    The column of the default language must be there: by it a row is known again.
    """
    columns = _columns(table.header, default)
    mistakes: list[Mistake] = []
    found = []
    for number, cells in table:
        try:
            found.append(_line(number, columns, [unguard(cell).strip() for cell in cells]))
        except Invalid as problem:
            mistakes.append(Mistake(number, problem.message))
    return found, mistakes


def _columns(header: Sequence[str], default: str) -> list[str]:
    """What each column is: a language tag, NOTE, NAME, or nothing."""
    found: list[str] = []
    mistakes = []
    for cell in header:
        name = cell.strip()
        try:
            name = name.lower() if name.lower() in ("", NOTE, NAME) else rules.language(name, "file")
        except Invalid:
            known = f"{default}, {NOTE}, {NAME}"
            said = _("There is no key “%(key)s” here. Possible here: %(words)s.", key=name[:40], words=known)
            mistakes.append(Mistake(1, said))
        if name and name in found:
            mistakes.append(Mistake(1, f"{name}: {_('This key stands here twice.')}"))
        found.append(name)
    if default not in found:
        mistakes.append(Mistake(1, f"{default}: {_('A column is missing')}"))
    if mistakes:
        raise Mistakes(mistakes)
    return found


def _line(number: int, columns: Sequence[str], cells: Sequence[str]) -> Line:
    if any(cells[len(columns) :]):
        raise Invalid(ROW_MESSAGES["extra_cells"])
    given = {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell}
    texts = {name: cell for name, cell in given.items() if name not in (NOTE, NAME)}
    if not texts:
        raise Invalid(ROW_MESSAGES["empty"])
    return Line(number, texts, given.get(NOTE), _yes(given.get(NAME)))


def _yes(cell: str | None) -> bool | None:
    if cell is None:
        return None
    if cell.casefold() not in YES | NO:
        raise Invalid(_("Possible here: %(words)s.", words="yes, no"))
    return cell.casefold() in YES

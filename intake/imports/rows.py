"""From rows of text to statements that still have to be matched with an initiative."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from intake.imports.moments import ascii_digits, is_day_first, parse_date, parse_moment
from intake.imports.problems import RowProblem
from intake.imports.table import Table
from intake.imports.words import is_full_group, kind_of
from intake.languages import BadLanguageTag, normalise_tag
from intake.rules import FULL_GROUP, MAX_NAME
from intake.text import clean, problem

# Thousands may be marked; a spreadsheet may have added a point and zeros.
_COUNT = re.compile(r"\+?(\d+|\d{1,3}(?:([,.'’٬ ])\d{3})(?:\2\d{3})*)(?:[.,]0{1,2})?")
# Excel's longest cell in UTF-16 units, less the half of a character that may be missing there.
_CELL_END = 32_766


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row that can be read; None is what it does not say.

    `place` is a table's label or FULL_GROUP. `captured_at` has a zone only where the cell had an offset, else
    it is the session's time; a time alone is of the session's day.
    """

    number: int
    session: str | None
    date: date | None
    place: str | None
    question: str
    text: str
    language: str | None
    kind: str | None
    agreed: int | None
    notetaker: str | None
    captured_at: datetime | time | None


def parse(
    table: Table, mapping: Mapping[str, int], *, max_length: int, most_agreed: int
) -> Iterator[tuple[ImportRow | None, list[RowProblem]]]:
    """Yield each row as a statement, or None with all that is wrong with it.

    `mapping` has the place of each field's column (see `mapping.guess`), required fields included.
    """
    day_first = {
        name: is_day_first(row.cells[place] for row in table if place < len(row.cells))
        for name, place in mapping.items()
        if name in ("date", "captured_at")
    }
    for row in table:
        if _is_erased(table, row.cells, mapping):
            continue
        reader = _Reader(row.number, row.cells, mapping)
        if any(cell.strip() for cell in row.cells[len(table.header) :]):
            reader.refuse(None, "extra_cells")
        found = ImportRow(
            row.number,
            reader.line("session"),
            reader.day(day_first.get("date", False)),
            reader.place(),
            reader.line("question", is_needed=True) or "",
            reader.text(max_length, is_workbook=table.encoding == "xlsx"),
            reader.language(),
            reader.kind(),
            reader.agreed(most_agreed),
            reader.line("notetaker"),
            reader.moment(day_first.get("captured_at", False)),
        )
        yield (None if reader.problems else found), reader.problems


def _is_erased(table: Table, cells: list[str], mapping: Mapping[str, int]) -> bool:
    """Whether our own export says that this row's words were erased: it is hidden, and its text is empty."""
    if not table.is_intake_export or "status" not in table.header:
        return False
    places = (table.header.index("status"), mapping["text"])
    status, text = (cells[place].strip() if place < len(cells) else "" for place in places)
    return status == "hidden" and not text


class _Reader:
    """The cells of one row by field, and what is wrong with them."""

    def __init__(self, number: int, cells: list[str], mapping: Mapping[str, int]) -> None:
        self.problems: list[RowProblem] = []
        self._number = number
        self._cells = cells
        self._mapping = mapping

    def refuse(self, name: str | None, code: str, **details: int) -> None:
        self.problems.append(RowProblem(self._number, name, code, details))

    def line(self, name: str, *, is_needed: bool = False) -> str | None:
        """Return a cell without the spaces around and the line ends within it, None when it is blank."""
        text = " ".join(clean(self._raw(name)).split())
        code = problem(text, MAX_NAME)
        if code:
            self.refuse(name, code, maximum=MAX_NAME)
            return None
        if is_needed and not text:
            self.refuse(name, "empty")
        return text or None

    def text(self, maximum: int, *, is_workbook: bool) -> str:
        """Return the statement as it will be stored, spaces around it included."""
        text = self._raw("text")
        code = problem(text, maximum)
        if code:
            self.refuse("text", code, maximum=maximum)
        elif not text.strip():
            self.refuse("text", "empty")
        elif is_workbook and len(text) >= _CELL_END // 2 and len(text.encode("utf-16-le")) >= 2 * _CELL_END:
            # The cell is full, so the end of the text is missing.
            self.refuse("text", "too_long", maximum=_CELL_END)
        return clean(text)

    def place(self) -> str | None:
        label = self.line("place")
        return FULL_GROUP if label and is_full_group(label) else label

    def language(self) -> str | None:
        tag = self.line("language")
        try:
            return normalise_tag(tag) if tag else None
        except BadLanguageTag:
            self.refuse("language", "bad_language")
            return None

    def kind(self) -> str | None:
        word = self.line("kind")
        kind = kind_of(word) if word else None
        if word and not kind:
            self.refuse("kind", "bad_kind")
        return kind

    def agreed(self, most: int) -> int | None:
        cell = self.line("agreed")
        if cell is None:
            return None
        count = _COUNT.fullmatch(ascii_digits(cell))
        number = int(re.sub(r"\D", "", count[1])) if count else -1
        if not 0 <= number <= most:
            self.refuse("agreed", "bad_agreed")
            return None
        return number

    def day(self, day_first: bool) -> date | None:
        cell = self.line("date")
        found = parse_date(cell, day_first=day_first) if cell else None
        if cell and not found:
            self.refuse("date", "bad_date")
        return found

    def moment(self, day_first: bool) -> datetime | time | None:
        cell = self.line("captured_at")
        found = parse_moment(cell, day_first=day_first) if cell else None
        if cell and found is None:
            self.refuse("captured_at", "bad_time")
        return found

    def _raw(self, name: str) -> str:
        place = self._mapping.get(name, len(self._cells))
        return self._cells[place] if place < len(self._cells) else ""

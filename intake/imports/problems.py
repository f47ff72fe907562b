"""What can be wrong with a file to import, as codes and as sentences that never quote the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

#: Of the whole file: nothing of it can be imported.
FILE_MESSAGES: dict[str, Any] = {
    "too_large": _l("The file is larger than %(megabytes)s MB. Split it into several files."),
    "empty_file": _l("There are no rows in this file."),
    "not_a_table": _l("This is neither a CSV file nor an Excel workbook (.xlsx)."),
    "old_workbook": _l("Save this workbook as .xlsx, without a password."),
    "unreadable_workbook": _l("This workbook is damaged. Open it in a spreadsheet and save it again."),
    "too_complex": _l("This workbook is too large. Keep only the sheet with the statements."),
    "encoding": _l("The letters of this file cannot be read. In a spreadsheet, save it as CSV in UTF-8."),
    "control_character": _l("The text has characters that cannot be stored. Remove them, or type it again."),
    "quotation_marks": _l("A quotation mark is missing here, or stands where it cannot be."),
    "too_long": _l("This is longer than %(maximum)s characters."),
    "too_many_columns": _l("There are more than %(maximum)s columns."),
    "too_many_rows": _l("There are more than %(maximum)s rows. Split the file into several."),
}

#: Of one cell: the other rows can be judged.
ROW_MESSAGES: dict[str, Any] = {
    "empty": _l("This cell must not be empty."),
    "too_long": FILE_MESSAGES["too_long"],
    "control_character": FILE_MESSAGES["control_character"],
    "lone_surrogate": FILE_MESSAGES["control_character"],
    "bad_language": _l("This is not a language tag such as es, zh-Hans or fa-AF."),
    "bad_kind": _l("Choose quote, paraphrase or observation."),
    "bad_agreed": _l("Enter how many others agreed as a whole number, 0 or more."),
    "bad_date": _l("This is not a date such as 2024-07-20."),
    "bad_time": _l("This is not a time such as 2024-07-20 18:03."),
    "extra_cells": _l("This row has more cells than the header. A text with commas needs quotation marks."),
}


class ImportProblem(Exception):
    """A file that is not read, with the number of the row (or line) where that showed, if it was one."""

    def __init__(self, code: str, row: int | None = None, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.row = row
        self.details = details

    @property
    def message(self) -> str:
        """What to do, in the language of the page."""
        return str(FILE_MESSAGES[self.code]) % self.details


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A cell that cannot be taken as it is; `column` is the name of a field, None for the row as a whole."""

    row: int
    column: str | None
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What to do, in the language of the page."""
        return str(ROW_MESSAGES[self.code]) % self.details

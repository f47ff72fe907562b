"""What a file to import may hold, and what its readers return."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

MAX_MEGABYTES = 20
MAX_ROWS = 100_000
MAX_COLUMNS = 200
#: The text of a row, all cells together.
MAX_CHARACTERS = 500_000


class Row(NamedTuple):
    """A row with the number that a spreadsheet shows beside it."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a file, before anybody knows what it means; `rows` may be called again.

    `sheets` are the names of a workbook's sheets, the first of them the one that was read.
    """

    rows: Callable[[], Iterator[Row]]
    encoding: str
    sheets: tuple[str, ...] = ()

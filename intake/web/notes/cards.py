"""What is read back to residents: a table's statements in one language, a card each, in the order they were said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from intake.db.prepared import Reading
from intake.languages import reads_as
from intake.models import Kind
from intake.queries import table_statements
from intake.queries.devices import DeviceRow
from intake.queries.table_statements import MOST, TableRendering, TableStatement


@dataclass(frozen=True, slots=True)
class Card:
    """A statement as it is read: itself, or its rendering."""

    #: The statement's id.
    uid: UUID
    question: str
    text: str
    #: Of the text that is read, as it was stored.
    language: str
    #: The store's, of the text that is read.
    version: int
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Pile:
    """The cards in a language, oldest first, and how many statements are in neither it nor translated into it."""

    cards: list[Card]
    missing: int

    def place(self, uid: UUID | None) -> int | None:
        """Where the card of this statement lies."""
        return next((n for n, card in enumerate(self.cards) if card.uid == uid), None)

    def open_after(self, place: int) -> int | None:
        """The next one that is not confirmed yet."""
        after = range(place + 1, len(self.cards))
        return next((n for n in after if not self.cards[n].is_confirmed), None)

    @property
    def open(self) -> int:
        return sum(not card.is_confirmed for card in self.cards)


def every_statement(reading: Reading, device: DeviceRow) -> list[TableStatement]:
    """All that this device may read back, oldest first; what a notetaker observed was said by nobody."""
    rows: list[TableStatement] = []
    has_older, before = True, None
    while has_older:
        page = table_statements.of_device(reading, device, before=before, limit=MOST)
        rows += page.rows
        has_older, before = page.has_older, page.rows[-1].uid if page.rows else None
    return [row for row in reversed(rows) if row.kind is not Kind.OBSERVATION]


def languages_of(rows: Iterable[TableStatement]) -> list[str]:
    """The languages that something can be read in."""
    found = [tag for row in rows for tag in (row.language, *(one.language for one in row.renderings))]
    return list(dict.fromkeys(found))


def pile(rows: Iterable[TableStatement], language: str) -> Pile:
    """What can be read in this language."""
    cards: list[Card] = []
    missing = 0
    for row in rows:
        read = _in_language(row, language)
        if read is None:
            missing += 1
        else:
            cards.append(Card(row.uid, row.question, read.text, read.language, read.version, read.confirmed))
    return Pile(cards, missing)


def _in_language(row: TableStatement, language: str) -> TableStatement | TableRendering | None:
    """The statement itself, else its rendering; one of words that were corrected since is none."""
    wanted = reads_as(language)
    if reads_as(row.language) == wanted:
        return row
    found = [one for one in row.renderings if reads_as(one.language) == wanted and not one.is_stale]
    return min(found, key=lambda one: one.language != language, default=None)

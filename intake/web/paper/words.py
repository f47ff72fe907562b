"""What stands on a note sheet in one language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from intake.languages import N_, PageLanguage, find, format_number, said
from intake.protocol import SENTENCES


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The printed words, and the page language they are in."""

    page: PageLanguage
    kinds: tuple[str, ...]
    agreed: str
    language: str
    date: str
    practice: str
    #: The rules that protect people: no names, nothing that points to one person, nothing against their wish.
    rules: tuple[str, ...]
    _numbering: str
    _table: str
    _room: str

    def numbering(self, sheet: int, sheets: int, page: int, pages: int) -> str:
        """Which sheet and page this is, so that a lost one is noticed."""
        numbers = {"sheet": sheet, "sheets": sheets, "page": page, "pages": pages}
        return self._numbering % {name: format_number(n, self.page.tag) for name, n in numbers.items()}

    def place(self, label: str) -> str:
        return self._table % {"label": label} if label else self._room


@lru_cache(maxsize=64)
def words_in(tag: str, otherwise: str) -> SheetWords:
    """The words in this language, where no pages are in it in the other, else in English."""
    page = find(tag) or find(otherwise) or find("en")
    assert page is not None
    own = page.tag
    return SheetWords(
        page=page,
        kinds=(said(N_("Quote"), own), said(N_("Paraphrase"), own), said(N_("Observation"), own)),
        agreed=said(N_("Others who agreed"), own),
        language=said(N_("Language"), own),
        date=said(N_("Date"), own),
        practice=said(N_("Practice"), own),
        rules=tuple(said(sentence, own) for sentence in SENTENCES[4:7]),
        _numbering=said(N_("Sheet %(sheet)s of %(sheets)s · page %(page)s of %(pages)s"), own),
        _table=said(N_("Table %(label)s"), own),
        _room=said(N_("Full group"), own),
    )

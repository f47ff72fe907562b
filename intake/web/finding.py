"""What a page that was searched shows of its statements: where the words are, and whether more may be found soon."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from intake.queries import renderings, searching, statements
from intake.queries.renderings import RenderingRow
from intake.queries.selecting import Selection
from intake.queries.statements import StatementRow
from intake.search import marking
from intake.search.asking import Question
from intake.search.marking import Piece
from intake.search.words import Word, placed


@dataclass(frozen=True, slots=True)
class Found:
    """What was asked for, if anything, in the statements of a page."""

    asked: Question
    #: Statement's id -> its renderings that answer, of those whose own words do not.
    renderings: dict[int, list[RenderingRow]]
    #: Some texts are not in the index yet.
    is_behind: bool
    #: The words of each text that was looked through already.
    words: dict[str, list[Word]] = field(default_factory=dict)

    def pieces(self, text: str, longest: int) -> list[Piece]:
        """The text, or so much of it, with its matches."""
        return marking.pieces(text, self.asked, longest, self.words.get(text))


def found(session: Session, chosen: Selection, rows: list[StatementRow]) -> Found:
    """Look through the statements of a page for what was asked."""
    if not chosen.asked:
        return Found(Question(), {}, False)
    is_behind = searching.waiting(session, up_to=1) > 0
    words = {row.text: placed(row.text) for row in rows} if chosen.asked.terms else {}
    others = [row.id for row in rows if words and not marking.answers(words[row.text], chosen.asked)]
    return Found(chosen.asked, renderings.that_answer(session, others, chosen.asked), is_behind, words)


def counted_up_to(chosen: Selection) -> int:
    """The number beyond which a page says "more than"."""
    return statements.FOUND_UP_TO if chosen.asked else statements.COUNTED_UP_TO

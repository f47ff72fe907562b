"""What rows of typed-up notes can be matched with: sessions, tables and questions, by the names people use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.imports.moments import ascii_digits
from intake.languages import available, said
from intake.models import Initiative, ListeningSession, Place, Question, QuestionVersion

_NUMBERED = re.compile(r"(\D*)0*(\d+)")


@dataclass(slots=True)
class Table:
    """A place; its id is None until it is made."""

    label: str
    id: int | None = None


@dataclass(slots=True)
class Target:
    """A session that rows belong to; its id is None until it is made. `day` is a new one's, as rows say."""

    name: str
    zone: str
    id: int | None = None
    starts_at: datetime | None = None
    day: date | None = None
    #: By the label's folded spelling; the full group under the empty one.
    tables: dict[str, Table] = field(default_factory=dict)
    languages: dict[str, None] = field(default_factory=dict)

    @property
    def own_day(self) -> date | None:
        """The day of the session in its zone."""
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date() if self.starts_at else self.day

    @property
    def new_tables(self) -> list[Table]:
        return [table for table in self.tables.values() if table.id is None and table.label]


@dataclass(frozen=True, slots=True)
class Owner:
    """What the initiative says of itself."""

    id: int
    time_zone: str
    default_language: str


@dataclass(slots=True)
class Targets:
    """Everything of one initiative that can be named in a row."""

    owner: Owner
    by_code: dict[str, Target]
    by_title: dict[str, list[Target]]
    #: Newest wording by the code in small letters, and by the number in it where only one code has it.
    questions: dict[str, int]
    numbers: dict[str, int | None]
    #: What was found for a name before; a file says the same few names again and again.
    _meant: dict[str, int | None] = field(default_factory=dict)

    def sessions(self, name: str) -> list[Target]:
        """Those with this code, else those with this title in any language."""
        key = spelling(name)
        return [self.by_code[key]] if key in self.by_code else self.by_title.get(key, [])

    def question(self, name: str) -> int | None:
        """The newest wording of the question that is meant by Q1, q 1, 1 or Question 1."""
        if name not in self._meant:
            self._meant[name] = self._question(name)
        return self._meant[name]

    def _question(self, name: str) -> int | None:
        text = spelling(ascii_digits(name)).rstrip(" .:)")
        for word in _words("Question"):
            rest = text.removeprefix(word).lstrip(" .:#-")
            if rest and rest != text:
                text = rest
                break
        key = text.replace(" ", "")
        numbered = _NUMBERED.fullmatch(key)
        found = self.questions.get(spelling(name), self.questions.get(key))
        if found is None and numbered and numbered[1].rstrip(".:#-_") in ("", "q"):
            found = self.numbers.get(numbered[2])
        return found


def targets(session: Session, initiative_id: int) -> Targets:
    """Read them."""
    owner = session.execute(
        select(Initiative.id, Initiative.time_zone, Initiative.default_language).where(
            Initiative.id == initiative_id
        )
    ).one()
    found = Targets(Owner(*owner), {}, {}, {}, {})
    by_id: dict[int, Target] = {}
    for row in session.execute(
        select(
            ListeningSession.id,
            ListeningSession.code,
            ListeningSession.title,
            ListeningSession.time_zone,
            ListeningSession.starts_at,
            ListeningSession.is_practice,
        ).where(ListeningSession.initiative_id == initiative_id)
    ):
        target = by_id[row.id] = Target(row.code, row.time_zone, row.id, row.starts_at)
        found.by_code[spelling(row.code)] = target
        # Practice often has the title of the real one; notes go there only by its code.
        for title in set() if row.is_practice else {spelling(title) for title in row.title.values()}:
            found.by_title.setdefault(title, []).append(target)
    for place in session.execute(
        select(Place.id, Place.session_id, Place.label)
        .join(ListeningSession, ListeningSession.id == Place.session_id)
        .where(ListeningSession.initiative_id == initiative_id)
    ):
        by_id[place.session_id].tables[spelling(place.label)] = Table(place.label, place.id)
    for question in session.execute(
        select(Question.code, QuestionVersion.id)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(Question.initiative_id == initiative_id)
        .order_by(QuestionVersion.number)
    ):
        found.questions[spelling(question.code)] = question.id
    for code, version_id in found.questions.items():
        numbered = _NUMBERED.fullmatch(code)
        if numbered:
            is_first = numbered[2] not in found.numbers
            found.numbers[numbered[2]] = version_id if is_first else None
    return found


@lru_cache(maxsize=4096)
def spelling(name: str) -> str:
    """What two spellings of one name share: neither capitals nor extra spaces tell them apart."""
    return " ".join(name.casefold().split())


@lru_cache(maxsize=4096)
def bare_label(name: str) -> str:
    """A table's label without the word table before it, in any language of the pages."""
    for word in _words("Table"):
        if spelling(name).startswith(word) and name[len(word) :].strip():
            return name[len(word) :].strip()
    return name


@cache
def _words(message: str) -> tuple[str, ...]:
    """What a message is in each language of the pages, the longest first."""
    words = {spelling(message), *(spelling(said(message, one.tag)) for one in available())}
    return tuple(sorted(words, key=len, reverse=True))

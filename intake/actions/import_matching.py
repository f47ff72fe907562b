"""Matching the rows of typed-up notes with an initiative, or saying why a row has no place in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from intake import rules
from intake.actions.import_targets import Table, Target, Targets, bare_label, spelling
from intake.errors import Invalid
from intake.imports import ImportRow, RowProblem
from intake.models import Source

#: Longest name of a notetaker, as the column of devices holds it.
MAX_NOTETAKER = 80
#: More new sessions than this are a column that was taken for something else.
MOST_NEW_SESSIONS = 100

MESSAGES: dict[str, Any] = {
    "no_session": _l("This row names no session."),
    "unknown_session": _l("There is no session called %(name)s."),
    "several_sessions": _l("Several sessions are called %(name)s. Use the short name of one."),
    "too_many_sessions": _l("There would be more than %(maximum)s new sessions. Look at the columns again."),
    "unknown_table": _l("There is no table called %(name)s."),
    "too_many_tables": _l("A session has at most %(number)s tables."),
    "unknown_question": _l("There is no question called %(name)s."),
    "too_long": _l("This is longer than %(maximum)s characters."),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What whoever imports decided; `language` and `session` are for rows that name none."""

    create_missing: bool = False
    source: Source = Source.PAPER
    language: str | None = None
    session: str | None = None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a row has no place in the initiative; `column` is the name of a field."""

    row: int
    column: str
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What to do, in the language of the page."""
        return str(MESSAGES[self.code]) % self.details


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and where it belongs."""

    row: ImportRow
    target: Target
    table: Table
    question_version_id: int
    language: str
    captured_at: datetime


class Matcher:
    """Matches row after row; what is missing and may be made gathers in `new_sessions` and in tables."""

    def __init__(self, targets: Targets, options: Options, moment: datetime) -> None:
        self.targets = targets
        self.options = options
        self.new_sessions: dict[str, Target] = {}
        self._moment = moment

    def match(self, row: ImportRow) -> tuple[Placed | None, list[Mismatch]]:
        """Where the row belongs, or everything that is wrong with it."""
        problems: list[Mismatch] = []

        def refuse(column: str, code: str, **details: Any) -> None:
            problems.append(Mismatch(row.number, column, code, details))

        target = self._session(row, refuse)
        table = self._table(row, target, refuse) if target else None
        version_id = self.targets.question(row.question)
        if version_id is None:
            refuse("question", "unknown_question", name=row.question)
        if row.notetaker and len(row.notetaker) > MAX_NOTETAKER:
            refuse("notetaker", "too_long", maximum=MAX_NOTETAKER)
        if problems or target is None or table is None or version_id is None:
            return None, problems
        language = self.language(row)
        target.languages.setdefault(language)
        return Placed(row, target, table, version_id, language, self._captured(row, target)), []

    def language(self, row: ImportRow) -> str:
        """The row's own, else that of the rows which name none."""
        return row.language or self.options.language or self.targets.owner.default_language

    @property
    def touched(self) -> list[Target]:
        """Sessions that were there and get new tables."""
        return [target for target in self.targets.by_code.values() if target.new_tables]

    def _session(self, row: ImportRow, refuse: Any) -> Target | None:
        name = row.session or self.options.session
        if name is None:
            refuse("session", "no_session")
            return None
        found = self.targets.sessions(name)
        if len(found) == 1:
            return found[0]
        key = spelling(name)
        if found:
            refuse("session", "several_sessions", name=name)
        elif key in self.new_sessions:
            target = self.new_sessions[key]
            target.day = target.day or row.date
            return target
        elif not self.options.create_missing:
            refuse("session", "unknown_session", name=name)
        elif len(self.new_sessions) >= MOST_NEW_SESSIONS:
            refuse("session", "too_many_sessions", maximum=MOST_NEW_SESSIONS)
        else:
            made = Target(name, self.targets.owner.time_zone, day=row.date, tables={"": Table("")})
            self.new_sessions[key] = made
            return made
        return None

    def _table(self, row: ImportRow, target: Target, refuse: Any) -> Table | None:
        name = "" if row.place in (None, rules.FULL_GROUP) else row.place or ""
        found = target.tables.get(spelling(name)) or target.tables.get(spelling(bare_label(name)))
        if found is not None:
            return found
        if target.id is not None and not self.options.create_missing:
            refuse("place", "unknown_table", name=name)
            return None
        if len(target.tables) > rules.MOST_TABLES:
            refuse("place", "too_many_tables", number=rules.MOST_TABLES)
            return None
        try:
            made = Table(rules.table_label(bare_label(name)))
        except Invalid:
            refuse("place", "too_long", maximum=rules.MAX_LABEL)
            return None
        target.tables[spelling(made.label)] = made
        return made

    def _captured(self, row: ImportRow, target: Target) -> datetime:
        """When it was said: the row's own moment, else noon of its day or of the session's."""
        zone, said = ZoneInfo(target.zone), row.captured_at
        day = row.date or target.own_day
        if isinstance(said, datetime):
            return _utc(said if said.tzinfo else said.replace(tzinfo=zone), self._moment)
        if day is None:
            return self._moment
        return _utc(datetime.combine(day, said or time(12), zone), self._moment)


def matched(
    rows: Iterable[tuple[ImportRow | None, list[RowProblem]]], matcher: Matcher
) -> Iterator[tuple[ImportRow | None, list[RowProblem] | list[Mismatch]]]:
    """Go on from `imports.parse`: a row that can be read, None for one with problems, and the problems."""
    for row, problems in rows:
        if row is None:
            yield None, problems
        else:
            placed, mismatches = matcher.match(row)
            yield (row if placed else None), mismatches


def noon(day: date | None, zone: str) -> datetime | None:
    """When a session begins of which only the day is known."""
    return datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC) if day else None


def _utc(moment: datetime, otherwise: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return otherwise

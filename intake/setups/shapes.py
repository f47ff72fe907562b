"""What a set-up file says. None means that the file leaves it out, so that what is stored stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class TableSetUp:
    """A table of a session."""

    label: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class SessionSetUp:
    """A listening session."""

    code: str
    title: dict[str, str]
    type: str | None = None
    #: Local time without an offset, or a moment with one where the clock shows the same time twice.
    starts: datetime | None = None
    time_zone: str | None = None
    place: str | None = None
    languages: tuple[str, ...] | None = None
    #: A number of tables, or each of them.
    tables: int | tuple[TableSetUp, ...] | None = None
    state: str | None = None
    practice: bool | None = None


@dataclass(frozen=True, slots=True)
class QuestionSetUp:
    """A question; `asked_in` None means everywhere."""

    code: str
    text: dict[str, str]
    asked_in: tuple[str, ...] | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class TermSetUp:
    """A term of the glossary."""

    text: dict[str, str]
    note: str | None = None
    do_not_translate: bool | None = None


@dataclass(frozen=True, slots=True)
class SetUp:
    """An initiative with its questions, sessions and glossary."""

    slug: str
    name: dict[str, str]
    default_language: str
    languages: tuple[str, ...]
    time_zone: str | None = None
    protocol: dict[str, str] = field(default_factory=dict)
    questions: tuple[QuestionSetUp, ...] = ()
    sessions: tuple[SessionSetUp, ...] = ()
    glossary: tuple[TermSetUp, ...] = ()


def moment_of(starts: datetime, zone: str) -> datetime:
    """The moment at which a session starts, from the time in the file and the session's zone."""
    # In UTC, since times that a clock shows twice compare as equal to nothing in another zone.
    return (starts if starts.tzinfo else starts.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def local_start(moment: datetime, zone: str) -> datetime:
    """The time to write into a file, of which `moment_of` makes the same moment again."""
    local = moment.astimezone(ZoneInfo(zone))
    naive = local.replace(tzinfo=None, fold=0)
    return naive if moment_of(naive, zone) == moment.astimezone(UTC) else local

"""From the tuples that the database hands over to rows that name everything."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from intake.exports.context import ExportContext
from intake.languages import pick
from intake.rules import FULL_GROUP

#: Statement id (a UUID or its 32 digits); ids of session, place and question version; text, language, kind,
#: agreed; themes (paths joined by " > "); captured and received (UTC, aware or naive); revision, source,
#: device (a pseudonym), status; renderings ({tag: text}, and what is in MADE). Kind, source and status are stored
#: values.
RawRow = tuple[
    UUID | str,
    int,
    int,
    int,
    str,
    str,
    str,
    int | None,
    Sequence[str] | None,
    datetime | None,
    datetime | None,
    int,
    str,
    str | None,
    str,
    Mapping[str, str] | None,
]

#: Beside a rendering's text, under its tag with these endings, which no tag has: who made it (a role), how, and how far
#: it is. Only where the context asks for them.
MADE = ("_by", "_how", "_state")

# Minutes kept of one zone: more than any series of sessions has, and still small.
_MINUTES_KEPT = 50_000
_SECONDS = tuple(f"{second:02}" for second in range(60))


class Session(NamedTuple):
    """What each statement says about its listening session."""

    code: str
    date: str | None
    type: str


class Question(NamedTuple):
    """What each statement says about its question."""

    code: str
    wording: str


class ExportRow(NamedTuple):
    """One statement with everything named; `themes` is one text where the format knows no lists."""

    statement_id: str
    initiative: str
    session: Session
    place: str
    question: Question
    text: str
    language: str
    kind: str
    agreed: int | None
    themes: list[str] | str
    captured_at: str | None
    received_at: str | None
    revision: int
    source: str
    device: str | None
    status: str
    renderings: Mapping[str, str]


def resolve(
    context: ExportContext, raws: Iterable[RawRow], language: str, lists: bool
) -> Iterator[ExportRow]:
    """Name the ids and put moments into their session's zone; `lists` keeps themes apart."""
    slug = context.slug
    stamps: dict[str, Callable[[datetime | None], str | None]] = {}
    sessions = {
        key: (
            Session(one.code, one.date.isoformat() if one.date else None, one.type),
            stamps.setdefault(one.time_zone, _stamper(one.time_zone)),
        )
        for key, one in context.sessions.items()
    }
    places = {key: label or FULL_GROUP for key, label in context.places.items()}
    questions = {
        key: Question(one.code, pick(one.wording, language, context.default_language).text)
        for key, one in context.questions.items()
    }
    nothing: Mapping[str, str] = {}
    for (
        uid, session_id, place_id, question_id, text, spoken, kind, agreed, themes, captured, received,
        revision, source, device, status, renderings,
    ) in raws:  # fmt: skip
        session, stamp = sessions[session_id]
        yield ExportRow(
            _dashed(uid), slug, session, places[place_id], questions[question_id], text, spoken, kind, agreed,
            list(themes or ()) if lists else "; ".join(themes) if themes else "",
            stamp(captured), stamp(received), revision, source, device, status, renderings or nothing,
        )  # fmt: skip


def _dashed(uid: UUID | str) -> str:
    digits = uid if isinstance(uid, str) else uid.hex
    if len(digits) != 32:
        return digits
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _stamper(zone_name: str) -> Callable[[datetime | None], str | None]:
    """Return a function that writes a UTC moment as ISO 8601 with the zone's offset, to the second.

    Statements come many to the minute and every offset holds for whole minutes, so the text around the
    seconds is kept: a quarter of the cost of asking the zone each time.
    """
    zone = ZoneInfo(zone_name)
    minutes: dict[tuple[int, int, int, int, int], tuple[str, str]] = {}

    def stamp(moment: datetime | None) -> str | None:
        if moment is None:
            return None
        key = (moment.year, moment.month, moment.day, moment.hour, moment.minute)
        around = minutes.get(key)
        if around is None:
            local = _local(moment, zone).isoformat(timespec="seconds")
            if len(minutes) >= _MINUTES_KEPT:
                minutes.clear()
            around = minutes[key] = (local[:17], local[19:])
        return around[0] + _SECONDS[moment.second] + around[1]

    return stamp


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    utc = moment.replace(tzinfo=UTC)
    try:
        local = utc.astimezone(zone)
    except OverflowError:  # a clock at the very beginning or end of the calendar
        return utc
    offset = local.utcoffset()
    return utc if offset is None or offset.seconds % 60 else local  # before there were zones

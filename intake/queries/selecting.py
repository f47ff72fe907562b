"""Which statements a page or an export is about: people's words for it, and the conditions they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, SelectBase, and_, false, or_, select, true, union_all
from sqlalchemy.orm import Session

from intake.errors import Invalid
from intake.models import ListeningSession, Place, Question, QuestionVersion, Rendering, Statement, Status
from intake.queries import searching, waiting
from intake.queries.listening import IS_NOT_ACTIVE
from intake.queries.searching import Way
from intake.rules import FULL_GROUP
from intake.search.asking import Question as Asked
from intake.search.asking import read

#: What counts until an organizer has said otherwise.
COUNTED = (Status.ACTIVE, Status.HELD)
#: Statements beside a translation of which another text waits.
_RENDERED_TWICE = select(Rendering.statement_id).where(
    Rendering.has_conflict.is_(True), Rendering.status != Status.WITHDRAWN
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for, in the words of an address or a command line; what is empty asks for everything.

    `tables` are labels or FULL_GROUP, `questions` codes; `first_day` and `last_day` are days of the session's
    zone on which it was written down. Practice sessions are in it only where `practice` says so. `words` is what
    somebody typed into the search box.
    """

    sessions: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    language: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    statuses: tuple[Status, ...] = ()
    conflicts: bool = False
    #: Those whose language may be wrong.
    doubtful: bool = False
    #: Those that are held, and those about which something is.
    waiting: bool = False
    practice: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """The same in the ids of one initiative; None means all, an empty tuple none."""

    initiative_id: int
    session_ids: tuple[int, ...] | None
    place_ids: tuple[int, ...] | None
    version_ids: tuple[int, ...] | None
    language: str | None
    #: (sessions, first moment, moment after the last); the sessions of each share a zone.
    spans: tuple[tuple[tuple[int, ...], datetime | None, datetime | None], ...] | None
    statuses: tuple[Status, ...]
    conflicts: bool = False
    #: What the words ask for; None when there are none, nothing when they have no letter and no digit.
    asked: Asked | None = None
    is_sqlite: bool = True
    doubtful: bool = False
    waiting: bool = False
    #: A condition of a page of its own.
    also: ColumnElement[bool] | None = field(default=None, compare=False, repr=False)
    #: The ids that this condition lets through, if an index has them.
    also_of: SelectBase | None = field(default=None, compare=False, repr=False)
    #: Everything but the words that must be there.
    condition: ColumnElement[bool] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "condition", and_(true(), *_conditions(self)))

    @property
    def whole(self) -> ColumnElement[bool]:
        """The condition with the words, where nobody walks the index by `ids`."""
        return and_(self.condition, *searching.found_by(self.asked, is_sqlite=self.is_sqlite))

    def ids(
        self,
        way: Way = Way.WORDS,
        *,
        above: Any = None,
        below: Any = None,
        newest_first: bool = True,
        limit: int | None = None,
    ) -> Select[int]:
        """The ids of its statements, the first of them, those between two others if they are given."""
        return searching.ids(
            self.asked,
            self.condition,
            way,
            is_sqlite=self.is_sqlite,
            within=_only(self),
            sides=list(_sides(self)),
            above=above,
            below=below,
            newest_first=newest_first,
            limit=limit,
        )

    def way(self, session: Session) -> Way:
        """The quickest way to its ids."""
        return searching.way(
            session,
            self.asked,
            self.condition,
            is_sqlite=self.is_sqlite,
            within=_only(self),
            sides=list(_sides(self)),
        )


def select_statements(session: Session, initiative_id: int, wanted: Wanted) -> Selection:
    """Find the ids behind the words; raises Invalid for a session, table or question that is not there."""
    sessions = session.execute(
        select(
            ListeningSession.id,
            ListeningSession.code,
            ListeningSession.time_zone,
            ListeningSession.is_practice,
        ).where(ListeningSession.initiative_id == initiative_id)
    ).all()
    by_code = {row.code: row for row in sessions}
    for code in wanted.sessions:
        if code not in by_code:
            raise Invalid(_("There is no session called %(name)s.", name=code), field="session")
    chosen = [by_code[code] for code in dict.fromkeys(wanted.sessions)] or list(sessions)
    if not wanted.practice:
        chosen = [row for row in chosen if not row.is_practice]
    session_ids = None if len(chosen) == len(sessions) else tuple(row.id for row in chosen)
    return Selection(
        initiative_id,
        session_ids,
        _places(session, [row.id for row in chosen], wanted.tables),
        _versions(session, initiative_id, wanted.questions),
        wanted.language,
        _spans({row.id: row.time_zone for row in chosen}, wanted.first_day, wanted.last_day),
        tuple(wanted.statuses),
        wanted.conflicts,
        read(wanted.words) if wanted.words else None,
        session.get_bind().dialect.name == "sqlite",
        wanted.doubtful,
        wanted.waiting,
    )


def _places(session: Session, session_ids: list[int], labels: Iterable[str]) -> tuple[int, ...] | None:
    wanted = {"" if label == FULL_GROUP else label for label in labels}
    if not wanted:
        return None
    rows = session.execute(
        select(Place.id, Place.label).where(Place.session_id.in_(session_ids), Place.label.in_(wanted))
    )
    found = rows.all()
    missing = wanted - {row.label for row in found}
    if missing:
        raise Invalid(_("There is no table called %(name)s.", name=min(missing) or FULL_GROUP), field="table")
    return tuple(row.id for row in found)


def _versions(session: Session, initiative_id: int, codes: Iterable[str]) -> tuple[int, ...] | None:
    wanted = set(codes)
    if not wanted:
        return None
    rows = session.execute(
        select(QuestionVersion.id, Question.code)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.initiative_id == initiative_id, Question.code.in_(wanted))
    ).all()
    missing = wanted - {row.code for row in rows}
    if missing:
        raise Invalid(_("There is no question called %(name)s.", name=min(missing)), field="question")
    return tuple(row.id for row in rows)


def _spans(
    zones: Mapping[int, str], first_day: date | None, last_day: date | None
) -> tuple[tuple[tuple[int, ...], datetime | None, datetime | None], ...] | None:
    if first_day is None and last_day is None:
        return None
    return tuple(
        (
            tuple(key for key, name in zones.items() if name == zone),
            _beginning(first_day, zone) if first_day else None,
            _beginning(last_day + timedelta(days=1), zone) if last_day and last_day < date.max else None,
        )
        for zone in sorted(set(zones.values()))
    )


def _beginning(day: date, zone: str) -> datetime:
    """The day's first moment there; at the ends of the calendar that of UTC."""
    try:
        return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    except OverflowError:
        return datetime.combine(day, time(), UTC)


def _conditions(chosen: Selection) -> Iterable[ColumnElement[bool]]:
    # One session is looked up by its own index. Several are picked out while walking the initiative's: adding
    # 0 keeps both databases from gathering and sorting all their statements for every page.
    if chosen.session_ids is not None and len(chosen.session_ids) == 1:
        yield Statement.session_id == chosen.session_ids[0]
    else:
        yield Statement.initiative_id == chosen.initiative_id
        if chosen.session_ids is not None:
            yield (Statement.session_id + 0).in_(chosen.session_ids)
    if chosen.place_ids is not None:
        yield Statement.place_id.in_(chosen.place_ids)
    if chosen.version_ids is not None:
        yield Statement.question_version_id.in_(chosen.version_ids)
    if chosen.language is not None:
        yield or_(*_in_language(chosen.language, is_sqlite=chosen.is_sqlite))
    if chosen.spans is not None:
        yield or_(false(), *(_within(*span, alone=len(chosen.spans) == 1) for span in chosen.spans))
    if chosen.statuses:
        yield Statement.status.in_(chosen.statuses)
    if chosen.waiting:
        yield or_(Statement.status == Status.HELD, waiting.ABOUT)
    if chosen.conflicts:
        yield or_(Statement.has_conflict.is_(True), Statement.id.in_(_RENDERED_TWICE))
    if chosen.doubtful:
        yield Statement.suggested_language.is_not(None)
    if chosen.also is not None:
        yield chosen.also
    if chosen.asked is not None:
        yield from (
            searching.condition(chosen.asked, is_sqlite=chosen.is_sqlite) if chosen.asked else [false()]
        )


def _in_language(tag: str, *, is_sqlite: bool) -> list[ColumnElement[bool]]:
    """The ways to be in it: "es" finds "es-MX" too, which stands between "es-" and "es."."""
    if is_sqlite:
        within = and_(Statement.language > tag + "-", Statement.language < tag + ".")
    else:
        within = Statement.language.startswith(tag + "-", autoescape=True)
    return [Statement.language == tag, within]


def _only(chosen: Selection) -> int | None:
    return chosen.session_ids[0] if chosen.session_ids and len(chosen.session_ids) == 1 else None


def _sides(chosen: Selection) -> Iterable[SelectBase]:
    """The ids that each filter lets through by itself, of filters that an index answers; that of one session is first."""
    of = select(Statement.id)
    if (only := _only(chosen)) is not None:
        yield of.where(Statement.session_id == only)
    if chosen.place_ids is not None:
        yield of.where(Statement.place_id.in_(chosen.place_ids))
    if chosen.version_ids is not None:
        yield of.where(Statement.question_version_id.in_(chosen.version_ids))
    if chosen.language is not None:
        # Each by itself, since SQLite looks nothing up in an index for an OR.
        ways = _in_language(chosen.language, is_sqlite=chosen.is_sqlite)
        yield union_all(*(of.where(Statement.initiative_id == chosen.initiative_id, one) for one in ways))
    if chosen.statuses and Status.ACTIVE not in chosen.statuses:
        yield of.where(IS_NOT_ACTIVE, Statement.status.in_(chosen.statuses))
    if chosen.waiting:
        yield union_all(of.where(IS_NOT_ACTIVE, Statement.status == Status.HELD), *waiting.OF)
    if chosen.conflicts:
        two = of.where(Statement.initiative_id == chosen.initiative_id, Statement.has_conflict.is_(True))
        yield union_all(two, _RENDERED_TWICE)
    if chosen.doubtful:
        yield of.where(
            Statement.initiative_id == chosen.initiative_id, Statement.suggested_language.is_not(None)
        )
    if chosen.also_of is not None:
        yield chosen.also_of


def _within(
    session_ids: tuple[int, ...], first: datetime | None, after: datetime | None, *, alone: bool
) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [] if alone else [(Statement.session_id + 0).in_(session_ids)]
    if first is not None:
        conditions.append(Statement.captured_at >= first)
    if after is not None:
        conditions.append(Statement.captured_at < after)
    return and_(true(), *conditions)

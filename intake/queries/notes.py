"""What a device reads: the statements that it, and the devices it goes on from, wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, func, or_, select

from intake.db.prepared import Prepared, Reading
from intake.models import (
    Device,
    Held,
    Initiative,
    Kind,
    Place,
    Question,
    QuestionVersion,
    Statement,
    Status,
)
from intake.queries.devices import DeviceRow

DEVICE = cast(Table, Device.__table__)
INITIATIVE = cast(Table, Initiative.__table__)
PLACE = cast(Table, Place.__table__)
QUESTION = cast(Table, Question.__table__)
STATEMENT = cast(Table, Statement.__table__)
VERSION = cast(Table, QuestionVersion.__table__)
#: Statements on a page of the list.
PAGE = 12


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A statement of the reader's own, as the list shows it and an edit begins with it."""

    uid: UUID
    question: str
    text: str
    language: str
    kind: Kind
    agreed: int
    status: Status
    held: Held | None
    has_conflict: bool
    version: int
    revision: int
    captured_at: datetime
    place_id: int
    #: The table's label; empty for the full group.
    place_label: str
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Some of the reader's statements, newest first."""

    rows: list[OwnRow]
    has_older: bool
    #: All of them, on this page or not.
    total: int


def own_statements(reading: Reading, device: DeviceRow, before: UUID | None = None) -> OwnPage:
    """The newest statements of the device's chain, or those older than the one with this id."""
    mine: dict[str, Any] = {"session_id": device.session_id, "chain_id": device.chain_id or device.id}
    if before is not None:
        query, values = _OLDER, {**mine, "before": before}
    elif device.is_alone:
        query, values = _NEWEST_OF_ONE, {"device_id": device.id}
    else:
        query, values = _NEWEST, mine
    rows = [OwnRow(*row) for row in query.all(reading, values)]
    has_older = len(rows) > PAGE
    total = _COUNT.all(reading, mine)[0][0] if has_older or before else len(rows)
    return OwnPage(rows[:PAGE], has_older, total)


def own_statement(reading: Reading, device: DeviceRow, uid: UUID) -> OwnRow | None:
    """This statement, if it is of the device's chain."""
    mine = {"session_id": device.session_id, "chain_id": device.chain_id or device.id}
    row = _ONE.one_or_none(reading, {**mine, "uid": uid})
    return OwnRow(*row) if row else None


def protocol(reading: Reading, initiative_id: int) -> dict[str, str]:
    """The initiative's own protocol by language; languages that are missing have the built-in one."""
    [row] = _PROTOCOL.all(reading, {"initiative_id": initiative_id})
    return cast(dict[str, str], row.protocol)


_CHAIN = select(DEVICE.c.id).where(
    DEVICE.c.session_id == bindparam("session_id"),
    or_(DEVICE.c.chain_id == bindparam("chain_id"), DEVICE.c.id == bindparam("chain_id")),
)
_OWN: Any = (
    select(
        STATEMENT.c.uid,
        QUESTION.c.code,
        STATEMENT.c.text,
        STATEMENT.c.language,
        STATEMENT.c.kind,
        STATEMENT.c.agreed,
        STATEMENT.c.status,
        STATEMENT.c.held,
        STATEMENT.c.has_conflict,
        STATEMENT.c.version,
        STATEMENT.c.revision,
        STATEMENT.c.captured_at,
        STATEMENT.c.place_id,
        PLACE.c.label,
        STATEMENT.c.erased_at,
    )
    .join_from(STATEMENT, VERSION, VERSION.c.id == STATEMENT.c.question_version_id)
    .join(QUESTION, QUESTION.c.id == VERSION.c.question_id)
    .join(PLACE, PLACE.c.id == STATEMENT.c.place_id)
)
_MINE = STATEMENT.c.device_id.in_(_CHAIN)
# The page is found in an index before any text is read, however many statements there are.
_IDS = select(STATEMENT.c.id).where(_MINE).order_by(STATEMENT.c.id.desc()).limit(PAGE + 1)
_CURSOR = STATEMENT.alias()
_BEFORE = select(_CURSOR.c.id).where(_CURSOR.c.uid == bindparam("before")).scalar_subquery()
_NEWEST, _OLDER = (
    Prepared(_OWN.where(STATEMENT.c.id.in_(ids)).order_by(STATEMENT.c.id.desc()))
    for ids in (_IDS, _IDS.where(STATEMENT.c.id < _BEFORE))
)
# Of one device they stand in that order in an index, so that no more are looked at than are shown.
_NEWEST_OF_ONE = Prepared(
    _OWN.where(STATEMENT.c.device_id == bindparam("device_id"))
    .order_by(STATEMENT.c.id.desc())
    .limit(PAGE + 1)
)
_ONE = Prepared(_OWN.where(_MINE, STATEMENT.c.uid == bindparam("uid")))
_COUNT = Prepared(select(func.count(STATEMENT.c.id)).where(_MINE))
_PROTOCOL = Prepared(select(INITIATIVE.c.protocol).where(INITIATIVE.c.id == bindparam("initiative_id")))

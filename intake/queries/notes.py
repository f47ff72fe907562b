"""What a device reads: the statements that it, and the devices it goes on from, wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, func, select

from intake.db.prepared import Prepared, Reading
from intake.models import (
    Held,
    Initiative,
    Kind,
    Place,
    Status,
)
from intake.queries import chains
from intake.queries.chains import CHAIN, QUESTION, STATEMENT
from intake.queries.devices import DeviceRow

INITIATIVE = cast(Table, Initiative.__table__)
PLACE = cast(Table, Place.__table__)
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
    mine = chains.values(device)
    asked: dict[str, Any] = {**mine, "limit": PAGE + 1}
    if before is not None:
        query, asked = _OLDER, {**asked, "before": before}
    elif device.is_alone:
        query, asked = _NEWEST_OF_ONE, {"device_id": device.id, "limit": PAGE + 1}
    else:
        query = _NEWEST
    rows = [OwnRow(*row) for row in query.all(reading, asked)]
    has_older = len(rows) > PAGE
    total = _COUNT.all(reading, mine)[0][0] if has_older or before else len(rows)
    return OwnPage(rows[:PAGE], has_older, total)


def own_statement(reading: Reading, device: DeviceRow, uid: UUID) -> OwnRow | None:
    """This statement, if it is of the device's chain."""
    row = _ONE.one_or_none(reading, {**chains.values(device), "uid": uid})
    return OwnRow(*row) if row else None


def protocol(reading: Reading, initiative_id: int) -> dict[str, str]:
    """The initiative's own protocol by language; languages that are missing have the built-in one."""
    [row] = _PROTOCOL.all(reading, {"initiative_id": initiative_id})
    return cast(dict[str, str], row.protocol)


_OWN = chains.with_questions(
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
).join(PLACE, PLACE.c.id == STATEMENT.c.place_id)
_MINE = STATEMENT.c.device_id.in_(CHAIN)
_NEWEST, _OLDER = chains.pages(_OWN, _MINE)
# Of one device they stand in that order in an index, so that no more are looked at than are shown.
_NEWEST_OF_ONE = Prepared(
    _OWN.where(STATEMENT.c.device_id == bindparam("device_id"))
    .order_by(STATEMENT.c.id.desc())
    .limit(bindparam("limit"))
)
_ONE = Prepared(_OWN.where(_MINE, STATEMENT.c.uid == bindparam("uid")))
_COUNT = Prepared(select(func.count(STATEMENT.c.id)).where(_MINE))
_PROTOCOL = Prepared(select(INITIATIVE.c.protocol).where(INITIATIVE.c.id == bindparam("initiative_id")))

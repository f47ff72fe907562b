"""What is read back to a table: its statements with their renderings, as one of its devices may read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, and_, bindparam, func, select

from intake.db.prepared import Prepared, Reading
from intake.models import (
    DeviceRole,
    How,
    Kind,
    Rendering,
    RenderingState,
    SessionState,
    Status,
)
from intake.queries import chains
from intake.queries.chains import CHAIN, CURSOR, QUESTION, STATEMENT
from intake.queries.confirmed import RENDERING_IS_CONFIRMED, STATEMENT_IS_CONFIRMED
from intake.queries.devices import DeviceRow
from intake.queries.renderings import KEPT, STALE

RENDERING = cast(Table, Rendering.__table__)
#: Statements that are read at once unless somebody asks for more or fewer, and the most that are.
PAGE = 25
MOST = 100


@dataclass(frozen=True, slots=True)
class TableRendering:
    """A statement in another language, by a person."""

    uid: UUID
    language: str
    text: str
    version: int
    state: RenderingState
    how: How
    #: The statement's words changed since.
    is_stale: bool
    #: Residents heard these words and said that they are right.
    confirmed: bool
    #: The count of its newest revision, which a change goes on from.
    revision: int


@dataclass(frozen=True, slots=True)
class TableStatement:
    """A statement that counts, as it is read back."""

    uid: UUID
    #: The question's code.
    question: str
    text: str
    language: str
    kind: Kind
    agreed: int
    version: int
    captured_at: datetime
    confirmed: bool
    #: By language.
    renderings: list[TableRendering] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TablePage:
    """Some of a table's statements, newest first."""

    rows: list[TableStatement]
    has_older: bool
    #: All of them, on this page or not.
    total: int


def may_read(device: DeviceRow) -> bool:
    """Whether it may read what a table said: while it is admitted and nobody put the session away."""
    return (
        device.admitted_at is not None
        and device.revoked_at is None
        and device.session_state is not SessionState.ARCHIVED
    )


def of_device(
    reading: Reading, device: DeviceRow, *, before: UUID | None = None, limit: int = PAGE
) -> TablePage:
    """An interpreter's device reads the statements of its place, a notetaker's those of its chain.

    The newest, or those older than the one with the id `before`; nothing for a device that may not read.
    """
    if not may_read(device):
        return TablePage([], False, 0)
    whose: dict[str, Any]
    if device.role is DeviceRole.INTERPRETER:
        queries, whose = _OF_PLACE, {"place_id": device.place_id}
    elif device.is_alone:
        queries, whose = _OF_ONE, {"device_id": device.id}
    else:
        queries = _OF_CHAIN
        whose = chains.values(device)
    values = {**whose, "limit": limit + 1}
    if before is None:
        found = queries.newest.all(reading, values)
    else:
        found = queries.older.all(reading, values | {"before": before})
    has_older = len(found) > limit
    found = found[:limit]
    rows = {row[0]: TableStatement(*row[1:]) for row in found}
    if rows:
        between = {"first": found[-1][0], "last": found[0][0], **whose}
        for statement_id, *rendering in queries.renderings.all(reading, between):
            if statement_id in rows:
                rows[statement_id].renderings.append(TableRendering(*rendering))
    is_all = not has_older and before is None
    total = len(found) if is_all else queries.count.all(reading, whose)[0][0]
    return TablePage(list(rows.values()), has_older, total)


def one_of_place(reading: Reading, device: DeviceRow, uid: UUID) -> TableStatement | None:
    """This statement, if it is of the device's place and the device may read it."""
    found = _ONE.one_or_none(reading, {"place_id": device.place_id, "uid": uid}) if may_read(device) else None
    if found is None:
        return None
    renderings = _OF_STATEMENT.all(reading, {"statement_id": found[0]})
    statement = TableStatement(*found[1:])
    statement.renderings.extend(TableRendering(*row[1:]) for row in renderings)
    return statement


def language_at(reading: Reading, device: DeviceRow, uid: UUID) -> str | None:
    """The language of this statement of the device's place, also of one that may not be read any more.

    What was written about it while it could be read is taken all the same.
    """
    found = _LANGUAGE.one_or_none(reading, {"place_id": device.place_id, "uid": uid})
    return None if found is None else str(found[0])


class _Queries:
    """The same questions about the statements of a place, of one device, and of a chain of devices."""

    def __init__(self, mine: Any, cursors: Any) -> None:
        active = STATEMENT.c.status == Status.ACTIVE
        self.newest, self.older = chains.pages(_SAID, and_(mine, active), cursors)
        self.renderings = Prepared(
            _RENDERED.where(mine, STATEMENT.c.id >= bindparam("first"), STATEMENT.c.id <= bindparam("last"))
        )
        self.count = Prepared(select(func.count(STATEMENT.c.id)).where(mine, active))


_SAID = chains.with_questions(
    STATEMENT.c.id,
    STATEMENT.c.uid,
    QUESTION.c.code,
    STATEMENT.c.text,
    STATEMENT.c.language,
    STATEMENT.c.kind,
    STATEMENT.c.agreed,
    STATEMENT.c.version,
    STATEMENT.c.captured_at,
    STATEMENT_IS_CONFIRMED,
)
_RENDERED: Any = (
    select(
        RENDERING.c.statement_id,
        RENDERING.c.uid,
        RENDERING.c.language,
        RENDERING.c.text,
        RENDERING.c.version,
        RENDERING.c.state,
        RENDERING.c.how,
        STALE,
        RENDERING_IS_CONFIRMED,
        RENDERING.c.revision,
    )
    .join_from(STATEMENT, RENDERING, RENDERING.c.statement_id == STATEMENT.c.id)
    .where(KEPT, RENDERING.c.status == Status.ACTIVE)
    .order_by(RENDERING.c.statement_id, RENDERING.c.language)
)
_OF_PLACE = _Queries(
    STATEMENT.c.place_id == bindparam("place_id"), CURSOR.c.place_id == bindparam("place_id")
)
_OF_ONE = _Queries(
    STATEMENT.c.device_id == bindparam("device_id"), CURSOR.c.device_id == bindparam("device_id")
)
_OF_CHAIN = _Queries(STATEMENT.c.device_id.in_(CHAIN), CURSOR.c.device_id.in_(CHAIN))
_ONE = Prepared(
    _SAID.where(
        STATEMENT.c.place_id == bindparam("place_id"),
        STATEMENT.c.uid == bindparam("uid"),
        STATEMENT.c.status == Status.ACTIVE,
    )
)
_OF_STATEMENT = Prepared(_RENDERED.where(STATEMENT.c.id == bindparam("statement_id")))
_LANGUAGE = Prepared(
    select(STATEMENT.c.language).where(
        STATEMENT.c.place_id == bindparam("place_id"), STATEMENT.c.uid == bindparam("uid")
    )
)

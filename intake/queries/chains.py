"""Statements of a device and of those that it goes on from, and reading statements page by page."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, or_, select, true

from intake.db.prepared import Prepared
from intake.models import Device, Question, QuestionVersion, Statement
from intake.queries.devices import DeviceRow

DEVICE = cast(Table, Device.__table__)
QUESTION = cast(Table, Question.__table__)
STATEMENT = cast(Table, Statement.__table__)
VERSION = cast(Table, QuestionVersion.__table__)
#: The statement that a page lies before.
CURSOR = STATEMENT.alias()
#: The ids of the chain with these `values`.
CHAIN = select(DEVICE.c.id).where(
    DEVICE.c.session_id == bindparam("session_id"),
    or_(DEVICE.c.chain_id == bindparam("chain_id"), DEVICE.c.id == bindparam("chain_id")),
)


def values(device: DeviceRow) -> dict[str, Any]:
    """What CHAIN is asked with for this device."""
    return {"session_id": device.session_id, "chain_id": device.chain_id or device.id}


def with_questions(*columns: ColumnElement[Any]) -> Any:
    """These columns of statements, each with the question that it answers."""
    return (
        select(*columns)
        .join_from(STATEMENT, VERSION, VERSION.c.id == STATEMENT.c.question_version_id)
        .join(QUESTION, QUESTION.c.id == VERSION.c.question_id)
    )


def pages(
    said: Any, mine: ColumnElement[bool], cursors: ColumnElement[bool] | None = None
) -> tuple[Prepared, Prepared]:
    """Of `mine`, newest first: the newest, and those older than the one of the `cursors` with the id `before`.

    `limit` at most. The page is found in an index before any text is read, however many statements there are.
    """
    ids = select(STATEMENT.c.id).where(mine).order_by(STATEMENT.c.id.desc()).limit(bindparam("limit"))
    before = select(CURSOR.c.id).where(
        CURSOR.c.uid == bindparam("before"), true() if cursors is None else cursors
    )
    newest, older = (
        Prepared(said.where(STATEMENT.c.id.in_(page)).order_by(STATEMENT.c.id.desc()))
        for page in (ids, ids.where(STATEMENT.c.id < before.scalar_subquery()))
    )
    return newest, older

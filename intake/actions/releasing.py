"""Letting count what waits for an organizer: of a device that is let in, with a statement, or by itself."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, and_, func, or_, select, update
from sqlalchemy.orm import Session

from intake.actions import history, rendered
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.actions.rendered import RENDERING, STATEMENT
from intake.errors import Conflict, NotFound
from intake.models import Confirmation, Device, Held, Status

CONFIRMATION = cast(Table, Confirmation.__table__)
DEVICE = cast(Table, Device.__table__)
CHAIN = func.coalesce(DEVICE.c.chain_id, DEVICE.c.id)
#: What waits only for its device.
FOR_DEVICE = (Held.NOT_ADMITTED, Held.REVOKED)
#: Whose a row is that waits.
MAKERS: dict[Table, Any] = {
    STATEMENT: STATEMENT.c.device_id,
    RENDERING: RENDERING.c.changed_by_device_id,
    CONFIRMATION: CONFIRMATION.c.device_id,
}


def of_device(session: Session, device: Device) -> int:
    """Let count what waited only for this device; returns how many statements that were."""
    if device.admitted_at is None or device.revoked_at is not None:
        return 0
    # First the device, then what it wrote, as whoever stores a batch of it: what is on its way is there by then, or comes
    # as that of a device that is let in.
    session.flush()
    said, translated, answered = (
        and_(maker == device.id, table.c.held.in_(FOR_DEVICE)) for table, maker in MAKERS.items()
    )
    about = (
        select(table.c.statement_id).where(of)
        for table, of in ((RENDERING, translated), (CONFIRMATION, answered))
    )
    history.hold(session, or_(said, *(STATEMENT.c.id.in_(one) for one in about)))
    _answers(session, answered)
    found = 0
    for table, waits in ((RENDERING, translated), (STATEMENT, said)):
        found = _rows(session, table, waits)
        # What was taken back or put away meanwhile does not wait again when it is brought back.
        session.connection().execute(update(table).where(waits).values(held=None))
    return found


def with_statement(session: Session, row: Row[Any]) -> int:
    """Let count what was sent about this statement and has no reason of its own to wait; returns how much that was.

    Whoever releases a statement has seen that it came late, and what came with it from the same tablet. A tablet that
    was sent away or waits to be let in, or that sent very many, is another matter.
    """
    of_its_chain = select(CHAIN).where(DEVICE.c.id == row.device_id).scalar_subquery()
    same_tablet = select(DEVICE.c.id).where(DEVICE.c.session_id == row.session_id, of_its_chain == CHAIN)

    def goes_along(table: Table, device: Any) -> ColumnElement[bool]:
        # None (it counts already) is no reason that anything could share.
        same = and_(table.c.held == (row.held or Held.LATE), device.in_(same_tablet))
        return and_(table.c.statement_id == row.id, or_(table.c.held == Held.LATE, same))

    of_renderings = goes_along(RENDERING, RENDERING.c.changed_by_device_id)
    return _rows(session, RENDERING, of_renderings) + _answers(
        session, goes_along(CONFIRMATION, CONFIRMATION.c.device_id)
    )


def about(session: Session, actor: Actor, statement_id: int, language: str | None, version: int) -> None:
    """Let count a translation and the answers to it, or (None) the answers to the statement itself, whatever held them.

    Raises Conflict when that was changed since it was seen at this version, or nothing of it waits.
    """
    statement = session.execute(
        select(STATEMENT).where(STATEMENT.c.id == statement_id).with_for_update()
    ).one_or_none()
    row = None if language is None else rendered.current(session, statement_id, language)
    if statement is None or (language is not None and row is None):
        raise NotFound()
    if statement.erased_at is not None or (statement if row is None else row).version != version:
        raise Conflict()
    of: Any = CONFIRMATION.c.rendering_id
    found = 0
    if row is not None:
        found += _rows(session, RENDERING, RENDERING.c.id == row.id)
    found += _answers(
        session,
        CONFIRMATION.c.statement_id == statement_id,
        of.is_(None) if row is None else of == row.id,
        CONFIRMATION.c.held.is_not(None),
    )
    if not found:
        raise Conflict()
    verb, subject = ("rendering.released", row.uid) if row else ("confirmation.released", statement.uid)
    note(session, actor, verb, initiative_id=statement.initiative_id, subject=subject, version=version)


def _rows(session: Session, table: Table, *which: ColumnElement[bool]) -> int:
    """Make these active, if they wait; no word of them changes."""
    change = update(table).where(*which, table.c.status == Status.HELD)
    return _count(session, change.values(status=Status.ACTIVE, held=None))


def _answers(session: Session, *which: ColumnElement[bool]) -> int:
    return _count(session, update(CONFIRMATION).where(*which).values(held=None))


def _count(session: Session, change: Any) -> int:
    done: Any = session.connection().execute(change)
    return int(done.rowcount)

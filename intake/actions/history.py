"""Revising a statement that the store has: what becomes current, what is kept beside it, what was there already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, insert, select, update
from sqlalchemy.orm import Session

from intake.actions.submitted import Outcome, Result, Submitted
from intake.models import Held, Statement, StatementRevision, Status

STATEMENT = cast(Table, Statement.__table__)
REVISION = cast(Table, StatementRevision.__table__)
#: What two revisions must share to be the same one, sent again.
COMPARED = ("text", "language", "kind", "agreed")


@dataclass(slots=True)
class Known:
    """A stored statement with its question's code and the chain of devices it belongs to (None: no device's)."""

    row: Row[Any]
    chain: int | None


def hold(session: Session, *which: ColumnElement[bool]) -> None:
    """Hold these statements until the transaction ends, in the order of their ids.

    Whoever else needs some of them waits for the first, so nobody waits for another who waits for them. SQLite writes
    one at a time anyway.
    """
    if session.get_bind().dialect.name != "sqlite":
        query = select(STATEMENT.c.id).where(*which).order_by(STATEMENT.c.id)
        session.execute(query.with_for_update()).all()


def revise(
    session: Session,
    known: Known,
    submitted: Submitted,
    *,
    device_id: int,
    question_version_id: int,
    held: Held | None,
    moment: datetime,
) -> tuple[Result, bool]:
    """Apply a device's revision and say whether anything was written.

    The rules, in order: what was erased → unchanged, and its words stay out; exactly this was had already → unchanged;
    an older or equal count → history; not allowed now → kept beside it, held; somebody else changed or erased it since
    → both kept, conflict; else it becomes current.
    """
    row = known.row
    if _is_erased(row, submitted):
        return _without_words(session, row, submitted, device_id, question_version_id, moment)
    if submitted.revision <= row.revision:
        return _repeated_or_late(session, known, submitted, device_id, question_version_id, held, moment)
    if held is not None or _changed_by_others(row, submitted.base, device_id):
        keep(session, row.id, submitted, device_id, question_version_id, moment, is_conflict=True)
        _count(session, row.id, submitted.revision, has_conflict=True)
        outcome = Outcome.HELD if held is not None else Outcome.CONFLICT
        return Result(submitted.id, submitted.revision, row.version, outcome, held), True
    status = revised_status(row.status, row.held, withdrawn=submitted.withdrawn)
    supersede(session, row)
    session.connection().execute(
        update(STATEMENT)
        .where(STATEMENT.c.id == row.id)
        .values(
            question_version_id=row.question_version_id
            if row.question == submitted.question
            else question_version_id,
            text=submitted.text,
            language=submitted.language,
            kind=submitted.kind,
            agreed=submitted.agreed,
            status=status,
            version=row.version + 1,
            revision=submitted.revision,
            sequence=submitted.sequence,
            changed_by_device_id=device_id,
            changed_by_person_id=None,
            changed_at=moment,
        )
    )
    waits = status is Status.HELD
    outcome = Outcome.HELD if waits else Outcome.STORED
    return Result(
        submitted.id, submitted.revision, row.version + 1, outcome, row.held if waits else None
    ), True


def revised_status(status: Status, held: Held | None, *, withdrawn: bool) -> Status:
    """The status after a notetaker's revision: they may withdraw and undo, but not undo what an organizer hid."""
    if status is Status.HIDDEN:
        return Status.HIDDEN
    if withdrawn:
        return Status.WITHDRAWN
    return Status.HELD if held else Status.ACTIVE


def supersede(session: Session, row: Row[Any], reason: str = "") -> None:
    """Copy the current text into the history before it is replaced; `reason` is why, in an organizer's words."""
    session.connection().execute(
        insert(REVISION),
        {
            "statement_id": row.id,
            "version": row.version,
            "revision": row.revision,
            "sequence": row.sequence,
            "question_version_id": row.question_version_id,
            "text": row.text,
            "language": row.language,
            "kind": row.kind,
            "agreed": row.agreed,
            "status": row.status,
            "is_conflict": False,
            "captured_at": row.captured_at,
            "device_id": row.changed_by_device_id
            or (row.device_id if row.changed_by_person_id is None else None),
            "person_id": row.changed_by_person_id,
            "reason": reason,
            "at": row.changed_at,
        },
    )


def _repeated_or_late(
    session: Session,
    known: Known,
    submitted: Submitted,
    device_id: int,
    question_version_id: int,
    held: Held | None,
    moment: datetime,
) -> tuple[Result, bool]:
    row = known.row
    same = Result(submitted.id, submitted.revision, row.version, Outcome.UNCHANGED)
    if (
        row.revision == submitted.revision
        and row.changed_by_person_id is None
        and _is_same(row, row.question, submitted)
    ):
        if row.status is Status.HELD:
            return Result(submitted.id, submitted.revision, row.version, Outcome.HELD, row.held), False
        return same, False
    for kept in session.execute(
        select(REVISION).where(REVISION.c.statement_id == row.id, REVISION.c.revision == submitted.revision)
    ):
        if _is_same(kept, submitted.question, submitted):
            if kept.is_conflict:
                outcome = Outcome.HELD if held else Outcome.CONFLICT
                return Result(submitted.id, submitted.revision, row.version, outcome, held), False
            return same, False
    # Beside an erased statement even an older text waits for the organizer: it may be what was to be gone.
    clash = row.revision == submitted.revision or row.erased_at is not None
    keep(session, row.id, submitted, device_id, question_version_id, moment, is_conflict=clash)
    if clash:
        _count(session, row.id, row.revision, has_conflict=True)
    return Result(
        submitted.id, submitted.revision, row.version, Outcome.CONFLICT if clash else Outcome.STORED
    ), True


def _is_erased(row: Row[Any], submitted: Submitted) -> bool:
    """Whether these words are among those that were erased for good; a withdrawal of them brings nothing new."""
    if row.erased_revision is None:
        return False
    return submitted.revision <= row.erased_revision or (row.erased_at is not None and submitted.withdrawn)


def _without_words(
    session: Session,
    row: Row[Any],
    submitted: Submitted,
    device_id: int,
    question_version_id: int,
    moment: datetime,
) -> tuple[Result, bool]:
    """Take the number of a save and none of its words, so that its device need not keep it."""
    result = Result(submitted.id, submitted.revision, row.version, Outcome.UNCHANGED)
    known = select(REVISION.c.id).where(
        REVISION.c.statement_id == row.id, REVISION.c.revision == submitted.revision
    )
    if session.execute(known.limit(1)).first() is not None:
        return result, False
    bare = replace(submitted, text="")
    keep(session, row.id, bare, device_id, question_version_id, moment, is_conflict=False)
    _count(session, row.id, max(row.revision, submitted.revision))
    return result, True


def _changed_by_others(row: Row[Any], base: int | None, device_id: int) -> bool:
    """Whether the current text is somebody else's and the sender had not seen it; what was erased always is."""
    if row.erased_at is not None:
        return True
    if base is not None and base >= row.version:
        return False
    if row.changed_by_person_id is not None:
        return True
    return bool((row.changed_by_device_id or row.device_id) != device_id and base is not None)


def _is_same(row: Row[Any], question: str, submitted: Submitted) -> bool:
    if (row.status is Status.WITHDRAWN) != submitted.withdrawn and row.status is not Status.HIDDEN:
        return False
    return question == submitted.question and all(
        getattr(row, name) == getattr(submitted, name) for name in COMPARED
    )


def keep(
    session: Session,
    statement_id: int,
    submitted: Submitted,
    device_id: int,
    question_version_id: int,
    moment: datetime,
    *,
    is_conflict: bool,
) -> int:
    """Put a device's text into the history, or beside the current one until somebody decides; returns its id."""
    done: Any = session.connection().execute(
        insert(REVISION),
        {
            "statement_id": statement_id,
            "version": None,
            "revision": submitted.revision,
            "sequence": submitted.sequence,
            "question_version_id": question_version_id,
            "text": submitted.text,
            "language": submitted.language,
            "kind": submitted.kind,
            "agreed": submitted.agreed,
            "status": Status.WITHDRAWN if submitted.withdrawn else Status.ACTIVE,
            "is_conflict": is_conflict,
            "captured_at": submitted.captured_at,
            "device_id": device_id,
            "person_id": None,
            "reason": "",
            "at": moment,
        },
    )
    return int(done.inserted_primary_key[0])


def _count(session: Session, statement_id: int, revision: int, *, has_conflict: bool = False) -> None:
    values: dict[str, Any] = {"revision": revision}
    if has_conflict:
        values["has_conflict"] = True
    session.connection().execute(update(STATEMENT).where(STATEMENT.c.id == statement_id).values(**values))

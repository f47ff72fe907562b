"""Storing what devices submit: idempotent by id and revision, in order, nothing ever overwritten unseen."""

from __future__ import annotations

from functools import partial
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.orm import Session

from intake.actions import batches, history, senders
from intake.actions.senders import Sender
from intake.actions.submitted import Outcome, Result, Submitted
from intake.db.prepared import Prepared
from intake.models import (
    Device,
    Held,
    Question,
    QuestionVersion,
    Source,
    Statement,
    Status,
)

STATEMENT = cast(Table, Statement.__table__)
DEVICE = cast(Table, Device.__table__)
QUESTION = cast(Table, Question.__table__)
VERSION = cast(Table, QuestionVersion.__table__)
#: The newest wording of each question last; retired questions and those of other session types are taken too.
_VERSIONS = Prepared(
    select(QUESTION.c.code, VERSION.c.id)
    .join_from(QUESTION, VERSION, VERSION.c.question_id == QUESTION.c.id)
    .where(QUESTION.c.initiative_id == bindparam("initiative_id"))
    .order_by(VERSION.c.number)
)
#: A statement with its chain and question, locked against other writers on PostgreSQL.
_KNOWN = Prepared(
    select(STATEMENT, DEVICE.c.chain_id, QUESTION.c.code.label("question"))
    .join_from(STATEMENT, VERSION, VERSION.c.id == STATEMENT.c.question_version_id)
    .join(QUESTION, QUESTION.c.id == VERSION.c.question_id)
    .outerjoin(DEVICE, DEVICE.c.id == STATEMENT.c.device_id)
    .where(STATEMENT.c.uid == bindparam("uid"))
    .with_for_update(of=STATEMENT)
)
_INSERT = Prepared(insert(STATEMENT).inline())


def _all(session: Session, sender: Sender, batch: list[Submitted]) -> list[Result]:
    sender.versions = dict(_VERSIONS.all(session, {"initiative_id": sender.row.initiative_id}))
    if len(batch) > 1:
        history.hold(session, STATEMENT.c.uid.in_([submitted.id for submitted in batch]))
    known = _known(session, {submitted.id for submitted in batch})
    results: list[Result] = []
    fresh: dict[UUID, dict[str, Any]] = {}
    for submitted in batch:
        if submitted.id in fresh:
            # A later revision in the same batch: the first must be in the store before it can be revised.
            _insert(session, fresh)
            known |= _known(session, {submitted.id})
        results.append(_one(session, sender, submitted, known, fresh))
    _insert(session, fresh)
    return results


#: As in batches, by the rules here.
store = partial(batches.store, _all)
store_from_file = partial(batches.store_from_file, _all)


def _one(
    session: Session,
    sender: Sender,
    submitted: Submitted,
    known: dict[UUID, history.Known],
    fresh: dict[UUID, dict[str, Any]],
) -> Result:
    if submitted.question not in sender.versions:
        return _rejected(submitted, "unknown_question")
    existing = known.get(submitted.id)
    if existing is None:
        held = sender.reason_to_hold(is_new=True)
        fresh[submitted.id] = _values(sender, submitted, held)
        sender.added += 1
        sender.came(submitted.sequence)
        return Result(submitted.id, submitted.revision, 1, Outcome.HELD if held else Outcome.STORED, held)
    if existing.chain != sender.chain or existing.row.session_id != sender.row.session_id:
        return _rejected(submitted, "other_device")
    held = sender.reason_to_hold(is_new=False)
    result, changed = history.revise(
        session,
        existing,
        submitted,
        device_id=sender.row.id,
        question_version_id=sender.versions[submitted.question],
        held=held if senders.keeps_beside(held, existing.row) else None,
        moment=sender.moment,
    )
    if changed:
        sender.came(submitted.sequence)
        known.update(_known(session, {submitted.id}))
    return result


def _values(sender: Sender, submitted: Submitted, held: Held | None) -> dict[str, Any]:
    status = Status.WITHDRAWN if submitted.withdrawn else Status.HELD if held else Status.ACTIVE
    return {
        "uid": submitted.id,
        "initiative_id": sender.row.initiative_id,
        "session_id": sender.row.session_id,
        "place_id": sender.row.place_id,
        "question_version_id": sender.versions[submitted.question],
        "text": submitted.text,
        "language": submitted.language,
        "kind": submitted.kind,
        "agreed": submitted.agreed,
        "source": Source.FORM,
        "status": status,
        "held": held,
        "has_conflict": False,
        "device_id": sender.row.id,
        "captured_at": submitted.captured_at,
        "received_at": sender.moment,
        "version": 1,
        "revision": submitted.revision,
        "sequence": submitted.sequence,
        "changed_at": sender.moment,
    }


def _insert(session: Session, fresh: dict[UUID, dict[str, Any]]) -> None:
    if fresh:
        _INSERT.run(session, *fresh.values())
        fresh.clear()


def _rejected(submitted: Submitted, code: str) -> Result:
    return Result(submitted.id, submitted.revision, 0, Outcome.REJECTED, code)


def _known(session: Session, ids: set[UUID]) -> dict[UUID, history.Known]:
    """Those of the ids that the store has."""
    rows = (_KNOWN.one_or_none(session, {"uid": id}) for id in ids)
    return {row.uid: history.Known(row, row.chain_id or row.device_id) for row in rows if row is not None}

"""Storing what devices submit: idempotent by id and revision, in order, nothing ever overwritten unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, insert, select, update
from sqlalchemy.orm import Session

from intake.actions import history
from intake.actions.submitted import Outcome, Receipt, Result, Submitted
from intake.db import now
from intake.errors import NotJoined
from intake.models import (
    Device,
    Held,
    ListeningSession,
    Question,
    QuestionVersion,
    SessionState,
    Source,
    Statement,
    Status,
    Store,
)

STATEMENT = cast(Table, Statement.__table__)
DEVICE = cast(Table, Device.__table__)
#: States in which a new statement comes late; edits are taken until the session is archived.
OVER = (SessionState.CLOSED, SessionState.ARCHIVED)

_SENDER = (
    select(
        Device.id,
        Device.chain_id,
        Device.place_id,
        Device.session_id,
        Device.admitted_at,
        Device.revoked_at,
        Device.added,
        Device.highest_sequence,
        Device.safe_sequence,
        ListeningSession.initiative_id,
        ListeningSession.state,
        Store.uid.label("store"),
        Store.epoch,
    )
    .join(ListeningSession, ListeningSession.id == Device.session_id)
    .join(Store, Store.id > 0)
)


@dataclass(slots=True)
class Sender:
    """The submitting device during one batch."""

    row: Row[Any]
    moment: datetime
    held_after: int
    added: int
    versions: dict[str, int]

    @property
    def chain(self) -> int:
        return int(self.row.chain_id or self.row.id)

    def reason_to_hold(self, *, is_new: bool) -> Held | None:
        """Why what it sends now waits for the organizer."""
        if self.row.revoked_at is not None:
            return Held.REVOKED
        if self.row.admitted_at is None:
            return Held.NOT_ADMITTED
        if self.row.state in OVER and (is_new or self.row.state == SessionState.ARCHIVED):
            return Held.LATE
        if is_new and self.added >= self.held_after:
            return Held.LIMIT
        return None


def store(session: Session, token_digest: str, batch: list[Submitted], *, held_after: int) -> Receipt:
    """Store a device's batch in order and answer each revision; raises NotJoined for an unknown token."""
    row = session.execute(_SENDER.where(Device.token_digest == token_digest)).one_or_none()
    if row is None:
        raise NotJoined()
    codes = {submitted.question for submitted in batch}
    sender = Sender(row, now(), held_after, row.added, _versions(session, row.initiative_id, codes))
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
    _mark(session, sender, batch)
    return Receipt(row.store, row.epoch, row.safe_sequence, results)


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
        return Result(submitted.id, submitted.revision, 1, Outcome.HELD if held else Outcome.STORED, held)
    if existing.chain != sender.chain or existing.row.session_id != sender.row.session_id:
        return _rejected(submitted, "other_device")
    result, changed = history.revise(
        session,
        existing,
        submitted,
        device_id=sender.row.id,
        question_version_id=sender.versions[submitted.question],
        held=sender.reason_to_hold(is_new=False),
        moment=sender.moment,
    )
    if changed:
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
        session.connection().execute(insert(STATEMENT), list(fresh.values()))
        fresh.clear()


def _mark(session: Session, sender: Sender, batch: list[Submitted]) -> None:
    highest = max((s.sequence for s in batch if s.sequence is not None), default=0)
    session.connection().execute(
        update(DEVICE)
        .where(DEVICE.c.id == sender.row.id)
        .values(
            added=DEVICE.c.added + (sender.added - sender.row.added),
            highest_sequence=max(highest, sender.row.highest_sequence),
            last_seen_at=sender.moment,
        )
    )


def _rejected(submitted: Submitted, code: str) -> Result:
    return Result(submitted.id, submitted.revision, 0, Outcome.REJECTED, code)


def _versions(session: Session, initiative_id: int, codes: set[str]) -> dict[str, int]:
    """The newest wording of each question, by code; retired questions and those of other session types are taken too."""
    rows = session.execute(
        select(Question.code, QuestionVersion.id)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(Question.initiative_id == initiative_id, Question.code.in_(codes))
        .order_by(QuestionVersion.number)
    )
    return {row[0]: row[1] for row in rows}


def _known(session: Session, ids: set[UUID]) -> dict[UUID, history.Known]:
    """The statements with these ids that the store has, locked against other writers on PostgreSQL."""
    rows = session.execute(
        select(STATEMENT, DEVICE.c.chain_id, Question.code.label("question"))
        .outerjoin(DEVICE, DEVICE.c.id == STATEMENT.c.device_id)
        .join(QuestionVersion, QuestionVersion.id == STATEMENT.c.question_version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(STATEMENT.c.uid.in_(ids))
        .with_for_update(of=STATEMENT)
    )
    return {row.uid: history.Known(row, row.chain_id or row.device_id) for row in rows}

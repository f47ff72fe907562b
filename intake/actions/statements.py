"""Storing what devices submit: idempotent by id and revision, in order, nothing ever overwritten unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from intake import runs
from intake.actions import history
from intake.actions.submitted import Count, Outcome, Receipt, Result, Submitted
from intake.db import now
from intake.db.prepared import Prepared
from intake.errors import NotJoined, SentAway
from intake.models import (
    Device,
    Held,
    ListeningSession,
    Question,
    QuestionVersion,
    SessionState,
    Source,
    Statement,
    StatementRevision,
    Status,
    Store,
)

STATEMENT = cast(Table, Statement.__table__)
DEVICE = cast(Table, Device.__table__)
SESSION = cast(Table, ListeningSession.__table__)
QUESTION = cast(Table, Question.__table__)
VERSION = cast(Table, QuestionVersion.__table__)
REVISION = cast(Table, StatementRevision.__table__)
STORE = cast(Table, Store.__table__)
#: States in which a new statement comes late; edits are taken until the session is archived.
OVER = (SessionState.CLOSED, SessionState.ARCHIVED)

_SENDER = Prepared(
    select(
        DEVICE.c.id,
        DEVICE.c.chain_id,
        DEVICE.c.place_id,
        DEVICE.c.session_id,
        DEVICE.c.admitted_at,
        DEVICE.c.revoked_at,
        DEVICE.c.added,
        DEVICE.c.highest_sequence,
        DEVICE.c.received,
        DEVICE.c.refused,
        DEVICE.c.safe_sequence,
        SESSION.c.initiative_id,
        SESSION.c.state,
        STORE.c.uid.label("store"),
        STORE.c.epoch,
    )
    .join_from(DEVICE, SESSION, SESSION.c.id == DEVICE.c.session_id)
    .join(STORE, STORE.c.id > 0)
    .where(DEVICE.c.token_digest == bindparam("token_digest"))
    # Its count is read and written back: two batches of one device at once do so one after the other.
    .with_for_update(of=DEVICE, key_share=True)
)
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
_MARK = Prepared(
    update(DEVICE)
    .where(DEVICE.c.id == bindparam("device_id"))
    .values(
        added=DEVICE.c.added + bindparam("more"),
        highest_sequence=bindparam("highest"),
        safe_sequence=bindparam("safe"),
        received=bindparam("received"),
        refused=bindparam("refused"),
        last_seen_at=bindparam("moment"),
    )
)
_INSERT = Prepared(insert(STATEMENT).inline())


@dataclass(slots=True)
class Sender:
    """The submitting device during one batch."""

    row: Row[Any]
    moment: datetime
    held_after: int
    added: int
    versions: dict[str, int]
    #: What lies at or below it is in a verified backup, once this batch is stored.
    safe: int
    #: Saves that are still kept of a device that was sent away; None: as many as it sends.
    room: int | None = None

    @property
    def chain(self) -> int:
        return int(self.row.chain_id or self.row.id)

    def came(self, sequence: int | None) -> None:
        """A save is stored only now: no backup has it, even if its tablet lost its count and used the number before.

        Raises SentAway when there is no room for it: the tablet keeps the whole request.
        """
        if self.room is not None:
            if self.room <= 0:
                raise SentAway()
            self.room -= 1
        if sequence is not None and sequence <= self.safe:
            self.safe = sequence - 1

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


def store(
    session: Session,
    token_digest: str,
    batch: list[Submitted],
    *,
    held_after: int,
    held_from_revoked: int | None = None,
    count: Count | None = None,
) -> Receipt:
    """Store a device's batch in order and answer each revision; raises NotJoined for an unknown token.

    Raises SentAway when a device that was sent away sends more than `held_from_revoked` saves (None: no such limit).
    """
    row = _SENDER.one_or_none(session, {"token_digest": token_digest})
    if row is None:
        raise NotJoined()
    versions = dict(_VERSIONS.all(session, {"initiative_id": row.initiative_id}))
    sender = Sender(cast(Any, row), now(), held_after, row.added, versions, row.safe_sequence)
    if row.revoked_at is not None and held_from_revoked is not None:
        sender.room = held_from_revoked - _kept_since(session, sender.chain, row.id, row.revoked_at)
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
    _mark(session, sender, batch, results, count or Count())
    return Receipt(row.store, row.epoch, sender.safe, results)


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
        sender.came(submitted.sequence)
        known.update(_known(session, {submitted.id}))
    return result


def _kept_since(session: Session, chain: int, device_id: int, revoked_at: datetime) -> int:
    """How many saves of a device were kept after it was sent away: new statements, and revisions beside them."""
    new = select(func.count()).where(
        STATEMENT.c.device_id == device_id, STATEMENT.c.received_at >= revoked_at
    )
    of_chain = select(DEVICE.c.id).where(or_(DEVICE.c.chain_id == chain, DEVICE.c.id == chain))
    beside = (
        select(func.count())
        .select_from(STATEMENT)
        .join(REVISION, REVISION.c.statement_id == STATEMENT.c.id)
        .where(STATEMENT.c.device_id.in_(of_chain), REVISION.c.device_id == device_id)
        .where(REVISION.c.version.is_(None), REVISION.c.at >= revoked_at)
    )
    return int(session.scalar(new) or 0) + int(session.scalar(beside) or 0)


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


def _mark(
    session: Session, sender: Sender, batch: list[Submitted], results: list[Result], count: Count
) -> None:
    """Count what the device added, and which of its saves were answered: the rest is the gap report."""
    refused = dict(sender.row.refused)
    numbers = [number for _id, number in count.unreadable]
    for submitted, result in zip(batch, results, strict=True):
        if submitted.sequence is None:
            continue
        numbers.append(submitted.sequence)
        if result.outcome is Outcome.REJECTED:
            refused[str(submitted.id)] = submitted.sequence
        else:
            refused.pop(str(submitted.id), None)
    refused.update(count.unreadable)
    said = [number for number in (*numbers, count.saved) if number <= runs.GREATEST]
    _MARK.run(
        session,
        {
            "device_id": sender.row.id,
            "more": sender.added - sender.row.added,
            "highest": max(sender.row.highest_sequence, *said, 0),
            "safe": sender.safe,
            "received": runs.add(sender.row.received, numbers),
            "refused": dict(list(refused.items())[-runs.MOST :]),
            "moment": sender.moment,
        },
    )


def _rejected(submitted: Submitted, code: str) -> Result:
    return Result(submitted.id, submitted.revision, 0, Outcome.REJECTED, code)


def _known(session: Session, ids: set[UUID]) -> dict[UUID, history.Known]:
    """Those of the ids that the store has."""
    rows = (_KNOWN.one_or_none(session, {"uid": id}) for id in ids)
    return {row.uid: history.Known(row, row.chain_id or row.device_id) for row in rows if row is not None}

"""The device that sends a batch: what it may do, why what it sends is held, and its count of saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from intake import runs
from intake.actions.submitted import (
    Count,
    Outcome,
    Result,
    Submitted,
    SubmittedConfirmation,
    SubmittedRendering,
)
from intake.db import now
from intake.db.prepared import Prepared
from intake.errors import NotJoined, SentAway
from intake.models import (
    Confirmation,
    Device,
    Held,
    ListeningSession,
    Rendering,
    RenderingRevision,
    SessionState,
    Statement,
    StatementRevision,
    Status,
    Store,
)

STATEMENT = cast(Table, Statement.__table__)
REVISION = cast(Table, StatementRevision.__table__)
RENDERING = cast(Table, Rendering.__table__)
RENDERED = cast(Table, RenderingRevision.__table__)
CONFIRMATION = cast(Table, Confirmation.__table__)
DEVICE = cast(Table, Device.__table__)
SESSION = cast(Table, ListeningSession.__table__)
STORE = cast(Table, Store.__table__)
#: States in which a new statement comes late; edits are taken until the session is archived.
OVER = (SessionState.CLOSED, SessionState.ARCHIVED)

_SENDING = (
    select(
        DEVICE.c.id,
        DEVICE.c.chain_id,
        DEVICE.c.place_id,
        DEVICE.c.role,
        DEVICE.c.session_id,
        DEVICE.c.admitted_at,
        DEVICE.c.revoked_at,
        DEVICE.c.added,
        DEVICE.c.highest_sequence,
        DEVICE.c.received,
        DEVICE.c.refused,
        DEVICE.c.safe_sequence,
        DEVICE.c.last_seen_at,
        SESSION.c.initiative_id,
        SESSION.c.state,
        STORE.c.uid.label("store"),
        STORE.c.epoch,
    )
    .join_from(DEVICE, SESSION, SESSION.c.id == DEVICE.c.session_id)
    .join(STORE, STORE.c.id > 0)
    # Its count is read and written back: two batches of one device at once do so one after the other.
    .with_for_update(of=DEVICE, key_share=True)
)
_BY_TOKEN = Prepared(_SENDING.where(DEVICE.c.token_digest == bindparam("token_digest")))
_BY_ID = Prepared(_SENDING.where(DEVICE.c.id == bindparam("device_id")))
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
    #: When the tablet itself was there last: now, unless a file is loaded.
    seen: datetime | None
    #: Why everything new waits, whatever else would hold it.
    held: Held | None = None
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
        if self.held is not None:
            return self.held
        if self.row.revoked_at is not None:
            return Held.REVOKED
        if self.row.admitted_at is None:
            return Held.NOT_ADMITTED
        if self.row.state in OVER and (is_new or self.row.state == SessionState.ARCHIVED):
            return Held.LATE
        if is_new and self.added >= self.held_after:
            return Held.LIMIT
        return None


def keeps_beside(held: Held | None, row: Row[Any]) -> bool:
    """Whether a change of this row waits beside it, held for this reason.

    What waits itself, for the same reason, is changed in its place: the organizer lets in words that were corrected. Not
    that of a device that was sent away, whose saves are counted by what they leave.
    """
    if held is None or held is Held.REVOKED:
        return held is not None
    return row.held is not held or row.status not in (Status.HELD, Status.WITHDRAWN)


def by_token(session: Session, token_digest: str, held_after: int, held_from_revoked: int | None) -> Sender:
    """The device with this token, which sends by itself; raises NotJoined for an unknown one."""
    row = _BY_TOKEN.one_or_none(session, {"token_digest": token_digest})
    if row is None:
        raise NotJoined()
    moment = now()
    sender = Sender(row, moment, held_after, row.added, {}, row.safe_sequence, moment)
    if row.revoked_at is not None and held_from_revoked is not None:
        sender.room = held_from_revoked - _kept_since(session, sender.chain, row.id, row.revoked_at)
    return sender


def in_a_file(session: Session, device_id: int, held_after: int, held: Held | None) -> Sender:
    """The device of a file that somebody else loads; with `held`, what is new waits for that reason."""
    row = _BY_ID.one_or_none(session, {"device_id": device_id})
    return Sender(row, now(), held_after, row.added, {}, row.safe_sequence, row.last_seen_at, held)


def mark(
    session: Session,
    sender: Sender,
    batch: Sequence[Submitted | SubmittedRendering | SubmittedConfirmation],
    results: list[Result],
    count: Count,
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
            "moment": sender.seen,
        },
    )


def _kept_since(session: Session, chain: int, device_id: int, revoked_at: datetime) -> int:
    """How many saves of a device were kept after it was sent away: new ones, and revisions beside them."""
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
    rendered = select(func.count()).where(
        RENDERING.c.changed_by_device_id == device_id, RENDERING.c.received_at >= revoked_at
    )
    rendered_beside = select(func.count()).where(
        RENDERED.c.device_id == device_id, RENDERED.c.version.is_(None), RENDERED.c.at >= revoked_at
    )
    # Those whose words wait beside a rendering are counted there.
    confirmed = select(func.count()).where(
        CONFIRMATION.c.device_id == device_id,
        CONFIRMATION.c.received_at >= revoked_at,
        CONFIRMATION.c.rendering_revision_id.is_(None),
    )
    every = (new, beside, rendered, rendered_beside, confirmed)
    return sum(int(session.scalar(query) or 0) for query in every)

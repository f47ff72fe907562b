"""Storing what residents said when something was read back to them, by the rules of statements."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from sqlalchemy import Row, Table, func, insert, select
from sqlalchemy.orm import Session

from intake.actions import batches, heard, history, rendered, senders
from intake.actions.heard import Heard
from intake.actions.history import REVISION, STATEMENT
from intake.actions.rendered import REVISION as RENDERED
from intake.actions.senders import Sender
from intake.actions.submitted import Outcome, Result, SubmittedConfirmation
from intake.db import new_uid
from intake.models import Confirmation, Device, DeviceRole, Held, How, Status

CONFIRMATION = cast(Table, Confirmation.__table__)
DEVICE = cast(Table, Device.__table__)
CHAIN = func.coalesce(DEVICE.c.chain_id, DEVICE.c.id)


def _all(session: Session, sender: Sender, batch: list[SubmittedConfirmation]) -> list[Result]:
    history.hold(session, STATEMENT.c.uid.in_([submitted.statement for submitted in batch]))
    return [_one(session, sender, submitted) for submitted in batch]


#: As in batches, by the rules here.
store = partial(batches.store, _all)
store_from_file = partial(batches.store_from_file, _all)


def _one(session: Session, sender: Sender, submitted: SubmittedConfirmation) -> Result:
    """The rules, in order: not its to read → rejected; erased → unchanged, without the words; had already → unchanged;
    the words that stand there, or that stood there when it was read → confirmed; an older count → history; not allowed
    now → held; somebody changed it since → both kept; else their words become current."""
    statement = session.execute(
        select(STATEMENT).where(STATEMENT.c.uid == submitted.statement).with_for_update()
    ).one_or_none()
    if statement is None or not _may_read(session, sender, statement):
        return _rejected(submitted, "unknown_statement")
    sent = session.execute(
        select(CONFIRMATION, CHAIN.label("chain"))
        .join(DEVICE, DEVICE.c.id == CONFIRMATION.c.device_id)
        .where(CONFIRMATION.c.uid == submitted.id)
    ).all()
    if any((one.chain, one.statement_id) != (sender.chain, statement.id) for one in sent):
        return _rejected(submitted, "other_device")
    found = heard.find(session, statement, submitted)
    if _was_erased(statement, found, submitted):
        if all(one.revision != submitted.revision for one in sent):
            _note(session, sender, statement, submitted, is_change=False)
        return _result(submitted, statement.version, Outcome.UNCHANGED)
    for one in sent:
        again = _again(session, statement, one, submitted) if one.revision == submitted.revision else None
        if again is not None:
            return again
    if found is None:
        return _first(session, sender, statement, submitted)
    is_late = any(one.revision > submitted.revision for one in sent)
    return _answered(session, sender, found, submitted, is_late=is_late)


def _may_read(session: Session, sender: Sender, statement: Row[Any]) -> bool:
    """Whether it may have read it back: an interpreter what its place said, a notetaker what its chain wrote."""
    if sender.row.role is DeviceRole.INTERPRETER:
        return bool(statement.place_id == sender.row.place_id)
    if statement.session_id != sender.row.session_id:
        return False
    return bool(session.scalar(select(CHAIN).where(DEVICE.c.id == statement.device_id)) == sender.chain)


def _was_erased(statement: Row[Any], found: Heard | None, submitted: SubmittedConfirmation) -> bool:
    """Whether it may have words that were erased for good: only of an answer to the present ones we know that not."""
    if statement.erased_at is not None:
        return True
    if statement.erased_revision is None:
        return False
    return found is None or (submitted.version != found.version and submitted.text != found.text)


def _again(
    session: Session, statement: Row[Any], sent: Row[Any], submitted: SubmittedConfirmation
) -> Result | None:
    """The answer to what was sent before; None when these are other words under the same count."""
    of = heard.by_id(session, statement, sent.rendering_id)
    waits = False
    text = heard.text_as(session, of, sent.version)
    if sent.statement_revision_id is not None:
        kept = session.execute(select(REVISION).where(REVISION.c.id == sent.statement_revision_id)).one()
        text, waits = kept.text, kept.is_conflict
    elif sent.rendering_revision_id is not None:
        kept = session.execute(select(RENDERED).where(RENDERED.c.id == sent.rendering_revision_id)).one()
        text, waits = kept.text, kept.is_conflict
    if text != submitted.text:
        return None
    if sent.held is not None:
        return _result(submitted, of.version, Outcome.HELD, sent.held)
    return _result(submitted, of.version, Outcome.CONFLICT if waits else Outcome.UNCHANGED)


def _answered(
    session: Session, sender: Sender, found: Heard, submitted: SubmittedConfirmation, *, is_late: bool
) -> Result:
    held = sender.reason_to_hold(is_new=False)
    was = heard.text_as(session, found, submitted.version)
    is_right = submitted.text in (found.text, was)
    is_current = was == found.text or submitted.version >= found.version
    by = (sender.row.id, sender.moment)
    version: int | None = None
    beside: dict[str, int] = {}
    outcome = Outcome.HELD if held else Outcome.STORED
    if is_right:
        # Words that stood there when they were read: changed since, as if the answer had come in time.
        version = found.version if submitted.text == found.text else submitted.version
    elif is_late:
        outcome = Outcome.STORED
        beside = heard.keep_beside(session, found, submitted, *by, is_conflict=False)
    elif not senders.keeps_beside(held, found.row) and (
        is_current or not heard.is_others(found, sender.row.id)
    ):
        version = heard.put(session, found, submitted, *by)
    else:
        outcome = Outcome.HELD if held else Outcome.CONFLICT
        beside = heard.keep_beside(session, found, submitted, *by, is_conflict=True)
    _note(
        session,
        sender,
        found.statement,
        submitted,
        rendering_id=found.rendering.id if found.rendering is not None else None,
        version=version,
        is_change=submitted.text != (found.text if was is None else was),
        held=held,
        **beside,
    )
    return _result(submitted, version or found.version, outcome, held if outcome is Outcome.HELD else None)


def _first(session: Session, sender: Sender, statement: Row[Any], submitted: SubmittedConfirmation) -> Result:
    """What was read was taken back since, or never came: their words are a rendering of their own."""
    if sender.row.role is not DeviceRole.INTERPRETER:
        return _rejected(submitted, "not_interpreter")
    number = rendered.number_of(session, statement.id)
    if number >= rendered.MOST_OF_TABLETS:
        return _rejected(submitted, "too_many_renderings")
    held = sender.reason_to_hold(is_new=True)
    if number >= rendered.HELD_AFTER:
        held = held or Held.LIMIT
    rendering_id = rendered.add(
        session,
        sender.moment,
        uid=new_uid(),
        statement_id=statement.id,
        language=submitted.language,
        text=submitted.text,
        how=How.IN_ROOM,
        status=Status.HELD if held else Status.ACTIVE,
        held=held,
        base_version=statement.version,
        sequence=submitted.sequence,
        made_by_device_id=sender.row.id,
        changed_by_device_id=sender.row.id,
    )
    sender.added += 1
    _note(
        session,
        sender,
        statement,
        submitted,
        rendering_id=rendering_id,
        version=1,
        is_change=True,
        held=held,
    )
    return _result(submitted, 1, Outcome.HELD if held else Outcome.STORED, held)


def _note(
    session: Session,
    sender: Sender,
    statement: Row[Any],
    submitted: SubmittedConfirmation,
    **values: Any,
) -> None:
    """Write the answer itself, which has no words."""
    given: dict[str, Any] = dict.fromkeys(
        ("rendering_id", "version", "statement_revision_id", "rendering_revision_id", "held")
    )
    given |= {
        "uid": submitted.id,
        "revision": submitted.revision,
        "sequence": submitted.sequence,
        "statement_id": statement.id,
        "device_id": sender.row.id,
        "confirmed_at": submitted.captured_at,
        "received_at": sender.moment,
    }
    session.connection().execute(insert(CONFIRMATION), given | values)
    sender.came(submitted.sequence)


def _rejected(submitted: SubmittedConfirmation, code: str) -> Result:
    return Result(submitted.id, submitted.revision, 0, Outcome.REJECTED, code)


def _result(
    submitted: SubmittedConfirmation, version: int, outcome: Outcome, code: str | None = None
) -> Result:
    return Result(submitted.id, submitted.revision, version, outcome, code)

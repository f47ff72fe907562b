"""The rules for renderings that come in batches and more than once, from a device or from a person at a desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from intake.actions import deciding, history, rendered, senders
from intake.actions.rendered import RENDERING, REVISION, STATEMENT
from intake.actions.submitted import Outcome, Result, SubmittedRendering
from intake.models import Held, RenderingState, Status


class Translator(Protocol):
    """Who sends the batch: one of the two ids is set."""

    @property
    def device_id(self) -> int | None: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def moment(self) -> datetime: ...

    def refusal(self, statement: Row[Any] | None) -> str | None:
        """Why none of what it makes of this statement is taken."""

    def reason_to_hold(self, *, is_new: bool) -> Held | None:
        """Why what it sends now waits for the organizer."""

    def came(self, sequence: int | None, *, is_new: bool = False) -> None:
        """A save of it is stored only now."""

    def is_maker(self, session: Session, row: Row[Any]) -> bool:
        """Whether it made this rendering, under this or a former place."""


def store_all(session: Session, sender: Translator, batch: list[SubmittedRendering]) -> list[Result]:
    """Store a batch in order and answer each revision."""
    history.hold(session, STATEMENT.c.uid.in_([submitted.statement for submitted in batch]))
    return [_one(session, sender, submitted) for submitted in batch]


def _one(session: Session, sender: Translator, submitted: SubmittedRendering) -> Result:
    """The rules, in order: not its to render → rejected; erased → unchanged, without the words; had already →
    unchanged; an older count → history; not allowed now → held; somebody else's meanwhile → both kept; else current."""
    statement = session.execute(
        select(STATEMENT).where(STATEMENT.c.uid == submitted.statement).with_for_update()
    ).one_or_none()
    refusal = sender.refusal(statement)
    if statement is None or refusal is not None:
        return _rejected(submitted, refusal or "unknown_statement")
    row = session.execute(
        select(RENDERING).where(RENDERING.c.uid == submitted.id).with_for_update()
    ).one_or_none()
    if row is not None and (row.statement_id, row.language) != (statement.id, submitted.language):
        return _rejected(submitted, "other_statement")
    if _was_erased(statement, submitted):
        return _without_words(session, sender, statement, row, submitted)
    again = _had(session, sender, statement, row, submitted)
    if again is not None:
        return again
    return _new(session, sender, statement, row, submitted)


def _was_erased(statement: Row[Any], submitted: SubmittedRendering) -> bool:
    """Whether it may be of words that were erased for good: only of the present ones we know that it is not."""
    if statement.erased_at is not None:
        return True
    return statement.erased_revision is not None and submitted.statement_version != statement.version


def _had(
    session: Session,
    sender: Translator,
    statement: Row[Any],
    row: Row[Any] | None,
    submitted: SubmittedRendering,
) -> Result | None:
    """The answer to what was sent before."""
    if (
        row is not None
        and row.revision == submitted.revision
        and row.changed_by_person_id == sender.person_id
        and _is_same(row, submitted)
    ):
        if row.status is Status.HELD:
            return _result(submitted, row.version, Outcome.HELD, row.held)
        return _result(submitted, row.version, Outcome.UNCHANGED)
    for kept in session.execute(
        select(REVISION, RENDERING.c.version.label("now"))
        .join(RENDERING, RENDERING.c.id == REVISION.c.rendering_id)
        .where(REVISION.c.uid == submitted.id, REVISION.c.revision == submitted.revision)
        .where(RENDERING.c.statement_id == statement.id)
    ):
        if _is_same(kept, submitted):
            held = sender.reason_to_hold(is_new=row is None) if kept.is_conflict else None
            outcome = Outcome.CONFLICT if kept.is_conflict else Outcome.UNCHANGED
            return _result(submitted, kept.now, Outcome.HELD if held else outcome, held)
    return None


def _new(
    session: Session,
    sender: Translator,
    statement: Row[Any],
    row: Row[Any] | None,
    submitted: SubmittedRendering,
) -> Result:
    held = sender.reason_to_hold(is_new=row is None)
    if submitted.state is RenderingState.REVIEWED and (row is None or sender.is_maker(session, row)):
        return _rejected(submitted, "own_rendering")
    counts = None if submitted.withdrawn else rendered.current(session, statement.id, submitted.language)
    other = counts if counts is not None and counts.uid != submitted.id else None
    if other is not None and held is None and other.status is Status.HELD:
        return _before(session, sender, statement, row, other, submitted)
    if other is not None:
        _beside(session, sender, statement, other, submitted, is_conflict=other.text != submitted.text)
        if row is not None:
            rendered.write(session, row.id, revision=max(row.revision, submitted.revision))
        if other.text == submitted.text:
            return _result(submitted, other.version, Outcome.UNCHANGED)
        return _result(submitted, other.version, Outcome.HELD if held else Outcome.CONFLICT, held)
    if row is None:
        number, is_tablet = rendered.number_of(session, statement.id), sender.person_id is None
        if number >= (rendered.MOST_OF_TABLETS if is_tablet else rendered.MOST):
            return _rejected(submitted, "too_many_renderings")
        if number >= rendered.HELD_AFTER and is_tablet:
            held = held or Held.LIMIT
        return _first(session, sender, statement, submitted, held)
    if submitted.revision <= row.revision:
        clash = submitted.revision == row.revision
        _beside(session, sender, statement, row, submitted, is_conflict=clash)
        return _result(submitted, row.version, Outcome.CONFLICT if clash else Outcome.STORED)
    if senders.keeps_beside(held, row) or _is_others(row, submitted, sender):
        _beside(session, sender, statement, row, submitted, is_conflict=True)
        rendered.write(session, row.id, revision=submitted.revision)
        return _result(submitted, row.version, Outcome.HELD if held else Outcome.CONFLICT, held)
    return _revised(session, sender, statement, row, submitted)


def _before(
    session: Session,
    sender: Translator,
    statement: Row[Any],
    row: Row[Any] | None,
    waits: Row[Any],
    submitted: SubmittedRendering,
) -> Result:
    """What only waits for the organizer is in nobody's way: this one counts, and the other is kept beside it."""
    rendered.write(session, waits.id, status=Status.WITHDRAWN)
    result = _new(session, sender, statement, row, submitted)
    counts = rendered.current(session, statement.id, submitted.language)
    if counts is None:
        rendered.write(session, waits.id, status=Status.HELD)
    elif counts.text != waits.text:
        rendered.keep_row(session, counts.id, waits, version=None, is_conflict=True)
        rendered.write(session, counts.id, has_conflict=True)
    return result


def _first(
    session: Session,
    sender: Translator,
    statement: Row[Any],
    submitted: SubmittedRendering,
    held: Held | None,
) -> Result:
    status = Status.WITHDRAWN if submitted.withdrawn else Status.HELD if held else Status.ACTIVE
    rendered.add(
        session,
        sender.moment,
        **_values(sender, statement, submitted, status),
        made_by_device_id=sender.device_id,
        made_by_person_id=sender.person_id,
        uid=submitted.id,
        statement_id=statement.id,
        language=submitted.language,
        held=held,
    )
    sender.came(submitted.sequence, is_new=True)
    if held is None:
        deciding.decide(session, statement.id, submitted.language, submitted.seen)
    return _result(submitted, 1, Outcome.HELD if held else Outcome.STORED, held)


def _revised(
    session: Session, sender: Translator, statement: Row[Any], row: Row[Any], submitted: SubmittedRendering
) -> Result:
    # Whoever may translate with an account may also let it count.
    waits = row.held is not None and not submitted.withdrawn and sender.person_id is None
    status = Status.WITHDRAWN if submitted.withdrawn else Status.HELD if waits else Status.ACTIVE
    is_reviewed = submitted.state is RenderingState.REVIEWED
    values = _values(sender, statement, submitted, status) | {
        "held": row.held if sender.person_id is None else None,
        "reviewed_by_device_id": sender.device_id if is_reviewed else None,
        "reviewed_by_person_id": sender.person_id if is_reviewed else None,
    }
    if not is_reviewed and not submitted.withdrawn and row.text != submitted.text:
        values |= {"made_by_device_id": sender.device_id, "made_by_person_id": sender.person_id}
    version = rendered.replace(session, row, sender.moment, **values)
    sender.came(submitted.sequence)
    if not waits:
        deciding.decide(session, statement.id, submitted.language, submitted.seen)
    return _result(submitted, version, Outcome.HELD if waits else Outcome.STORED, row.held if waits else None)


def _values(
    sender: Translator, statement: Row[Any], submitted: SubmittedRendering, status: Status
) -> dict[str, Any]:
    return {
        "text": submitted.text,
        "state": submitted.state,
        "how": submitted.how,
        "status": status,
        "base_version": _base(statement, submitted),
        "revision": submitted.revision,
        "sequence": submitted.sequence,
        "changed_by_device_id": sender.device_id,
        "changed_by_person_id": sender.person_id,
    }


def _without_words(
    session: Session,
    sender: Translator,
    statement: Row[Any],
    row: Row[Any] | None,
    submitted: SubmittedRendering,
) -> Result:
    """Take the number of a save and none of its words, so that its device need not keep it."""
    submitted = replace(submitted, text="", withdrawn=True)
    if row is None:
        version = _first(session, sender, statement, submitted, None).version
    elif _had(session, sender, statement, row, submitted) is None:
        version = row.version
        _beside(session, sender, statement, row, submitted, is_conflict=False)
        rendered.write(session, row.id, revision=max(row.revision, submitted.revision))
    else:
        version = row.version
    return _result(submitted, version, Outcome.UNCHANGED)


def _beside(
    session: Session,
    sender: Translator,
    statement: Row[Any],
    row: Row[Any],
    submitted: SubmittedRendering,
    *,
    is_conflict: bool,
) -> None:
    rendered.keep_beside(
        session,
        row,
        submitted,
        base_version=_base(statement, submitted),
        device_id=sender.device_id,
        person_id=sender.person_id,
        moment=sender.moment,
        is_conflict=is_conflict,
    )
    sender.came(submitted.sequence)


def _base(statement: Row[Any], submitted: SubmittedRendering) -> int:
    """A version that the statement has; the present one where the device does not say."""
    return min(submitted.statement_version or statement.version, int(statement.version))


def _is_same(row: Row[Any], submitted: SubmittedRendering) -> bool:
    if (row.status is Status.WITHDRAWN) != submitted.withdrawn:
        return False
    return (row.text, row.how, row.state) == (submitted.text, submitted.how, submitted.state)


def _is_others(row: Row[Any], submitted: SubmittedRendering, sender: Translator) -> bool:
    """Whether the current text is somebody else's that the sender had not seen."""
    if submitted.base is not None and submitted.base >= row.version:
        return False
    own = (sender.device_id, sender.person_id)
    return (row.changed_by_device_id, row.changed_by_person_id) != own


def _rejected(submitted: SubmittedRendering, code: str) -> Result:
    return Result(submitted.id, submitted.revision, 0, Outcome.REJECTED, code)


def _result(submitted: SubmittedRendering, version: int, outcome: Outcome, code: str | None = None) -> Result:
    return Result(submitted.id, submitted.revision, version, outcome, code)

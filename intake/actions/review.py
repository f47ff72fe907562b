"""An organizer's review of a statement: every text it had is kept, with the reason why it was replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import Row, Table, select, update
from sqlalchemy.orm import Session

from intake import rules
from intake.actions import history, releasing
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.db import now
from intake.errors import Conflict, Invalid, NotFound
from intake.models import (
    Confirmation,
    Kind,
    Question,
    QuestionVersion,
    Rendering,
    RenderingRevision,
    Statement,
    StatementRevision,
    Status,
    Store,
)

STATEMENT = cast(Table, Statement.__table__)
REVISION = cast(Table, StatementRevision.__table__)
RENDERING = cast(Table, Rendering.__table__)
RENDERED = cast(Table, RenderingRevision.__table__)
STORE = cast(Table, Store.__table__)
CONFIRMATION = cast(Table, Confirmation.__table__)
#: Longest reason, in code points.
MAX_REASON = 300
#: What each verb may be done to; anything else was changed by somebody else in the meantime.
MAY_BE_WITHDRAWN = (Status.ACTIVE, Status.HELD)
MAY_BE_HIDDEN = (Status.ACTIVE, Status.HELD, Status.WITHDRAWN)
MAY_BE_BROUGHT_BACK = (Status.WITHDRAWN, Status.HIDDEN)


@dataclass(frozen=True, slots=True)
class Changes:
    """A corrected statement, checked as `forms.statement` does; `question` is a code."""

    text: str
    language: str
    kind: Kind
    agreed: int
    question: str


def correct(
    session: Session, actor: Actor, statement_id: int, base_version: int, changes: Changes, reason: str
) -> int:
    """Put a corrected text in the place of the one that was seen as `base_version`; returns the version now.

    Raises Conflict when somebody changed it since; what changes nothing is not written, also when it comes twice.
    One that was erased has words again.
    """
    row = _found(session, statement_id)
    version_id = _question_version(session, row, changes.question)
    values: dict[str, Any] = {
        "text": changes.text,
        "language": changes.language,
        "kind": changes.kind,
        "agreed": changes.agreed,
        "question_version_id": version_id,
    }
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return int(row.version)
    _same(row, base_version)
    values["erased_at"] = None
    return _replace(session, actor, row, "statement.corrected", _reason(reason), values, fields=changed)


def withdraw(session: Session, actor: Actor, statement_id: int, base_version: int, reason: str) -> int:
    """Take it back: it counts no longer."""
    row = _in(_seen(session, statement_id, base_version), MAY_BE_WITHDRAWN)
    return _replace(session, actor, row, "statement.withdrawn", _reason(reason), {"status": Status.WITHDRAWN})


def hide(session: Session, actor: Actor, statement_id: int, base_version: int, reason: str) -> int:
    """Put it away; its notetaker cannot bring it back."""
    row = _in(_seen(session, statement_id, base_version), MAY_BE_HIDDEN)
    return _replace(session, actor, row, "statement.hidden", _reason(reason), {"status": Status.HIDDEN})


def bring_back(session: Session, actor: Actor, statement_id: int, base_version: int, reason: str) -> int:
    """Undo a withdrawal or a hiding; what was held and never released waits again."""
    row = _in(_seen(session, statement_id, base_version), MAY_BE_BROUGHT_BACK)
    if row.erased_at is not None:
        raise Conflict()
    status = Status.HELD if row.held else Status.ACTIVE
    return _replace(session, actor, row, "statement.brought_back", _reason(reason), {"status": status})


def erase(session: Session, actor: Actor, statement_id: int, base_version: int, reason: str) -> int:
    """Replace its words, in every revision and rendering, by nothing, for good; the row stays, hidden.

    Earlier reasons go too, since they may quote, and no answer to them waits any more. `intake.leftovers` then clears
    the file; what a device sends of these words again is not stored (`history.revise`), and what it wrote since waits
    for the organizer.
    """
    row = _seen(session, statement_id, base_version)
    if row.erased_at is not None and not row.has_conflict:
        raise Conflict()
    return _erase(session, actor, row, int(row.revision), _reason(reason))


def erase_again(session: Session, actor: Actor, erased: Mapping[UUID, int]) -> int:
    """Erase what a restored backup still has of them, up to these counts of their devices; returns how many it had."""
    found = 0
    for uid, revision in erased.items():
        row = session.execute(select(STATEMENT).where(STATEMENT.c.uid == uid)).one_or_none()
        if row is not None and (row.erased_revision is None or row.erased_revision < revision):
            _erase(session, actor, row, max(revision, row.revision), "")
            found += 1
    return found


def _erase(session: Session, actor: Actor, row: Row[Any], revision: int, reason: str) -> int:
    moment, connection = now(), session.connection()
    connection.execute(
        update(REVISION)
        .where(REVISION.c.statement_id == row.id)
        .values(text="", reason="", is_conflict=False)
    )
    connection.execute(update(STATEMENT).where(STATEMENT.c.id == row.id).values(text=""))
    renderings_of = select(RENDERING.c.id).where(RENDERING.c.statement_id == row.id)
    connection.execute(
        update(RENDERED).where(RENDERED.c.rendering_id.in_(renderings_of)).values(text="", is_conflict=False)
    )
    connection.execute(
        update(RENDERING)
        .where(RENDERING.c.statement_id == row.id)
        .values(text="", has_conflict=False, status=Status.WITHDRAWN, held=None)
    )
    answers = update(CONFIRMATION).where(CONFIRMATION.c.statement_id == row.id)
    connection.execute(answers.values(held=None))
    connection.execute(update(STORE).values(leftover_since=moment))
    values = {
        "status": Status.HIDDEN,
        "has_conflict": False,
        "erased_at": moment,
        "erased_revision": revision,
        # What the words read like was told from them.
        "suggested_language": None,
    }
    return _replace(session, actor, _found(session, row.id), "statement.erased", reason, values)


def release(session: Session, actor: Actor, statement_id: int, base_version: int, reason: str = "") -> int:
    """Let a held statement count, with what came about it (`releasing.with_statement`)."""
    row = _in(_seen(session, statement_id, base_version), (Status.HELD,))
    also = releasing.with_statement(session, row)
    values = {"status": Status.ACTIVE, "held": None}
    why = _reason(reason, needed=False)
    return _replace(session, actor, row, "statement.released", why, values, also=also)


def release_all(session: Session, actor: Actor, initiative_id: int, uids: Iterable[UUID]) -> int:
    """Release those of them that are still held, and what came late about the others; says for how many it did."""
    wanted = select(STATEMENT).where(
        STATEMENT.c.initiative_id == initiative_id,
        STATEMENT.c.uid.in_(list(uids)),
        STATEMENT.c.status.in_((Status.ACTIVE, Status.HELD)),
    )
    count = 0
    for row in session.execute(wanted.order_by(STATEMENT.c.id).with_for_update()).all():
        if row.status is Status.HELD:
            release(session, actor, row.id, row.version)
            count += 1
        elif also := releasing.with_statement(session, row):
            _note(session, actor, "statement.released", row, version=int(row.version), also=also)
            count += 1
    return count


def settle_conflict(
    session: Session, actor: Actor, statement_id: int, base_version: int, keep: int | None, reason: str = ""
) -> int:
    """Decide between the current text (`keep` is None) and a kept one, by its number among the revisions."""
    row = _seen(session, statement_id, base_version)
    if not row.has_conflict or (row.erased_at is not None and keep is None):
        raise Conflict()
    kept = list(
        session.execute(select(REVISION).where(REVISION.c.statement_id == row.id).order_by(REVISION.c.id))
    )
    if keep is not None and not (1 <= keep <= len(kept) and kept[keep - 1].is_conflict):
        raise NotFound()
    session.connection().execute(
        update(REVISION).where(REVISION.c.statement_id == row.id).values(is_conflict=False)
    )
    if keep is None:
        session.connection().execute(
            update(STATEMENT).where(STATEMENT.c.id == row.id).values(has_conflict=False)
        )
        _note(session, actor, "statement.settled", row, kept="current")
        return int(row.version)
    chosen = kept[keep - 1]
    values = {
        "text": chosen.text,
        "language": chosen.language,
        "kind": chosen.kind,
        "agreed": chosen.agreed,
        "question_version_id": chosen.question_version_id,
        "status": history.revised_status(row.status, row.held, withdrawn=chosen.status is Status.WITHDRAWN),
        "has_conflict": False,
        "erased_at": None,
    }
    return _replace(
        session, actor, row, "statement.settled", _reason(reason, needed=False), values, kept="other"
    )


def _replace(
    session: Session,
    actor: Actor,
    row: Row[Any],
    verb: str,
    reason: str,
    values: dict[str, Any],
    **detail: Any,
) -> int:
    """Keep the former text with the reason, then write the new values as the next version."""
    history.supersede(session, row, reason)
    version = int(row.version) + 1
    session.connection().execute(
        update(STATEMENT)
        .where(STATEMENT.c.id == row.id)
        .values(
            **values,
            version=version,
            sequence=None,
            changed_by_device_id=None,
            changed_by_person_id=actor.person_id,
            changed_at=now(),
        )
    )
    _note(session, actor, verb, row, version=version, **detail)
    return version


def _note(session: Session, actor: Actor, verb: str, row: Row[Any], **detail: Any) -> None:
    note(session, actor, verb, initiative_id=row.initiative_id, subject=row.uid, **detail)


def _found(session: Session, statement_id: int) -> Row[Any]:
    row = session.execute(
        select(STATEMENT).where(STATEMENT.c.id == statement_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row


def _seen(session: Session, statement_id: int, base_version: int) -> Row[Any]:
    return _same(_found(session, statement_id), base_version)


def _same(row: Row[Any], base_version: int) -> Row[Any]:
    if row.version != base_version:
        raise Conflict()
    return row


def _in(row: Row[Any], statuses: tuple[Status, ...]) -> Row[Any]:
    if row.status not in statuses:
        raise Conflict()
    return row


def _reason(text: str, *, needed: bool = True) -> str:
    return rules.needed_line(text, "reason", MAX_REASON) if needed else rules.line(text, "reason", MAX_REASON)


def _question_version(session: Session, row: Row[Any], code: str) -> int:
    """The wording it stands under, unless it is moved to another question: then that one's newest."""
    versions = session.execute(
        select(QuestionVersion.id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.initiative_id == row.initiative_id, Question.code == code)
        .order_by(QuestionVersion.number)
    )
    ids = [version.id for version in versions]
    if not ids:
        raise Invalid(_("There is no question called %(name)s.", name=code), field="question")
    return int(row.question_version_id) if row.question_version_id in ids else ids[-1]

"""What was read back to residents, the statement itself or a rendering of it, and putting their words in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from intake.actions import history, rendered
from intake.actions.history import REVISION, STATEMENT
from intake.actions.rendered import RENDERING
from intake.actions.rendered import REVISION as RENDERED
from intake.actions.submitted import Submitted, SubmittedConfirmation, SubmittedRendering
from intake.models import How, RenderingState


@dataclass(frozen=True, slots=True)
class Heard:
    """What was read: a rendering, or (None) the statement itself."""

    statement: Row[Any]
    rendering: Row[Any] | None = None

    @property
    def row(self) -> Row[Any]:
        return self.statement if self.rendering is None else self.rendering

    @property
    def text(self) -> str:
        return str(self.row.text)

    @property
    def version(self) -> int:
        return int(self.row.version)


def find(session: Session, statement: Row[Any], submitted: SubmittedConfirmation) -> Heard | None:
    """What was read in this language; a rendering that was taken back only when these are its words."""
    if submitted.language == statement.language:
        return Heard(statement)
    counts = rendered.current(session, statement.id, submitted.language)
    if counts is not None:
        return Heard(statement, counts)
    was_in_it = select(REVISION.c.id).where(
        REVISION.c.statement_id == statement.id,
        REVISION.c.version == submitted.version,
        REVISION.c.language == submitted.language,
    )
    if session.execute(was_in_it).first() is not None:
        # Somebody has put another language to it since.
        return Heard(statement)
    taken_back = select(RENDERING).where(
        RENDERING.c.statement_id == statement.id, RENDERING.c.language == submitted.language
    )
    for row in session.execute(taken_back.order_by(RENDERING.c.id.desc())):
        former = Heard(statement, row)
        if submitted.text in (former.text, text_as(session, former, submitted.version)):
            return former
    return None


def by_id(session: Session, statement: Row[Any], rendering_id: int | None) -> Heard:
    """This rendering of the statement, or (None) the statement."""
    if rendering_id is None:
        return Heard(statement)
    return Heard(statement, session.execute(select(RENDERING).where(RENDERING.c.id == rendering_id)).one())


def text_as(session: Session, heard: Heard, version: int | None) -> str | None:
    """Its words at that version of the store; None when it never had it."""
    if version == heard.version:
        return heard.text
    if heard.rendering is not None:
        query = select(RENDERED.c.text).where(RENDERED.c.rendering_id == heard.rendering.id)
        return session.scalar(query.where(RENDERED.c.version == version))
    query = select(REVISION.c.text).where(REVISION.c.statement_id == heard.statement.id)
    return session.scalar(query.where(REVISION.c.version == version))


def is_others(heard: Heard, device_id: int) -> bool:
    """Whether somebody else made the present text."""
    row = heard.row
    if row.changed_by_person_id is not None:
        return True
    first = heard.statement.device_id if heard.rendering is None else None
    return bool((row.changed_by_device_id or first) != device_id)


def put(
    session: Session, heard: Heard, submitted: SubmittedConfirmation, device_id: int, moment: datetime
) -> int:
    """Put their words in the place of what was read, which is kept in the history; returns the version now.

    Whether it counts stays as it is. A rendering is the device's text from now on, and nobody has reviewed it.
    """
    made = {
        "text": submitted.text,
        "sequence": submitted.sequence,
        "changed_by_device_id": device_id,
        "changed_by_person_id": None,
    }
    if heard.rendering is not None:
        return rendered.replace(
            session,
            heard.rendering,
            moment,
            **made,
            state=RenderingState.DRAFT,
            how=How.IN_ROOM,
            made_by_device_id=device_id,
            made_by_person_id=None,
            reviewed_by_device_id=None,
            reviewed_by_person_id=None,
        )
    history.supersede(session, heard.statement)
    version = heard.version + 1
    session.connection().execute(
        update(STATEMENT)
        .where(STATEMENT.c.id == heard.statement.id)
        .values(**made, version=version, changed_at=moment)
    )
    return version


def keep_beside(
    session: Session,
    heard: Heard,
    submitted: SubmittedConfirmation,
    device_id: int,
    moment: datetime,
    *,
    is_conflict: bool,
) -> dict[str, int]:
    """Keep their words beside what stands there now; returns where, as a confirmation notes it."""
    if heard.rendering is None:
        kept = _beside_statement(session, heard.statement, submitted, device_id, moment, is_conflict)
        return {"statement_revision_id": kept}
    kept = rendered.keep_beside(
        session,
        heard.rendering,
        _as_rendering(submitted),
        base_version=heard.rendering.base_version,
        device_id=device_id,
        person_id=None,
        moment=moment,
        is_conflict=is_conflict,
    )
    return {"rendering_revision_id": kept}


def _as_rendering(submitted: SubmittedConfirmation) -> SubmittedRendering:
    """Their words, as an interpreter at the table would send them."""
    return SubmittedRendering(
        id=submitted.id,
        statement=submitted.statement,
        statement_version=None,
        revision=submitted.revision,
        base=None,
        sequence=submitted.sequence,
        text=submitted.text,
        language=submitted.language,
        how=How.IN_ROOM,
        state=RenderingState.DRAFT,
    )


def _beside_statement(
    session: Session,
    row: Row[Any],
    submitted: SubmittedConfirmation,
    device_id: int,
    moment: datetime,
    is_conflict: bool,
) -> int:
    said = Submitted(
        id=row.uid,
        revision=row.revision,
        base=None,
        sequence=submitted.sequence,
        question="",
        text=submitted.text,
        language=submitted.language,
        kind=row.kind,
        agreed=row.agreed,
        captured_at=row.captured_at,
    )
    kept = history.keep(
        session, row.id, said, device_id, row.question_version_id, moment, is_conflict=is_conflict
    )
    if is_conflict:
        session.connection().execute(
            update(STATEMENT).where(STATEMENT.c.id == row.id).values(has_conflict=True)
        )
    return kept

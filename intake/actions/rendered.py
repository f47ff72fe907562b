"""The rows of renderings: finding the one that counts, keeping a text in the history, putting another in its place."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Table, func, insert, select, update
from sqlalchemy.orm import Session

from intake.actions.submitted import SubmittedRendering
from intake.models import (
    How,
    Rendering,
    RenderingRevision,
    RenderingState,
    Statement,
    StatementRevision,
    Status,
)

STATEMENT = cast(Table, Statement.__table__)
RENDERING = cast(Table, Rendering.__table__)
REVISION = cast(Table, RenderingRevision.__table__)
#: Renderings of one statement beyond which what a tablet adds waits for an organizer: twice the languages of the pages.
#: Those that were taken back count too, since each keeps its place in the search index.
HELD_AFTER = 30
#: Renderings of one statement that there can be: the search index has room for 63 (migration 0012), and nobody would find
#: another one. A few places are left for rows without words, which only take the number of a save.
MOST = 60
#: The same of what tablets add: the rest is for people with an account, whose way no tablet can bar.
MOST_OF_TABLETS = 45


def current(session: Session, statement_id: int, language: str) -> Row[Any] | None:
    """The rendering of this statement that counts or waits; those that were taken back do not."""
    return session.execute(
        select(RENDERING)
        .where(
            RENDERING.c.statement_id == statement_id,
            RENDERING.c.language == language,
            RENDERING.c.status != Status.WITHDRAWN,
        )
        .with_for_update()
    ).one_or_none()


def number_of(session: Session, statement_id: int) -> int:
    """How many renderings the statement has or had, to hold against HELD_AFTER and the others."""
    query = select(func.count()).where(RENDERING.c.statement_id == statement_id)
    return session.scalar(query) or 0


def add(session: Session, moment: datetime, **values: Any) -> int:
    """A first text, and its id; what is not given is as in the model."""
    given = {
        "state": RenderingState.DRAFT,
        "status": Status.ACTIVE,
        "held": None,
        "has_conflict": False,
        "version": 1,
        "revision": 1,
        "received_at": moment,
        "changed_at": moment,
    }
    done: Any = session.connection().execute(insert(RENDERING), given | values)
    return int(done.inserted_primary_key[0])


def replace(session: Session, row: Row[Any], moment: datetime, **values: Any) -> int:
    """Keep the text that is there in the history, then write the new values as the next version."""
    keep_row(session, row.id, row, version=row.version)
    version = int(row.version) + 1
    write(session, row.id, version=version, changed_at=moment, **values)
    return version


def write(session: Session, rendering_id: int, **values: Any) -> None:
    """Change the row without leaving a trace; for what is no text."""
    session.connection().execute(update(RENDERING).where(RENDERING.c.id == rendering_id).values(**values))


def keep_row(
    session: Session,
    rendering_id: int,
    row: Row[Any],
    *,
    version: int | None,
    is_conflict: bool = False,
) -> None:
    """Put the text of a row into the history of its rendering, or beside another one of its statement."""
    keep(
        session,
        rendering_id,
        uid=row.uid,
        version=version,
        revision=row.revision,
        sequence=row.sequence,
        text=row.text,
        state=row.state,
        how=row.how,
        status=row.status,
        base_version=row.base_version,
        device_id=row.changed_by_device_id,
        person_id=row.changed_by_person_id,
        moment=row.changed_at,
        is_conflict=is_conflict,
    )


def keep(
    session: Session,
    rendering_id: int,
    *,
    uid: UUID,
    version: int | None,
    revision: int,
    sequence: int | None,
    text: str,
    state: RenderingState,
    how: How,
    status: Status,
    base_version: int,
    device_id: int | None,
    person_id: int | None,
    moment: datetime,
    is_conflict: bool = False,
) -> int:
    """Put a text into the history, or beside the current one until somebody decides; returns its id."""
    done: Any = session.connection().execute(
        insert(REVISION),
        {
            "rendering_id": rendering_id,
            "uid": uid,
            "version": version,
            "revision": revision,
            "sequence": sequence,
            "text": text,
            "state": state,
            "how": how,
            "status": status,
            "is_conflict": is_conflict,
            "base_version": base_version,
            "device_id": device_id,
            "person_id": person_id,
            "at": moment,
        },
    )
    return int(done.inserted_primary_key[0])


def keep_beside(
    session: Session,
    row: Row[Any],
    submitted: SubmittedRendering,
    *,
    base_version: int,
    device_id: int | None,
    person_id: int | None,
    moment: datetime,
    is_conflict: bool,
) -> int:
    """Keep what was sent beside the text that stands there; a conflict until somebody decides. Returns its id."""
    kept = keep(
        session,
        row.id,
        uid=submitted.id,
        version=None,
        revision=submitted.revision,
        sequence=submitted.sequence,
        text=submitted.text,
        state=submitted.state,
        how=submitted.how,
        status=Status.WITHDRAWN if submitted.withdrawn else Status.ACTIVE,
        base_version=base_version,
        device_id=device_id,
        person_id=person_id,
        moment=moment,
        is_conflict=is_conflict,
    )
    if is_conflict:
        write(session, row.id, has_conflict=True)
    return kept


def settle(session: Session, statement_id: int, language: str) -> None:
    """What waited beside the renderings into this language was seen by a person and is history now."""
    mine = _of(statement_id, language)
    kept = update(REVISION).where(REVISION.c.rendering_id.in_(select(RENDERING.c.id).where(*mine)))
    session.connection().execute(kept.values(is_conflict=False))
    session.connection().execute(update(RENDERING).where(*mine).values(has_conflict=False))


def has_beside(session: Session, statement_id: int, language: str) -> bool:
    """Whether a text waits beside one of them, also beside one that was taken back since."""
    query = select(RENDERING.c.id).where(*_of(statement_id, language), RENDERING.c.has_conflict.is_(True))
    return session.scalar(query.limit(1)) is not None


def _of(statement_id: int, language: str) -> tuple[ColumnElement[bool], ...]:
    return RENDERING.c.statement_id == statement_id, RENDERING.c.language == language


def is_stale(session: Session, row: Row[Any], statement: Row[Any]) -> bool:
    """Whether the statement's words changed since it was made; releasing or hiding it changes no word."""
    if row.base_version >= statement.version:
        return False
    kept = session.scalar(
        select(StatementRevision.text).where(
            StatementRevision.statement_id == statement.id, StatementRevision.version == row.base_version
        )
    )
    return kept is not None and kept != statement.text

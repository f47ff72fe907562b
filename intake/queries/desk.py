"""What somebody takes along who translates away from the server, and what of their work is in a backup."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from intake.models import Person, Rendering, RenderingRevision, Role
from intake.queries import access, backups, renderings, statements
from intake.queries.renderings import RenderingRow
from intake.queries.selecting import Selection
from intake.queries.statements import StatementRow

#: Statements that one takes along at most: more than anybody translates before the network is back.
MOST = 200


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A statement, its rendering if there is one, and the text that this was made from if it is another by now.

    `beside` are the texts that wait beside its rendering until somebody decides.
    """

    statement: StatementRow
    rendering: RenderingRow | None
    former: str
    beside: list[str]


@dataclass(frozen=True, slots=True)
class Translator:
    """Somebody with an account, and their role in an initiative, if any."""

    id: int
    uid: UUID
    called: str
    is_administrator: bool
    role: Role | None


def translator(session: Session, uid: UUID, initiative_id: int) -> Translator | None:
    """The person with this id, unless their account is disabled."""
    known = select(Person).where(Person.uid == uid, Person.disabled_at.is_(None))
    person = session.scalars(known).one_or_none()
    if person is None:
        return None
    role = access.role_in(session, person.id, initiative_id)
    return Translator(person.id, person.uid, person.name or person.email, person.is_administrator, role)


def taken_along(session: Session, selection: Selection, into: str) -> list[DeskRow]:
    """The newest of these statements, each with what it is rendered as."""
    rows = statements.page(session, selection, size=MOST).rows
    ids = [row.id for row in rows]
    found = {one.statement_id: one for one in renderings.of_statements(session, ids, into)}
    beside = renderings.all_beside(session, ids, into)
    return [_row(session, row, found.get(row.id), beside.get(row.id, [])) for row in rows]


def _row(session: Session, row: StatementRow, rendering: RenderingRow | None, beside: list[str]) -> DeskRow:
    is_stale = rendering is not None and rendering.is_stale
    former = renderings.made_from(session, row.id, rendering.base_version) if rendering and is_stale else ""
    return DeskRow(row, rendering, former, beside)


def is_safe(session: Session, person_id: int) -> bool:
    """Whether every rendering that this person has sent is in a verified backup."""
    last = backups.last(session)
    if last is None:
        return False
    rerendered = select(RenderingRevision.rendering_id).where(
        RenderingRevision.id > last.extent.rendering_revision
    )
    newer = exists().where(
        Rendering.changed_by_person_id == person_id,
        or_(Rendering.id > last.extent.rendering, Rendering.id.in_(rerendered)),
    )
    beside = exists().where(
        RenderingRevision.person_id == person_id,
        RenderingRevision.id > last.extent.rendering_revision,
    )
    return not session.scalar(select(or_(newer, beside)))

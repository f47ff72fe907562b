"""Files that were imported, and what their columns meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.models import ImportedFile, Person

#: Files whose columns are remembered, and files that the page lists.
RECENT = 20


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A file that was imported; `person` is empty for a command on the server."""

    uid: UUID
    name: str
    rows: int
    at: datetime
    person: str


def recent(session: Session, initiative_id: int, *, digest: str | None = None) -> list[ImportedRow]:
    """The files imported last, newest first; with `digest`, those with this content."""
    query = (
        select(
            ImportedFile.uid,
            ImportedFile.name,
            ImportedFile.rows,
            ImportedFile.at,
            func.coalesce(func.nullif(Person.name, ""), Person.email, ""),
        )
        .outerjoin(Person, Person.id == ImportedFile.person_id)
        .where(ImportedFile.initiative_id == initiative_id)
    )
    if digest is not None:
        query = query.where(ImportedFile.digest == digest)
    rows = session.execute(query.order_by(ImportedFile.id.desc()).limit(RECENT))
    return [ImportedRow(*row) for row in rows]


def remembered(session: Session, initiative_id: int) -> dict[str, str]:
    """What the columns of the last files meant, the newest word on each."""
    mappings = session.scalars(
        select(ImportedFile.mapping)
        .where(ImportedFile.initiative_id == initiative_id)
        .order_by(ImportedFile.id.desc())
        .limit(RECENT)
    )
    known: dict[str, str] = {}
    for mapping in mappings:
        known = mapping | known
    return known

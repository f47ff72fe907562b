"""Who is asking, and what of the initiative they named they may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.models import Initiative, Membership, Person, Role, SignIn


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A signed-in person."""

    id: int
    uid: UUID
    email: str
    name: str
    language: str | None
    is_administrator: bool
    signed_in_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class InitiativeRow:
    """The initiative of the page, as every view of it needs it."""

    id: int
    uid: UUID
    slug: str
    name: dict[str, str]
    default_language: str
    languages: list[str]
    time_zone: str
    protocol: dict[str, str]


def signed_in_person(session: Session, token_digest: str) -> PersonRow | None:
    """The person of this sign-in, unless the account is disabled; the caller judges its age."""
    row = session.execute(
        select(
            Person.id,
            Person.uid,
            Person.email,
            Person.name,
            Person.language,
            Person.is_administrator,
            SignIn.created_at,
            SignIn.seen_at,
        )
        .join(SignIn, SignIn.person_id == Person.id)
        .where(SignIn.token_digest == token_digest, Person.disabled_at.is_(None))
    ).one_or_none()
    return PersonRow(*row) if row else None


def initiative_by_slug(session: Session, slug: str) -> InitiativeRow | None:
    """The initiative with this short name."""
    row = session.execute(
        select(
            Initiative.id,
            Initiative.uid,
            Initiative.slug,
            Initiative.name,
            Initiative.default_language,
            Initiative.languages,
            Initiative.time_zone,
            Initiative.protocol,
        ).where(Initiative.slug == slug)
    ).one_or_none()
    return InitiativeRow(*row) if row else None


def role_in(session: Session, person_id: int, initiative_id: int) -> Role | None:
    """The person's role there, or None."""
    return session.scalar(
        select(Membership.role).where(
            Membership.person_id == person_id, Membership.initiative_id == initiative_id
        )
    )

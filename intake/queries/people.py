"""People: whose account it is, who is in an initiative, what a one-time link is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from intake.db import now
from intake.models import AccountLink, Initiative, LinkPurpose, Membership, Person, Role, SignIn


@dataclass(frozen=True, slots=True)
class AccountRow:
    """What signing in compares with; never shown."""

    id: int
    uid: UUID
    email: str
    name: str
    #: None when there is no password to compare with: not chosen yet, or the account is disabled.
    password_hash: str | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list; `role` is None in the list of everybody."""

    uid: UUID
    email: str
    name: str
    is_administrator: bool
    is_disabled: bool
    #: Chose a password once; until then their first link is still to be used.
    has_password: bool
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Newest people first; the cursors lead to the people added later and earlier than these."""

    people: list[PersonRow]
    newer: UUID | None
    older: UUID | None


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role and the initiative it is held in."""

    slug: str
    name: dict[str, str]
    default_language: str
    role: Role


@dataclass(frozen=True, slots=True)
class SignInRow:
    """One browser in which a person is signed in."""

    created_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A one-time link that works now; without an e-mail address it makes the first administrator."""

    purpose: LinkPurpose
    email: str | None
    name: str


def account(session: Session, email_key: str) -> AccountRow | None:
    """The account with this address. One that is disabled has no password to compare with."""
    usable = case((Person.disabled_at.is_(None), Person.password_hash), else_=None)
    row = session.execute(
        select(Person.id, Person.uid, Person.email, Person.name, usable).where(Person.email_key == email_key)
    ).one_or_none()
    return AccountRow(*row) if row else None


def page_of_people(
    session: Session,
    contains: str = "",
    before: UUID | None = None,
    after: UUID | None = None,
    size: int = 50,
) -> PersonPage:
    """Everybody with an account whose name or e-mail address contains this."""
    query = _PERSON
    if contains:
        query = query.where(
            or_(
                Person.email_key.contains(contains.casefold(), autoescape=True),
                Person.name.icontains(contains, autoescape=True),
            )
        )
    return _page(session, query, before, after, size)


def page_of_members(
    session: Session,
    initiative_id: int,
    before: UUID | None = None,
    after: UUID | None = None,
    size: int = 50,
) -> PersonPage:
    """Who has a role in this initiative."""
    return _page(session, _members(initiative_id), before, after, size)


def member(session: Session, initiative_id: int, uid: UUID) -> PersonRow | None:
    """One person who has a role in this initiative."""
    row = session.execute(_members(initiative_id).where(Person.uid == uid)).one_or_none()
    return PersonRow(*row) if row else None


def person(session: Session, uid: UUID) -> PersonRow | None:
    """One person."""
    row = session.execute(_PERSON.where(Person.uid == uid)).one_or_none()
    return PersonRow(*row) if row else None


def roles_of(session: Session, uid: UUID) -> list[RoleRow]:
    """The roles a person holds, newest initiative first."""
    rows = session.execute(
        select(Initiative.slug, Initiative.name, Initiative.default_language, Membership.role)
        .join(Membership, Membership.initiative_id == Initiative.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.uid == uid)
        .order_by(Initiative.id.desc())
    )
    return [RoleRow(*row) for row in rows]


def sign_ins_of(session: Session, person_id: int, this: str, since: datetime) -> list[SignInRow]:
    """A person's sign-ins since then, the last used first; `this` is the digest of the one that asks."""
    rows = session.execute(
        select(SignIn.created_at, SignIn.seen_at, SignIn.token_digest == this)
        .where(SignIn.person_id == person_id, SignIn.created_at >= since)
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    )
    return [SignInRow(*row) for row in rows]


def working_link(session: Session, token_digest: str) -> LinkRow | None:
    """The link, unless it is used, over or unknown, or what it is for has been done or forbidden since."""
    row = session.execute(
        select(AccountLink.purpose, Person.email, func.coalesce(Person.name, ""))
        .outerjoin(Person, Person.id == AccountLink.person_id)
        .where(
            AccountLink.token_digest == token_digest,
            AccountLink.used_at.is_(None),
            AccountLink.expires_at > now(),
            Person.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None or (row[0] is LinkPurpose.FIRST_ADMINISTRATOR and has_administrator(session)):
        return None
    return LinkRow(*row)


def has_administrator(session: Session) -> bool:
    """Whether anybody looks after the instance."""
    found = select(Person.id).where(Person.is_administrator, Person.disabled_at.is_(None)).limit(1)
    return session.scalar(found) is not None


_PERSON = select(
    Person.uid,
    Person.email,
    Person.name,
    Person.is_administrator,
    Person.disabled_at.is_not(None),
    Person.password_hash.is_not(None),
)


def _members(initiative_id: int) -> Select[*tuple[Any, ...]]:
    return (
        _PERSON.add_columns(Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.initiative_id == initiative_id)
    )


def _page(
    session: Session, query: Select[*tuple[Any, ...]], before: UUID | None, after: UUID | None, size: int
) -> PersonPage:
    """The public ids are made in the order of time, so they serve as cursors."""
    if after is not None:
        rows = session.execute(query.where(Person.uid > after).order_by(Person.uid).limit(size + 1)).all()
        shown, has_newer, has_older = rows[:size][::-1], len(rows) > size, True
    else:
        query = query if before is None else query.where(Person.uid < before)
        rows = session.execute(query.order_by(Person.uid.desc()).limit(size + 1)).all()
        shown, has_newer, has_older = rows[:size], before is not None, len(rows) > size
    people = [PersonRow(*row) for row in shown]
    return PersonPage(
        people,
        newer=people[0].uid if people and has_newer else None,
        older=people[-1].uid if people and has_older else None,
    )

"""Members: people's roles in one initiative, and inviting them to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.actions import links, people
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.errors import Conflict, Invalid, NotAllowed, NotFound
from intake.models import Membership, Person, Role


@dataclass(frozen=True, slots=True)
class Invited:
    """Who was invited; `has_link` says that the link handed in was issued to them."""

    uid: UUID
    email: str
    has_link: bool


def invite(
    session: Session,
    actor: Actor,
    initiative_id: int,
    *,
    email: str,
    role: Role,
    token_digest: str,
    expires_at: datetime,
) -> Invited:
    """Give somebody a role here. Who has no account gets one and a one-time link; others need no link."""
    email = people.email_address(email)
    person = people.person_by_email(session, email)
    is_new = person is None
    if person is None:
        person = people.add(session, actor, email=email)
    if _membership(session, person.id, initiative_id) is not None:
        raise Invalid(_("This person has a role here already."), field="email")
    give_role(session, actor, initiative_id, person, role)
    if is_new:
        links.issue(session, actor, person, token_digest, expires_at)
    return Invited(person.uid, person.email, has_link=is_new)


def give_role(session: Session, actor: Actor, initiative_id: int, person: Person, role: Role) -> None:
    """Give a person a role here, in place of the one they had."""
    membership = _membership(session, person.id, initiative_id)
    if membership is None:
        session.add(Membership(person_id=person.id, initiative_id=initiative_id, role=role))
        session.flush()
        note(session, actor, "member.added", initiative_id=initiative_id, subject=person.uid, role=role)
    elif membership.role != role:
        membership.role = role
        note(session, actor, "member.changed", initiative_id=initiative_id, subject=person.uid, role=role)


def change_role(session: Session, actor: Actor, initiative_id: int, uid: UUID, role: Role) -> None:
    """Give a member another role; the last organizer keeps theirs unless an administrator changes it."""
    person, membership = _member(session, initiative_id, uid)
    if membership.role is Role.ORGANIZER and role is not Role.ORGANIZER:
        _leave_an_organizer(session, actor, initiative_id, person)
    give_role(session, actor, initiative_id, person, role)


def remove(session: Session, actor: Actor, initiative_id: int, uid: UUID) -> None:
    """Take a member's role here away; the account stays. The same holds for the last organizer as above."""
    person, membership = _member(session, initiative_id, uid)
    if membership.role is Role.ORGANIZER:
        _leave_an_organizer(session, actor, initiative_id, person)
    session.delete(membership)
    note(session, actor, "member.removed", initiative_id=initiative_id, subject=person.uid)


def invite_again(
    session: Session, actor: Actor, initiative_id: int, uid: UUID, token_digest: str, expires_at: datetime
) -> str:
    """Another link for a member whose first one was not used; returns their e-mail address.

    Only for who has no password, is not an administrator and belongs to this initiative alone: a link opens
    the whole account, and an organizer has a say in one initiative.
    """
    person, _membership_here = _member(session, initiative_id, uid)
    elsewhere = session.scalar(
        select(Membership.id)
        .where(Membership.person_id == person.id, Membership.initiative_id != initiative_id)
        .limit(1)
    )
    if person.password_hash is not None or person.is_administrator or elsewhere is not None:
        raise NotAllowed(_l("Only an administrator can make a new link for this person."))
    links.issue(session, actor, person, token_digest, expires_at)
    return person.email


def _membership(session: Session, person_id: int, initiative_id: int) -> Membership | None:
    return session.scalar(
        select(Membership).where(Membership.person_id == person_id, Membership.initiative_id == initiative_id)
    )


def _member(session: Session, initiative_id: int, uid: UUID) -> tuple[Person, Membership]:
    """A member of this initiative; somebody of another one is not found."""
    row = session.execute(
        select(Person, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.uid == uid, Membership.initiative_id == initiative_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def _leave_an_organizer(session: Session, actor: Actor, initiative_id: int, leaving: Person) -> None:
    """Raise Conflict when nobody else could organize; locks the rows, so that two cannot leave at once."""
    if actor.person_id is None or session.get_one(Person, actor.person_id).is_administrator:
        return
    able = session.scalars(
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.initiative_id == initiative_id,
            Membership.role == Role.ORGANIZER,
            Person.disabled_at.is_(None),
            Person.password_hash.is_not(None),
        )
        .order_by(Person.id)
        .with_for_update(of=Membership)
    ).all()
    if leaving.id in able and len(able) == 1:
        raise Conflict(_l("This is the only organizer. Make somebody else an organizer first."))

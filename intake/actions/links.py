"""One-time links: to the first administrator's account, to an invitation, to a new password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from intake import rules
from intake.actions import people
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.db import now
from intake.errors import NotFound
from intake.models import AccountLink, LinkPurpose, Person


def issue(
    session: Session, actor: Actor, person: Person, token_digest: str, expires_at: datetime
) -> LinkPurpose:
    """A link for this person, in place of the one they had: an invitation, or a new password."""
    purpose = LinkPurpose.PASSWORD if person.password_hash else LinkPurpose.INVITATION
    if person.disabled_at is not None:
        raise NotFound()
    _issue(session, actor, purpose, person, token_digest, expires_at)
    return purpose


def issue_first(session: Session, token_digest: str, expires_at: datetime) -> bool:
    """The first administrator's link, in place of an earlier one; False when there is an administrator."""
    if _has_administrator(session):
        return False
    _issue(session, Actor(), LinkPurpose.FIRST_ADMINISTRATOR, None, token_digest, expires_at)
    return True


def use(
    session: Session,
    link_digest: str,
    sign_in_digest: str,
    *,
    password_hash: str,
    name: str | None = None,
    email: str | None = None,
) -> Person:
    """Use a link up: set the password (and the name, unless None), sign in, end all other sign-ins and links.

    `email` counts only for the first administrator's. NotFound: the link is used, over or unknown.
    """
    link = session.execute(
        update(AccountLink)
        .where(
            AccountLink.token_digest == link_digest,
            AccountLink.used_at.is_(None),
            AccountLink.expires_at > now(),
        )
        .values(used_at=now())
        .returning(AccountLink.purpose, AccountLink.person_id)
    ).one_or_none()
    if link is None:
        raise NotFound()
    person = _first_administrator(session, email or "") if link.person_id is None else None
    person = person or session.get_one(Person, link.person_id)
    if person.disabled_at is not None:
        raise NotFound()
    actor = Actor(person_id=person.id)
    if name is not None:
        person.name = rules.needed_line(name, "name", people.MAX_PERSON_NAME)
    people.set_password(session, actor, person.id, password_hash, sign_in_digest)
    note(session, actor, "link.used", subject=person.uid, purpose=link.purpose)
    return person


def _first_administrator(session: Session, email: str) -> Person:
    """The account of the first administrator; one that has this address already becomes it."""
    if _has_administrator(session):
        raise NotFound()
    email = people.email_address(email)
    known = people.person_by_email(session, email)
    if known is None:
        return people.add(session, Actor(), email=email, is_administrator=True)
    people.set_administrator(session, Actor(), known.uid, True)
    return known


def _has_administrator(session: Session) -> bool:
    return bool(
        session.scalar(
            select(func.count())
            .select_from(Person)
            .where(Person.is_administrator, Person.disabled_at.is_(None))
        )
    )


def _issue(
    session: Session,
    actor: Actor,
    purpose: LinkPurpose,
    person: Person | None,
    token_digest: str,
    expires_at: datetime,
) -> None:
    # Links of the past are of no use to anybody; a person has one that works at most.
    of_person = AccountLink.person_id == person.id if person else AccountLink.person_id.is_(None)
    session.execute(
        delete(AccountLink).where(
            (of_person & AccountLink.used_at.is_(None)) | (AccountLink.expires_at < now())
        )
    )
    session.add(
        AccountLink(
            token_digest=token_digest,
            purpose=purpose,
            person_id=person.id if person else None,
            expires_at=expires_at,
        )
    )
    note(session, actor, "link.issued", subject=person.uid if person else None, purpose=purpose)

"""People: who has an account, their passwords, their sign-ins, who looks after the instance."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intake import rules
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.db import now
from intake.errors import Conflict, Invalid, NotAllowed, NotFound
from intake.models import AccountLink, Person, SignIn

MAX_EMAIL, MAX_PERSON_NAME = 254, 120
#: Enough to catch a slip; whether the address exists nobody here needs to know, since no mail is sent.
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\.]+(\.[^\s@<>,;:\"()\[\]\\.]+)*")


def email_address(text: str, field: str = "email") -> str:
    """An e-mail address as it is shown; raises Invalid."""
    found = rules.line(text, field, MAX_EMAIL)
    if not _EMAIL.fullmatch(found):
        raise Invalid(_("Enter an e-mail address, such as ana@example.org."), field=field)
    return found


def email_key(text: str) -> str:
    """What two spellings of one address have in common; any text has one."""
    return " ".join(text.split()).casefold()[:MAX_EMAIL]


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, however it is spelt."""
    return session.scalar(select(Person).where(Person.email_key == email_key(email)))


def person_by_uid(session: Session, uid: UUID) -> Person:
    """The person; raises NotFound."""
    person = session.scalar(select(Person).where(Person.uid == uid))
    if person is None:
        raise NotFound()
    return person


def add(
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str = "",
    password_hash: str | None = None,
    is_administrator: bool = False,
) -> Person:
    """Give somebody an account; without a password it waits for a link."""
    email = email_address(email)
    if person_by_email(session, email) is not None:
        raise Invalid(_("Somebody with this e-mail address has an account already."), field="email")
    person = Person(
        email=email,
        email_key=email_key(email),
        name=rules.line(name, "name", MAX_PERSON_NAME),
        password_hash=password_hash,
        is_administrator=is_administrator,
    )
    session.add(person)
    session.flush()
    note(session, actor, "person.added", subject=person.uid, administrator=is_administrator)
    return person


def change_own(session: Session, actor: Actor, *, name: str, language: str | None) -> None:
    """Change the actor's own name and the language of their pages (None: as the browser asks)."""
    person = session.get_one(Person, actor.person_id)
    person.name = rules.needed_line(name, "name", MAX_PERSON_NAME)
    person.language = language
    note(session, actor, "person.changed", subject=person.uid)


def set_password(
    session: Session, actor: Actor, person_id: int, password_hash: str, sign_in_digest: str
) -> None:
    """Give a person a new password and a new sign-in; all their earlier sign-ins and links end."""
    person = session.get_one(Person, person_id)
    person.password_hash = password_hash
    _end_sign_ins(session, person_id)
    _end_links(session, person_id)
    session.add(SignIn(token_digest=sign_in_digest, person_id=person_id))
    note(session, actor, "person.password_set", subject=person.uid)


def sign_in(
    session: Session,
    person_id: int,
    token_digest: str,
    *,
    verified: str | None,
    better: str | None = None,
    before: datetime,
) -> None:
    """Sign a person in whose password was right.

    `verified` is the hash it was compared with: when it changed meanwhile, or the account was disabled,
    NotAllowed is raised. `better` replaces an outdated hash. Sign-ins older than `before` are forgotten.
    """
    person = session.scalar(select(Person).where(Person.id == person_id).with_for_update())
    if person is None or person.password_hash != verified or person.disabled_at is not None:
        raise NotAllowed()
    if better is not None:
        person.password_hash = better
    session.execute(delete(SignIn).where(SignIn.created_at < before))
    session.add(SignIn(token_digest=token_digest, person_id=person_id))
    note(session, Actor(person_id=person_id), "person.signed_in", subject=person.uid)


def mark_seen(session: Session, token_digest: str) -> None:
    """Keep a sign-in alive."""
    session.execute(update(SignIn).where(SignIn.token_digest == token_digest).values(seen_at=now()))


def sign_out(session: Session, token_digest: str) -> None:
    """End one sign-in; a copy of its cookie is worth nothing from now on."""
    person_id = session.scalar(
        delete(SignIn).where(SignIn.token_digest == token_digest).returning(SignIn.person_id)
    )
    if person_id is not None:
        uid = session.scalar(select(Person.uid).where(Person.id == person_id))
        note(session, Actor(person_id=person_id), "person.signed_out", subject=uid)


def end_other_sign_ins(session: Session, actor: Actor, mine: str, renewed: str) -> None:
    """End the actor's sign-ins but the one with the digest `mine`, which goes on under another token.

    A copy of this browser's cookie has the same token, so it ends with the others.
    """
    person = session.get_one(Person, actor.person_id)
    session.execute(update(SignIn).where(SignIn.token_digest == mine).values(token_digest=renewed))
    _end_sign_ins(session, person.id, renewed)
    note(session, actor, "person.signed_out_elsewhere", subject=person.uid)


def disable(session: Session, actor: Actor, uid: UUID) -> None:
    """Close an account: its sign-ins and links end at once, its roles wait."""
    person = person_by_uid(session, uid)
    if person.disabled_at is not None:
        return
    if person.is_administrator:
        _leave_an_administrator(session, person)
    person.disabled_at = now()
    _end_sign_ins(session, person.id)
    _end_links(session, person.id)
    note(session, actor, "person.disabled", subject=person.uid)


def enable(session: Session, actor: Actor, uid: UUID) -> None:
    """Open a closed account again, with the password and the roles it had."""
    person = person_by_uid(session, uid)
    if person.disabled_at is not None:
        person.disabled_at = None
        note(session, actor, "person.enabled", subject=person.uid)


def set_administrator(session: Session, actor: Actor, uid: UUID, is_administrator: bool) -> None:
    """Make a person an administrator, or no longer; the last one who can sign in stays."""
    person = person_by_uid(session, uid)
    if person.is_administrator == is_administrator:
        return
    if not is_administrator:
        _leave_an_administrator(session, person)
    person.is_administrator = is_administrator
    note(session, actor, "person.administrator", subject=person.uid, administrator=is_administrator)


def _leave_an_administrator(session: Session, leaving: Person) -> None:
    """Raise Conflict when nobody else could administer; locks the rows, so that two cannot leave at once."""
    able = session.scalars(
        select(Person.id)
        .where(Person.is_administrator, Person.disabled_at.is_(None), Person.password_hash.is_not(None))
        .order_by(Person.id)
        .with_for_update()
    ).all()
    if leaving.id in able and len(able) == 1:
        raise Conflict(_l("This is the only administrator. Make somebody else an administrator first."))


def _end_sign_ins(session: Session, person_id: int, keep: str | None = None) -> None:
    others = delete(SignIn).where(SignIn.person_id == person_id)
    session.execute(others.where(SignIn.token_digest != keep) if keep else others)


def _end_links(session: Session, person_id: int) -> None:
    session.execute(
        delete(AccountLink).where(AccountLink.person_id == person_id, AccountLink.used_at.is_(None))
    )

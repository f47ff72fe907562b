"""People with an account, their roles, their sign-ins and the one-time links that let them in."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base, Key, Uid, choice, now
from intake.db.base import digest_type


class Role(enum.StrEnum):
    """What a person may do in one initiative; what each allows stands in `intake.access`."""

    ORGANIZER = "organizer"
    INTERPRETER = "interpreter"
    ANALYST = "analyst"
    VIEWER = "viewer"


class Person(Base):
    """Somebody with an account."""

    __tablename__ = "person"

    id: Mapped[Key]
    uid: Mapped[Uid]
    #: As typed, for showing; `email_key` (case folded) is what must be unique.
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    #: Argon2id; None until the first link is used.
    password_hash: Mapped[str | None]
    is_administrator: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None] = mapped_column(String(35))
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Membership(Base):
    """A person's role in an initiative."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "initiative_id"),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiative.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    created_at: Mapped[datetime] = mapped_column(default=now)


class SignIn(Base):
    """A signed-in browser; deleted at sign-out, so that a copied cookie is worth nothing."""

    __tablename__ = "sign_in"

    id: Mapped[Key]
    token_digest: Mapped[str] = mapped_column(digest_type(), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)


class LinkPurpose(enum.StrEnum):
    """What a one-time link does."""

    FIRST_ADMINISTRATOR = "first_administrator"
    INVITATION = "invitation"
    PASSWORD = "password"


class AccountLink(Base):
    """A one-time link; only its digest is kept."""

    __tablename__ = "account_link"

    id: Mapped[Key]
    token_digest: Mapped[str] = mapped_column(digest_type(), unique=True)
    purpose: Mapped[LinkPurpose] = mapped_column(choice(LinkPurpose))
    #: None only for the first administrator's link.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

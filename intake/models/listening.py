"""Listening sessions and the places in them that statements are written for."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.db import Base, Key, Texts, Uid, Words, choice, now


class SessionState(enum.StrEnum):
    """The life of a listening session; closed ones still take late statements, archived ones are read-only."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class ListeningSession(Base):
    """One event: date, place, type, languages, tables."""

    __tablename__ = "listening_session"
    __table_args__ = (UniqueConstraint("initiative_id", "code"),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiative.id"))
    #: The short name in addresses and files, such as july-20.
    code: Mapped[str] = mapped_column(String(64))
    title: Mapped[Texts]
    #: `community`, `cbo`, or any word of the initiative; questions may be limited to types.
    type: Mapped[str] = mapped_column(String(32), default="community")
    starts_at: Mapped[datetime | None]
    time_zone: Mapped[str] = mapped_column(String(64))
    venue: Mapped[str] = mapped_column(default="")
    languages: Mapped[Words]
    state: Mapped[SessionState] = mapped_column(choice(SessionState), default=SessionState.DRAFT)
    #: For training: marked everywhere and left out of exports.
    is_practice: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    places: Mapped[list[Place]] = relationship(
        order_by="Place.position", back_populates="session", cascade="all"
    )


class Place(Base):
    """A table, or the full group (whole room), which every session has."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("session_id", "label"),
        Index("ix_place_code", "code", unique=True),
        Index("ix_place_short_code", "short_code", unique=True),
    )

    id: Mapped[Key]
    uid: Mapped[Uid]
    session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"))
    #: The table's label as printed on its card; the empty text is the full group, first in order.
    label: Mapped[str] = mapped_column(String(64), default="")
    position: Mapped[int]
    #: The language spoken at the table, for its card; None where it is not known.
    language: Mapped[str | None] = mapped_column(String(35))
    #: The secret of the card's QR code: 132 bits, admits at once, until it is rotated.
    code: Mapped[str] = mapped_column(String(32))
    #: The spoken code: 8 characters, lets in only after the organizer admits.
    short_code: Mapped[str] = mapped_column(String(8))
    session: Mapped[ListeningSession] = relationship(back_populates="places")

    @property
    def is_full_group(self) -> bool:
        return not self.label

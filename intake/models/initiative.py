"""The initiative: a series of listening sessions taken as one body of evidence."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base, Key, Texts, Uid, Words, now


class Initiative(Base):
    """Owns its questions, sessions, people and statements; nothing of it is reached but through it."""

    __tablename__ = "initiative"

    id: Mapped[Key]
    uid: Mapped[Uid]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Texts]
    default_language: Mapped[str] = mapped_column(String(35))
    #: The languages its texts are written in, in the order of columns and menus.
    languages: Mapped[Words]
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    #: What notetakers read once before they begin; a language that is missing shows the built-in protocol.
    protocol: Mapped[Texts] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)

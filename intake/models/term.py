"""The glossary of an initiative: what all its interpreters render alike."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base, Key, Texts, Uid, now


class Term(Base):
    """One concept, with the word for it in several languages."""

    __tablename__ = "term"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[Key]
    uid: Mapped[Uid]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiative.id"), index=True)
    texts: Mapped[Texts]
    #: For interpreters; residents and tablets of notetakers never see it.
    note: Mapped[str] = mapped_column(default="")
    #: A name, which stays as it is in a language that has no text for it.
    is_name: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(default=now)


class TermVersion(Base):
    """What a term said from then on, the newest being what it says now; all of it goes with the term."""

    __tablename__ = "term_version"

    id: Mapped[Key]
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), index=True)
    texts: Mapped[Texts]
    note: Mapped[str] = mapped_column(default="")
    is_name: Mapped[bool] = mapped_column(default=False)
    #: None where a command or a set-up file wrote it, or nobody knows.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)

"""Questions and the versions of their wording."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.db import Base, Key, Texts, Uid, now


class Question(Base):
    """A numbered question; its code is a label that people know it by, never an index."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("initiative_id", "code"),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiative.id"))
    code: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    #: The session types in which it is asked; None means in all of them.
    asked_in: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    #: No longer offered to notetakers; statements under it stay.
    retired_at: Mapped[datetime | None]
    versions: Mapped[list[QuestionVersion]] = relationship(
        order_by="QuestionVersion.number", back_populates="question", cascade="all"
    )


class QuestionVersion(Base):
    """One wording, in several languages; statements keep the version they were made under."""

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[Key]
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int] = mapped_column(default=1)
    texts: Mapped[Texts]
    created_at: Mapped[datetime] = mapped_column(default=now)
    question: Mapped[Question] = relationship(back_populates="versions")

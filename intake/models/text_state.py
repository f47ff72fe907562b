"""How far a translation of one of an initiative's texts is; the texts themselves stand where they are used."""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base, Key, choice, now
from intake.marks import mark


class TextKind(enum.StrEnum):
    """What organizers write in several languages; labels and codes are the same in all of them."""

    #: The initiative's name and protocol, a question's wording, a session's title.
    NAME = "name"
    PROTOCOL = "protocol"
    QUESTION = "question"
    TITLE = "title"


class Standing(enum.StrEnum):
    """What a translation is; never stored, but told from the text, its source and the row below."""

    MISSING = "missing"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    #: The source was changed since somebody last looked at the translation.
    STALE = "stale"


class TextState(Base):
    """What was known of a translation when somebody last wrote or reviewed it.

    It speaks of one text beside one source. A text that was changed since without it is a draft.
    """

    __tablename__ = "text_state"
    __table_args__ = (UniqueConstraint("owner", "kind", "language"),)

    id: Mapped[Key]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiative.id"), index=True)
    kind: Mapped[TextKind] = mapped_column(choice(TextKind))
    #: The public id of the initiative, question or session that has the text.
    owner: Mapped[UUID]
    language: Mapped[str] = mapped_column(String(35))
    #: The `marks.mark` of the translation and of the source that stood beside it.
    text_mark: Mapped[str] = mapped_column(String(16))
    source_mark: Mapped[str] = mapped_column(String(16))
    #: Who wrote the text; None where a command or a file did, or nobody knows.
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=now)


def speaks_of(state: TextState | None, text: str) -> bool:
    """Whether what is known is known of this text, and not of an earlier one."""
    return state is not None and state.text_mark == mark(text)


def standing_of(text: str, source: str, state: TextState | None) -> Standing:
    """What a translation of this source is."""
    if not text:
        return Standing.MISSING
    if state is None or not speaks_of(state, text):
        return Standing.DRAFT
    if state.source_mark != mark(source):
        return Standing.STALE
    return Standing.REVIEWED if state.reviewed_at else Standing.DRAFT

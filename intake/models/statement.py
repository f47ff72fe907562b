"""What was said, and every earlier or conflicting revision of it."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base, Key, Uid, choice, now


class Kind(enum.StrEnum):
    """How the words came to paper."""

    QUOTE = "quote"
    PARAPHRASE = "paraphrase"
    OBSERVATION = "observation"


class Source(enum.StrEnum):
    """The way a statement came in."""

    FORM = "form"
    PAPER = "paper"
    IMPORT = "import"
    API = "api"


class Status(enum.StrEnum):
    """Whether it counts: held ones wait for the organizer, withdrawn ones were taken back, hidden ones were put away."""

    ACTIVE = "active"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"


class Held(enum.StrEnum):
    """Why a statement waits for the organizer."""

    LATE = "late"
    REVOKED = "revoked"
    NOT_ADMITTED = "not_admitted"
    LIMIT = "limit"
    #: Was being written when its tablet was saved to a file.
    DRAFT = "draft"


#: What the partial index holds; a query that has this very condition can use it.
NOT_ACTIVE = text("status <> 'active'")
SUGGESTED = text("suggested_language IS NOT NULL")
IN_CONFLICT = text("has_conflict IS 1")


class Statement(Base):
    """The current text of a statement; its session, place and first device never change."""

    __tablename__ = "statement"
    __table_args__ = (
        Index("ix_statement_initiative_id_id", "initiative_id", "id"),
        Index("ix_statement_session_id_id", "session_id", "id"),
        Index("ix_statement_device_id_id", "device_id", "id"),
        Index("ix_statement_place_id_id", "place_id", "id"),
        # For searches in which few of those with the words meet a filter; on PostgreSQL the migration says more.
        Index("ix_statement_initiative_id_language", "initiative_id", "language", "id"),
        Index("ix_statement_question_version_id_id", "question_version_id", "id"),
        # The few that are held, withdrawn or hidden: with the index above, counts never touch the texts.
        # On PostgreSQL the migration says the same; said here, it would load that dialect everywhere, with 2 MB.
        Index("ix_statement_session_id_status", "session_id", "status", sqlite_where=NOT_ACTIVE),
        # The few whose language may be wrong.
        Index("ix_statement_suggested_language", "initiative_id", "id", sqlite_where=SUGGESTED),
        # The few of which two versions wait for a decision.
        Index("ix_statement_has_conflict", "initiative_id", "id", sqlite_where=IN_CONFLICT),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Key]
    #: Made on the device at the first keystroke.
    uid: Mapped[Uid]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiative.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    text: Mapped[str]
    language: Mapped[str] = mapped_column(String(35))
    kind: Mapped[Kind] = mapped_column(choice(Kind), default=Kind.PARAPHRASE)
    #: How many others at the table agreed.
    agreed: Mapped[int] = mapped_column(default=0)
    source: Mapped[Source] = mapped_column(choice(Source), default=Source.FORM)
    status: Mapped[Status] = mapped_column(choice(Status), default=Status.ACTIVE)
    held: Mapped[Held | None] = mapped_column(choice(Held))
    #: Two people changed it at once: a revision with the other text waits for the organizer.
    has_conflict: Mapped[bool] = mapped_column(default=False)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    captured_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=now)
    #: The store's count: 1, then one more with every change of the current text.
    version: Mapped[int] = mapped_column(default=1)
    #: The device's own count of the newest revision it sent.
    revision: Mapped[int] = mapped_column(default=1)
    #: The device's number of the save that made the current text; None when no device did.
    sequence: Mapped[int | None]
    #: Who made the current text: a device (None: the statement's own) or a person, and when.
    changed_by_device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    changed_by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(default=now)
    #: When its words were erased for good; None when it has words.
    erased_at: Mapped[datetime | None]
    #: What a device sends with this count or a lower one was erased and is never stored again; None: nothing was.
    erased_revision: Mapped[int | None]
    #: What language the text reads like if that is not the one stated; a hint that nobody has to follow.
    suggested_language: Mapped[str | None] = mapped_column(String(35))


class StatementRevision(Base):
    """A text that is not, or no longer, the current one: superseded, arrived late, or in conflict."""

    __tablename__ = "statement_revision"
    __table_args__ = (
        Index("ix_statement_revision_statement_id_id", "statement_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Key]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    #: The store's version it was current as; None when it never was.
    version: Mapped[int | None]
    revision: Mapped[int]
    sequence: Mapped[int | None]
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    text: Mapped[str]
    language: Mapped[str] = mapped_column(String(35))
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    agreed: Mapped[int]
    status: Mapped[Status] = mapped_column(choice(Status))
    #: Kept beside a newer text by somebody else until the organizer decides.
    is_conflict: Mapped[bool] = mapped_column(default=False)
    captured_at: Mapped[datetime]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: Why an organizer changed or put away this text, in their words.
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)

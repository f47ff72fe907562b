"""What a person made of a statement in another language, and every earlier or conflicting text of it."""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base, Key, Uid, choice, now
from intake.models.statement import Held, Status


class RenderingState(enum.StrEnum):
    """Whether a second person has looked at it."""

    DRAFT = "draft"
    REVIEWED = "reviewed"


class How(enum.StrEnum):
    """When it was made: in front of who said it, or later from what was written down."""

    IN_ROOM = "in_room"
    AFTERWARDS = "afterwards"


#: What the unique index holds; a query that has this very condition can use it.
NOT_WITHDRAWN = text("status <> 'withdrawn'")
#: The few that wait for an organizer, and the few beside which another text waits.
IS_HELD = text("status = 'held'")
IN_CONFLICT = text("has_conflict IS 1")


class Rendering(Base):
    """The current text of a statement in one language; the statement itself is never changed by it."""

    __tablename__ = "rendering"
    __table_args__ = (
        Index("ix_rendering_statement_id_language", "statement_id", "language"),
        # One counts at a time. On PostgreSQL the migration says the same, as for the statement's own.
        Index(
            "uq_rendering_statement_id_language",
            "statement_id",
            "language",
            unique=True,
            sqlite_where=NOT_WITHDRAWN,
        ),
        # What is at one step of the work, in the order of the statements.
        Index("ix_rendering_language_state", "language", "state", "statement_id", sqlite_where=NOT_WITHDRAWN),
        Index("ix_rendering_held", "statement_id", sqlite_where=IS_HELD),
        Index("ix_rendering_has_conflict", "statement_id", sqlite_where=IN_CONFLICT),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Key]
    #: Made where it was written, by a device or by a page.
    uid: Mapped[Uid]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    language: Mapped[str] = mapped_column(String(35))
    text: Mapped[str]
    state: Mapped[RenderingState] = mapped_column(choice(RenderingState), default=RenderingState.DRAFT)
    how: Mapped[How] = mapped_column(choice(How), default=How.AFTERWARDS)
    #: Never hidden: what is to be gone is erased with its statement.
    status: Mapped[Status] = mapped_column(choice(Status), default=Status.ACTIVE)
    held: Mapped[Held | None] = mapped_column(choice(Held))
    #: Somebody else's text waits beside it until a person decides.
    has_conflict: Mapped[bool] = mapped_column(default=False)
    #: The version of the statement it was made from: when that text changed since, the rendering is stale.
    base_version: Mapped[int]
    #: Who made the text, a device or a person, and who has reviewed it, never the same.
    made_by_device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    made_by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reviewed_by_device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    reviewed_by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: The store's count: 1, then one more with every change.
    version: Mapped[int] = mapped_column(default=1)
    #: The count of the newest revision that a device sent.
    revision: Mapped[int] = mapped_column(default=1)
    #: The device's number of the save that made it what it is; None when no device did.
    sequence: Mapped[int | None]
    changed_by_device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    changed_by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    received_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    #: Which of the statement's texts it is in the search index; a trigger sets it (migration 0012).
    search_slot: Mapped[int | None] = mapped_column(SmallInteger)


class RenderingRevision(Base):
    """A text of a rendering that is not, or no longer, the current one: superseded, arrived late, or in conflict."""

    __tablename__ = "rendering_revision"
    __table_args__ = (
        Index("ix_rendering_revision_rendering_id_id", "rendering_id", "id"),
        Index("ix_rendering_revision_uid_revision", "uid", "revision"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Key]
    rendering_id: Mapped[int] = mapped_column(ForeignKey("rendering.id"))
    #: The id it was sent under: another one when two people rendered the same statement at once.
    uid: Mapped[UUID]
    #: The store's version it was current as; None when it never was.
    version: Mapped[int | None]
    revision: Mapped[int]
    sequence: Mapped[int | None]
    text: Mapped[str]
    state: Mapped[RenderingState] = mapped_column(choice(RenderingState))
    how: Mapped[How] = mapped_column(choice(How))
    status: Mapped[Status] = mapped_column(choice(Status))
    #: Kept beside another person's text until somebody decides.
    is_conflict: Mapped[bool] = mapped_column(default=False)
    base_version: Mapped[int]
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)

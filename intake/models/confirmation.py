"""What residents said when something was read back to them: that it is right, or what it should be."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base, Key, choice, now
from intake.models.statement import Held


class Confirmation(Base):
    """One answer of residents to what was read to them. It has no words: these are a revision of what was read."""

    __tablename__ = "confirmation"
    __table_args__ = (
        Index("ix_confirmation_statement_id_id", "statement_id", "id"),
        Index("ix_confirmation_device_id_id", "device_id", "id"),
        Index("ix_confirmation_uid_revision", "uid", "revision"),
        # The few that do not count yet. On PostgreSQL the migration says the same.
        Index("ix_confirmation_held", "statement_id", sqlite_where=text("held IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Key]
    #: Made on the device; together with the revision, what a repeat is known by.
    uid: Mapped[UUID]
    revision: Mapped[int]
    sequence: Mapped[int | None]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    #: What was read: this rendering, or (None) the statement itself.
    rendering_id: Mapped[int | None] = mapped_column(ForeignKey("rendering.id"))
    #: The store's version that has the words they confirmed; None when no version has or had them.
    version: Mapped[int | None]
    #: Where their words wait until somebody decides, when somebody else changed the text meanwhile.
    statement_revision_id: Mapped[int | None] = mapped_column(ForeignKey("statement_revision.id"))
    rendering_revision_id: Mapped[int | None] = mapped_column(ForeignKey("rendering_revision.id"))
    #: Whether they wanted it otherwise than it was read.
    is_change: Mapped[bool]
    #: Why it does not count; None: it counts.
    held: Mapped[Held | None] = mapped_column(choice(Held))
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    #: When they said it, by the device's clock.
    confirmed_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=now)

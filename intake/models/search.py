"""What the search index does not know yet. The index itself, `search_words`, is made by its migration."""

from __future__ import annotations

from sqlalchemy import SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base, Key


class SearchPending(Base):
    """One change of a text, written by a trigger in the transaction that made it and removed when it is indexed."""

    __tablename__ = "search_pending"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[Key]
    statement_id: Mapped[int]
    #: Which of the statement's texts: 0 is what was said, others are its further texts.
    slot: Mapped[int] = mapped_column(SmallInteger)
    #: The text as the index has it, which SQLite needs to take it out; None: the index does not have it.
    former: Mapped[str | None]

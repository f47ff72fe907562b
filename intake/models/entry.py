"""The log of who did what, the store's own identity, and the files that were imported."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base, Key, Uid, new_uid, now
from intake.db.base import digest_type

#: The verb of the entry that says a backup was made and verified; its detail says what was in it.
BACKUP_MADE = "backup.made"
#: The verb of the entry that says a backup was put in the place of the store.
STORE_RESTORED = "store.restored"


class Entry(Base):
    """One line of the append-only log. It names things by their public ids and holds no testimony and no names."""

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_initiative_id_id", "initiative_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(default=now)
    initiative_id: Mapped[int | None] = mapped_column(ForeignKey("initiative.id"))
    #: Who: one of the two, or neither for a command on the server.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    #: What was done, such as session.opened.
    verb: Mapped[str] = mapped_column(String(48))
    #: The public id of what it was done to.
    subject: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Store(Base):
    """One row: which database this is, and how often it was restored."""

    __tablename__ = "store"

    id: Mapped[Key]
    uid: Mapped[Uid]
    epoch: Mapped[int] = mapped_column(default=1)
    #: The pair that files of tablets are sealed to, in Base64: P-256's private number, and the public point as it is.
    file_key: Mapped[str] = mapped_column(server_default="")
    file_public_key: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    #: Since when erased words may still lie in the database's file or its log; None: nowhere (intake/leftovers.py).
    leftover_since: Mapped[datetime | None]
    #: The rules that the search index was made with (search/folding.py); anything else than the present ones: begin anew.
    search_version: Mapped[str] = mapped_column(String(40), server_default="")
    #: What languages were guessed with (languages/guessing.py); anything else than that of now: look at all again.
    guessing_version: Mapped[str] = mapped_column(String(40), server_default="")
    #: Statements up to this id are still to be looked at; 0: none.
    guessing_left: Mapped[int] = mapped_column(server_default="0")


class ImportedFile(Base):
    """A file of typed-up notes that was imported, so that the same file is recognised."""

    __tablename__ = "imported_file"
    __table_args__ = (Index("ix_imported_file_initiative_id_digest", "initiative_id", "digest"),)

    id: Mapped[Key]
    uid: Mapped[UUID] = mapped_column(unique=True, default=new_uid)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiative.id"))
    digest: Mapped[str] = mapped_column(digest_type())
    name: Mapped[str] = mapped_column(String(255))
    rows: Mapped[int]
    #: The header cells and the fields they were mapped to, to suggest the same next time.
    mapping: Mapped[dict[str, Any]]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)

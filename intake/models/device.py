"""Tablets that joined with a code; there is no account behind them."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Base, Key, Uid, choice, now
from intake.db.base import digest_type


class DeviceRole(enum.StrEnum):
    """What somebody joined as."""

    NOTETAKER = "notetaker"
    INTERPRETER = "interpreter"


class Device(Base):
    """A tablet at one place. Moving to another place, or joining again, makes a new device of the same chain."""

    __tablename__ = "device"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[Key]
    uid: Mapped[Uid]
    session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    #: Devices of one chain see each other's statements: the id of its first device (None: itself).
    chain_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    role: Mapped[DeviceRole] = mapped_column(choice(DeviceRole), default=DeviceRole.NOTETAKER)
    #: Name or initials if the notetaker gave any; never exported.
    name: Mapped[str] = mapped_column(String(80), default="")
    #: SHA-256 of the token; None for the notetakers of an imported file.
    token_digest: Mapped[str | None] = mapped_column(digest_type(), unique=True)
    joined_at: Mapped[datetime] = mapped_column(default=now)
    #: None while it waits for the organizer (it came with a short code).
    admitted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    protocol_read_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    #: The tablet was cleared: nothing of it is on there any more.
    finished_at: Mapped[datetime | None]
    #: Statements it added so far, for the limit after which they are held.
    added: Mapped[int] = mapped_column(default=0)
    #: The greatest number it gave to a save, as far as it said; what is not in `received` up to here is missing.
    highest_sequence: Mapped[int] = mapped_column(default=0)
    #: The numbers of the saves that were answered, as `intake.runs` writes them.
    received: Mapped[str] = mapped_column(default="", server_default="")
    #: Answered with a refusal and not sent again since: {id of the statement: number of the save}.
    refused: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    #: What lies at or below it is in a verified backup.
    safe_sequence: Mapped[int] = mapped_column(default=0)

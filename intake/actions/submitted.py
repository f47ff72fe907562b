"""A statement as a device submits it, and what the store answers."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from intake.models import How, Kind, RenderingState


@dataclass(slots=True)
class Submitted:
    """One revision of one statement, with every field already checked and in its stored spelling."""

    id: UUID
    revision: int
    #: The store's version on which the edit was made; None when the device does not say.
    base: int | None
    sequence: int | None
    question: str
    text: str
    language: str
    kind: Kind
    agreed: int
    captured_at: datetime
    withdrawn: bool = False


@dataclass(slots=True)
class SubmittedRendering:
    """One revision of one rendering, checked in the same way."""

    id: UUID
    #: The statement's public id.
    statement: UUID
    #: The statement's version that was translated; None when the device does not say.
    statement_version: int | None
    revision: int
    #: The store's version of the rendering on which the edit was made.
    base: int | None
    sequence: int | None
    text: str
    language: str
    how: How
    state: RenderingState
    withdrawn: bool = False
    #: Of a person who decides: the mark of the texts beside it that were read (actions/deciding.py).
    seen: str = ""


@dataclass(slots=True)
class SubmittedConfirmation:
    """What residents said of something that was read back to them, checked in the same way."""

    id: UUID
    #: The statement's public id.
    statement: UUID
    #: What was read: the statement itself in its own language, else its rendering into this one.
    language: str
    #: The store's version of what was read; 0 when the device does not know one yet.
    version: int
    revision: int
    sequence: int | None
    #: What it should be, in their words; the text that was read when it was right.
    text: str
    captured_at: datetime


@dataclass(slots=True)
class Count:
    """What a batch says of the device's own count besides its statements."""

    #: The greatest number it has given so far, also to what it could not send yet.
    saved: int = 0
    #: Ids and numbers of saves that could not be read.
    unreadable: list[tuple[str, int]] = field(default_factory=list)


class Outcome(enum.StrEnum):
    """What became of one submitted revision."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    HELD = "held"
    REJECTED = "rejected"


@dataclass(slots=True)
class Result:
    """The answer for one submitted revision; `version` is the store's count, 0 for what was not kept."""

    id: UUID
    revision: int
    version: int
    outcome: Outcome
    #: Why it is held or was rejected.
    code: str | None = None


@dataclass(slots=True)
class Receipt:
    """The answer for a batch, with what proves which store gave it."""

    store: UUID
    epoch: int
    safe_sequence: int
    results: list[Result]

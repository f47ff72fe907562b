"""The list of one's own statements: each entry is filled into the form that its state and language have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import get_template_attribute
from markupsafe import Markup

from intake import languages
from intake.models import Held, Kind, Status
from intake.queries.notes import OwnRow
from intake.web.notes.reasons import REASONS
from intake.web.notes.slots import Slotted, slot


@dataclass(frozen=True, slots=True)
class EntryFace:
    """Everything of an entry that others share with it."""

    #: Of the page, in which the words are.
    tag: str
    status: Status
    #: A key of REASONS, or empty.
    reason: str
    kind: Kind
    language: str
    has_agreed: bool
    #: Where it was made, when that is elsewhere: the table's label, empty for the full group.
    elsewhere: str | None
    is_changing: bool
    may_edit: bool
    may_withdraw: bool
    #: The status, or "erased".
    state: str


@lru_cache(maxsize=512)
def entry(row: OwnRow, zone: str, tag: str, *, place_id: int, changing: str, is_over: bool) -> Markup:
    """One statement as an <li>; `changing` is the id of the one that is being changed, or empty.

    Kept for as many as a hall shows, since a page shows one that is new and a dozen that were there before.
    """
    face = EntryFace(
        tag,
        row.status,
        reason_of(row),
        row.kind,
        row.language,
        row.agreed > 0,
        None if row.place_id == place_id else row.place_label,
        str(row.uid) == changing,
        may_edit=not changing and not is_over,
        may_withdraw=not is_over,
        state="erased" if row.erased_at else row.status.value,
    )
    return _frame(face).fill(
        {
            "uid": row.uid,
            "question": row.question,
            "text": row.text,
            "agreed": row.agreed,
            "shown_agreed": languages.format_number(row.agreed, tag) if row.agreed else "",
            "revision": row.revision,
            "version": row.version,
            "at": row.captured_at.isoformat(),
            "time": _clock(row.captured_at.replace(second=0, microsecond=0), zone, tag),
        }
    )


def reason_of(row: OwnRow) -> str:
    """Why it waits for an organizer, as a key of REASONS; empty when it does not."""
    if row.has_conflict:
        return "conflict"
    return row.held.value if row.status is Status.HELD and isinstance(row.held, Held) else ""


@lru_cache(maxsize=1024)
def _frame(face: EntryFace) -> Slotted:
    macro = get_template_attribute("notes/entry.html", "entry")
    return Slotted(str(macro(face, REASONS.get(face.reason), slot)))


@lru_cache(maxsize=4096)
def _clock(minute: datetime, zone: str, tag: str) -> str:
    return languages.format_time(minute, zone, tag)

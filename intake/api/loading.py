"""What one device has in a file, stored by the rules of delivery; the API and the organizer's page both load so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from intake import current
from intake.actions import confirming, device_renderings, statements, tablet_files
from intake.actions.actor import Actor
from intake.actions.submitted import Count, Outcome, Receipt, Result, Submitted
from intake.api import confirmations, renderings
from intake.api.payloads import MOST_IN_A_BATCH
from intake.api.reading import S, checked
from intake.api.statements import together_or_alone
from intake.db import db, now
from intake.forms.statement import (
    MESSAGES,
    FieldProblem,
    captured,
    checked_agreed,
    checked_kind,
    checked_language,
    checked_text,
)
from intake.models import Kind
from intake.tablet_files import Kept, Sheet, What

#: ISO 639's word for a language that nobody said.
UNDETERMINED = "und"
#: By what a save is of: what checks it, given when it came and how long a text may be, and what stores it.
_RULES: dict[What, tuple[Callable[[Any, datetime, int], Any], Callable[..., Receipt]]] = {
    What.STATEMENT: (checked, statements.store_from_file),
    What.RENDERING: (
        lambda raw, _moment, maximum: renderings.checked(raw, maximum),
        device_renderings.store_from_file,
    ),
    What.CONFIRMATION: (confirmations.checked, confirming.store_from_file),
}


@dataclass(frozen=True, slots=True)
class NotTaken:
    """What could not be stored: its words, as far as there are any, and why."""

    text: str
    message: str


@dataclass(slots=True)
class Loaded:
    """What became of one device's part of a file, or of what one person has in it."""

    device: UUID
    #: None for a device that is not known here, and for a person.
    device_id: int | None
    stored: int = 0
    unchanged: int = 0
    #: Kept until an organizer looks at it, with those that were so before.
    held: int = 0
    drafts: int = 0
    rejected: list[NotTaken] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """For the log."""
        found = {name: getattr(self, name) for name in ("stored", "unchanged", "held", "drafts")}
        return found | {"rejected": len(self.rejected)}


def load(kept: Kept, device_id: int, saved_at: str, actor: Actor) -> Loaded:
    """Store the saves in the order of their numbers, delivered ones too, then what was being written."""
    settings, moment = current.settings(), now()
    maximum = settings.max_statement_length
    into: dict[str, Any] = {"device_id": device_id, "held_after": settings.held_after}
    loaded = Loaded(kept.device.device, device_id)
    saves = [save for save in kept.saves if save.says_something]
    for what, run in groupby(saves, lambda save: save.what):
        check, act = _RULES[what]
        good = readable(
            loaded,
            [
                (
                    save.statement["text"],
                    partial(check, save.statement | {"sequence": save.sequence}, moment, maximum),
                )
                for save in run
            ],
        )
        tally(loaded, stored(loaded, partial(act, **into), good, kept.device.sequence))
    _load_drafts(loaded, kept, captured(saved_at, moment), maximum, into)
    loaded.rejected += [not_taken(text, str(MESSAGES["malformed"])) for text in kept.unreadable]
    db.write(lambda session: tablet_files.note_loaded(session, actor, device_id, **loaded.counts))
    return loaded


def tally(loaded: Loaded, results: Iterator[Result]) -> None:
    """Count what became of saves."""
    for result in results:
        if result.outcome in (Outcome.HELD, Outcome.CONFLICT):
            loaded.held += 1
        elif result.outcome is Outcome.UNCHANGED:
            loaded.unchanged += 1
        else:
            loaded.stored += 1


def _load_drafts(loaded: Loaded, kept: Kept, written: datetime, maximum: int, into: dict[str, Any]) -> None:
    """Hold what was being written. A change that residents had not said yes to is only told, with its words."""
    sheets = [(sheet.text, partial(_draft, sheet, written, maximum)) for sheet in kept.sheets]
    good = readable(loaded, sheets)
    for result in stored(loaded, partial(tablet_files.store_drafts, **into), good):
        loaded.drafts += result.outcome is Outcome.HELD
    others = [(one.what, one.element) for one in kept.others]
    rendered = [
        (element.get("text"), partial(renderings.checked, element, maximum))
        for what, element in others
        if what is What.RENDERING
    ]
    ids = {draft.id: tablet_files.draft_id(draft) for draft in good}
    act = partial(tablet_files.store_draft_renderings, written=ids, **into)
    for result in stored(loaded, act, readable(loaded, rendered)):
        loaded.drafts += result.outcome is Outcome.HELD
    loaded.rejected += [
        not_taken(element.get("text"), str(MESSAGES["unconfirmed"]))
        for what, element in others
        if what is not What.RENDERING
    ]


def readable(loaded: Loaded, parts: Sequence[tuple[Any, Callable[[], S]]]) -> list[S]:
    """Of texts with what checks them, what keeps the rules for its fields; the rest is told with its words."""
    good = []
    for text, check in parts:
        try:
            good.append(check())
        except FieldProblem as problem:
            loaded.rejected.append(not_taken(text, problem.message))
    return good


def stored(loaded: Loaded, act: Callable[..., Receipt], batch: list[S], saved: int = 0) -> Iterator[Result]:
    """The results of what is kept, as many at once as a request may bring; what is rejected is told with its words."""
    for start in range(0, len(batch), MOST_IN_A_BATCH):
        piece = batch[start : start + MOST_IN_A_BATCH]
        receipt = together_or_alone(act, piece, Count(saved=max(saved, 0)))
        for submitted, result in zip(piece, receipt.results, strict=True):
            if result.outcome is Outcome.REJECTED:
                loaded.rejected.append(not_taken(submitted.text, str(MESSAGES[str(result.code)])))
            else:
                yield result


def _draft(sheet: Sheet, written: datetime, maximum: int) -> Submitted:
    """What was being written; only its words and its question must be right, the rest may be unfinished."""

    def or_else(check: Callable[[], Any], instead: Any) -> Any:
        try:
            return check()
        except (FieldProblem, ValueError):
            return instead

    return Submitted(
        id=sheet.id,
        revision=sheet.revision,
        base=None,
        sequence=None,
        question=sheet.question,
        text=checked_text(sheet.text, maximum),
        language=or_else(lambda: checked_language(sheet.spoken), UNDETERMINED),
        kind=or_else(lambda: checked_kind(sheet.kind), Kind.PARAPHRASE),
        agreed=or_else(lambda: checked_agreed(int(sheet.agreed)), 0),
        captured_at=written,
    )


def not_taken(text: Any, message: str) -> NotTaken:
    return NotTaken(text if isinstance(text, str) else "", message)

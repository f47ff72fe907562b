"""A device's batch, sent by itself or in a file: stored by the rules of what it is of, and answered with a receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from intake.actions import senders
from intake.actions.senders import Sender
from intake.actions.submitted import (
    Count,
    Receipt,
    Result,
    Submitted,
    SubmittedConfirmation,
    SubmittedRendering,
)
from intake.models import Held

S = TypeVar("S", Submitted, SubmittedRendering, SubmittedConfirmation)
#: Stores what one device sends, in order, and answers each.
Rules = Callable[[Session, Sender, list[S]], list[Result]]


def store(
    rules: Rules[S],
    session: Session,
    token_digest: str,
    batch: list[S],
    *,
    held_after: int,
    held_from_revoked: int | None = None,
    count: Count | None = None,
) -> Receipt:
    """Store a device's batch in order and answer each revision; raises NotJoined for an unknown token.

    Raises SentAway when a device that was sent away sends more than `held_from_revoked` saves (None: no such limit).
    """
    sender = senders.by_token(session, token_digest, held_after, held_from_revoked)
    return _store(rules, session, sender, batch, count)


def store_from_file(
    rules: Rules[S],
    session: Session,
    device_id: int,
    batch: list[S],
    *,
    held_after: int,
    held: Held | None = None,
    count: Count | None = None,
) -> Receipt:
    """Store what a file has of a device by the same rules; with `held`, what is new waits for that reason."""
    return _store(rules, session, senders.in_a_file(session, device_id, held_after, held), batch, count)


def _store(rules: Rules[S], session: Session, sender: Sender, batch: list[S], count: Count | None) -> Receipt:
    results = rules(session, sender, batch)
    senders.mark(session, sender, batch, results, count or Count())
    return Receipt(sender.row.store, sender.row.epoch, sender.safe, results)

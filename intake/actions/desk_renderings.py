"""Storing the renderings that a person with an account made away from the server, by the rules of those of devices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from intake.actions import sent_renderings
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.actions.submitted import Count, Outcome, Receipt, Result, SubmittedRendering
from intake.db import now
from intake.models import Held, RenderingState, Store


def store(
    session: Session,
    actor: Actor,
    initiative_id: int,
    batch: list[SubmittedRendering],
    *,
    safe: int = 0,
    held: Held | None = None,
    by: Actor | None = None,
    count: Count | None = None,
) -> Receipt:
    """Store a person's batch in order and answer each revision; `safe` is what the answer says of backups.

    With `held`, what is new waits for that reason. `by`: who brings it, if that is somebody else. Its numbers are those
    of one browser of several, so neither they nor their `count` are kept.
    """
    person = _Person(actor, initiative_id, now(), held)
    unnumbered = [replace(submitted, sequence=None) for submitted in batch]
    results = sent_renderings.store_all(session, person, unnumbered)
    for submitted, result in zip(unnumbered, results, strict=True):
        _note(session, person, by or actor, submitted, result)
    found = session.execute(select(Store.uid, Store.epoch)).one()
    return Receipt(found.uid, found.epoch, safe, results)


def _note(
    session: Session, person: _Person, by: Actor, submitted: SubmittedRendering, result: Result
) -> None:
    if result.outcome not in (Outcome.STORED, Outcome.CONFLICT):
        return
    verb = "rendering.reviewed" if submitted.state is RenderingState.REVIEWED else "rendering.saved"
    note(
        session,
        by,
        verb,
        initiative_id=person.initiative_id,
        subject=submitted.id,
        version=result.version,
    )


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who may translate every statement of one initiative."""

    actor: Actor
    initiative_id: int
    moment: datetime
    held: Held | None = None
    device_id: int | None = None

    @property
    def person_id(self) -> int | None:
        return self.actor.person_id

    def refusal(self, statement: Row[Any] | None) -> str | None:
        is_here = statement is not None and statement.initiative_id == self.initiative_id
        return None if is_here else "unknown_statement"

    def reason_to_hold(self, *, is_new: bool) -> Held | None:
        return self.held

    def came(self, sequence: int | None, *, is_new: bool = False) -> None:
        """Nothing is counted."""

    def is_maker(self, session: Session, row: Row[Any]) -> bool:
        return bool(row.made_by_person_id == self.person_id)

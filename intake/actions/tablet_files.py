"""Taking in what a tablet's file has: whose it is, what was being written, and a line in the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.actions import desk_renderings, device_renderings, statements
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.actions.submitted import Count, Outcome, Receipt, Result, Submitted, SubmittedRendering
from intake.db import now
from intake.models import (
    Device,
    DeviceRole,
    Held,
    ListeningSession,
    Place,
    Rendering,
    RenderingState,
    Statement,
    Status,
)


def device_in(
    session: Session,
    actor: Actor,
    initiative_id: int,
    uid: UUID,
    *,
    session_uid: UUID | None = None,
    place_uid: UUID | None = None,
    role: DeviceRole = DeviceRole.NOTETAKER,
) -> int | None:
    """The initiative's device with this id, made again (without a token) where a restore lost it; None: not of here."""
    found = session.execute(
        select(Device.id, ListeningSession.initiative_id)
        .join(ListeningSession, ListeningSession.id == Device.session_id)
        .where(Device.uid == uid)
    ).one_or_none()
    if found is not None:
        return int(found.id) if found.initiative_id == initiative_id else None
    place = session.scalars(
        select(Place)
        .join(ListeningSession, ListeningSession.id == Place.session_id)
        .where(
            Place.uid == place_uid,
            ListeningSession.uid == session_uid,
            ListeningSession.initiative_id == initiative_id,
        )
    ).one_or_none()
    if place is None:
        return None
    moment = now()
    device = Device(
        uid=uid,
        session_id=place.session_id,
        place_id=place.id,
        role=role,
        joined_at=moment,
        admitted_at=moment,
    )
    session.add(device)
    session.flush()
    device.chain_id = device.id
    note(session, actor, "device.made_again", initiative_id=initiative_id, subject=uid)
    return device.id


def draft_id(draft: Submitted | SubmittedRendering) -> UUID:
    """The id under which what was being written is kept."""
    return uuid5(draft.id, draft.text)


def store_drafts(
    session: Session, device_id: int, batch: list[Submitted], *, held_after: int, count: Count | None = None
) -> Receipt:
    """Keep what was being written as held statements, under ids made of the draft's own and its text.

    So loading it again changes nothing, and the statement that it was to become is not touched. `held` in the receipt
    is what waits for the organizer; `unchanged` what somebody has saved or looked at already.
    """
    made = [replace(draft, id=draft_id(draft), revision=1, base=None, sequence=None) for draft in batch]
    known = {
        row.uid: row
        for row in session.execute(
            select(Statement.uid, Statement.text, Statement.status).where(
                Statement.uid.in_([one.id for one in (*batch, *made)])
            )
        )
    }
    fresh: dict[UUID, Submitted] = {}
    results: dict[int, Result] = {}
    for place, (draft, one) in enumerate(zip(batch, made, strict=True)):
        if draft.id in known and known[draft.id].text == draft.text:
            results[place] = Result(draft.id, draft.revision, 0, Outcome.UNCHANGED)
        elif one.id in known:
            waits = known[one.id].status is Status.HELD
            results[place] = Result(one.id, 1, 0, Outcome.HELD if waits else Outcome.UNCHANGED)
        else:
            fresh[one.id] = one
    receipt = statements.store_from_file(
        session, device_id, list(fresh.values()), held_after=held_after, held=Held.DRAFT
    )
    answered = {result.id: result for result in receipt.results}
    receipt.results = [
        results[place] if place in results else answered[one.id] for place, one in enumerate(made)
    ]
    return receipt


def store_draft_renderings(
    session: Session,
    device_id: int,
    batch: list[SubmittedRendering],
    *,
    written: dict[UUID, UUID],
    held_after: int,
    count: Count | None = None,
) -> Receipt:
    """The same for renderings; `written`: the ids that drafts of statements got, by those that the tablet calls them."""
    act = partial(
        device_renderings.store_from_file, session, device_id, held_after=held_after, held=Held.DRAFT
    )
    return _store_held(session, act, batch, written)


def store_draft_renderings_of_person(
    session: Session,
    actor: Actor,
    initiative_id: int,
    batch: list[SubmittedRendering],
    *,
    by: Actor,
    count: Count | None = None,
) -> Receipt:
    """The same for what somebody with an account was writing; `by` loads it."""
    act = partial(desk_renderings.store, session, actor, initiative_id, held=Held.DRAFT, by=by)
    return _store_held(session, act, batch, {})


def _store_held(
    session: Session,
    act: Callable[[list[SubmittedRendering]], Receipt],
    batch: list[SubmittedRendering],
    written: dict[UUID, UUID],
) -> Receipt:
    statement_ids = [one.statement for one in batch]
    there = set(session.scalars(select(Statement.uid).where(Statement.uid.in_(statement_ids))))
    query = select(Rendering.uid, Rendering.text).where(Rendering.uid.in_([one.id for one in batch]))
    saved = {(row.uid, row.text) for row in session.execute(query)}
    fresh = [
        replace(
            draft,
            id=draft_id(draft),
            statement=written.get(draft.statement, draft.statement)
            if draft.statement not in there
            else draft.statement,
            revision=1,
            base=None,
            sequence=None,
            state=RenderingState.DRAFT,
        )
        for draft in batch
        if (draft.id, draft.text) not in saved
    ]
    receipt = act(fresh)
    answered = iter(receipt.results)
    receipt.results = [
        Result(draft.id, draft.revision, 0, Outcome.UNCHANGED)
        if (draft.id, draft.text) in saved
        else next(answered)
        for draft in batch
    ]
    return receipt


def note_loaded(session: Session, actor: Actor, device_id: int, **counts: int) -> None:
    """Write down that a file of this device was loaded, and how much was in it."""
    uid, initiative_id = session.execute(
        select(Device.uid, ListeningSession.initiative_id)
        .join(ListeningSession, ListeningSession.id == Device.session_id)
        .where(Device.id == device_id)
    ).one()
    note(session, actor, "tablet_file.loaded", initiative_id=initiative_id, subject=uid, **counts)


def note_loaded_of_person(
    session: Session, actor: Actor, initiative_id: int, person: UUID, **counts: int
) -> None:
    """The same for what this person had in it."""
    note(session, actor, "tablet_file.loaded", initiative_id=initiative_id, subject=person, **counts)

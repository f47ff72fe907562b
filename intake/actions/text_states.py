"""What is known of translations, kept up with every change of the texts; other actions call it, never a page."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.actions.actor import Actor
from intake.db import now
from intake.languages import pick
from intake.marks import mark
from intake.models import Initiative, TextKind, TextState
from intake.models.text_state import speaks_of


def follow(
    session: Session,
    actor: Actor,
    initiative_id: int,
    kind: TextKind,
    owner: UUID,
    before: Mapping[str, str],
    after: Mapping[str, str],
) -> None:
    """Note who wrote a translation that changed; keep for one that did not which source it was made from."""
    if before == after:
        return
    default = session.get_one(Initiative, initiative_id).default_language
    source, former = pick(after, default, default), pick(before, default, default)
    known = {state.language: state for state in of_text(session, kind, owner)}
    for tag, text in after.items():
        if tag == source.language:
            continue
        state = known.get(tag)
        if before.get(tag) != text:
            put(session, state, initiative_id, kind, owner, tag, text, source.text, actor.person_id)
        elif former.text != source.text and not speaks_of(state, text):
            put(session, state, initiative_id, kind, owner, tag, text, former.text, None)


def carry_over(session: Session, kind: TextKind, source: UUID, owner: UUID) -> None:
    """Let a copy of a text know what is known of the text it was copied from."""
    known = {state.language: state for state in of_text(session, kind, source)}
    for copy in of_text(session, kind, owner):
        state = known.get(copy.language)
        if state is not None and state.text_mark == copy.text_mark:
            copy.source_mark, copy.written_by_id = state.source_mark, state.written_by_id
            copy.reviewed_by_id, copy.reviewed_at = state.reviewed_by_id, state.reviewed_at


def of_text(session: Session, kind: TextKind, owner: UUID) -> list[TextState]:
    """What is known of each language of this text."""
    found = select(TextState).where(TextState.owner == owner, TextState.kind == kind)
    return list(session.scalars(found))


def put(
    session: Session,
    state: TextState | None,
    initiative_id: int,
    kind: TextKind,
    owner: UUID,
    language: str,
    text: str,
    source: str,
    written_by_id: int | None,
) -> TextState:
    """Note a draft of this text beside this source, in place of what was known before."""
    if state is None:
        state = TextState(initiative_id=initiative_id, kind=kind, owner=owner, language=language)
        session.add(state)
    state.text_mark, state.source_mark = mark(text), mark(source)
    state.written_by_id, state.reviewed_by_id, state.reviewed_at = written_by_id, None, None
    state.changed_at = now()
    return state

"""What people with an account have in a file, stored under their names by the rules of what their browsers send."""

from __future__ import annotations

from functools import partial
from typing import Any

from intake import current
from intake.access import Permission, may
from intake.actions import desk_renderings, tablet_files
from intake.actions.actor import Actor
from intake.actions.submitted import Outcome
from intake.api.loading import Loaded, not_taken, readable, stored, tally
from intake.api.renderings import checked_of_person
from intake.db import db
from intake.forms.statement import MESSAGES
from intake.queries import desk as queries
from intake.queries import store
from intake.queries.access import InitiativeRow
from intake.queries.desk import Translator
from intake.tablet_files import Kept, What, proven


def author(writer: str, kept: Kept, initiative: InitiativeRow) -> Translator | None:
    """Who wrote this part, if it is of this initiative, they may translate there, and a browser of theirs made it."""
    uid = kept.device.device
    with db.read() as session:
        is_proven = proven(store.file_key(session), writer, kept.device.token)
        if not is_proven or writer != f"account:{uid}:{initiative.slug}":
            return None
        found = queries.translator(session, uid, initiative.id)
    if found is None or not may(Permission.RENDER, role=found.role, is_administrator=found.is_administrator):
        return None
    return found


def load(kept: Kept, person: Translator, initiative_id: int, actor: Actor) -> Loaded:
    """Store the saves in the order of their numbers, then hold what was being written; `actor` loads it."""
    maximum = current.settings().max_statement_length
    whose: dict[str, Any] = {"actor": Actor(person_id=person.id), "initiative_id": initiative_id, "by": actor}
    loaded = Loaded(person.uid, None)
    saves = [save for save in kept.saves if save.says_something and save.what is What.RENDERING]
    good = readable(
        loaded,
        [
            (
                save.statement["text"],
                partial(checked_of_person, save.statement | {"sequence": save.sequence}, maximum),
            )
            for save in saves
        ],
    )
    tally(loaded, stored(loaded, partial(desk_renderings.store, **whose), good))
    begun = [
        (other.element.get("text"), partial(checked_of_person, other.element, maximum))
        for other in kept.others
    ]
    act = partial(tablet_files.store_draft_renderings_of_person, **whose)
    for result in stored(loaded, act, readable(loaded, begun)):
        loaded.drafts += result.outcome is Outcome.HELD
    loaded.rejected += [not_taken(text, str(MESSAGES["malformed"])) for text in kept.unreadable]
    db.write(
        lambda session: tablet_files.note_loaded_of_person(
            session, actor, initiative_id, person.uid, **loaded.counts
        )
    )
    return loaded

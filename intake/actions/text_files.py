"""Taking in the file of a translation agency: everything that fits, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from intake.actions import texts
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.actions.texts import TextProblems, Written
from intake.errors import Invalid
from intake.text import clean
from intake.translator_files import State, TranslatorFile, Unit, placeholders

_SOURCE = _l("The original was changed since this file was made.")
_PLACEHOLDERS = _l("The placeholders are not those of the original.")
_TWICE = _l("This text stands in the file twice.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What loading a file did, counted over its translated texts."""

    changed: int
    unchanged: int
    left_out: int


def take_in(
    session: Session,
    actor: Actor,
    initiative_id: int,
    language: str,
    file: TranslatorFile,
    *,
    vouch: bool = False,
    leave_out: bool = False,
) -> Taken:
    """Store the translations of the file; untranslated texts in it say nothing.

    With `vouch` what the file calls reviewed or final is reviewed, else it is a draft. Raises TextProblems with
    every text that cannot be taken; `leave_out` takes the others.
    """
    problems: dict[str, Any] = {}
    seen: set[str] = set()
    changed = unchanged = 0
    for unit in file.units:
        if not unit.target.strip():
            continue
        try:
            if unit.id in seen:
                raise Invalid(_TWICE)
            seen.add(unit.id)
            stored = _take(session, actor, initiative_id, language, unit, vouch)
        except (Invalid, TextProblems) as problem:
            told = problem.problems[unit.id] if isinstance(problem, TextProblems) else problem.message
            problems[unit.id] = told
        else:
            changed, unchanged = changed + stored, unchanged + (not stored)
    if problems and not leave_out:
        raise TextProblems(problems)
    note(session, actor, "texts.loaded", initiative_id=initiative_id, language=language, changed=changed)
    return Taken(changed, unchanged, len(problems))


def _take(session: Session, actor: Actor, initiative_id: int, language: str, unit: Unit, vouch: bool) -> bool:
    kind, owner = texts.owner_of(session, initiative_id, unit.id)
    wordings, source = texts.wordings_of(session, kind, owner)
    if clean(unit.source).strip() != source:
        raise Invalid(_SOURCE)
    if placeholders(unit.target) != placeholders(source):
        raise Invalid(_PLACEHOLDERS)
    if unit.state is State.INITIAL and clean(unit.target).strip() == wordings.get(language):
        return False
    review = vouch and unit.state in (State.REVIEWED, State.FINAL)
    written = Written(unit.id, unit.target, review=review, vouched=True)
    return texts.save(session, actor, initiative_id, language, [written]) > 0

"""Translating the texts of an initiative: save what was written, and review what somebody else wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake import rules
from intake.actions import initiatives, listening, questions, text_states
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.db import now
from intake.errors import Invalid
from intake.languages import pick
from intake.marks import mark
from intake.models import (
    Initiative,
    ListeningSession,
    Membership,
    Person,
    Question,
    Role,
    Standing,
    TextKind,
    TextState,
)
from intake.models.text_state import standing_of

#: Roles that may translate; with only one such person here, nobody could give a second look.
TRANSLATORS = (Role.ORGANIZER, Role.INTERPRETER)
#: The table whose rows have texts of a kind.
_TABLES: dict[TextKind, Any] = {
    TextKind.NAME: Initiative,
    TextKind.PROTOCOL: Initiative,
    TextKind.QUESTION: Question,
    TextKind.TITLE: ListeningSession,
}
UNKNOWN = _l("This text is not in the initiative.")
_CHANGED = _l("Somebody changed this in the meantime. Look at it again, then repeat your change.")
_OWN = _l("You wrote this text, so somebody else has to review it.")
_NOTHING = _l("Write the translation before you mark it as reviewed.")


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote for one text, named by its id; `seen` is the `mark_of` what they had before them."""

    id: str
    text: str
    seen: str | None = None
    #: Mark it as reviewed; a text that is only saved becomes a draft, also when it stays the same.
    review: bool = False
    #: An organizer vouches that two people of an agency had it in their hands.
    vouched: bool = False


class TextProblems(Exception):
    """What cannot be taken, by the id of the text; nothing was changed."""

    def __init__(self, problems: dict[str, Any]) -> None:
        self.problems = problems
        super().__init__(f"{len(problems)} problems")


def mark_of(source: str, text: str) -> str:
    """What a page that translates a text showed."""
    return mark(source, text)


def save(
    session: Session, actor: Actor, initiative_id: int, language: str, written: Sequence[Written]
) -> int:
    """Store these translations and say how many changed; raises TextProblems when one of them cannot be."""
    tag = rules.language(language, "language")
    problems: dict[str, Any] = {}
    changed = 0
    for one in written:
        try:
            changed += _save(session, actor, initiative_id, tag, one)
        except Invalid as problem:
            problems[one.id] = problem.message
    if problems:
        raise TextProblems(problems)
    return changed


def _save(session: Session, actor: Actor, initiative_id: int, tag: str, one: Written) -> bool:
    kind, owner = owner_of(session, initiative_id, one.id)
    texts, source = wordings_of(session, kind, owner)
    before = texts.get(tag, "")
    if one.seen not in (None, mark_of(source, before)):
        # What was sent twice is in nobody's way.
        standing = standing_of(before, source, _state_of(session, kind, owner, tag))
        if before == one.text.strip() and _is_done(standing, one):
            return False
        raise Invalid(_CHANGED)
    _write(session, actor, kind, owner, tag, one.text)
    text = wordings_of(session, kind, owner)[0].get(tag, "")
    state = _state_of(session, kind, owner, tag)
    if not text:
        if one.review:
            raise Invalid(_NOTHING)
        return bool(before)
    if _is_done(standing_of(text, source, state), one):
        return text != before
    author = state.written_by_id if state and state.text_mark == mark(text) else None
    if one.review and not one.vouched and author is not None and author == actor.person_id:
        _may_review_alone(session, actor, initiative_id)
    state = text_states.put(session, state, initiative_id, kind, owner.uid, tag, text, source, author)
    if one.review:
        state.reviewed_by_id, state.reviewed_at = actor.person_id, now()
    verb = "text.reviewed" if one.review else "text.looked_at"
    note(session, actor, verb, initiative_id=initiative_id, subject=owner.uid, kind=kind, language=tag)
    return True


def _state_of(session: Session, kind: TextKind, owner: Any, tag: str) -> TextState | None:
    return next((one for one in text_states.of_text(session, kind, owner.uid) if one.language == tag), None)


def _is_done(standing: Standing, wanted: Written) -> bool:
    """Whether a text that is stored already has the state that is wanted of it."""
    return standing is Standing.REVIEWED or (standing is Standing.DRAFT and not wanted.review)


def _write(session: Session, actor: Actor, kind: TextKind, owner: Any, tag: str, text: str) -> None:
    match kind:
        case TextKind.NAME:
            initiatives.update(session, actor, owner.id, name={tag: text})
        case TextKind.PROTOCOL:
            initiatives.update(session, actor, owner.id, protocol={tag: text})
        case TextKind.QUESTION:
            questions.reword(session, actor, owner.id, {tag: text})
        case TextKind.TITLE:
            listening.update(session, actor, owner.id, title={tag: text})
    session.flush()


def wordings_of(session: Session, kind: TextKind, owner: Any) -> tuple[dict[str, str], str]:
    """The text in every language, and its source."""
    match kind:
        case TextKind.NAME:
            texts, here = owner.name, owner
        case TextKind.PROTOCOL:
            texts, here = owner.protocol, owner
        case TextKind.QUESTION:
            texts, here = owner.versions[-1].texts, session.get_one(Initiative, owner.initiative_id)
        case TextKind.TITLE:
            texts, here = owner.title, session.get_one(Initiative, owner.initiative_id)
    return texts, pick(texts, here.default_language, here.default_language).text


def owner_of(session: Session, initiative_id: int, id: str) -> tuple[TextKind, Any]:
    """What has the text of this id, if it belongs to the initiative."""
    word, _hyphen, uid = id.partition("-")
    try:
        kind, owner_uid = TextKind(word), UUID(uid)
    except ValueError:
        raise Invalid(UNKNOWN) from None
    owner: Any = session.scalar(select(_TABLES[kind]).where(_TABLES[kind].uid == owner_uid))
    if owner is None or (owner.id if isinstance(owner, Initiative) else owner.initiative_id) != initiative_id:
        raise Invalid(UNKNOWN)
    return kind, owner


def _may_review_alone(session: Session, actor: Actor, initiative_id: int) -> None:
    """Raise Invalid unless an organizer is the only person who could look at it."""
    able = (
        select(Membership.person_id, Membership.role)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.initiative_id == initiative_id,
            Membership.role.in_(TRANSLATORS),
            Person.disabled_at.is_(None),
        )
    )
    roles = {row.person_id: row.role for row in session.execute(able)}
    own = roles.pop(actor.person_id, None) if actor.person_id else None
    is_organizer = own is Role.ORGANIZER or (
        actor.person_id is not None and session.get_one(Person, actor.person_id).is_administrator
    )
    if roles or not is_organizer:
        raise Invalid(_OWN)

"""Initiatives: make, change, copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake import rules
from intake.actions import glossary, members, questions, text_states
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.errors import Invalid, NotFound
from intake.marks import agree, mark
from intake.models import Initiative, Person, Question, Role, TextKind

#: The texts of an initiative itself.
OWN_TEXTS = {"name": TextKind.NAME, "protocol": TextKind.PROTOCOL}


class Changes(TypedDict, total=False):
    """What can be changed; a name that is left out stays as it is."""

    name: Mapping[str, str]
    default_language: str
    languages: Sequence[str]
    time_zone: str
    protocol: Mapping[str, str]


def mark_of(initiative: Any) -> str:
    """What a page that edits it showed; takes the table\'s row as well as a query\'s."""
    return mark(
        initiative.name,
        initiative.default_language,
        initiative.languages,
        initiative.time_zone,
        initiative.protocol,
    )


def create(
    session: Session,
    actor: Actor,
    *,
    slug: str,
    name: Mapping[str, str],
    default_language: str,
    languages: Sequence[str],
    time_zone: str,
    protocol: Mapping[str, str] | None = None,
) -> Initiative:
    """Make an initiative; the person who made it is its first organizer."""
    default = rules.language(default_language, "default_language")
    initiative = Initiative(
        slug=_free_slug(session, slug),
        name=rules.texts(name, "name", rules.MAX_NAME),
        default_language=default,
        languages=rules.languages(languages, first=default),
        time_zone=rules.time_zone(time_zone),
        protocol=rules.texts(protocol or {}, "protocol", rules.MAX_PROTOCOL, needed=False),
    )
    session.add(initiative)
    session.flush()
    _follow(session, actor, initiative, {})
    note(
        session,
        actor,
        "initiative.created",
        initiative_id=initiative.id,
        subject=initiative.uid,
        slug=initiative.slug,
    )
    if actor.person_id is not None:
        maker = session.get_one(Person, actor.person_id)
        members.give_role(session, actor, initiative.id, maker, Role.ORGANIZER)
    return initiative


def update(
    session: Session, actor: Actor, initiative_id: int, *, seen: str | None = None, **changes: Unpack[Changes]
) -> Initiative:
    """Change what is named; `seen` is the `mark_of` what the editor's page showed."""
    initiative = _found(session, initiative_id)
    agree(seen, mark_of(initiative))
    changed = []
    before = {field: getattr(initiative, field) for field in OWN_TEXTS}
    for field, value in _checked(initiative, changes).items():
        if getattr(initiative, field) != value:
            setattr(initiative, field, value)
            changed.append(field)
    _follow(session, actor, initiative, before)
    if changed:
        note(
            session,
            actor,
            "initiative.changed",
            initiative_id=initiative.id,
            subject=initiative.uid,
            fields=changed,
        )
    return initiative


def copy_as_template(
    session: Session, actor: Actor, source_id: int, *, slug: str, name: Mapping[str, str]
) -> Initiative:
    """A new initiative with this one's languages, protocol, newest wordings and glossary; nothing else of it."""
    source = _found(session, source_id)
    copy = create(
        session,
        actor,
        slug=slug,
        name=name,
        default_language=source.default_language,
        languages=source.languages,
        time_zone=source.time_zone,
        protocol=source.protocol,
    )
    text_states.carry_over(session, TextKind.PROTOCOL, source.uid, copy.uid)
    asked = select(Question).where(Question.initiative_id == source.id, Question.retired_at.is_(None))
    for question in session.scalars(asked.order_by(Question.position, Question.id)):
        made = questions.add(
            session,
            actor,
            copy.id,
            code=question.code,
            texts=question.versions[-1].texts,
            asked_in=question.asked_in,
        )
        text_states.carry_over(session, TextKind.QUESTION, question.uid, made.uid)
    glossary.carry_over(session, actor, source.id, copy.id)
    return copy


def _checked(initiative: Initiative, changes: Changes) -> dict[str, object]:
    values: dict[str, object] = {}
    default = initiative.default_language
    if "default_language" in changes:
        values["default_language"] = default = rules.language(changes["default_language"], "default_language")
    if "languages" in changes or default != initiative.default_language:
        values["languages"] = rules.languages(changes.get("languages", initiative.languages), first=default)
    if "name" in changes:
        values["name"] = rules.texts(_kept(initiative.name, changes["name"]), "name", rules.MAX_NAME)
    if "protocol" in changes:
        kept = _kept(initiative.protocol, changes["protocol"])
        values["protocol"] = rules.texts(kept, "protocol", rules.MAX_PROTOCOL, needed=False)
    if "time_zone" in changes:
        values["time_zone"] = rules.time_zone(changes["time_zone"])
    return values


def _follow(
    session: Session, actor: Actor, initiative: Initiative, before: Mapping[str, Mapping[str, str]]
) -> None:
    for field, kind in OWN_TEXTS.items():
        after = getattr(initiative, field)
        text_states.follow(session, actor, initiative.id, kind, initiative.uid, before.get(field, {}), after)


def _kept(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """A language that the change does not name keeps its text; a blank text takes it away."""
    return {**old, **new}


def _free_slug(session: Session, slug: str) -> str:
    slug = rules.slug(slug)
    if session.scalar(select(Initiative.id).where(Initiative.slug == slug)) is not None:
        raise Invalid(_l("This short name is taken. Choose another one."), field="slug")
    return slug


def _found(session: Session, initiative_id: int) -> Initiative:
    initiative = session.get(Initiative, initiative_id)
    if initiative is None:
        raise NotFound()
    return initiative

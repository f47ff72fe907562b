"""Questions: add, reword, order, put away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from intake import rules
from intake.actions import text_states
from intake.actions.actor import Actor
from intake.actions.log import note
from intake.db import now
from intake.errors import Invalid, NotFound
from intake.marks import agree, mark
from intake.models import (
    ListeningSession,
    Question,
    QuestionVersion,
    SessionState,
    Statement,
    StatementRevision,
    TextKind,
)

Direction = Literal["up", "down"]


def mark_of(code: str, texts: Mapping[str, str], asked_in: list[str] | None) -> str:
    """What a page that edits a question showed."""
    return mark(code, dict(texts), asked_in)


def add(
    session: Session,
    actor: Actor,
    initiative_id: int,
    *,
    code: str,
    texts: Mapping[str, str],
    asked_in: Iterable[str] | None = None,
    position: int | None = None,
) -> Question:
    """Add a question at its place (1 is first; None: last)."""
    others = _ordered(session, initiative_id)
    question = Question(
        initiative_id=initiative_id,
        code=_free_code(code, others),
        position=len(others) + 1,
        asked_in=rules.session_types(asked_in),
        versions=[QuestionVersion(number=1, texts=rules.texts(texts, "texts"))],
    )
    session.add(question)
    if position is not None:
        others.insert(max(position, 1) - 1, question)
        _number(others)
    else:
        _number([*others, question])
    session.flush()
    _follow(session, actor, question, {})
    _note(session, actor, "question.added", question)
    return question


def reword(
    session: Session, actor: Actor, question_id: int, texts: Mapping[str, str], *, seen: str | None = None
) -> Question:
    """Change the wording: a language that is not named keeps its text, a blank text takes it away.

    Once statements stand under the wording, a changed or removed text makes a new version and they keep
    theirs; a text in a language that had none never does. `seen` is the `mark_of` what the page showed.
    """
    question = _found(session, question_id)
    newest = question.versions[-1]
    agree(seen, mark_of(question.code, newest.texts, question.asked_in))
    wanted = rules.texts({**newest.texts, **texts}, "texts")
    before = newest.texts
    if wanted == before:
        return question
    if any(wanted.get(tag) != text for tag, text in before.items()) and _is_answered(session, [newest.id]):
        question.versions.append(QuestionVersion(number=newest.number + 1, texts=wanted))
    else:
        newest.texts = wanted
    session.flush()
    _follow(session, actor, question, before)
    _note(session, actor, "question.reworded", question, version=question.versions[-1].number)
    return question


def rename(session: Session, actor: Actor, question_id: int, code: str) -> Question:
    """Change the code, while no tablet can know the old one: before statements and open sessions."""
    question = _found(session, question_id)
    if rules.needed_line(code, "code", rules.MAX_CODE) == question.code:
        return question
    others = [other for other in _ordered(session, question.initiative_id) if other.id != question.id]
    new = _free_code(code, others)
    is_open = exists().where(
        ListeningSession.initiative_id == question.initiative_id, ListeningSession.state == SessionState.OPEN
    )
    if session.scalar(select(is_open)) or _is_answered(
        session, [version.id for version in question.versions]
    ):
        said = _l("Tablets know this code already, so it stays. Retire the question and add another one.")
        raise Invalid(said, field="code")
    question.code = new
    _note(session, actor, "question.renamed", question)
    return question


def set_asked_in(
    session: Session, actor: Actor, question_id: int, asked_in: Iterable[str] | None
) -> Question:
    """Limit the question to some types of session; None asks it in all."""
    question = _found(session, question_id)
    types = rules.session_types(asked_in)
    if types != question.asked_in:
        question.asked_in = types
        _note(session, actor, "question.asked_in", question, types=types)
    return question


def retire(session: Session, actor: Actor, question_id: int) -> Question:
    """Offer it to notetakers no longer; what was said under it stays."""
    question = _found(session, question_id)
    if question.retired_at is None:
        question.retired_at = now()
        _note(session, actor, "question.retired", question)
    return question


def bring_back(session: Session, actor: Actor, question_id: int) -> Question:
    """Offer it again."""
    question = _found(session, question_id)
    if question.retired_at is not None:
        question.retired_at = None
        _note(session, actor, "question.brought_back", question)
    return question


def move(session: Session, actor: Actor, question_id: int, direction: Direction) -> Question:
    """Change places with the question before or after it; at the end of the list nothing happens."""
    question = _found(session, question_id)
    everything = _ordered(session, question.initiative_id)
    asked = [other for other in everything if (other.retired_at is None) == (question.retired_at is None)]
    place = asked.index(question) + (-1 if direction == "up" else 1)
    if 0 <= place < len(asked):
        here, there = everything.index(question), everything.index(asked[place])
        everything[here], everything[there] = everything[there], everything[here]
        _number(everything)
        _note(session, actor, "question.moved", question, position=question.position)
    return question


def _free_code(code: str, others: list[Question]) -> str:
    code = rules.needed_line(code, "code", rules.MAX_CODE)
    if any(other.code.casefold() == code.casefold() for other in others):
        raise Invalid(_l("Another question has this code already."), field="code")
    return code


def _is_answered(session: Session, version_ids: list[int]) -> bool:
    """Whether statements, or earlier revisions of them, stand under these wordings."""
    return bool(
        session.scalar(
            select(
                or_(
                    exists().where(Statement.question_version_id.in_(version_ids)),
                    exists().where(StatementRevision.question_version_id.in_(version_ids)),
                )
            )
        )
    )


def _ordered(session: Session, initiative_id: int) -> list[Question]:
    found = select(Question).where(Question.initiative_id == initiative_id)
    return list(session.scalars(found.order_by(Question.position, Question.id)))


def _number(questions: list[Question]) -> None:
    for position, question in enumerate(questions, start=1):
        if question.position != position:
            question.position = position


def _follow(session: Session, actor: Actor, question: Question, before: Mapping[str, str]) -> None:
    after = question.versions[-1].texts
    text_states.follow(session, actor, question.initiative_id, TextKind.QUESTION, question.uid, before, after)


def _note(session: Session, actor: Actor, verb: str, question: Question, **detail: object) -> None:
    session.flush()
    note(
        session,
        actor,
        verb,
        initiative_id=question.initiative_id,
        subject=question.uid,
        code=question.code,
        **detail,
    )


def _found(session: Session, question_id: int) -> Question:
    question = session.get(Question, question_id)
    if question is None:
        raise NotFound()
    return question

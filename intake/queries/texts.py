"""The texts of an initiative, each beside its translation, and how far the translations are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.languages import LocalText, pick
from intake.models import ListeningSession, Standing, TextKind, TextState
from intake.models.text_state import standing_of
from intake.queries.questions import all_of


@dataclass(frozen=True, slots=True)
class Text:
    """One text that organizers wrote, in every language it has."""

    kind: TextKind
    #: Public id of the initiative, question or session.
    owner: UUID
    #: The question's or session's code, which people know it by; empty for the initiative's own texts.
    code: str
    texts: dict[str, str]
    source: LocalText

    @property
    def id(self) -> str:
        """Its name in forms and files; it stays when a code or a text changes."""
        return f"{self.kind.value}-{self.owner}"


@dataclass(frozen=True, slots=True)
class Translation:
    """A text beside what it is in one language."""

    of: Text
    language: str
    text: str
    standing: Standing


def texts_of(session: Session, initiative: Any) -> list[Text]:
    """The name, the protocol where one was written, questions that are asked, titles; `initiative` is a row of it."""
    default = initiative.default_language
    given = [
        (TextKind.NAME, initiative.uid, "", initiative.name),
        (TextKind.PROTOCOL, initiative.uid, "", initiative.protocol),
    ]
    for row in all_of(session, initiative.id):
        if row.retired_at is None:
            given.append((TextKind.QUESTION, row.uid, row.code, row.texts))
    titles = (
        select(ListeningSession.uid, ListeningSession.code, ListeningSession.title)
        .where(ListeningSession.initiative_id == initiative.id)
        .order_by(ListeningSession.starts_at.is_(None), ListeningSession.starts_at, ListeningSession.id)
    )
    given += [(TextKind.TITLE, owner, code, title) for owner, code, title in session.execute(titles)]
    return [
        Text(kind, owner, code, texts, pick(texts, default, default))
        for kind, owner, code, texts in given
        if texts
    ]


def translations(session: Session, initiative: Any, language: str) -> list[Translation]:
    """Every text beside this language; what was first written in it is left out."""
    found = texts_of(session, initiative)
    return list(_beside(found, language, _states(session, initiative.id)))


def progress(session: Session, initiative: Any) -> dict[str, Counter[Standing]]:
    """How many texts stand how, for the initiative's languages in their order and then any others with a text."""
    found = texts_of(session, initiative)
    states = _states(session, initiative.id)
    others = sorted({tag for text in found for tag in text.texts})
    tags = dict.fromkeys([*initiative.languages, *others])
    return {
        tag: Counter(one.standing for one in _beside(found, tag, states))
        for tag in tags
        if tag != initiative.default_language
    }


def _states(session: Session, initiative_id: int) -> dict[tuple[UUID, TextKind, str], TextState]:
    rows = session.scalars(select(TextState).where(TextState.initiative_id == initiative_id))
    return {(row.owner, row.kind, row.language): row for row in rows}


def _beside(
    found: Iterable[Text], language: str, states: dict[tuple[UUID, TextKind, str], TextState]
) -> Iterable[Translation]:
    for text in found:
        if text.source.language == language:
            continue
        written = text.texts.get(language, "")
        state = states.get((text.owner, text.kind, language))
        yield Translation(text, language, written, standing_of(written, text.source.text, state))

"""From the bytes of a batch to checked statements, and from the store's answer to JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
from flask_babel import gettext as _

from intake import runs
from intake.actions.submitted import (
    Count,
    Outcome,
    Result,
    Submitted,
    SubmittedConfirmation,
    SubmittedRendering,
)
from intake.api.payloads import (
    MOST_IN_A_BATCH,
    SCHEMAS,
    UNREADABLE,
    Answered,
    Batch,
    ConfirmationBatch,
    RenderingBatch,
    SubmittedStatement,
    Trouble,
)
from intake.errors import Invalid, TooLarge
from intake.forms.statement import (
    MESSAGES,
    FieldProblem,
    captured,
    checked_agreed,
    checked_count,
    checked_kind,
    checked_language,
    checked_text,
)

AnyBatch = Batch | RenderingBatch | ConfirmationBatch
#: By what the batch is of: what decodes it fast, and its shape.
_BATCHES: dict[str, tuple[Any, type[AnyBatch]]] = {
    "statements": (msgspec.json.Decoder(Batch), Batch),
    "renderings": (msgspec.json.Decoder(RenderingBatch), RenderingBatch),
    "confirmations": (msgspec.json.Decoder(ConfirmationBatch), ConfirmationBatch),
}
S = TypeVar("S", Submitted, SubmittedRendering, SubmittedConfirmation)
_statement = msgspec.json.Decoder(SubmittedStatement)


@dataclass(slots=True)
class Read(Generic[S]):
    """A batch: what can be stored, what cannot, and the order they came in."""

    nonce: str
    good: list[S] = field(default_factory=list)
    #: By position in the batch.
    bad: dict[int, Answered] = field(default_factory=dict)
    count: Count = field(default_factory=Count)


def read_batch(body: bytes, received: datetime, maximum: int) -> Read[Submitted]:
    """Decode and check statements; raises Invalid when it cannot be read at all, TooLarge when it has too many."""
    return read_all(body, "statements", lambda raw: checked(raw, received, maximum))


def read_all(body: bytes, name: str, check: Callable[[Any], S]) -> Read[S]:
    """The same for a batch of any kind, each element checked by itself."""
    batch = _decoded(body, name)
    if batch.schema not in SCHEMAS:
        raise Invalid(_("This app is too old or too new for the server. Reload the page."), code="schema")
    elements: list[Any] = getattr(batch, name)
    if len(elements) > MOST_IN_A_BATCH:
        raise TooLarge()
    read: Read[S] = Read(batch.nonce, count=Count(max(batch.saved or 0, 0)))
    for position, raw in enumerate(elements):
        try:
            read.good.append(check(raw))
        except FieldProblem as problem:
            read.bad[position], number = _refused(raw, problem)
            if number:
                read.count.unreadable.append((read.bad[position].id.lower()[:36] or str(number), number))
    return read


def _decoded(body: bytes, name: str) -> AnyBatch:
    """The batch; when the fast decoder trips over one bad text, the forgiving one, so that it holds up no other."""
    fast, shape = _BATCHES[name]
    try:
        decoded: AnyBatch = fast.decode(body)
        return decoded
    except UNREADABLE:
        pass
    try:
        loose = json.loads(body.decode("utf-8", "surrogateescape"), strict=False)
        elements = loose.pop(name)
        batch = msgspec.convert(loose | {name: []}, shape)
        setattr(batch, name, list(elements))
    except (ValueError, TypeError, AttributeError, KeyError, *UNREADABLE):
        raise Invalid(_("The batch could not be read."), code="malformed") from None
    return batch


def answers(read: Read[S], results: list[Result]) -> list[Answered]:
    """The results in the order of the batch."""
    found = iter(results)
    total = len(results) + len(read.bad)
    return [
        read.bad[position] if position in read.bad else answered(next(found)) for position in range(total)
    ]


def answered(result: Result) -> Answered:
    """One result as JSON tells it, with its reason in the reader's language."""
    trouble = None
    if result.code is not None:
        known = MESSAGES.get(result.code)
        trouble = Trouble(str(result.code), None, str(known) if known is not None else "")
    return Answered(str(result.id), result.revision, result.version, result.outcome.value, trouble)


def checked(raw: Any, received: datetime, maximum: int) -> Submitted:
    """One statement with every field in its stored spelling; raises FieldProblem."""
    try:
        given = (
            _statement.decode(raw)
            if isinstance(raw, msgspec.Raw)
            else msgspec.convert(raw, SubmittedStatement)
        )
    except UNREADABLE:
        raise FieldProblem("malformed", "") from None
    try:
        identity = UUID(given.id)
    except ValueError:
        raise FieldProblem("bad_id", "id") from None
    return Submitted(
        id=identity,
        revision=checked_count(given.revision, "revision", 1),
        base=None if given.base is None else checked_count(given.base, "base", 0),
        sequence=None if given.sequence is None else checked_count(given.sequence, "sequence", 1),
        question=given.question,
        text=checked_text(given.text, maximum, may_be_empty=given.withdrawn),
        language=checked_language(given.language),
        kind=checked_kind(given.kind),
        agreed=checked_agreed(given.agreed),
        captured_at=captured(given.captured_at, received),
        withdrawn=given.withdrawn,
    )


def _refused(raw: Any, problem: FieldProblem) -> tuple[Answered, int]:
    """The answer for a statement that breaks a rule, by whatever id and revision can be made out, and its number or 0."""
    identity, revision, number = "", 0, 0
    try:
        loose: Any = msgspec.json.decode(raw) if isinstance(raw, msgspec.Raw) else raw
        if isinstance(loose, dict):
            given, count = loose.get("id"), loose.get("revision", 1)
            identity = given if isinstance(given, str) and given.isascii() else ""
            revision = count if isinstance(count, int) else 0
            sequence = loose.get("sequence")
            number = sequence if isinstance(sequence, int) and 0 < sequence <= runs.GREATEST else 0
    except UNREADABLE:
        pass
    trouble = Trouble(problem.code, problem.field or None, problem.message)
    return Answered(identity, revision, 0, Outcome.REJECTED.value, trouble), number

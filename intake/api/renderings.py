"""PUT /api/v1/renderings: what interpreters made of the statements of their place, by the rules of statements."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from flask import Blueprint, Response

from intake import current
from intake.access import Permission, allow
from intake.actions import device_renderings
from intake.actions.submitted import SubmittedRendering
from intake.api import payloads
from intake.api.devices import bearer_digest
from intake.api.payloads import UNREADABLE
from intake.api.reading import read_all
from intake.api.statements import together_or_alone, told, whole_body
from intake.db import now
from intake.forms.statement import FieldProblem, checked_count, checked_language, checked_text, checked_uid
from intake.models import How, RenderingState

_rendering = msgspec.json.Decoder(payloads.SubmittedRendering)


def add_routes(area: Blueprint) -> None:
    area.put("/renderings")(put_renderings)


@allow(Permission.DEVICE)
def put_renderings() -> Response:
    """Store what can be stored; 200 whenever the batch could be read, each rendering answered on its own."""
    settings = current.settings()
    token_digest = bearer_digest()
    body = whole_body(settings)
    received = now()
    read = read_all(body, "renderings", lambda raw: checked(raw, settings.max_statement_length))
    act = partial(
        device_renderings.store,
        token_digest=token_digest,
        held_after=settings.held_after,
        held_from_revoked=settings.held_from_revoked,
    )
    return told(read, together_or_alone(act, read.good, read.count), received)


def checked(raw: Any, maximum: int) -> SubmittedRendering:
    """One rendering with every field in its stored spelling; raises FieldProblem."""
    try:
        given = (
            _rendering.decode(raw)
            if isinstance(raw, msgspec.Raw)
            else msgspec.convert(raw, payloads.SubmittedRendering)
        )
    except UNREADABLE:
        raise FieldProblem("malformed", "") from None
    return SubmittedRendering(
        id=checked_uid(given.id),
        statement=of_statement(given.statement),
        statement_version=counted(given.statement_version, "statement_version", 1),
        revision=checked_count(given.revision, "revision", 1),
        base=counted(given.base, "base", 0),
        sequence=counted(given.sequence, "sequence", 1),
        text=checked_text(given.text, maximum, may_be_empty=given.withdrawn),
        language=checked_language(given.language),
        how=How(given.how),
        state=RenderingState(given.state),
        withdrawn=given.withdrawn,
    )


def counted(value: int | None, field: str, least: int) -> int | None:
    """The same of a count that may be left out."""
    return None if value is None else checked_count(value, field, least)


def of_statement(text: str) -> UUID:
    """The id of the statement that something is about; raises FieldProblem."""
    try:
        return UUID(text)
    except ValueError:
        raise FieldProblem("unknown_statement", "statement") from None

"""PUT /api/v1/renderings: what interpreters made of the statements of their place, by the rules of statements."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec
from flask import Blueprint, Response
from msgspec import Meta

from intake.access import Permission, allow
from intake.actions import device_renderings
from intake.actions.submitted import SubmittedRendering
from intake.api import payloads
from intake.api.payloads import UNREADABLE
from intake.api.statements import put_others
from intake.forms.statement import FieldProblem, checked_count, checked_language, checked_text, checked_uid
from intake.models import How, RenderingState


class RenderingOfPerson(payloads.SubmittedRendering):
    """The same of somebody with an account, who may decide between it and the texts beside it."""

    seen: Annotated[str, Meta(max_length=64)] = ""


S = TypeVar("S", payloads.SubmittedRendering, RenderingOfPerson)
_rendering = msgspec.json.Decoder(payloads.SubmittedRendering)
_of_person = msgspec.json.Decoder(RenderingOfPerson)


def add_routes(area: Blueprint) -> None:
    area.put("/renderings")(put_renderings)


@allow(Permission.DEVICE)
def put_renderings() -> Response:
    """Store what can be stored; 200 whenever the batch could be read, each rendering answered on its own."""
    return put_others(
        "renderings", lambda raw, _received, maximum: checked(raw, maximum), device_renderings.store
    )


def checked(raw: Any, maximum: int) -> SubmittedRendering:
    """One rendering with every field in its stored spelling; raises FieldProblem."""
    return _checked(_read(raw, _rendering), maximum)


def checked_of_person(raw: Any, maximum: int) -> SubmittedRendering:
    """The same of somebody with an account, who takes none back, as on pages."""
    given = _read(raw, _of_person)
    if given.withdrawn:
        raise FieldProblem("malformed", "withdrawn")
    return replace(_checked(given, maximum), seen=given.seen)


def _read(raw: Any, decoder: msgspec.json.Decoder[S]) -> S:
    try:
        return decoder.decode(raw) if isinstance(raw, msgspec.Raw) else msgspec.convert(raw, decoder.type)
    except UNREADABLE:
        raise FieldProblem("malformed", "") from None


def _checked(given: payloads.SubmittedRendering, maximum: int) -> SubmittedRendering:
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

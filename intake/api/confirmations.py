"""PUT /api/v1/confirmations: what residents said when something was read back to them, by the rules of statements."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from flask import Blueprint, Response

from intake.access import Permission, allow
from intake.actions import confirming
from intake.actions.submitted import SubmittedConfirmation
from intake.api import payloads
from intake.api.payloads import UNREADABLE
from intake.api.renderings import counted, of_statement
from intake.api.statements import put_others
from intake.forms.statement import (
    FieldProblem,
    captured,
    checked_count,
    checked_language,
    checked_text,
    checked_uid,
)

_confirmation = msgspec.json.Decoder(payloads.SubmittedConfirmation)


def add_routes(area: Blueprint) -> None:
    area.put("/confirmations")(put_confirmations)


@allow(Permission.DEVICE)
def put_confirmations() -> Response:
    """Store what can be stored; 200 whenever the batch could be read, each confirmation answered on its own."""
    return put_others("confirmations", checked, confirming.store)


def checked(raw: Any, received: datetime, maximum: int) -> SubmittedConfirmation:
    """One confirmation with every field in its stored spelling; raises FieldProblem."""
    try:
        given = (
            _confirmation.decode(raw)
            if isinstance(raw, msgspec.Raw)
            else msgspec.convert(raw, payloads.SubmittedConfirmation)
        )
    except UNREADABLE:
        raise FieldProblem("malformed", "") from None
    return SubmittedConfirmation(
        id=checked_uid(given.id),
        statement=of_statement(given.statement),
        language=checked_language(given.language),
        version=checked_count(given.version, "version", 0),
        revision=checked_count(given.revision, "revision", 1),
        sequence=counted(given.sequence, "sequence", 1),
        text=checked_text(given.text, maximum),
        captured_at=captured(given.captured_at, received),
    )

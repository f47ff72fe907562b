"""Saving what a form of the notes' pages says, by the rules of batches, for the device that the page is of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from intake import current
from intake.actions.submitted import Receipt, Result, Submitted
from intake.db import now
from intake.forms.statement import Entered
from intake.tokens import digest
from intake.web.gate import DEVICE_COOKIE


def storing(store: Callable[..., Receipt], submitted: Any) -> Callable[[Session], Result]:
    """The action that stores this alone, as one of `actions` stores batches, and gives its result."""
    token_digest, held_after = digest(request.cookies[DEVICE_COOKIE]), current.settings().held_after

    def action(session: Session) -> Result:
        return store(session, token_digest, [submitted], held_after=held_after).results[0]

    return action


def submitted_statement(found: Entered, *, revision: int = 1, base: int = 0) -> Submitted:
    """What was entered, as a device sends it; the form has no count of saves."""
    return Submitted(
        id=found.id,
        revision=revision,
        base=base,
        sequence=None,
        question=found.question,
        text=found.text,
        language=found.language,
        kind=found.kind,
        agreed=found.agreed,
        captured_at=now(),
    )

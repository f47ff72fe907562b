"""Marks of what a page showed, so that a save from an older page is noticed and undoes nothing."""

from __future__ import annotations

import hashlib
import json

from intake.errors import Conflict


def mark(*values: object) -> str:
    """A short digest of these values; a page carries it along with its form."""
    said = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def agree(seen: str | None, current: str) -> None:
    """Raise Conflict unless the page that was sent showed what is stored now; None does not ask."""
    if seen is not None and seen != current:
        raise Conflict()

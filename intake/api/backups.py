"""POST /api/v1/backup: a tablet that is about to be cleared asks for a verified backup first."""

from __future__ import annotations

from flask import Blueprint, Response

from intake.access import Permission, allow
from intake.api.devices import bearer_digest
from intake.api.payloads import Safe
from intake.api.responses import answer
from intake.backups.schedule import backups
from intake.db import db, now
from intake.errors import NotJoined
from intake.queries.backups import SafeRow, safe_of


def add_routes(area: Blueprint) -> None:
    area.post("/backup")(ask)


@allow(Permission.DEVICE)
def ask() -> Response:
    """Back up what is in no backup yet, unless one was asked for just now, and say what is safe."""
    token_digest = bearer_digest()
    _found(token_digest)
    wait = backups.ask()
    found = _found(token_digest)
    moment = now().isoformat(timespec="milliseconds")
    return answer(Safe(str(found.store), found.epoch, found.safe_sequence, moment, wait))


def _found(token_digest: str) -> SafeRow:
    with db.read() as session:
        found = safe_of(session, token_digest)
    if found is None:
        raise NotJoined()
    return found

"""GET /api/v1/statements: what is read back to a table, with its renderings."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request
from msgspec import structs

from intake.access import Permission, allow
from intake.api.devices import bearer_digest
from intake.api.responses import answer_if_changed
from intake.api.table_payloads import Table, TableRendering, TableStatement
from intake.db import db
from intake.errors import Invalid, NotAllowed, NotJoined
from intake.models import SessionState
from intake.queries import devices, store, table_statements
from intake.queries.table_statements import MOST, PAGE


def add_routes(area: Blueprint) -> None:
    area.get("/statements")(read)


@allow(Permission.DEVICE)
def read() -> Response:
    """The newest statements of the device's place or chain, or those older than `before`."""
    token_digest = bearer_digest()
    before, limit = _before(), _limit()
    with db.read() as session:
        device = devices.by_token(session, token_digest)
        if device is None or device.revoked_at is not None:
            raise NotJoined()
        if not table_statements.may_read(device):
            is_over = device.session_state is SessionState.ARCHIVED
            raise NotAllowed(code="archived" if is_over else "not_admitted")
        here = store.store(session)
        page = table_statements.of_device(session, device, before=before, limit=limit)
    table = Table(
        store=str(here.uid),
        epoch=here.epoch,
        total=page.total,
        has_older=page.has_older,
        statements=[_told(row) for row in page.rows],
    )
    # An older page is what it was when there is one statement more: how many there are the first page says.
    response = answer_if_changed(table, structs.replace(table, total=0) if before is not None else None)
    # What residents said stays in nobody's cache; who keeps it asks with its own ETag.
    response.headers["Cache-Control"] = "no-store"
    return response


def _told(row: table_statements.TableStatement) -> TableStatement:
    return TableStatement(
        id=str(row.uid),
        question=row.question,
        text=row.text,
        language=row.language,
        kind=row.kind.value,
        agreed=row.agreed,
        version=row.version,
        captured_at=row.captured_at.isoformat(timespec="milliseconds"),
        confirmed=row.confirmed,
        renderings=[
            TableRendering(
                id=str(one.uid),
                language=one.language,
                text=one.text,
                version=one.version,
                state=one.state.value,
                how=one.how.value,
                is_stale=one.is_stale,
                confirmed=one.confirmed,
                revision=one.revision,
            )
            for one in row.renderings
        ],
    )


def _before() -> UUID | None:
    text = request.args.get("before")
    try:
        return UUID(text) if text is not None else None
    except ValueError:
        raise Invalid(code="malformed", field="before") from None


def _limit() -> int:
    text = request.args.get("limit", str(PAGE))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise Invalid(code="malformed", field="limit")
    return min(int(text), MOST)

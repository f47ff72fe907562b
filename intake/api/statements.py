"""PUT /api/v1/statements: a batch in, a receipt out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.exc import DBAPIError

from intake import current
from intake.access import Permission, allow
from intake.actions import statements
from intake.actions.submitted import Count, Outcome, Receipt, Result, Submitted
from intake.api import payloads
from intake.api.devices import bearer_digest
from intake.api.reading import Read, S, answers, read_all, read_batch
from intake.api.responses import answer
from intake.db import db, now
from intake.errors import TooLarge
from intake.logs import log_fault
from intake.settings import Settings


def add_routes(area: Blueprint) -> None:
    area.put("/statements")(put)


@allow(Permission.DEVICE)
def put() -> Response:
    """Store what can be stored; 200 whenever the batch could be read, each statement answered on its own."""
    settings = current.settings()
    token_digest = bearer_digest()
    body = whole_body(settings)
    received = now()
    read = read_batch(body, received, settings.max_statement_length)
    return told(read, store(token_digest, read.good, read.count, settings), received)


def put_others(
    name: str, check: Callable[[Any, datetime, int], S], action: Callable[..., Receipt]
) -> Response:
    """The same for a batch of what is about statements: each element checked so, the good ones stored so."""
    settings = current.settings()
    token_digest = bearer_digest()
    body = whole_body(settings)
    received = now()
    read = read_all(body, name, lambda raw: check(raw, received, settings.max_statement_length))
    act = partial(
        action,
        token_digest=token_digest,
        held_after=settings.held_after,
        held_from_revoked=settings.held_from_revoked,
    )
    return told(read, together_or_alone(act, read.good, read.count), received)


def whole_body(settings: Settings) -> bytes:
    """What was sent; raises TooLarge before reading more than is taken."""
    if (request.content_length or 0) > settings.max_request_bytes:
        raise TooLarge()
    body = request.get_data(cache=False)
    if len(body) > settings.max_request_bytes:
        raise TooLarge()
    return body


def told(read: Read[S], receipt: Receipt, received: datetime) -> Response:
    """The store's receipt as JSON."""
    return answer(
        payloads.Receipt(
            store=str(receipt.store),
            epoch=receipt.epoch,
            nonce=read.nonce,
            safe_sequence=receipt.safe_sequence,
            time=received.isoformat(timespec="milliseconds"),
            results=answers(read, receipt.results),
        )
    )


def store(token_digest: str, batch: list[Submitted], count: Count, settings: Settings) -> Receipt:
    """Store the batch in one transaction; if one of it trips the database, each alone, so that it holds up no other."""
    act = partial(
        statements.store,
        token_digest=token_digest,
        held_after=settings.held_after,
        held_from_revoked=settings.held_from_revoked,
    )
    return together_or_alone(act, batch, count)


def together_or_alone(act: Callable[..., Receipt], batch: list[S], count: Count) -> Receipt:
    """Store a batch by this action in one transaction, or each element in one of its own if that trips."""
    try:
        return db.write(partial(act, batch=batch, count=count))
    except DBAPIError as error:
        log_fault(error, "api.put")
    results: list[Result] = []
    for one in batch:
        try:
            results += db.write(partial(act, batch=[one])).results
        except DBAPIError:
            results.append(Result(one.id, one.revision, 0, Outcome.REJECTED, "fault"))
    empty = db.write(partial(act, batch=[], count=count))
    empty.results = results
    return empty

"""GET /api/v1/openapi.json: every route of the API, its shapes taken from the structures that decode and encode them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec
from flask import Blueprint, Response

from intake import __version__
from intake.access import Permission, allow
from intake.api import payloads
from intake.api.responses import answer_if_changed
from intake.api.table_payloads import Table
from intake.queries.table_statements import MOST, PAGE


@dataclass(frozen=True, slots=True)
class Operation:
    """What one route takes and answers."""

    path: str
    method: str
    name: str
    summary: str
    request: type | None
    #: Status -> what it means and the shape of its body (None: no body).
    answers: dict[int, tuple[str, type | None]]
    needs_token: bool = True
    headers: dict[str, str] = field(default_factory=dict)
    #: Of the query: name -> what it means and its JSON Schema.
    parameters: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)


_NOT_JOINED = ("No token, or one that this server does not know.", payloads.Error)
_UNAVAILABLE = ("Nothing was stored; Retry-After says when to try again.", payloads.Error)
_REFUSED = ("Asked for by another site's page.", payloads.Error)


def _of_batch(what: str) -> dict[int, tuple[str, type | None]]:
    """The answers to a batch of this."""
    return {
        200: ("The batch was read; see each result.", payloads.Receipt),
        400: ("The batch could not be read.", payloads.Error),
        401: _NOT_JOINED,
        403: _REFUSED,
        413: (f"More than 100 {what} or 1 MB.", payloads.Error),
        429: ("A revoked device that sent too much; Retry-After says when to try again.", payloads.Error),
        503: _UNAVAILABLE,
        507: ("The server's disk is full; nothing was stored.", payloads.Error),
    }


OPERATIONS = (
    Operation(
        "/devices",
        "post",
        "join",
        "Make this client a device at the place of a code.",
        payloads.Joining,
        {
            201: ("Joined with a table's code.", payloads.Joined),
            202: (
                "Joined with a short code; what it sends is held until the organizer admits it.",
                payloads.Joined,
            ),
            400: ("The request could not be read.", payloads.Error),
            403: _REFUSED,
            404: ("A code that is wrong, expired or for another place.", payloads.Error),
            413: ("Larger than the server takes.", payloads.Error),
            429: ("Too many wrong codes; Retry-After says when to try again.", payloads.Error),
            503: _UNAVAILABLE,
            507: ("The server's disk is full; nothing was stored.", payloads.Error),
        },
        needs_token=False,
    ),
    Operation(
        "/guide",
        "get",
        "guide",
        "All that a tablet needs offline.",
        None,
        {
            200: ("The guide, with an ETag.", payloads.Guide),
            304: ("The client has exactly this (If-None-Match).", None),
            401: _NOT_JOINED,
            503: _UNAVAILABLE,
        },
    ),
    Operation(
        "/statements",
        "put",
        "put",
        "Store a batch; each statement is answered on its own.",
        payloads.Batch,
        _of_batch("statements"),
    ),
    Operation(
        "/statements",
        "get",
        "read",
        "What is read back to a table: an interpreter's device reads its place, a notetaker's what its chain wrote.",
        None,
        {
            200: ("Statements that count, newest first, with an ETag.", Table),
            304: ("The client has exactly this (If-None-Match).", None),
            400: ("No id, or no number.", payloads.Error),
            401: _NOT_JOINED,
            403: ("It waits for the organizer, or the session is archived.", payloads.Error),
            503: _UNAVAILABLE,
        },
        parameters={
            "before": (
                "Only those older than the statement with this id.",
                {"type": "string", "format": "uuid"},
            ),
            "limit": (
                "How many at most.",
                {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE},
            ),
        },
    ),
    Operation(
        "/renderings",
        "put",
        "putRenderings",
        "Store an interpreter's renderings of statements of its place; each is answered on its own.",
        payloads.RenderingBatch,
        _of_batch("renderings"),
    ),
    Operation(
        "/confirmations",
        "put",
        "putConfirmations",
        "Store what residents said of what was read back to them; each is answered on its own.",
        payloads.ConfirmationBatch,
        _of_batch("confirmations"),
    ),
    Operation(
        "/files",
        "post",
        "load",
        "Load a sealed file that this tablet or another one saved; each device's part under its own token.",
        payloads.SealedFile,
        {
            200: ("The file was read; see each device.", payloads.LoadedFile),
            400: ("Damaged, not sealed, of another server, or no such file.", payloads.Error),
            401: _NOT_JOINED,
            403: _REFUSED,
            413: ("Larger than the server takes.", payloads.Error),
            503: ("Not all was stored; Retry-After says when to load it again.", payloads.Error),
            507: ("The server's disk is full; not all was stored.", payloads.Error),
        },
    ),
    Operation(
        "/backup",
        "post",
        "backup",
        "Have what arrived put into a verified backup, before the tablet is cleared.",
        None,
        {
            200: ("What is safe now, and whether to ask again.", payloads.Safe),
            401: _NOT_JOINED,
            403: _REFUSED,
            503: ("No backup could be made; Retry-After says when to try again.", payloads.Error),
            507: ("The server's disk is full; no backup was made.", payloads.Error),
        },
    ),
    Operation(
        "/openapi.json",
        "get",
        "describe",
        "This description.",
        None,
        {
            200: ("OpenAPI 3.1, with an ETag.", None),
            304: ("The client has exactly this (If-None-Match).", None),
        },
        needs_token=False,
    ),
)
#: Of each batch, which is decoded one by one: the field, and the shape of what is in it.
ELEMENTS: tuple[tuple[type, str, type], ...] = (
    (payloads.Batch, "statements", payloads.SubmittedStatement),
    (payloads.RenderingBatch, "renderings", payloads.SubmittedRendering),
    (payloads.ConfirmationBatch, "confirmations", payloads.SubmittedConfirmation),
)


def add_routes(area: Blueprint) -> None:
    area.get("/openapi.json")(describe)


@allow(Permission.PUBLIC)
def describe() -> Response:
    """The description, the same for everybody."""
    return answer_if_changed(description())


@cache
def description() -> dict[str, Any]:
    """The whole document."""
    shapes: list[type] = [element for _batch, _name, element in ELEMENTS]
    for operation in OPERATIONS:
        shapes += [
            shape for shape in (operation.request, *(a[1] for a in operation.answers.values())) if shape
        ]
    _schemas, components = msgspec.json.schema_components(shapes, ref_template="#/components/schemas/{name}")
    for batch, name, element in ELEMENTS:
        components[batch.__name__]["properties"][name] = {
            "type": "array",
            "maxItems": payloads.MOST_IN_A_BATCH,
            "items": {"$ref": f"#/components/schemas/{element.__name__}"},
        }
        components[element.__name__]["properties"]["id"]["format"] = "uuid"
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(f"/api/v1{operation.path}", {})[operation.method] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Intake device API", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"device": {"type": "http", "scheme": "bearer"}},
        },
    }


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "security": [{"device": []}] if operation.needs_token else [],
        "responses": {
            str(status): _answer(meaning, shape) for status, (meaning, shape) in operation.answers.items()
        },
    }
    if operation.parameters:
        described["parameters"] = [
            {"name": name, "in": "query", "required": False, "description": meaning, "schema": schema}
            for name, (meaning, schema) in operation.parameters.items()
        ]
    if operation.request is not None:
        described["requestBody"] = {"required": True, "content": _content(operation.request)}
    return described


def _answer(meaning: str, shape: type | None) -> dict[str, Any]:
    return {"description": meaning} | ({"content": _content(shape)} if shape else {})


def _content(shape: type) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape.__name__}"}}}

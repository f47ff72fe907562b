"""Answers of the API: JSON by msgspec, with an ETag where the client may already have it."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from flask import Response, request

_encoder = msgspec.json.Encoder()


def answer(content: Any, status: int = 200) -> Response:
    """The content as JSON."""
    return Response(_encoder.encode(content), status, mimetype="application/json")


def answer_if_changed(content: Any, told: Any = None) -> Response:
    """The content with an ETag of it, or of what is `told` by it; 304 when the client has exactly this."""
    body = _encoder.encode(content)
    response = Response(body, mimetype="application/json")
    tagged = body if told is None else _encoder.encode(told)
    response.set_etag(hashlib.sha256(tagged).hexdigest()[:32], weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response

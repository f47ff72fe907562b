"""Static files, compressed as far as it goes: once each, since a file's address changes with its content."""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache

import brotli
from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from intake import paths

COMPRESSED = ("text/css", "text/javascript", "image/svg+xml", "application/manifest+json")
#: `.js` is text/javascript in every browser; what a machine's own table says may differ.
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file by content encoding; "" is the file itself."""

    mimetype: str
    bodies: dict[str, bytes]


class Served(Flask):
    """Flask, with static files from memory."""

    def send_static_file(self, filename: str) -> Response:
        """The file in the smallest encoding that the browser takes."""
        if filename not in names():
            raise NotFound()
        asset = load(filename)
        accepted = request.accept_encodings
        encoding = next((one for one in ("br", "gzip") if one in asset.bodies and accepted[one] > 0), "")
        response = Response(asset.bodies[encoding], mimetype=asset.mimetype)
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.vary.add("Accept-Encoding")
        response.add_etag(weak=True)
        response.make_conditional(request)
        return response


@cache
def names() -> frozenset[str]:
    """Every static file, by its path below the folder: nothing else is ever opened."""
    files = (path for path in paths.STATIC.rglob("*") if path.is_file())
    return frozenset(path.relative_to(paths.STATIC).as_posix() for path in files)


@cache
def load(name: str) -> Asset:
    """Read the file and compress it if that makes sense."""
    path = paths.STATIC / name
    body = path.read_bytes()
    mimetype = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if mimetype not in COMPRESSED:
        return Asset(mimetype, {"": body})
    return Asset(mimetype, {"": body, "gzip": gzip.compress(body, mtime=0), "br": brotli.compress(body)})

"""Static files compressed as far as they go, once: they never change under their address."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

import brotli
from flask import Flask, Response, request

from intake.paths import STATIC

COMPRESSED = ("text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json")


def init_static_files(app: Flask) -> None:
    """Replace the body of a static file by its compressed form, where the browser takes one."""

    @app.after_request
    def compress(response: Response) -> Response:
        if request.endpoint != "static" or response.status_code != 200 or response.mimetype not in COMPRESSED:
            return response
        encoding = request.accept_encodings.best_match(("br", "gzip"))
        response.vary.add("Accept-Encoding")
        if encoding is None or request.view_args is None:
            return response
        response.direct_passthrough = False
        # The file that was opened for it is closed with the response.
        response.make_sequence()
        response.set_data(compressed(STATIC / request.view_args["filename"], encoding))
        response.headers["Content-Encoding"] = encoding
        return response


@cache
def compressed(path: Path, encoding: str) -> bytes:
    """The file's bytes, squeezed hard; a few milliseconds for each file of a running server."""
    content = path.read_bytes()
    return brotli.compress(content, quality=11) if encoding == "br" else gzip.compress(content, 9, mtime=0)

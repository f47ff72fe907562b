"""Static files without their comments and compressed as far as they go, once: they never change under their address."""

from __future__ import annotations

import gzip
import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

import brotli
from flask import Flask, Response, request

from intake.paths import STATIC

COMPRESSED = ("text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json")
#: Of no use for a file that is kept for a year under an address of its own; together they outweigh a small file.
LEFT_OUT = ("Content-Disposition", "Last-Modified", "Accept-Ranges", "ETag")
#: Comments that have their lines to themselves, and the white space before a line: nothing that could be in a text.
_COMMENTS = re.compile(rb"^[ \t]*(?:/\*(?:[^*]|\*(?!/))*\*/|//[^\n]*)[ \t]*\n", re.M)
_INDENTATION = re.compile(rb"^[ \t]+", re.M)
#: Of a style sheet also the spaces that only a reader needs.
_SPACES = re.compile(rb"(?<=[{,:;]) +")


def init_static_files(app: Flask) -> None:
    """Replace the body of a static file by its compressed form, where the browser takes one."""

    @app.after_request
    def compress(response: Response) -> Response:
        if request.endpoint != "static" or response.status_code != 200 or response.mimetype not in COMPRESSED:
            return response
        encoding = request.accept_encodings.best_match(("br", "gzip"))
        response.vary.add("Accept-Encoding")
        for name in LEFT_OUT:
            response.headers.pop(name, None)
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
    content = as_sent(path)
    return brotli.compress(content, quality=11) if encoding == "br" else gzip.compress(content, 9, mtime=0)


def as_sent(path: Path) -> bytes:
    """The file as a browser needs it, not compressed yet."""
    content = path.read_bytes()
    if path.suffix in (".css", ".js"):
        content = without_comments(content)
    return _SPACES.sub(b"", content) if path.suffix == ".css" else content


def without_comments(content: bytes) -> bytes:
    """A script or style sheet as browsers need it; our own are written so that this is safe (tests/test_styles.py)."""
    return _INDENTATION.sub(b"", _COMMENTS.sub(b"", content))


def integrity(name: str) -> str:
    """The digest of what a browser receives of this file, as it checks it itself."""
    return "sha256-" + b64encode(hashlib.sha256(as_sent(STATIC / name)).digest()).decode()

"""What makes the notetaker's page an app on the tablet: its manifest in every language, and its service worker."""

from __future__ import annotations

import json
from functools import cache

from flask import Blueprint, Response, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from intake import languages, paths
from intake.access import Permission, allow
from intake.errors import NotFound
from intake.web.static_files import without_comments

area = Blueprint("install", __name__)

WORKER = paths.STATIC / "js" / "notes" / "worker.js"
PAPER = "#faf6ee"
#: Nothing of ours is lost when a home screen cuts it into its own shape (docs/icons.py).
BOTH = "any maskable"
A_DAY = "public, max-age=86400"


@area.get("/manifest/<tag>")
@allow(Permission.PUBLIC)
def manifest(tag: str) -> Response:
    """The app as a browser installs it, with its words in this language; it is the same app in all of them."""
    page = languages.find(tag)
    if page is None or page.tag != tag:
        raise NotFound()
    start = url_for("notes.capture")
    with force_locale(languages.locale_of(tag)):
        description = _("Write a statement")
    content = {
        "id": start,
        "name": "Intake",
        "description": description,
        "lang": page.tag,
        "dir": page.direction,
        "start_url": start,
        "scope": f"{request.script_root}/",
        "display": "standalone",
        "background_color": PAPER,
        "icons": [
            {"src": _image("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(
                {
                    "src": _image(f"icon-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": BOTH,
                }
                for size in (192, 512)
            ),
        ],
    }
    response = Response(json.dumps(content, ensure_ascii=False), mimetype="application/manifest+json")
    response.headers["Cache-Control"] = A_DAY
    return response


@area.get("/worker.js")
@allow(Permission.PUBLIC)
def worker() -> Response:
    """The script that answers for the server while it cannot be reached; browsers ask whether it changed."""
    response = Response(_worker(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@cache
def _worker() -> bytes:
    return without_comments(WORKER.read_bytes())


def _image(name: str) -> str:
    return url_for("static", filename=f"img/{name}")

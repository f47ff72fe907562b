"""What a tablet keeps to open its pages without a network: each in every language, and their files.

They hold what everybody at the table sees: no statement, no token. One answer has it all, so that a tablet never
has one language's page of today beside another's of yesterday.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache

from flask import Blueprint, Response, g, request, url_for
from flask_babel import force_locale

from intake import languages, paths
from intake.access import Permission, allow
from intake.models import DeviceRole
from intake.web import static_files
from intake.web.headers import HEADERS
from intake.web.notes import read_back, side_by_side, tablet, words
from intake.web.notes.face import MODULES
from intake.web.notes.page import shell

#: The script that fetches what is kept, and those that it fetches when they are wanted.
LATER = (
    *("offline", "fetched", "standing", "keyboard", "tray", "files", "keeping", "sealing"),
    *("tablet", "finish", "loading"),
)
#: The script of reading back, and what it imports.
READING = ("readback", "screen", "cards", "table")
STYLES = ("css/base.css", "css/frame.css", "css/notes.css", "css/tablet.css", "css/readback.css")
SHARED = ("js/shared/controls.js", "js/shared/desk.js", "js/shared/fonts.js", "img/icon.svg")
#: Of the interpreter's page alone.
PLACE = (
    *("css/panes.css", "css/terms.css"),
    "js/interpret/terms.js",
    *(f"js/shared/{name}.js" for name in ("terms", "glossary", "stems", "endings", "folding")),
)


def add_routes(area: Blueprint) -> None:
    area.get("/offline")(offline)


@allow(Permission.DEVICE)
def offline() -> Response:
    """Everything for this device, with a version; a tablet that has this version is told so."""
    tags = [page.tag for page in languages.available()]
    is_interpreter = g.device.role is DeviceRole.INTERPRETER
    pages, tablets, read_backs, places = {}, {}, {}, {}
    for tag in tags:
        with force_locale(languages.locale_of(tag)):
            pages[tag], tablets[tag], read_backs[tag] = shell(), tablet.page(""), read_back.shell()
            if is_interpreter:
                places[tag] = side_by_side.shell()
    version = words.current_version()
    content = {
        "device": str(g.device.uid),
        "headers": {**HEADERS, "Content-Type": "text/html; charset=utf-8"},
        "pages": pages,
        "tablets": tablets,
        # By the folder that they are kept in, for those who have such a page.
        "others": {"read-back/": read_backs} | ({"interpret/": places} if is_interpreter else {}),
        "words": {url_for("notes.words", version=version, tag=tag): words.content(tag) for tag in tags}
        | {url_for("notes.more", version=version, tag=tag): words.content_of_more(tag) for tag in tags},
        "files": {url_for("static", filename=name): digest for name, digest in _files(is_interpreter)},
        # By script: a tablet keeps those that it has no letters for.
        "fonts": {script: {url_for("static", filename=name): digest} for script, name, digest in _fonts()},
    }
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    made = hashlib.sha256(body.encode()).hexdigest()[:16]
    if request.headers.get("If-None-Match") == f'"{made}"':
        response = Response(status=304)
    else:
        response = Response(f'{{"intake":1,"version":"{made}",{body[1:]}', mimetype="application/json")
    response.headers["ETag"] = f'"{made}"'
    return response


@cache
def _files(is_interpreter: bool) -> list[tuple[str, str]]:
    """Each file and the digest of what the browser receives, as it checks it itself."""
    names = [*STYLES, *SHARED, *(f"js/notes/{name}.js" for name in (*MODULES, *LATER))]
    names += [f"js/interpret/{name}.js" for name in READING]
    if is_interpreter:
        names += [*PLACE, *(f"js/{name}.js" for name in side_by_side.MODULES)]
    names = list(dict.fromkeys(names))
    return [(name, static_files.integrity(name)) for name in names]


@cache
def _fonts() -> list[tuple[str, str, str]]:
    """The script, the file and its digest; a file is called by its script (ISO 15924)."""
    names = sorted(f"fonts/{path.name}" for path in (paths.STATIC / "fonts").glob("*.woff2"))
    return [(name[len("fonts/") : -len(".woff2")], name, static_files.integrity(name)) for name in names]

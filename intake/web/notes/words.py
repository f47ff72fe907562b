"""What the page's script says and shows in a language: the same for everybody, so browsers keep it like a static file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import babel
from flask import Blueprint, Response, render_template
from flask_babel import force_locale

from intake import __version__, languages, paths
from intake.access import Permission, allow
from intake.errors import NotFound
from intake.web.headers import STATIC_LIFETIME
from intake.web.notes.reasons import REASONS, WORDS


def add_routes(area: Blueprint) -> None:
    area.get("/words/<version>/<tag>")(words)
    area.get("/words/<version>/<tag>/more")(more)


@allow(Permission.DEVICE)
def words(version: str, tag: str) -> Response:
    """Sentences, and an empty entry of the list with every badge."""
    return _kept(version, tag, content)


@allow(Permission.DEVICE)
def more(version: str, tag: str) -> Response:
    """What few moments need: the names of all languages, the tray, what stands over the page."""
    return _kept(version, tag, content_of_more)


def _kept(version: str, tag: str, make: Callable[[str], str]) -> Response:
    if tag not in {page.tag for page in languages.available()}:
        raise NotFound()
    response = Response(make(tag), mimetype="application/json")
    if version == current_version():
        response.headers["Cache-Control"] = STATIC_LIFETIME.replace("public", "private")
    return response


@cache
def content(tag: str) -> str:
    """The answer for a page language."""
    with force_locale(languages.locale_of(tag)):
        return _json(
            {
                "say": {name: str(text) for name, text in (REASONS | WORDS).items()},
                "parts": render_template("notes/script_parts.html"),
            }
        )


@cache
def content_of_more(tag: str) -> str:
    """The answer for a page language; languages are [tag, name] in the order of its alphabet."""
    with force_locale(languages.locale_of(tag)):
        return _json(
            {
                "parts": render_template("notes/script_more.html"),
                "languages": [[one.tag, one.name] for one in languages.statement_languages((), tag)],
            }
        )


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


@cache
def current_version() -> str:
    """Stands in the address, so that what a browser keeps is of this version in every language.

    Made of all that `content` is made of: making it in every language would load them all, with 15 MB.
    """
    digest = hashlib.sha256(f"{__version__} {babel.__version__}".encode())
    for folder, pattern in (
        (paths.PACKAGE / "languages", "*.py"),
        (paths.PACKAGE / "data", "autonyms.txt"),
        (paths.PACKAGE / "web" / "notes", "*.py"),
        (paths.TEMPLATES / "notes", "*.html"),
        (paths.TEMPLATES / "components", "*.html"),
        (paths.TRANSLATIONS, "*/LC_MESSAGES/messages.mo"),
    ):
        for file in sorted(folder.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:8]

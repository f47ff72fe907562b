"""The first page, the language switch, and whether the server is well."""

from __future__ import annotations

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response

from intake import languages
from intake.access import Permission, allow
from intake.db import db
from intake.forms.join import CodeForm
from intake.migrations import is_current
from intake.web import unsent

area = Blueprint("home", __name__)


@area.get("/")
@allow(Permission.PUBLIC)
def index() -> str | Response:
    """To the initiatives for who is signed in, to the notes for a device; else a page to join or sign in."""
    if g.person is not None:
        return redirect(url_for("organize.initiatives"), 303)
    return render_template("home.html", device=g.device, form=CodeForm(formdata=None))


@area.post("/language")
@allow(Permission.PUBLIC)
def switch_language() -> Response:
    """Remember the language in a cookie and go back to the page, which must be one of ours.

    What waits on that page (unsent.py) waits on.
    """
    back, tag, waiting = (
        own_path(request.form.get("back", "")),
        request.form.get("language", ""),
        unsent.waiting(),
    )
    if tag not in {language.tag for language in languages.available()}:
        tag = languages.page_language().tag
    response: Response = redirect(back, 303)
    if waiting:
        with force_locale(languages.locale_of(tag)):
            response = make_response(render_template("errors/stale.html", unsent=waiting, to=back))
    languages.remember(response, tag)
    return response


@area.get("/healthz")
@allow(Permission.PUBLIC)
def alive() -> tuple[dict[str, str], int]:
    """The process answers."""
    return {"status": "alive"}, 200


@area.get("/readyz")
@allow(Permission.PUBLIC)
def ready() -> tuple[dict[str, str], int]:
    """The database can be reached and has this version's tables."""
    try:
        current = is_current(db._get_current_object())  # type: ignore[attr-defined]
    except Exception:
        return {"status": "the database cannot be reached"}, 503
    return ({"status": "ready"}, 200) if current else ({"status": "the database is not migrated"}, 503)


def own_path(path: str) -> str:
    """The path if it can only lead to this site, else the first page: no host, no backslash, no control character."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable() or "\\" in path:
        return "/"
    return path

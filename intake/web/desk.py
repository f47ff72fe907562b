"""Translating away from the server: a page that opens without a network, the list taken along, and what comes back.

The page holds nothing that was said. What it sends is stored by the rules of what tablets send (docs/interpreter.md).
"""

from __future__ import annotations

import hashlib
import json
from functools import cache, partial
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from flask_babel import force_locale

from intake import current, languages
from intake.access import Permission, allow
from intake.actions import deciding, desk_renderings
from intake.api import renderings as sent
from intake.api.reading import read_all
from intake.api.responses import answer_if_changed
from intake.api.statements import together_or_alone, told, whole_body
from intake.db import db, now
from intake.errors import NotSignedIn
from intake.languages import page_language
from intake.models import Status
from intake.queries import choices as choosing
from intake.queries import desk as queries
from intake.queries import glossary, renderings
from intake.queries import store as stores
from intake.queries.desk import DeskRow
from intake.queries.glossary import TermRow
from intake.queries.renderings import Work
from intake.tablet_files import proof
from intake.web import list_key, static_files
from intake.web.form_tokens import form_tokens
from intake.web.headers import HEADERS
from intake.web.interpret import chosen_of, filters, writer
from intake.web.selection import place_name

area = Blueprint("desk", __name__)
#: Whose page it is, for the script that answers without the server (static/js/notes/worker.js).
DEVICE_HEADER = "Intake-Device"
#: Who wrote what is sent, and the epoch of the store that the browser's receipts are of.
WRITER_HEADER, EPOCH_HEADER = "Intake-Writer", "Intake-Epoch"
FILES = (
    *(
        f"css/{name}.css"
        for name in ("base", "frame", "organize", "statements", "interpret", "terms", "desk")
    ),
    *(f"js/shared/{name}.js" for name in ("controls", "desk", "fonts")),
    *(f"js/shared/{name}.js" for name in ("terms", "glossary", "stems", "endings", "folding")),
    *(f"js/notes/{name}.js" for name in ("files", "keeping", "outbox", "sealing", "store", "sync")),
    *(f"js/desk/{name}.js" for name in ("page", "field", "list", "lock", "rows", "sending", "taking")),
    "img/icon.svg",
)


@area.get("/initiatives/<slug>/translate/desk/")
@allow(Permission.RENDER)
def page(slug: str) -> Response:
    """The page; its script fills it from the list that it takes along."""
    response = make_response(_page())
    response.headers[DEVICE_HEADER] = writer()
    return list_key.give(response)


@area.get("/initiatives/<slug>/translate/desk/offline")
@allow(Permission.RENDER)
def offline(slug: str) -> Response:
    """The page in every language and its files, for opening it without a network."""
    pages = {}
    for one in languages.available():
        with force_locale(languages.locale_of(one.tag)):
            pages[one.tag] = _page()
    content = {
        "device": writer(),
        "headers": {**HEADERS, "Content-Type": "text/html; charset=utf-8"},
        "pages": pages,
        "files": {url_for("static", filename=name): digest for name, digest in _files()},
    }
    made = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
    return answer_if_changed({"intake": 1, "version": made} | content)


@area.get("/initiatives/<slug>/translate/desk/key")
@allow(Permission.RENDER)
def key(slug: str) -> Response:
    """Who is signed in here, the token without which nothing is taken from a page, and what a file is sealed with."""
    with db.read() as session:
        found, private_key = stores.store(session), stores.file_key(session)
    answer = answer_if_changed(
        {
            "intake": 1,
            "device": writer(),
            "token": form_tokens.token(),
            "store": str(found.uid),
            "epoch": found.epoch,
            "file_key": found.file_public_key,
            "proof": proof(private_key, writer()),
        }
    )
    return list_key.give(answer)


@area.get("/initiatives/<slug>/translate/list")
@allow(Permission.RENDER)
def work(slug: str) -> Response:
    """What is to translate, by the filters of the worklist."""
    with db.read() as session:
        choices = choosing.choices(session, g.initiative.id)
        form, into = filters(choices)
        shown = renderings.to_render(chosen_of(session, choices, form), into, Work(form.work.data))
        rows = queries.taken_along(session, shown, into)
        terms = glossary.terms_of(session, g.initiative.id)
        found = stores.store(session)
    tags = dict.fromkeys([into, *(row.statement.language for row in rows)])
    answer = answer_if_changed(
        {
            "intake": 1,
            "store": str(found.uid),
            "epoch": found.epoch,
            "device": writer(),
            "into": into,
            "languages": {tag: _language(tag) for tag in tags},
            "terms": [_term(term) for term in terms],
            "statements": [_statement(row) for row in rows],
        }
    )
    return list_key.give(answer)


@area.put("/initiatives/<slug>/translate/renderings")
@allow(Permission.RENDER)
def put(slug: str) -> Response:
    """Store what can be stored; 200 whenever the batch could be read, each rendering answered on its own."""
    if request.headers.get(WRITER_HEADER) != writer():
        # Somebody else has signed in at this browser: nobody's work may come under another's name.
        raise NotSignedIn()
    settings = current.settings()
    body = whole_body(settings)
    received = now()
    read = read_all(
        body, "renderings", lambda raw: sent.checked_of_person(raw, settings.max_statement_length)
    )
    safe = 0 if read.good or read.bad else _safe(read.count.saved)
    action = partial(desk_renderings.store, actor=g.actor, initiative_id=g.initiative.id, safe=safe)
    return told(read, together_or_alone(action, read.good, read.count), received)


def _safe(saved: int) -> int:
    """The number up to which a browser that asks may forget its words: all it has, or nothing.

    One whose receipts are of this very epoch has nothing delivered that is not in the store.
    """
    with db.read() as session:
        knows = request.headers.get(EPOCH_HEADER) == str(stores.store(session).epoch)
        return saved if knows and queries.is_safe(session, g.person.id) else 0


def _page() -> str:
    return render_template("interpret/desk.html", settings=_settings())


def _settings() -> dict[str, Any]:
    """What the page's script is told."""
    slug = g.initiative.slug
    return {
        "device": writer(),
        "api": url_for("interpret.index", slug=slug) + "/",
        "page": url_for("desk.page", slug=slug),
        "list": url_for("desk.work", slug=slug),
        "key": url_for("desk.key", slug=slug),
        "worker": url_for("install.worker"),
        "statement": url_for("interpret.index", slug=slug),
        "file": url_for("tablet_files.own", slug=slug),
        "signIn": url_for("account.sign_in"),
    }


def _statement(row: DeskRow) -> dict[str, Any]:
    said, found = row.statement, row.rendering
    asked = languages.pick(said.wording, page_language().tag, g.initiative.default_language)
    title = languages.pick(said.session_title, page_language().tag, g.initiative.default_language)
    return {
        "id": str(said.uid),
        "version": said.version,
        "question": said.question,
        "wording": [asked.text, asked.language],
        "text": said.text,
        "language": said.language,
        "session": [title.text, title.language],
        "place": place_name(said.place),
        "former": row.former,
        "beside": row.beside,
        "seen": deciding.mark_of(row.beside),
        "rendering": {
            "id": str(found.uid),
            "text": found.text,
            "revision": found.revision,
            "version": found.version,
            "state": found.state.value,
            "how": found.how.value,
            "is_stale": found.is_stale,
            "has_conflict": found.has_conflict,
            "is_held": found.status is Status.HELD,
            "is_own": found.made_by_person_id == g.person.id,
        }
        if found
        else None,
    }


def _language(tag: str) -> list[str]:
    """What it is called here, and its direction."""
    return [languages.language_name(tag, page_language().tag), languages.direction(tag)]


def _term(term: TermRow) -> dict[str, Any]:
    return {"texts": term.texts, "note": term.note, "is_name": term.is_name}


@cache
def _files() -> list[tuple[str, str]]:
    return [(name, static_files.integrity(name)) for name in FILES]

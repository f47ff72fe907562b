"""Fault 23: scripts, direction marks and rare characters in every field that somebody can fill: shown as text."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import html5lib
import pytest
from flask import Flask
from sqlalchemy import select

from intake.access import OF_AN_INITIATIVE, Permission
from intake.db import Database
from intake.forms.statement import MESSAGES
from intake.models import (
    Device,
    Initiative,
    ListeningSession,
    Place,
    QuestionVersion,
    Role,
    Statement,
)
from intake.text import clean
from intake.web.gate import DEVICE_COOKIE
from intake.web.notes import face
from tests import factories
from tests.faults.corpus import DIRECTIONS, SCRIPTS, corpus
from tests.faults.server.queues import deliver, queue, sending, waiting
from tests.faults.server.test_routes import World, every
from tests.faults.sizes import size
from tests.imports_web.test_imports import choices
from tests.pages import CheckingClient

FAULT = 23
#: Texts that are put into one field at once, while every page is looked at.
AT_ONCE = size(40, 10)
#: The longest label, name and wording that people can enter.
LABEL, NAME = 64, 200
PAGE = "/initiatives/mine"


@pytest.fixture
def world(app: Flask, db: Database) -> World:
    app.config["WTF_CSRF_ENABLED"] = True
    return World(app, db)


@pytest.fixture
def organizer(app: Flask, world: World) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    factories.signed_in(client, world.db, factories.a_member(world.db, world.mine, Role.ORGANIZER))
    return client


def fill(world: World, texts: list[str]) -> None:
    """Put the texts into every field of the world, as if nothing had been checked on the way."""
    together = " ".join(texts)

    def action(session: Any) -> None:
        for initiative in session.scalars(select(Initiative)):
            initiative.name = {"en": together, "es": texts[0]}
            initiative.protocol = {"en": "\n".join(texts)}
        for version in session.scalars(select(QuestionVersion)):
            version.texts = {"en": together, "fa": texts[-1]}
        for hall in session.scalars(select(ListeningSession)):
            hall.title, hall.venue, hall.type = {"en": together}, together, texts[0][:32]
        for place in session.scalars(select(Place).where(Place.label != "")):
            place.label = f"{place.id} {texts[place.id % len(texts)]}"[:LABEL]
        for device in session.scalars(select(Device)):
            device.name = texts[device.id % len(texts)][:80]
        for one in session.scalars(select(Statement)):
            one.text = together

    world.db.write(action)
    face.blank.cache_clear()


def shape(page: str) -> set[tuple[str, tuple[str, ...]]]:
    """Its elements by name and names of attributes."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return {(str(one.tag), tuple(sorted(one.attrib))) for one in tree.iter() if isinstance(one.tag, str)}


def pages(app: Flask, world: World, organizer: CheckingClient) -> Iterator[tuple[str, str]]:
    """Every page of the organizer's and of the tablet's; the client checks that each is sound."""
    tablet = app.test_client()
    tablet.set_cookie(DEVICE_COOKIE, world.token)
    for rule, method, permission in every(app):
        if method == "GET" and (permission in OF_AN_INITIATIVE or permission is Permission.DEVICE):
            client = tablet if permission is Permission.DEVICE else organizer
            answer = client.get(world.address(rule))
            if answer.mimetype == "text/html" and answer.status_code == 200:
                yield rule.rule, answer.text
    for path in (f"{PAGE}/statements?q={SCRIPTS[0]}", f"/join/{world.place.code}", "/"):
        yield path, organizer.get(path).text


def everything_is_text(app: Flask, world: World, organizer: CheckingClient) -> None:
    fill(world, ["plain words", "other words"])
    plain = {rule: shape(page) for rule, page in pages(app, world, organizer)}
    assert len(plain) > 20
    texts = corpus()
    for first in range(0, len(texts), AT_ONCE):
        fill(world, texts[first : first + AT_ONCE])
        for rule, page in pages(app, world, organizer):
            assert shape(page) <= plain[rule], f"words became elements of {rule}"


def test_everything_is_text(app: Flask, world: World, organizer: CheckingClient) -> None:
    everything_is_text(app, world, organizer)


def test_control_templates_that_do_not_escape(app: Flask, world: World, organizer: CheckingClient) -> None:
    app.jinja_env.autoescape = False
    with pytest.raises(AssertionError, match=r"invalid HTML|became elements|inline|one h1"):
        everything_is_text(app, world, organizer)


# What is honest comes out as it went in, on the page and in every file; what turns the text around it is contained.


def it_comes_out_as_it_went_in(app: Flask, world: World, organizer: CheckingClient) -> None:
    _device, token = factories.a_device(world.db, world.place)
    texts = corpus()
    saves = [
        waiting(number, text=text, language="fa" if number % 3 else "en")
        for number, text in enumerate(texts, 1)
    ]
    told = set(deliver(sending(app.test_client(), token), saves))
    assert told == {(200, "stored", None)}, "kept as it was said"
    with world.db.read() as session:
        stored = {str(one.uid): one.text for one in session.scalars(select(Statement))}
    for save in saves:
        text = stored[save["id"]]
        assert text == unicodedata.normalize("NFC", save["text"]), "kept as it was said"
        page = organizer.get(f"{PAGE}/statements/{save['id']}").text
        tree = html5lib.parse(page, namespaceHTMLElements=False)
        shown = ["".join(one.itertext()) for one in tree.iter("p") if "quoted" in (one.get("class") or "")]
        assert text in shown, "shown as it was said"
        fields = ["".join(one.itertext()) for one in tree.iter("textarea")]
        assert not fields or text in fields, "and so in the field where it is corrected"
    lines = organizer.get(f"{PAGE}/export/file?format=jsonl").data.splitlines()
    assert {line["statement_id"]: line["statement"] for line in map(json.loads, lines)}.items() >= {
        save["id"]: stored[save["id"]] for save in saves
    }.items()


def test_it_comes_out_as_it_went_in(app: Flask, world: World, organizer: CheckingClient) -> None:
    it_comes_out_as_it_went_in(app, world, organizer)


def test_control_a_store_that_strips_what_it_does_not_know(
    app: Flask, world: World, organizer: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many sanitizers do: without joiners and direction marks, Persian and Hindi are misspelt."""
    from intake.forms import statement

    monkeypatch.setattr(
        statement, "clean", lambda text: "".join(c for c in text if unicodedata.category(c) != "Cf")
    )
    with pytest.raises(AssertionError, match="kept as it was said"):
        it_comes_out_as_it_went_in(app, world, organizer)


def is_contained(text: str) -> bool:
    """Nothing in it reaches beyond its own paragraph (UAX 9)."""
    for paragraph in text.replace("\u2029", "\n").split("\n"):
        depth = 0
        for letter in paragraph:
            depth += (letter in "\u2066\u2067\u2068") - (letter == "\u2069")
            if depth < 0 or letter in "\u202a\u202b\u202c\u202d\u202e":
                return False
        if depth:
            return False
    return True


def test_directions_are_contained_wherever_they_come_from(
    app: Flask, world: World, organizer: CheckingClient
) -> None:
    assert not any(map(is_contained, DIRECTIONS[:6])) and is_contained("a\u2067b\u2069\u200f")
    client = app.test_client()
    saves = [waiting(number, text=f"x{text}") for number, text in enumerate(DIRECTIONS, 1)]
    assert {told[1] for told in deliver(sending(client, world.token), saves)} == {"stored"}
    for text in DIRECTIONS:
        asked = {"code": world.place.code, "place": world.place.label, "name": text}
        assert client.post("/api/v1/devices", json=asked).status_code == 201
    sheet = io.StringIO()
    rows = [(world.code, "Q1", f"y{text}", text) for text in DIRECTIONS]
    csv.writer(sheet).writerows([("Session", "Question", "Statement", "Notetaker"), *rows])
    file = (io.BytesIO(sheet.getvalue().encode()), f"{DIRECTIONS[0]}<b>x.csv")
    kept = organizer.submit(f"{PAGE}/import", {"file": file}, content_type="multipart/form-data").location
    page = organizer.get(kept).text
    assert "<b>x" not in page and "&lt;b&gt;x.csv" in page
    assert organizer.submit(kept, choices(page)).location.endswith("/statements")
    with world.db.read() as session:
        said = session.scalars(select(Statement.text)).all()
        names = session.scalars(select(Device.name)).all()
    assert len(said) == 1 + 2 * len(DIRECTIONS) and all(map(is_contained, (*said, *names)))


@pytest.mark.parametrize("tag", [SCRIPTS[0], "en\u202e", "en<b>", "javascript:1", "x" * 300, ""])
def test_no_language_tag_is_anything_else(app: Flask, world: World, tag: str) -> None:
    told = deliver(sending(app.test_client(), world.token), queue(1, language=tag))
    assert told == [(200, "rejected", "bad_language")] and MESSAGES["bad_language"]


def test_cleaning_takes_nothing_from_honest_words() -> None:
    for text in corpus():
        assert clean(text) == text and is_contained(text)

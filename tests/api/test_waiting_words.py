"""Words that wait lose nothing to those that count, and are corrected where they wait."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from intake.actions import devices, renderings, review
from intake.actions.actor import COMMAND, Actor
from intake.actions.renderings import Translation
from intake.db import Database, now
from intake.models import DeviceRole, Held, How, Rendering, RenderingRevision, Statement, Status
from intake.queries import renderings as queries
from tests import factories
from tests.api.rooms import Table
from tests.api.test_device_api import Tablet, statement

Answer = tuple[str, str | None]


class Tables(Table):
    """The first table with a second interpreter, who may have to wait."""

    def __init__(self, app: Flask, db: Database) -> None:
        super().__init__(app, db)
        device, token = factories.a_device(db, self.session.places[1], role=DeviceRole.INTERPRETER)
        self.second = Tablet(app.test_client(), token)
        self.devices[token] = device.id

    def translate(self, tablet: Tablet, text: str, **values: Any) -> tuple[dict[str, Any], Answer]:
        given = {"id": str(uuid4()), "statement": self.sent["id"], "language": "ru", "text": text}
        element = given | {"revision": 1} | values
        body = {"schema": 1, "nonce": "n1", "renderings": [element]}
        [result] = tablet.call("PUT", "/renderings", body).json["results"]
        return element, (result["status"], result["problem"] and result["problem"]["code"])

    def admit(self, tablet: Tablet) -> None:
        device = self.devices[str(tablet.token)]
        self.db.write(lambda session: devices.admit(session, COMMAND, device))

    def russian(self) -> tuple[str, Status, bool]:
        """The one that counts or waits."""
        [row] = [
            one for one in self.all(Rendering) if one.language == "ru" and one.status != Status.WITHDRAWN
        ]
        return row.text, row.status, row.has_conflict

    def beside(self) -> list[str]:
        with self.db.read() as session:
            return queries.beside(session, self.statement().id, "ru")

    def save(self, text: str, version: int) -> None:
        given = Translation("ru", text, How.AFTERWARDS, False, 1, version)
        person = Actor(person_id=factories.a_person(self.db).id)
        said = self.statement()
        self.db.write(lambda session: renderings.save(session, person, said.id, given))


@pytest.fixture
def tables(app: Flask, db: Database) -> Tables:
    return Tables(app, db)


def test_what_waits_is_in_nobodys_way(tables: Tables) -> None:
    tables.change(tables.second, admitted_at=None)
    waits, answer = tables.translate(tables.second, "Ждёт.")
    assert answer == ("held", "not_admitted")
    sent, answer = tables.translate(tables.interpreter, "Автобус.")
    assert answer == ("stored", None)
    assert tables.russian() == ("Автобус.", Status.ACTIVE, True) and tables.beside() == ["Ждёт."]
    assert tables.translate(tables.interpreter, **sent)[1] == ("unchanged", None)
    assert tables.translate(tables.interpreter, **sent | {"text": "Едет.", "revision": 2})[1] == (
        "stored",
        None,
    )
    assert tables.translate(tables.second, **waits)[1] == ("held", "not_admitted"), "sent again, not lost"
    tables.admit(tables.second)
    assert tables.russian() == ("Едет.", Status.ACTIVE, True) and tables.beside() == ["Ждёт."]
    assert tables.translate(tables.second, **waits)[1] == ("conflict", None)
    tables.save("Автобус едет.", 2)
    assert tables.russian() == ("Автобус едет.", Status.ACTIVE, False) and tables.beside() == []
    with tables.db.read() as session:
        assert "Ждёт." in session.scalars(select(RenderingRevision.text)).all()


def test_what_says_the_same_as_what_waits_counts_too(tables: Tables) -> None:
    tables.change(tables.second, revoked_at=now())
    tables.translate(tables.second, "Автобус.")
    assert tables.translate(tables.interpreter, "Автобус.")[1] == ("stored", None)
    assert tables.russian() == ("Автобус.", Status.ACTIVE, False)


def test_what_waits_beside_a_translation_is_shown_when_that_is_taken_back(tables: Tables) -> None:
    sent, _answer = tables.translate(tables.interpreter, "Автобус.")
    assert tables.translate(tables.second, "Другой.")[1] == ("conflict", None)
    gone = sent | {"revision": 2, "withdrawn": True, "text": ""}
    assert tables.translate(tables.interpreter, **gone)[1] == ("stored", None)
    assert tables.beside() == ["Другой."]
    tables.save("Другой.", 0)
    assert tables.russian() == ("Другой.", Status.ACTIVE, False) and tables.beside() == []


def test_a_correction_of_what_waits_is_what_counts_once_the_tablet_is_let_in(tables: Tables) -> None:
    tables.change(tables.ana, admitted_at=None)
    tables.change(tables.second, admitted_at=None)
    said = statement("First words.", sequence=9)
    tables.ana.put(said)
    [answer] = tables.ana.put(said | {"revision": 2, "base": 1, "text": "Better words."}).json["results"]
    assert (answer["status"], answer["version"]) == ("held", 2)
    waits, _answer = tables.translate(tables.second, "Ждёт.")
    better = waits | {"revision": 2, "base": 1, "text": "Ждут."}
    assert tables.translate(tables.second, **better)[1] == ("held", "not_admitted")
    assert tables.translate(tables.second, **better)[1] == ("held", "not_admitted")
    changed = tables.answer("Their words.", statement=said["id"], version=2)
    assert tables.one(tables.ana, changed) == tables.one(tables.ana, changed) == ("held", "not_admitted")
    for tablet in (tables.ana, tables.second):
        tables.admit(tablet)
    row = tables.all(Statement)[-1]
    assert (row.text, row.status, row.has_conflict) == ("Their words.", Status.ACTIVE, False)
    assert tables.russian() == ("Ждут.", Status.ACTIVE, False)


def test_what_a_tablet_changes_that_was_sent_away_waits_beside(tables: Tables) -> None:
    """In its place it would leave nothing to count, and nothing would end it."""
    tables.change(tables.ana, revoked_at=now())
    said = statement("First words.", sequence=9)
    tables.ana.put(said)
    for revision in (2, 3):
        tables.ana.put(said | {"revision": revision, "text": f"Words {revision}."})
    row = tables.all(Statement)[-1]
    assert (row.text, row.held, row.has_conflict) == ("First words.", Held.REVOKED, True)


def test_what_was_hidden_while_it_waited_is_not_changed_in_its_place(tables: Tables) -> None:
    tables.change(tables.ana, admitted_at=None)
    said = statement("First words.", sequence=9)
    tables.ana.put(said)
    row = tables.all(Statement)[-1]
    tables.db.write(lambda session: review.hide(session, COMMAND, row.id, 1, "a name"))
    [answer] = tables.ana.put(said | {"revision": 2, "text": "Others."}).json["results"]
    assert answer["status"] == "held"
    row = tables.all(Statement)[-1]
    assert (row.text, row.status, row.has_conflict) == ("First words.", Status.HIDDEN, True)

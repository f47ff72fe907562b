"""Tables in a hall, what was said at one of them, and what residents answer when it is read back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from intake.actions import review
from intake.actions.actor import COMMAND
from intake.db import Database
from intake.models import (
    Device,
    DeviceRole,
    Kind,
    ListeningSession,
    SessionState,
    Statement,
)
from tests import factories
from tests.api.test_device_api import Tablet, statement

SAID = "The bus comes once an hour."
BETTER = "The bus comes once in two hours."


class Room:
    """Two tables with a notetaker and an interpreter each, and a second notetaker at the first."""

    def __init__(self, app: Flask, db: Database) -> None:
        self.db = db
        self.initiative = factories.an_initiative(db)
        factories.a_question(db, self.initiative)
        self.session = factories.a_session(db, self.initiative)
        one, two = self.session.places[1:3]
        interpreter = {"role": DeviceRole.INTERPRETER}
        places = [(one, {}), (one, {}), (one, interpreter), (two, {}), (two, interpreter)]
        made = [factories.a_device(db, place, **values) for place, values in places]
        self.ana, self.bo, self.interpreter, self.cy, self.elsewhere = (
            Tablet(app.test_client(), token) for _device, token in made
        )
        self.devices = {token: device.id for device, token in made}

    def said(self, tablet: Tablet, text: str, **values: Any) -> str:
        given = statement(text, **values)
        tablet.put(given)
        return str(given["id"])

    def render(self, given: str, text: str, language: str = "es", **values: Any) -> dict[str, Any]:
        element = {"id": str(uuid4()), "statement": given, "language": language, "text": text} | values
        body = {"schema": 1, "nonce": "n1", "renderings": [element]}
        answer = self.interpreter.call("PUT", "/renderings", body)
        assert answer.json["results"][0]["status"] in ("stored", "held")
        return element

    def change(self, tablet: Tablet, **values: Any) -> None:
        def action(session: Any) -> None:
            device = session.get(Device, self.devices[str(tablet.token)])
            for name, value in values.items():
                setattr(device, name, value)

        self.db.write(action)

    def put_away(self, session: Any) -> None:
        session.get(ListeningSession, self.session.id).state = SessionState.ARCHIVED


def read(tablet: Tablet, **query: Any) -> dict[str, Any]:
    answer = tablet.call("GET", "/statements", query_string=query)
    assert answer.status_code == 200
    content: dict[str, Any] = answer.json
    return content


class Table(Room):
    """The same tables; the first notetaker wrote something down, and the interpreter rendered it."""

    def __init__(self, app: Flask, db: Database) -> None:
        super().__init__(app, db)
        self.sent = statement(SAID, sequence=1)
        self.ana.put(self.sent)
        self.rendering = self.render(self.sent["id"], "El bus pasa cada hora.", sequence=1)

    def answer(self, text: str = SAID, **values: Any) -> dict[str, Any]:
        """A confirmation of the statement, right as it was read unless another text is given."""
        given = {"id": str(uuid4()), "statement": self.sent["id"], "language": "en", "version": 1}
        return given | {"text": text, "revision": 1, "captured_at": "2024-07-20T18:30:00-07:00"} | values

    def of_rendering(self, text: str = "El bus pasa cada hora.", **values: Any) -> dict[str, Any]:
        return self.answer(text, language="es", **values)

    def send(self, tablet: Tablet, *elements: Any) -> list[dict[str, Any]]:
        return tablet.results("confirmations", *elements)

    def one(self, tablet: Tablet, element: Any) -> tuple[str, str | None]:
        [result] = self.send(tablet, element)
        return result["status"], result["problem"] and result["problem"]["code"]

    def shown(self) -> tuple[str, bool]:
        [row] = [one for one in read(self.ana)["statements"] if one["id"] == self.sent["id"]]
        return row["text"], row["confirmed"]

    def shown_rendering(self) -> tuple[str, bool]:
        [one] = read(self.ana)["statements"][0]["renderings"]
        return one["text"], one["confirmed"]

    def all(self, model: Any) -> list[Any]:
        with self.db.read() as session:
            return list(session.scalars(select(model).order_by(model.id)))

    def statement(self) -> Statement:
        row: Statement = self.all(Statement)[0]
        return row

    def correct(self, text: str) -> None:
        row = self.statement()
        changes = review.Changes(text, "en", Kind.PARAPHRASE, 0, "Q1")
        self.db.write(lambda session: review.correct(session, COMMAND, row.id, row.version, changes, "why"))

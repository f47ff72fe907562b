"""An initiative with statements of every kind, and browsers in which its people are signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from intake.db import Database
from intake.models import Held, Kind, Role, Statement, Status
from tests import factories
from tests.pages import CheckingClient

SignIn = Callable[[Role], CheckingClient]


class Hall:
    """SCORE 2024 with one session, its practice session, and a tablet at table 1."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.initiative = factories.an_initiative(db)
        self.q1 = factories.a_question(db, self.initiative, "Q1")
        self.q2 = factories.a_question(db, self.initiative, "Q2", position=2)
        self.session = factories.a_session(db, self.initiative, tables=3)
        self.practice = factories.a_session(db, self.initiative, "trial", is_practice=True)
        self.device, _token = factories.a_device(db, self.session.places[1], name="NT-SECRET-NAME")

    def say(self, text: str, **values: object) -> Statement:
        place = values.pop("place", self.session.places[1])
        question = values.pop("question", self.q1)
        given = {"device_id": self.device.id} | values
        return factories.a_statement(self.db, place, self.initiative, question, text, **given)  # type: ignore[arg-type]

    def path(self, statement: Statement, verb: str = "") -> str:
        return f"/initiatives/score-2024/statements/{statement.uid}" + (f"/{verb}" if verb else "")


@pytest.fixture
def hall(db: Database) -> Hall:
    return Hall(db)


@pytest.fixture
def full_hall(hall: Hall) -> Hall:
    hall.say("a plain one", agreed=3)
    hall.say("una en español", language="es-MX", kind=Kind.QUOTE, question=hall.q2)
    hall.say("یکی به فارسی", language="fa", place=hall.session.places[0])
    hall.say("a late one", status=Status.HELD, held=Held.LATE)
    hall.say("a hidden one", status=Status.HIDDEN)
    hall.say("only practice", place=hall.practice.places[1])
    return hall


@pytest.fixture
def sign_in(app: Flask, db: Database, hall: Hall) -> SignIn:
    """A browser of somebody with this role."""

    def sign_in(role: Role) -> CheckingClient:
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        factories.signed_in(client, db, factories.a_member(db, hall.initiative, role))
        return client

    return sign_in


@pytest.fixture
def organizer(sign_in: SignIn) -> CheckingClient:
    return sign_in(Role.ORGANIZER)

"""A hall with two tables, and tablets that joined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from intake.db import Database
from intake.models import Device, Initiative, ListeningSession, Question, Statement, StatementRevision
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.pages import CheckingClient


@dataclass
class Hall:
    """A session with tables 1 and 2 and the questions Q1 and Q2."""

    app: Flask
    db: Database
    initiative: Initiative
    session: ListeningSession
    questions: list[Question]

    def device(self, place: int = 1, **values: Any) -> Device:
        """A tablet at this table (0: full group) that nobody holds."""
        device, _token = factories.a_device(self.db, self.session.places[place], **values)
        return device

    def tablet(self, place: int = 1, **values: Any) -> CheckingClient:
        """A browser that is a device at this table."""
        _device, token = factories.a_device(self.db, self.session.places[place], **values)
        client = self.app.test_client()
        assert isinstance(client, CheckingClient)
        client.set_cookie(DEVICE_COOKIE, token)
        return client

    def said(self, device: Device, text: str, **values: Any) -> Statement:
        """A statement of this tablet."""
        place = next(p for p in self.session.places if p.id == device.place_id)
        return factories.a_statement(
            self.db, place, self.initiative, self.questions[0], text, device_id=device.id, **values
        )

    def statements(self) -> list[Statement]:
        """Everything that is stored, oldest first."""
        with self.db.read() as session:
            return list(session.scalars(select(Statement).order_by(Statement.id)))

    def revisions(self) -> list[StatementRevision]:
        with self.db.read() as session:
            return list(session.scalars(select(StatementRevision).order_by(StatementRevision.id)))

    def devices(self) -> list[Device]:
        with self.db.read() as session:
            return list(session.scalars(select(Device).order_by(Device.id)))


@pytest.fixture
def make_hall(app: Flask, db: Database) -> Callable[..., Hall]:
    """Makes halls: `make_hall(state=…)` takes what a session is made of."""

    def make(code: str = "july-20", **values: Any) -> Hall:
        initiative = factories.an_initiative(db, f"score-{code}")
        texts = {"en": "What is it like here?", "es": "¿Cómo es aquí?"}
        questions = [
            factories.a_question(db, initiative, "Q1"),
            factories.a_question(db, initiative, "Q2", position=2, texts=texts),
            factories.a_question(db, initiative, "Q0", position=0, asked_in=["cbo"]),
        ]
        given = {"languages": ["en", "es", "fa"]} | values
        return Hall(app, db, initiative, factories.a_session(db, initiative, code, **given), questions)

    return make


@pytest.fixture
def hall(make_hall: Callable[..., Hall]) -> Hall:
    """An open one."""
    return make_hall()

"""The hall of the statements' tests, and browsers of people who translate."""

from __future__ import annotations

import pytest
from flask import Flask

from intake.db import Database
from intake.models import Role
from tests.interpret.desks import Desk
from tests.statements.conftest import Hall, full_hall, hall, organizer, sign_in

__all__ = ["full_hall", "hall", "organizer", "sign_in"]


@pytest.fixture
def ana(app: Flask, db: Database, hall: Hall) -> Desk:
    return Desk(app, db, hall.initiative, "ana", Role.INTERPRETER)


@pytest.fixture
def bo(app: Flask, db: Database, hall: Hall) -> Desk:
    return Desk(app, db, hall.initiative, "bo", Role.ORGANIZER)

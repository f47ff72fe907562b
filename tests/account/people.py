"""Somebody who can sign in, and how it looks when they did."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake.db import Database
from intake.models import Person
from intake.passwords import hashed
from tests.factories import a_person
from tests.pages import CheckingClient

PASSWORD = "seven green herons"


@cache
def kept(password: str = PASSWORD) -> str:
    """Its hash; made once, since that takes a while on purpose."""
    return hashed(password)


def with_password(db: Database, email: str = "ana@example.org", **values: Any) -> Person:
    """A person whose password is PASSWORD."""
    return a_person(db, email, password_hash=kept(), **values)


def try_password(
    client: Any, email: str = "ana@example.org", password: str = PASSWORD, **kwargs: Any
) -> TestResponse:
    """Send the form of the page, as a browser does."""
    sent: TestResponse = client.submit("/account/sign-in", {"email": email, "password": password}, **kwargs)
    return sent


def is_in(client: FlaskClient) -> bool:
    """Whether a page for signed-in people opens."""
    return client.get("/account/").status_code == 200


def another_browser(app: Flask) -> CheckingClient:
    """One that nobody signed in with."""
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client

"""Browsers of people who translate away from the server, and what their page sends."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import html5lib
from flask import Flask

from intake.db import Database
from intake.models import Initiative, Person, Role, Statement
from tests import factories
from tests.pages import CheckingClient

HERE = "/initiatives/score-2024/translate"
SAID = "The bus comes once an hour."
PERSIAN = "اتوبوس ساعتی یک بار می‌آید."
JSON = {"Accept": "application/json"}


class Desk:
    """A person's browser, and what its page sends."""

    def __init__(self, app: Flask, db: Database, initiative: Initiative, name: str, role: Role) -> None:
        self.db = db
        self.person: Person = factories.a_member(db, initiative, role, f"{name}@example.org")
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        self.client = client
        factories.signed_in(client, db, self.person)
        self.writer = f"account:{self.person.uid}:score-2024"

    def token(self) -> str:
        return str(self.get("desk/key")["token"])

    def get(self, path: str) -> Any:
        answer = self.client.get(f"{HERE}/{path}", headers=JSON)
        assert answer.status_code == 200, answer.text
        return answer.json

    def put(
        self,
        *batch: dict[str, Any],
        writer: str = "",
        token: str | None = None,
        epoch: str = "",
        saved: int = 0,
    ) -> Any:
        headers = JSON | {
            "X-CSRFToken": self.token() if token is None else token,
            "Intake-Writer": writer or self.writer,
            "Intake-Epoch": epoch,
        }
        body = {"schema": 1, "nonce": "n", "saved": saved, "renderings": list(batch)}
        return self.client.put(f"{HERE}/renderings", json=body, headers=headers)

    def send(self, *batch: dict[str, Any]) -> list[Any]:
        answer = self.put(*batch)
        assert answer.status_code == 200, answer.text
        return [(one["status"], (one["problem"] or {}).get("code")) for one in answer.json["results"]]

    def rows(self, query: str = "into=fa") -> list[Any]:
        found: list[Any] = self.get(f"list?{query}")["statements"]
        return found


def form(page: str) -> dict[str, str]:
    """The hidden fields in the middle of the page, as a browser sends them."""
    return _hidden(html5lib.parse(page, namespaceHTMLElements=False).find(".//main"))


def fields_of(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that is sent to this address."""
    return _hidden(html5lib.parse(page, namespaceHTMLElements=False).find(f".//form[@action='{action}']"))


def _hidden(part: Any) -> dict[str, str]:
    return {one.get("name"): one.get("value") for one in part.iter("input") if one.get("type") == "hidden"}


def made_of(said: Statement, text: str = PERSIAN, **given: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "statement": str(said.uid),
        "language": "fa",
        "text": text,
        "revision": 1,
        "base": 0,
        "sequence": 1,
        "statement_version": said.version,
        "how": "afterwards",
        "state": "draft",
        "captured_at": "2024-07-20T18:03:11Z",
    } | given

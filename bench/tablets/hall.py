"""A hall whose tablets have joined: made without a server, so that one can be started and killed on it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench import store
from intake.app import create_app
from intake.settings import Settings


@dataclass(frozen=True)
class Joined:
    """A tablet's device as the tablet keeps it."""

    device: str
    token: str
    store: str
    table: str

    def kept(self) -> dict[str, str | int]:
        return {"device": self.device, "token": self.token, "store": self.store, "sequence": 0}


def join(folder: Path, tablets: int, tables: int) -> list[Joined]:
    """An instance in this folder with an evening that is open, and tablets at its tables, several at each."""
    store.make(folder)
    with closing(sqlite3.connect(folder / "intake.sqlite3")) as raw:
        codes = dict(raw.execute("SELECT label, code FROM place WHERE label <> '' ORDER BY position"))
    app = create_app(Settings.load({}, instance=folder))
    client = app.test_client()
    made = []
    for number in range(tablets):
        table = str(number % tables + 1)
        answer = client.post(
            "/api/v1/devices", json={"code": codes[table], "place": table, "name": f"T{number:02}"}
        )
        assert answer.status_code == 201, answer.text
        joined = answer.json
        guide = client.get("/api/v1/guide", headers={"Authorization": f"Bearer {joined['token']}"}).json
        made.append(Joined(joined["device"], joined["token"], guide["store"], table))
    app.extensions["intake.db"].close()
    return made

"""Fault 22: words that must be gone. A canary is written down in every way, erased, and looked for everywhere."""

from __future__ import annotations

import io
import json
import logging
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text

import intake.db
from intake import indexing
from intake.backups import keeping, making
from intake.db import engine, new_uid
from intake.exports import FORMATS
from intake.leftovers import Leftovers
from intake.logs import OneLine, logger
from intake.models import DeviceRole, Statement
from intake.settings import Settings
from tests import factories
from tests.backups.conftest import ON_SQLITE, Evening, texts
from tests.cli.processes import free_port, served
from tests.faults.sizes import size
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, hall, organizer, sign_in

FAULT = 22

__all__ = ["hall", "organizer", "sign_in"]
pytestmark = [ON_SQLITE, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[3]
CANARY = "CANARY-my-sister-Juana zqxcanary"
#: As it stands in the index: one word, whose beginning no other shares, since those are stored once.
IN_INDEX = b"zqxcanary"
#: Statements with the canary, and others around them.
SAID, OTHERS = size(6, 60), size(30, 3000)
EVERY_STATUS = "&status=active&status=held&status=withdrawn&status=hidden"


def has_canary(data: bytes) -> bool:
    """Whether the words, or their word in the index, are somewhere in it."""
    return CANARY.encode() in data or IN_INDEX in data


class Canary:
    """A tablet and an organizer who write the canary down; what has it afterwards is found."""

    def __init__(self, app: Flask, hall: Hall, organizer: CheckingClient, settings: Settings) -> None:
        self.app, self.hall, self.organizer, self.settings = app, hall, organizer, settings
        self.tablet = app.test_client()
        _device, self.token = factories.a_device(hall.db, hall.session.places[2])
        interpreter = {"role": DeviceRole.INTERPRETER}
        _device, self.interpreter = factories.a_device(hall.db, hall.session.places[2], **interpreter)
        self.sequence = 0
        self.older: set[Path] = set()

    def send(self, uid: str, revision: int, text: str, base: int | None = None) -> str:
        self.sequence += 1
        statement = {
            "id": uid, "revision": revision, "sequence": self.sequence, "question": "Q1", "text": text,
            "language": "en", "kind": "quote", "agreed": 0, "captured_at": "2024-07-20T18:03:11-07:00",
            "withdrawn": False, "base": base,
        }  # fmt: skip
        body = json.dumps({"schema": 1, "nonce": "n", "statements": [statement]})
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.tablet.put("/api/v1/statements", data=body, headers=headers)
        return str(answer.json["results"][0]["status"])

    def heard(self, uid: str, what: str, language: str, words: str) -> str:
        """What an interpreter's tablet sends about it: a rendering, or what residents said when it was read back."""
        about = {"id": str(new_uid()), "statement": uid, "language": language, "text": words}
        element = about | ({"version": 1} if what == "confirmations" else {})
        body = json.dumps({"schema": 1, "nonce": "n", what: [element]})
        headers = {"Authorization": f"Bearer {self.interpreter}"}
        answer = self.tablet.put(f"/api/v1/{what}", data=body, headers=headers)
        return str(answer.json["results"][0]["status"])

    def say(self, uid: str) -> None:
        """Written, written again, corrected with a reason that repeats it, in conflict, rendered, read back."""
        assert self.send(uid, 1, f"{CANARY} said so") == "stored"
        assert self.send(uid, 2, f"{CANARY} said so, " * 400) == "stored"
        values = {
            "text": f"{CANARY} was right",
            "question": "Q1",
            "language": "en",
            "kind": "quote",
            "agreed": "0",
        }
        assert self.post(uid, "", {"version": "2", "reason": f"not {CANARY}?", **values}) == 303
        assert self.send(uid, 3, f"{CANARY} whatever the organizer says", base=1) == "conflict"
        for what, language, words, becomes in (
            ("renderings", "es", f"{CANARY} lo dijo", "stored"),
            ("renderings", "es", f"{CANARY} lo ha dicho", "conflict"),
            ("confirmations", "es", f"{CANARY} lo decía", "stored"),
            ("confirmations", "en", f"{CANARY} says the resident", "conflict"),
        ):
            assert self.heard(uid, what, language, words) == becomes

    def post(self, uid: str, verb: str, values: dict[str, str]) -> int:
        path = f"/initiatives/score-2024/statements/{uid}"
        token = self.organizer.token(path)
        answer = self.organizer.post(path + verb, data={"csrf_token": token, **values})
        return answer.status_code

    def back_up(self) -> Path:
        path = keeping.new_path(self.settings, intake.db.now())
        return making.make(self.hall.db, self.settings, path.with_name(f"{new_uid()}.{path.name}")).path

    def exports(self) -> bytes:
        """Every format, with every status, unpacked."""
        found = []
        for name in FORMATS:
            address = f"/initiatives/score-2024/export/file?format={name}{EVERY_STATUS}"
            data = self.organizer.get(address).data
            assert len(data) > 100
            found.append(data)
            if data.startswith(b"PK"):
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    found.extend(archive.read(one) for one in archive.namelist())
        return b"".join(found)

    def found_in(self) -> set[str]:
        """The files of the instance's folder that have it, older backups left out."""
        every = {path for path in self.settings.instance.rglob("*") if path.is_file()} - self.older
        return {path.name for path in every if has_canary(path.read_bytes())}


@pytest.fixture
def canary(app: Flask, hall: Hall, organizer: CheckingClient, settings: Settings) -> Canary:
    return Canary(app, hall, organizer, settings)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything any logger writes."""
    stream = io.StringIO()
    ours, careless, root = logging.StreamHandler(stream), logging.StreamHandler(stream), logging.getLogger()
    ours.setFormatter(OneLine())
    level = root.level, logger.level
    logger.addHandler(ours)
    root.addHandler(careless)
    root.setLevel(logging.DEBUG)
    logger.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(careless)
    logger.removeHandler(ours)
    root.setLevel(level[0])
    logger.setLevel(level[1])


def searched(canary: Canary) -> int:
    """How many rows of the index have its word."""
    with canary.hall.db.read() as session:
        query = text("SELECT count(*) FROM search_words WHERE search_words MATCH 'zqxcanary'")
        return int(session.execute(query).scalar_one())


def said_and_erased(canary: Canary) -> None:
    uids = [str(new_uid()) for _ in range(SAID)]
    for number in range(OTHERS):
        canary.hall.say("something else " * (number % 40))
        if number % (OTHERS // SAID) == 0:
            canary.say(uids[number // (OTHERS // SAID)])
    canary.older.add(canary.back_up())
    assert CANARY.encode() in canary.exports() and CANARY.encode() in next(iter(canary.older)).read_bytes()
    indexing.catch_up(canary.hall.db)
    assert searched(canary) > 0
    (canary.settings.instance / "uploads").mkdir(exist_ok=True)
    waiting = canary.settings.instance / "uploads" / ("0" * 32)
    waiting.write_text(f"Question,Statement\nQ1,{CANARY}\n")
    note = {"initiative_id": canary.hall.initiative.id}
    waiting.with_suffix(".json").write_text(json.dumps(note))
    for uid in uids:
        with canary.hall.db.read() as session:
            version = session.query(Statement).filter_by(uid=UUID(uid)).one().version
        assert canary.post(uid, "/erase", {"version": str(version), "reason": "asked for by her"}) == 303
    canary.app.extensions["intake.leftovers"].wait()


def test_after_erasing_it_is_nowhere(canary: Canary, log: io.StringIO) -> None:
    said_and_erased(canary)
    assert canary.found_in() == set()
    assert CANARY.encode() not in canary.exports()
    assert not has_canary(canary.back_up().read_bytes())
    assert searched(canary) == 0
    for address in ("", "?status=hidden"):
        assert CANARY not in canary.organizer.get(f"/initiatives/score-2024/statements{address}").text
    assert CANARY not in log.getvalue()
    assert "erased words are gone" in log.getvalue()


def no_secure_delete(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = engine.pragmas
    monkeypatch.setattr(engine, "pragmas", lambda connection: usual(connection) | {"secure_delete": "OFF"})
    monkeypatch.setattr(intake.db, "rewrite", lambda driver: None)


def no_emptying(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake.db, "empty_log", lambda driver: True)


def no_clearing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Leftovers, "begin", lambda self: None)


def no_leaving_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "leave_nothing", lambda db: None)


def no_merging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing.actions, "merge", lambda session: None)


@pytest.mark.parametrize(
    ("without", "where"),
    [
        (no_leaving_the_index, "intake.sqlite3"),
        (no_merging, "intake.sqlite3"),
        (no_secure_delete, "intake.sqlite3"),
        (no_emptying, "intake.sqlite3-wal"),
        (no_clearing, "intake.sqlite3-wal"),
    ],
)
def test_control_without_a_protection_it_is_found(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, without: Callable[[pytest.MonkeyPatch], None], where: str
) -> None:
    canary.hall.db.close()
    without(monkeypatch)
    said_and_erased(canary)
    assert where in canary.found_in()


ERASE = """
import sys, os, signal
from intake.actions import review
from intake.actions.actor import COMMAND
from intake.db import Database, engine
from intake.models import DeviceRole, Statement
from intake.settings import Settings
# As when a row has moved: a copy stays in a page, whatever becomes of the log.
usual = engine.pragmas
engine.pragmas = lambda connection: usual(connection) | {"secure_delete": "OFF"}
db = Database(Settings.load({}, instance=sys.argv[1]))
with db.read() as session:
    row = session.query(Statement).one()
db.write(lambda session: review.erase(session, COMMAND, row.id, row.version, "asked for"))
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_after_erasing(evening: Evening) -> set[str]:
    """A process erases and dies before anything else; returns the files that still have the words."""
    evening.save(CANARY * 500, 1)
    evening.db.close()
    killed = subprocess.run(
        [sys.executable, "-c", ERASE, str(evening.settings.instance)], cwd=ROOT, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    return holders(evening.settings.instance)


def holders(folder: Path) -> set[str]:
    every = (path for path in folder.rglob("*") if path.is_file())
    return {path.name for path in every if CANARY.encode() in path.read_bytes()}


def test_a_server_that_was_killed_clears_the_rest_when_it_starts_again(evening: Evening) -> None:
    assert killed_after_erasing(evening)
    instance, port = evening.settings.instance, free_port()
    with served("run", "--port", str(port), instance=instance) as server:
        server.line_with("served on")
        deadline = time.monotonic() + 30
        while holders(instance) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert holders(instance) == set(), "while it serves"
        assert server.stop() == 0
    assert texts(evening.path) == {""}

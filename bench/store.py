"""An instance to measure on: an evening with a device at each of its tables, and as many older statements as asked."""

from __future__ import annotations

import random
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.orm import Session

from intake import indexing, migrations
from intake.app import create_app
from intake.db import Database, new_uid, now
from intake.models import (
    Device,
    Initiative,
    ListeningSession,
    Membership,
    Person,
    Place,
    Question,
    QuestionVersion,
    Role,
    SessionState,
    SignIn,
)
from intake.settings import Settings
from intake.tokens import digest, new_token
from intake.web.gate import SIGN_IN

SLUG = "bench"
TABLES = 64
#: Statements of a device in one evening.
OF_A_DEVICE = 120
LANGUAGES = ["en", "es", "fa", "hmn"]
#: Different texts; more would only cost time to make.
TEXTS = 5_000
WORDS = (
    "bus school safe street rent family city listen youth park night work language police door winter paz escuela "
    "calle seguro کتاب خانه شهر 社区 学校 安全 tsev kawm ntawv nyob ਘਰ ਸਕੂਲ дом школа улица nhà trường an toàn"
).split()


@dataclass(frozen=True)
class Instance:
    """A folder with a database that nobody has open yet."""

    folder: Path
    #: Of devices that send over the API, and of those at the capture page.
    tokens: list[str]
    writers: list[str]
    #: The cookie of an organizer who signed in.
    organizer: str
    initiative: int
    versions: list[int]

    @property
    def database(self) -> Path:
        return self.folder / "intake.sqlite3"

    def count(self) -> int:
        """Rows, read beside the server that may run."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM statement").fetchone()[0])

    def having(self, ids: list[str]) -> int:
        """How many of these statements are in the database."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            there = {row[0] for row in connection.execute("SELECT uid FROM statement")}
        return len(there & {one.replace("-", "") for one in ids})

    def copied(self, folder: Path) -> Instance:
        """The same again in another folder; only while nobody has it open."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("*.log"))
        return replace(self, folder=folder)

    def fill(self, total: int) -> None:
        """Add sessions of the past until there are this many statements, 100 to 500 characters in several scripts."""
        db = Database(Settings.load({}, instance=self.folder))
        chance = random.Random(total)
        texts = [" ".join(chance.choices(WORDS, k=chance.randrange(18, 80))) for _ in range(TEXTS)]
        missing = total - self.count()
        while missing > 0:
            seats = db.write(lambda session: _past_session(session, self.initiative))
            rows = list(islice(_rows(self, seats, texts, chance), missing))
            db.write(lambda session, rows=rows: _insert(session, rows))
            missing -= len(rows)
        index(db)
        db.close()

    def render(self, texts: list[str], of_each: int) -> None:
        """Give one statement in so many a rendering, the oldest first, with each of these texts in turn."""
        db = Database(Settings.load({}, instance=self.folder))
        at = f"{datetime(2024, 8, 1)}.000000"
        db.write(lambda session: _insert(session, _rendered(session, texts, of_each, at), "rendering"))
        index(db)
        db.close()

    def add(self, texts: list[str]) -> None:
        """Add one statement with each of these texts, the first the oldest."""
        db = Database(Settings.load({}, instance=self.folder))
        seats = db.write(lambda session: _past_session(session, self.initiative))
        rows = [
            row | {"text": text}
            for row, text in zip(_rows(self, seats, texts, random.Random(1)), texts, strict=False)
        ]
        db.write(lambda session: _insert(session, rows))
        index(db)
        db.close()


def index(db: Database) -> None:
    """Bring the search index up to date: a server would do it while other things are measured."""
    while indexing.step(db, 2_000):
        pass


def make(folder: Path) -> Instance:
    """An instance whose only session is open and has no statement yet."""
    settings = Settings.load({}, instance=folder)
    app = create_app(settings)
    db: Database = app.extensions["intake.db"]
    migrations.upgrade(db)
    tokens = [new_token() for _ in range(TABLES)]
    sign_in = new_token()
    initiative, versions = db.write(lambda session: _set_up(session, tokens, sign_in))
    db.close()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    cookie = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps({SIGN_IN: sign_in})}"
    return Instance(folder, tokens[: TABLES // 2], tokens[TABLES // 2 :], str(cookie), initiative, versions)


def _set_up(session: Session, tokens: list[str], sign_in: str) -> tuple[int, list[int]]:
    initiative = Initiative(
        slug=SLUG, name={"en": "Bench"}, default_language="en", languages=LANGUAGES, time_zone="UTC"
    )
    session.add(initiative)
    session.flush()
    questions = []
    for position, code in enumerate(("Q0", "Q1", "Q2", "Q3")):
        question = Question(initiative_id=initiative.id, code=code, position=position)
        texts = dict.fromkeys(
            LANGUAGES, f"{code}: if you could change one thing here, what would it be, and why?"
        )
        question.versions = [QuestionVersion(texts=texts)]
        questions.append(question)
    session.add_all(questions)
    _evening(session, initiative.id, "evening", SessionState.OPEN, tokens)
    person = Person(email="bench@example.org", email_key="bench@example.org")
    session.add(person)
    session.flush()
    session.add(Membership(person_id=person.id, initiative_id=initiative.id, role=Role.ORGANIZER))
    session.add(SignIn(token_digest=digest(sign_in), person_id=person.id))
    return initiative.id, [question.versions[0].id for question in questions]


def _evening(
    session: Session, initiative: int, code: str, state: SessionState, tokens: list[str]
) -> tuple[int, list[tuple[int, int]]]:
    """A listening session with a device at each table: its id, and the ids of each place and its device."""
    hall = ListeningSession(
        initiative_id=initiative,
        code=code,
        title={"en": "Evening"},
        time_zone="America/Los_Angeles",
        languages=["en", "es", "fa"],
        state=state,
        starts_at=now(),
    )
    hall.places = [
        Place(
            label=str(n) if n else "",
            position=n,
            code=secrets.token_urlsafe(17)[:22],
            short_code=new_token()[:8],
        )
        for n in range(len(tokens))
    ]
    session.add(hall)
    session.flush()
    devices = [
        Device(
            session_id=hall.id,
            place_id=place.id,
            token_digest=digest(token),
            admitted_at=now(),
            protocol_read_at=now(),
        )
        for place, token in zip(hall.places, tokens, strict=True)
    ]
    session.add_all(devices)
    session.flush()
    for device in devices:
        device.chain_id = device.id
    return hall.id, [(device.place_id, device.id) for device in devices]


def _past_session(session: Session, initiative: int) -> tuple[int, list[tuple[int, int]]]:
    code = f"past-{secrets.token_hex(4)}"
    return _evening(session, initiative, code, SessionState.CLOSED, [new_token() for _ in range(TABLES)])


def _rows(
    instance: Instance, seats: tuple[int, list[tuple[int, int]]], texts: list[str], chance: random.Random
) -> Iterator[dict[str, Any]]:
    """As they stand in the database: SQLAlchemy's conversions would take most of the time."""
    begin = datetime(2024, 7, 20, 17) + timedelta(days=chance.randrange(60))
    for number in range(OF_A_DEVICE):
        for place, device in seats[1]:
            at = f"{begin + timedelta(seconds=number * 45 + chance.randrange(45))}.000000"
            yield {
                "uid": new_uid().hex,
                "initiative_id": instance.initiative,
                "session_id": seats[0],
                "place_id": place,
                "device_id": device,
                "question_version_id": chance.choice(instance.versions),
                "text": chance.choice(texts),
                "language": chance.choice(LANGUAGES),
                "kind": "paraphrase",
                "agreed": chance.randrange(9),
                "source": "form",
                "status": "active",
                "has_conflict": 0,
                "version": 1,
                "revision": 1,
                "captured_at": at,
                "received_at": at,
                "changed_at": at,
            }


def _rendered(session: Session, texts: list[str], of_each: int, at: str) -> list[dict[str, Any]]:
    """As they stand in the database, made by the statement's device."""
    raw: Any = session.connection().connection.driver_connection
    chosen = raw.execute("SELECT id, device_id FROM statement WHERE id % ? = 0 ORDER BY id", [of_each])
    return [
        {
            "uid": new_uid().hex,
            "statement_id": statement,
            "language": "vi",
            "text": texts[number % len(texts)],
            "state": "draft",
            "how": "in_room",
            "status": "active",
            "has_conflict": 0,
            "base_version": 1,
            "made_by_device_id": device,
            "version": 1,
            "revision": 1,
            "received_at": at,
            "changed_at": at,
        }
        for number, (statement, device) in enumerate(chosen.fetchall())
    ]


def _insert(session: Session, rows: list[dict[str, Any]], table: str = "statement") -> None:
    names = list(rows[0])
    places = ", ".join(f":{name}" for name in names)
    raw: Any = session.connection().connection.driver_connection
    raw.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)

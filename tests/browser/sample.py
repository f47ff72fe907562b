"""A served sample instance with something on every page, for the tests that look at pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from intake import indexing, languages, migrations
from intake.actions import review
from intake.actions.actor import COMMAND
from intake.app import create_app
from intake.db import Database, new_uid, now
from intake.models import (
    AccountLink,
    Confirmation,
    Device,
    DeviceRole,
    Held,
    Initiative,
    LinkPurpose,
    ListeningSession,
    Person,
    Place,
    Question,
    Rendering,
    Role,
    SessionState,
    Statement,
    StatementRevision,
    Status,
)
from intake.settings import Settings
from intake.web.gate import DEVICE_COOKIE, digest
from tests import factories
from tests.browser.no_pages import NO_PAGES
from tests.browser.sample_glossary import add_glossary
from tests.browser.sample_sheet import upload
from tests.browser.sample_texts import INEQUITIES, SAID, WHY_SACRAMENTO, WISHES, WORDS_FOR_IT

SECRET = "a secret for tests only, long enough to be taken"


@dataclass
class Sample:
    """The instance, its tokens, and the address of every page by name."""

    app: Flask
    db: Database
    signed_in: str = ""
    devices: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)

    def cookies(self, who: str, address: str) -> list[Any]:
        """What the browser of "organizer", "administrator" or a device's name carries."""
        if who in self.devices:
            return [{"name": DEVICE_COOKIE, "value": self.devices[who], "url": address}]
        if who == "organizer":
            return [{"name": "intake", "value": self.signed_in, "url": address}]
        return []

    def pages(self) -> set[str]:
        """Every endpoint that answers with a page of its own."""
        rules = [rule for rule in self.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        return {rule.endpoint for rule in rules if not rule.endpoint.startswith("api.")} - NO_PAGES

    def endpoints_of(self, paths: Iterable[str]) -> set[str]:
        """What answers at these addresses."""
        urls = self.app.url_map.bind("localhost")
        found = set()
        for path in paths:
            with suppress(NotFound):
                found.add(urls.match(path.partition("?")[0])[0])
        return found


@contextmanager
def sample(folder: Path) -> Iterator[Sample]:
    """The instance in this folder, with its store open."""
    settings = Settings.load({}, instance=folder, secret_key=SECRET, threads=8)
    database = Database(settings)
    migrations.upgrade(database)
    database.close()
    app = create_app(settings)
    db: Database = app.extensions["intake.db"]
    try:
        made = _filled(Sample(app, db))
        indexing.catch_up(db)
        yield made
    finally:
        db.close()


def _filled(made: Sample) -> Sample:
    db = made.db
    score = factories.an_initiative(
        db,
        name={
            "en": "SCORE 2024: what residents say about living in Sacramento",
            "es": "SCORE 2024",
            "fa": "SCORE ۲۰۲۴",
        },
        languages=["en", "es", "hmn", "fa", "zh-Hans"],
    )
    factories.an_initiative(db, "parks", name={"en": "Parks and pools"}, languages=["en"])
    questions = _questions(db, score)
    evening = factories.a_session(
        db,
        score,
        title={"en": "July 20", "es": "20 de julio", "fa": "۲۰ ژوئیه"},
        venue="Coloma Community Center, T Street",
        languages=["en", "es", "fa", "hmn"],
        tables=4,
    )
    others = [
        factories.a_session(
            db, score, code, title={"en": title}, state=state, is_practice=code == "practice", **more
        )
        for code, title, state, more in (
            ("practice", "Practice for notetakers", SessionState.OPEN, {}),
            (
                "cbo",
                "Organizations that work with residents: the whole afternoon",
                SessionState.DRAFT,
                {"type": "cbo"},
            ),
            ("july-13", "July 13", SessionState.CLOSED, {}),
            ("june-1", "June 1", SessionState.ARCHIVED, {"starts_at": None, "venue": ""}),
        )
    ]
    made.signed_in, member = _people(made, score)
    tablet, statements = _tablets(made, score, evening, questions)
    for session in others:
        _tablet(made, session.code, session.places[1])
    _read_back(made, score, others[0].places[2], questions[2])
    made.paths = _paths(score, evening, others, questions, statements) | {
        "person": f"/people/{member.uid}",
        "hand-over": f"/initiatives/{score.slug}/sessions/{evening.code}/devices/{tablet.uid}/hand-over",
        "account-link": f"/account/link/{_link(db, member)}",
        "member": f"/initiatives/{score.slug}/people/{member.uid}",
        "import-check": upload(made.app, made.signed_in),
        **add_glossary(db, score),
    }
    return made


def _questions(db: Database, score: Initiative) -> list[Question]:
    texts = (("Q0", INEQUITIES), ("Q1", WHY_SACRAMENTO), ("Q2", WORDS_FOR_IT), ("Q3", WISHES))
    asked_in = {"Q0": ["cbo"]}
    return [
        factories.a_question(db, score, code, texts=text, position=n, asked_in=asked_in.get(code))
        for n, (code, text) in enumerate(texts)
    ]


def _people(made: Sample, score: Initiative) -> tuple[str, Person]:
    db = made.db
    admin = factories.a_person(db, "ana.organizer@example.org", name="Ana Flores", is_administrator=True)
    factories.a_member(
        db, score, Role.ORGANIZER, "mai.xiong.coordinator@a-long-name-of-an-organization.example.org"
    )
    factories.a_member(db, score, Role.INTERPRETER, "reza@example.org")
    member = factories.a_member(db, score, Role.ANALYST, "analyst@example.org")
    client = made.app.test_client()
    token = factories.signed_in(client, db, admin)
    assert token
    cookie = client.get_cookie("intake")
    assert cookie is not None
    return cookie.value, member


def _tablet(made: Sample, known_as: str, place: Place, **values: Any) -> Device:
    device, token = factories.a_device(made.db, place, **values)
    made.devices[known_as] = token
    return device


def _tablets(
    made: Sample, score: Initiative, evening: ListeningSession, questions: list[Question]
) -> tuple[Device, dict[str, Statement]]:
    """Tablets of every state at the tables of the evening, and what they wrote."""
    db, (room, one, two, three, _four) = made.db, evening.places
    tablet = _tablet(
        made,
        "tablet",
        one,
        name="M. X.",
        last_seen_at=now(),
        highest_sequence=41,
        received="1-16,19-29,31-41",
    )
    _tablet(made, "fresh", two, protocol_read_at=None, name="")
    _tablet(made, "empty", two, name="Ioana", role=DeviceRole.INTERPRETER)
    _tablet(made, "interpreter", one, name="Thu", role=DeviceRole.INTERPRETER)
    refused = {"highest_sequence": 2, "received": "1-2", "refused": {"x": 2}}
    _tablet(made, "waiting", three, admitted_at=None, name="Somebody with a rather long name", **refused)
    _tablet(made, "revoked", room, revoked_at=now(), name="")
    statements = {}
    for n, (language, kind, agreed, text) in enumerate(SAID):
        statements[language] = factories.a_statement(
            db, one, score, questions[1 + n % 3], text, language=language, kind=kind, agreed=agreed, device_id=tablet.id,
            captured_at=factories.JULY_20 + timedelta(minutes=7 * n),
            status={"ru": Status.HELD, "zh-Hans": Status.WITHDRAWN}.get(language, Status.ACTIVE),
            held=Held.LATE if language == "ru" else None,
            has_conflict=language == "es",
            version=2 if language == "es" else 1,
            suggested_language="es" if language == "und" else None,
        )  # fmt: skip
    spanish = statements["es"]
    text = spanish.text.replace("tres", "dos")
    for is_conflict, reason in ((False, "A name was taken out."), (True, "")):
        revision = StatementRevision(
            statement_id=spanish.id, version=None if is_conflict else 1, revision=1,
            question_version_id=spanish.question_version_id, text=text, language="es", kind=spanish.kind,
            agreed=1, status=Status.ACTIVE, is_conflict=is_conflict, captured_at=factories.JULY_20,
            device_id=tablet.id, reason=reason,
        )  # fmt: skip
        factories.make(db, revision)
    given = {"statement_id": spanish.id, "base_version": 1, "made_by_device_id": tablet.id}
    factories.make(db, Rendering(language="fa", text="۳ بار گفتیم.", has_conflict=True, **given))
    factories.a_rendering(db, statements["fa"], "hmn", "Peb 3 zaug.", status=Status.HELD, held=Held.LATE)
    late = {"device_id": tablet.id, "held": Held.LATE, "confirmed_at": factories.JULY_20, "is_change": False}
    factories.make(
        db, Confirmation(uid=new_uid(), statement_id=statements["fa"].id, version=1, revision=1, **late)
    )
    db.write(lambda session: review.erase(session, COMMAND, statements["pa"].id, 1, "A name was in it."))
    return tablet, statements


def _read_back(made: Sample, score: Initiative, place: Place, question: Question) -> None:
    """A practice table, where something was said in each language of the pages, and half of it confirmed."""
    device = _tablet(made, "reader", place, role=DeviceRole.INTERPRETER)
    for tag in (page.tag for page in languages.available()):
        text = WHY_SACRAMENTO.get(tag, WHY_SACRAMENTO["en"])
        for is_confirmed in (False, True):
            said = factories.a_statement(made.db, place, score, question, text, language=tag)
            if is_confirmed:
                given = {"statement_id": said.id, "device_id": device.id, "is_change": False, "version": 1}
                given |= {"uid": new_uid(), "revision": 1, "confirmed_at": factories.JULY_20}
                factories.make(made.db, Confirmation(**given))


def _paths(
    score: Initiative,
    evening: ListeningSession,
    others: list[ListeningSession],
    questions: list[Question],
    statements: dict[str, Statement],
) -> dict[str, str]:
    here = f"/initiatives/{score.slug}"
    night = f"{here}/sessions/{evening.code}"
    closed = next(one for one in others if one.state is SessionState.CLOSED)
    draft = next(one for one in others if one.state is SessionState.DRAFT)
    archived = next(one for one in others if one.state is SessionState.ARCHIVED)
    return {
        "join-table": f"/join/{evening.places[1].code}",
        "join-short": f"/join/{evening.places[2].short_code}",
        "join-draft": f"/join/{draft.places[1].code}",
        "join-closed": f"/join/{closed.places[1].code}",
        "here": here,
        "night": night,
        "draft": f"{here}/sessions/{draft.code}",
        "archived": f"{here}/sessions/{archived.code}",
        "closed": f"{here}/sessions/{closed.code}",
        "question": f"{here}/questions/{questions[2].uid}",
        "table": f"{night}/tables/{evening.places[2].uid}",
        "translate": f"{here}/translate/{statements['fa'].uid}",
        "translate-stale": f"{here}/translate/{statements['es'].uid}",
        "statement": f"{here}/statements/{statements['es'].uid}",
        "statement-fa": f"{here}/statements/{statements['fa'].uid}",
        "statement-doubtful": f"{here}/statements/{statements['und'].uid}",
        "statement-erased": f"{here}/statements/{statements['pa'].uid}",
    }


def _link(db: Database, person: Person) -> str:
    token = "an-invitation"

    def action(session: Session) -> None:
        session.add(
            AccountLink(
                token_digest=digest(token),
                purpose=LinkPurpose.INVITATION,
                person_id=person.id,
                expires_at=now() + timedelta(hours=1),
            )
        )

    db.write(action)
    return token

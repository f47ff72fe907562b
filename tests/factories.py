"""Small makers of things: `with`out a story, committed through `db.write`."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from intake.db import Database, new_uid
from intake.models import (
    Device,
    Initiative,
    ListeningSession,
    Membership,
    Person,
    Place,
    Question,
    QuestionVersion,
    Rendering,
    Role,
    SessionState,
    SignIn,
    Statement,
)
from intake.web.gate import SIGN_IN, digest

JULY_20 = datetime(2024, 7, 20, 17, 0, tzinfo=UTC)


def make(db: Database, thing: Any) -> Any:
    """Store it and return it, detached, with its ids."""

    def action(session: Session) -> Any:
        session.add(thing)
        session.flush()
        return thing

    return db.write(action)


def an_initiative(db: Database, slug: str = "score-2024", **values: Any) -> Initiative:
    """An initiative in English, Spanish, Hmong and Persian."""
    given = {
        "name": {"en": "SCORE 2024"},
        "default_language": "en",
        "languages": ["en", "es", "hmn", "fa"],
        "time_zone": "America/Los_Angeles",
        "protocol": {},
    }
    made: Initiative = make(db, Initiative(slug=slug, **(given | values)))
    return made


def a_question(db: Database, initiative: Initiative, code: str = "Q1", **values: Any) -> Question:
    """A question with one version of its wording."""
    texts = values.pop("texts", {"en": f"What is {code}?", "es": f"¿Qué es {code}?"})
    given = {"position": 1, "asked_in": None, "retired_at": None}
    question = Question(initiative_id=initiative.id, code=code, **(given | values))
    question.versions = [QuestionVersion(number=1, texts=texts)]
    made: Question = make(db, question)
    return made


def a_session(
    db: Database, initiative: Initiative, code: str = "july-20", tables: int = 2, **values: Any
) -> ListeningSession:
    """An open session with its full group and numbered tables."""
    given = {
        "title": {"en": "July 20"},
        "type": "community",
        "starts_at": JULY_20,
        "time_zone": initiative.time_zone,
        "venue": "Community center",
        "languages": ["en", "es"],
        "state": SessionState.OPEN,
    }
    made = ListeningSession(initiative_id=initiative.id, code=code, **(given | values))
    made.places = [
        Place(
            label=label,
            position=n,
            code=secrets.token_urlsafe(17)[:22],
            short_code=secrets.token_hex(4).upper(),
        )
        for n, label in enumerate(["", *(str(n) for n in range(1, tables + 1))])
    ]
    stored: ListeningSession = make(db, made)
    return stored


def a_device(db: Database, place: Place, token: str | None = None, **values: Any) -> tuple[Device, str]:
    """An admitted notetaker's device, and its token."""
    token = token or secrets.token_urlsafe(32)
    given = {"admitted_at": JULY_20, "protocol_read_at": JULY_20, "name": "NT"}

    def action(session: Session) -> Device:
        device = Device(
            session_id=place.session_id, place_id=place.id, token_digest=digest(token), **(given | values)
        )
        session.add(device)
        session.flush()
        device.chain_id = device.chain_id or device.id
        return device

    return db.write(action), token


def a_statement(
    db: Database, place: Place, initiative: Initiative, question: Question, text: str, **values: Any
) -> Statement:
    """A statement at this place."""
    given = {"uid": new_uid(), "language": "en", "captured_at": JULY_20}
    made: Statement = make(
        db,
        Statement(
            initiative_id=initiative.id,
            session_id=place.session_id,
            place_id=place.id,
            question_version_id=question.versions[0].id,
            text=text,
            **(given | values),
        ),
    )
    return made


def a_rendering(db: Database, statement: Statement, language: str, text: str, **values: Any) -> Rendering:
    """What somebody made of it in this language."""
    given = {"uid": new_uid(), "base_version": statement.version} | values
    made: Rendering = make(db, Rendering(statement_id=statement.id, language=language, text=text, **given))
    return made


def a_person(db: Database, email: str = "ana@example.org", **values: Any) -> Person:
    """Somebody with an account and no password."""
    made: Person = make(db, Person(email=email, email_key=email.casefold(), **values))
    return made


def a_member(db: Database, initiative: Initiative, role: Role, email: str | None = None) -> Person:
    """Somebody with this role in the initiative."""
    person = a_person(db, email or f"{role}@{initiative.slug}.example.org")
    make(db, Membership(person_id=person.id, initiative_id=initiative.id, role=role))
    return person


def signed_in(client: FlaskClient, db: Database, person: Person) -> str:
    """Make this browser the person's; returns the token of the sign-in."""
    token = secrets.token_urlsafe(32)
    make(db, SignIn(token_digest=digest(token), person_id=person.id))
    with client.session_transaction() as session:
        session[SIGN_IN] = token
    return token

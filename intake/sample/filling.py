"""Filling an empty store with the sample, so that its open session began a while ago."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake import codes, passwords, runs
from intake.actions import members, people, setups
from intake.actions.actor import COMMAND
from intake.db import Database, new_uid, now
from intake.models import (
    Device,
    Held,
    Initiative,
    Kind,
    ListeningSession,
    Place,
    Question,
    Role,
    Statement,
    StatementRevision,
    Status,
)
from intake.setups import SetUp, read
from intake.tokens import digest, new_token

HERE = Path(__file__).parent
EMAIL, NAME = "organizer@example.org", "Alex Rivera"
#: The open session began so long ago; a table writes its first statement after, and the others every so often.
BEGAN = timedelta(minutes=50)
FIRST, BETWEEN = timedelta(minutes=5), timedelta(minutes=6)


@dataclass(frozen=True, slots=True)
class Sample:
    """What somebody needs to look at the sample."""

    slug: str
    name: str
    password: str
    #: Table, its language and its long code, in the open session.
    tables: list[tuple[str, str | None, str]]


def fill(db: Database) -> Sample:
    """Store the sample and return how to get in; the password is made anew."""
    set_up = moved(read((HERE / "willow-bend.yaml").read_bytes()), now())
    tables = json.loads((HERE / "statements.json").read_text(encoding="utf-8"))
    password = f"{codes.new_short_code()[:4]}-{codes.new_short_code()[:4]}-{codes.new_short_code()[:4]}"
    kept = passwords.hashed(password)

    def action(session: Session) -> Sample:
        setups.load(session, COMMAND, set_up)
        initiative = session.scalars(select(Initiative).where(Initiative.slug == set_up.slug)).one()
        person = people.add(
            session, COMMAND, email=EMAIL, name=NAME, password_hash=kept, is_administrator=True
        )
        members.give_role(session, COMMAND, initiative.id, person, Role.ORGANIZER)
        _fill_tables(session, initiative.id, tables)
        return Sample(initiative.slug, initiative.name["en"], password, _open_tables(session, initiative.id))

    return db.write(action)


def moved(set_up: SetUp, moment: datetime) -> SetUp:
    """The same set-up with its sessions moved by whole days, so that the open one began a while ago."""
    held_now = next(one for one in set_up.sessions if one.state == "open")
    began = (moment - BEGAN).astimezone(ZoneInfo(set_up.time_zone or "UTC")).replace(tzinfo=None)
    began = began.replace(minute=began.minute - began.minute % 5, second=0, microsecond=0)
    assert held_now.starts is not None
    days = timedelta(days=(began.date() - held_now.starts.date()).days)
    sessions = tuple(
        replace(one, starts=began if one is held_now else one.starts and one.starts + days)
        for one in set_up.sessions
    )
    return replace(set_up, sessions=sessions)


def _fill_tables(session: Session, initiative_id: int, tables: list[dict[str, Any]]) -> None:
    """Store what every table wrote, in the order in which it was said."""
    sessions = session.scalars(
        select(ListeningSession).where(ListeningSession.initiative_id == initiative_id)
    )
    places = {(one.code, place.label): place for one in sessions for place in one.places}
    questions = session.scalars(select(Question).where(Question.initiative_id == initiative_id))
    versions = {question.code: question.versions[-1].id for question in questions}
    said: list[tuple[Statement, str | None]] = []
    for table in tables:
        place = places[table["session"], table["table"]]
        moments = _moments(place, table)
        device = _device(session, place, table, moments)
        for number, (moment, written) in enumerate(zip(moments, table["statements"], strict=True), 1):
            said.append(_statement(place, device, versions, moment, number, written))
            said[-1][0].initiative_id = initiative_id
    for statement, earlier in sorted(said, key=lambda one: one[0].captured_at):
        session.add(statement)
        if earlier is not None:
            session.flush()
            session.add(_revision(statement, earlier))


def _moments(place: Place, table: dict[str, Any]) -> list[datetime]:
    """When each statement of a table was written: from the beginning on, or back from a while ago."""
    number = len(table["statements"])
    if "minutes_ago" in table:
        last = now() - timedelta(minutes=table["minutes_ago"])
    else:
        last = (place.session.starts_at or now()) + FIRST + (number - 1) * BETWEEN
    return [last - (number - n) * BETWEEN for n in range(1, number + 1)]


def _device(session: Session, place: Place, table: dict[str, Any], moments: list[datetime]) -> Device:
    """A tablet that joined before its first statement; one that waits came with the short code."""
    joined, number = moments[0] - FIRST / 2, len(moments)
    device = Device(
        session_id=place.session_id,
        place_id=place.id,
        name=table["device"],
        token_digest=digest(new_token()),
        joined_at=joined,
        admitted_at=None if table.get("waits") else joined,
        protocol_read_at=joined,
        last_seen_at=moments[-1],
        added=number,
        highest_sequence=number,
        received=runs.add("", range(1, number + 1)),
    )
    session.add(device)
    session.flush()
    device.chain_id = device.id
    return device


def _statement(
    place: Place, device: Device, versions: dict[str, int], moment: datetime, number: int, written: list[Any]
) -> tuple[Statement, str | None]:
    """A statement, and its earlier text if it was corrected."""
    question, language, kind, agreed, text, *more = written
    special: dict[str, str] = more[0] if more else {}
    held = Held.NOT_ADMITTED if device.admitted_at is None else special.get("held")
    count = 2 if "earlier" in special else 1
    statement = Statement(
        uid=new_uid(),
        session_id=place.session_id,
        place_id=place.id,
        question_version_id=versions[question],
        text=text,
        language=language,
        kind=Kind(kind),
        agreed=agreed,
        status=Status.HELD if held else Status(special.get("status", Status.ACTIVE)),
        held=Held(held) if held else None,
        device_id=device.id,
        captured_at=moment,
        received_at=moment,
        changed_at=moment,
        version=count,
        revision=count,
        sequence=number,
    )
    return statement, special.get("earlier")


def _revision(statement: Statement, earlier: str) -> StatementRevision:
    return StatementRevision(
        statement_id=statement.id,
        version=1,
        revision=1,
        sequence=statement.sequence,
        question_version_id=statement.question_version_id,
        text=earlier,
        language=statement.language,
        kind=statement.kind,
        agreed=statement.agreed,
        status=Status.ACTIVE,
        captured_at=statement.captured_at,
        device_id=statement.device_id,
        at=statement.captured_at,
    )


def _open_tables(session: Session, initiative_id: int) -> list[tuple[str, str | None, str]]:
    rows = session.execute(
        select(Place.label, Place.language, Place.code)
        .join(ListeningSession, ListeningSession.id == Place.session_id)
        .where(
            ListeningSession.initiative_id == initiative_id,
            ListeningSession.state == "open",
            ListeningSession.is_practice.is_(False),
        )
        .order_by(Place.position)
    )
    return [(label, language, code) for label, language, code in rows]

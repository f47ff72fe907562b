"""The sample of the demonstration: in every language, sound like everything that is stored, and always of today."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from intake import passwords
from intake.db import Database, now
from intake.languages import available, normalise_tag
from intake.models import Device, ListeningSession, Person, SessionState, Statement, StatementRevision, Status
from intake.rules import MAX_WORDING
from intake.sample import EMAIL, fill
from intake.sample.filling import HERE, moved
from intake.search.terms import found
from intake.setups import SetUp, moment_of, read
from intake.text import clean, problem

TABLES = json.loads((HERE / "statements.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def set_up() -> SetUp:
    return read((HERE / "willow-bend.yaml").read_bytes())


def test_name_and_questions_in_every_page_language(set_up: SetUp) -> None:
    tags = {page.tag for page in available()}
    assert tags <= set(set_up.languages)
    for texts in (set_up.name, *(question.text for question in set_up.questions)):
        assert tags <= set(texts)
        assert len(set(texts.values())) == len(texts) or set_up.name is texts


def test_its_glossary_is_in_every_language_and_something_of_it_was_said(set_up: SetUp) -> None:
    tags = {page.tag for page in available()}
    names = [term for term in set_up.glossary if term.do_not_translate]
    assert 2 <= len(names) < len(set_up.glossary)
    for term in set_up.glossary:
        assert term in names or set(term.text) == tags
    said = " ".join(row[4] for table in TABLES for row in table["statements"])
    words = [word for term in set_up.glossary for word in term.text.values()]
    assert {"street lights", "路灯", "neeg txhais lus", "upa"} <= set(found(said, [(w, w) for w in words]))


def test_four_sessions_among_them_an_open_one_and_one_to_practise(set_up: SetUp) -> None:
    assert len(set_up.sessions) == 4
    assert [session.code for session in set_up.sessions if session.practice] == ["practice"]
    assert [session.code for session in set_up.sessions if session.type == "cbo"] == ["organizations"]
    [held_now] = [session for session in set_up.sessions if session.state == "open"]
    assert isinstance(held_now.tables, tuple) and len({table.language for table in held_now.tables}) == 6


def test_statements_are_as_they_would_be_stored(set_up: SetUp) -> None:
    questions = {question.code: question for question in set_up.questions}
    types = {session.code: session.type for session in set_up.sessions}
    rows = [(table, row) for table in TABLES for row in table["statements"]]
    assert len(rows) >= 80 and len({row[1] for _, row in rows}) >= 12
    for table, (code, language, kind, agreed, text, *_more) in rows:
        asked_in = questions[code].asked_in
        assert asked_in is None or types[table["session"]] in asked_in, text
        assert normalise_tag(language) == language
        assert kind in ("quote", "paraphrase", "observation") and 0 <= agreed < 30
        assert clean(text) == text == text.strip() and problem(text, MAX_WORDING) is None
    assert len({row[4] for _, row in rows}) == len(rows)


@pytest.mark.parametrize("moment", [
    datetime(2026, 3, 9, 7, 20, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 10, tzinfo=UTC),
    datetime(2028, 11, 5, 9, 40, tzinfo=UTC),
])  # fmt: skip
def test_the_open_session_began_a_while_ago_whenever_one_looks(set_up: SetUp, moment: datetime) -> None:
    sessions = moved(set_up, moment).sessions
    [held_now] = [session for session in sessions if session.state == "open"]
    assert held_now.starts is not None
    passed = moment - moment_of(held_now.starts, "America/Los_Angeles")
    assert timedelta(0) < passed < timedelta(hours=3)
    others = [session.starts for session in sessions if session is not held_now]
    assert all(starts is not None and starts < held_now.starts for starts in others)
    assert {starts.time().hour for starts in others if starts} == {10, 17, 18}


def test_filling_an_empty_store(db: Database) -> None:
    sample = fill(db)
    with db.read() as session:
        person = session.scalars(select(Person)).one()
        assert person.email == EMAIL and passwords.matches(person.password_hash, sample.password)
        assert session.scalar(select(func.count()).select_from(Statement)) == sum(
            len(t["statements"]) for t in TABLES
        )
        counts = dict(
            session.execute(select(Statement.status, func.count()).group_by(Statement.status)).all()
        )
        assert counts[Status.HELD] == 2 and counts[Status.WITHDRAWN] == 1
        assert session.scalar(select(func.count()).select_from(StatementRevision)) == 1
        assert session.scalar(select(func.max(Statement.captured_at))) < now()
        order = session.scalars(select(Statement.captured_at).order_by(Statement.id)).all()
        assert list(order) == sorted(order)
        begins = dict(session.execute(select(ListeningSession.id, ListeningSession.starts_at)).all())
        first = session.execute(
            select(Statement.session_id, func.min(Statement.captured_at)).group_by(Statement.session_id)
        )
        assert all(moment > begins[one] for one, moment in first)
        waiting = session.scalars(select(Device).where(Device.admitted_at.is_(None))).all()
        assert len(waiting) == 1
        assert all(device.name for device in session.scalars(select(Device)))
        held_now = session.scalars(
            select(ListeningSession).where(ListeningSession.state == SessionState.OPEN)
        ).one()
        assert [label for label, _, _ in sample.tables] == [place.label for place in held_now.places]

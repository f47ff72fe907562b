"""Prepared statements find and store what SQLAlchemy would."""

from __future__ import annotations

from datetime import UTC, datetime
from sqlite3 import DatabaseError

import pytest
from sqlalchemy import bindparam, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.db import Database, new_uid
from intake.db.prepared import Look, Prepared
from intake.models import Initiative, Kind, Person, Statement
from tests import factories
from tests.conftest import POSTGRES

STATEMENTS = (
    select(
        Statement.uid,
        Statement.kind,
        Statement.held,
        Statement.has_conflict,
        Statement.captured_at,
        Statement.sequence,
        Initiative.languages,
        Initiative.name,
        literal("of the query").label("own"),
    )
    .join(Initiative, Initiative.id == Statement.initiative_id)
    .where(Statement.kind == bindparam("kind"), Statement.agreed < 1_000)
    .limit(5)
)
PEOPLE = Person.__table__


def test_rows_are_those_of_sqlalchemy(db: Database) -> None:
    initiative = factories.an_initiative(db)
    question = factories.a_question(db, initiative)
    place = factories.a_session(db, initiative).places[0]
    factories.a_statement(db, place, initiative, question, "The bus comes once an hour.", kind=Kind.QUOTE)
    prepared = Prepared(STATEMENTS)
    for kind, count in ((Kind.QUOTE, 1), (Kind.OBSERVATION, 0), (Kind.QUOTE, 1)):
        with db.read() as session:
            usual = session.connection().execute(STATEMENTS, {"kind": kind}).all()
            rows = prepared.all(session, {"kind": kind})
        assert len(rows) == count and rows == [tuple(row) for row in usual]
        assert [row._asdict() for row in rows] == [row._asdict() for row in usual]


def test_a_look_finds_the_same_and_changes_nothing(db: Database) -> None:
    initiative = factories.an_initiative(db)
    place = factories.a_session(db, initiative).places[0]
    factories.a_statement(
        db, place, initiative, factories.a_question(db, initiative), "The bus.", kind=Kind.QUOTE
    )
    prepared = Prepared(STATEMENTS)
    with db.look() as look, db.read() as session:
        assert prepared.all(look, {"kind": Kind.QUOTE}) == prepared.all(session, {"kind": Kind.QUOTE}) != []
        factories.a_person(db)
        # Everything in one look is of one moment.
        assert Prepared(select(PEOPLE.c.id)).all(look) == []
    with db.look() as look:
        assert len(Prepared(select(PEOPLE.c.id)).all(look)) == 1
        if isinstance(look, Look):
            with pytest.raises(DatabaseError):
                look.driver.execute("DELETE FROM person")


def test_what_is_inserted_and_updated_is_stored(db: Database) -> None:
    moment = datetime(2024, 7, 20, 18, 3, 11, 5, tzinfo=UTC)
    put = Prepared(insert(PEOPLE).inline())
    rename = Prepared(update(PEOPLE).where(PEOPLE.c.email == bindparam("who")).values(name=bindparam("new")))
    given = [
        {"uid": new_uid(), "email": f"{n}@example.org", "email_key": f"{n}", "name": "", "created_at": moment}
        | {"is_administrator": n == 1}
        for n in range(3)
    ]

    def action(session: Session) -> None:
        put.run(session, *given)
        rename.run(session, {"who": "1@example.org", "new": "Ana"}, {"who": "2@example.org", "new": "Bo"})

    db.write(action)
    with db.read() as session:
        stored = session.scalars(select(Person).order_by(Person.email)).all()
    assert [one.uid for one in stored] == [one["uid"] for one in given]
    assert [one.name for one in stored] == ["", "Ana", "Bo"]
    assert [one.is_administrator for one in stored] == [False, True, False]
    assert {one.created_at for one in stored} == {moment}


@pytest.mark.skipif(bool(POSTGRES), reason="on PostgreSQL SQLAlchemy itself runs them")
def test_faults_are_raised_as_sqlalchemy_does_without_what_was_given(db: Database) -> None:
    person = factories.a_person(db, "canary@example.org")
    put = Prepared(insert(PEOPLE).inline())
    values = {"uid": person.uid, "email": "canary@example.org", "email_key": person.email_key, "name": ""}
    values |= {"created_at": person.created_at, "is_administrator": False}
    with pytest.raises(IntegrityError) as raised:
        db.write(lambda session: put.run(session, values))
    assert "canary" not in str(raised.value)

"""The list that organizers read: what is in it, its pages, and one statement with all it went through."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from intake.actions import review
from intake.actions.actor import Actor
from intake.db import Database
from intake.errors import Invalid
from intake.models import Status
from intake.queries import statements
from intake.queries.selecting import Selection, Wanted, select_statements
from tests.factories import a_device, a_person, a_question, a_session, a_statement, an_initiative


class Evening:
    """Two sessions in two zones and a practice session, with some statements."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.initiative = an_initiative(db)
        self.q1 = a_question(db, self.initiative, "Q1")
        self.q2 = a_question(db, self.initiative, "Q2", position=2)
        self.west = a_session(db, self.initiative, "west")
        self.east = a_session(db, self.initiative, "east", time_zone="Asia/Tokyo")
        self.trial = a_session(db, self.initiative, "trial", is_practice=True)
        self.say(self.west.places[1], self.q1, "one")
        self.say(self.west.places[2], self.q2, "dos", language="es-MX")
        self.say(self.east.places[0], self.q1, "three", status=Status.HELD)
        self.say(self.east.places[1], self.q2, "four", status=Status.HIDDEN)
        self.say(self.trial.places[1], self.q1, "practice")

    def say(self, place, question, text, **values):  # type: ignore[no-untyped-def]
        return a_statement(self.db, place, self.initiative, question, text, **values)

    def selection(self, **wanted: object) -> Selection:
        with self.db.read() as session:
            return select_statements(session, self.initiative.id, Wanted(**wanted))  # type: ignore[arg-type]

    def texts(self, **wanted: object) -> list[str]:
        selection = self.selection(**wanted)
        with self.db.read() as session:
            rows = statements.page(session, selection).rows
            assert statements.count(session, selection) == len(rows)
        return [row.text for row in rows]


@pytest.fixture
def evening(db: Database) -> Evening:
    return Evening(db)


@pytest.mark.parametrize(
    ("wanted", "texts"),
    [
        ({}, ["four", "three", "dos", "one"]),
        ({"practice": True}, ["practice", "four", "three", "dos", "one"]),
        ({"sessions": ("trial",)}, []),
        ({"sessions": ("trial",), "practice": True}, ["practice"]),
        ({"sessions": ("west",)}, ["dos", "one"]),
        ({"sessions": ("west", "east")}, ["four", "three", "dos", "one"]),
        ({"tables": ("full group",)}, ["three"]),
        ({"tables": ("1",)}, ["four", "one"]),
        ({"tables": ("1",), "sessions": ("west",)}, ["one"]),
        ({"questions": ("Q2",)}, ["four", "dos"]),
        ({"language": "es"}, ["dos"]),
        ({"language": "e"}, []),
        ({"statuses": (Status.ACTIVE, Status.HELD)}, ["three", "dos", "one"]),
        ({"conflicts": True}, []),
    ],
)
def test_filters(evening: Evening, wanted: dict[str, object], texts: list[str]) -> None:
    assert evening.texts(**wanted) == texts


def test_days_are_those_of_the_sessions_zone(evening: Evening) -> None:
    # 23:30 of the 20th in California is the afternoon of the 21st in Tokyo.
    moment = datetime(2024, 7, 21, 6, 30, tzinfo=UTC)
    evening.say(evening.west.places[1], evening.q1, "late in the west", captured_at=moment)
    evening.say(evening.east.places[1], evening.q1, "the same in the east", captured_at=moment)
    day = date(2024, 7, 21)
    # All others were written at 10:00 of the 20th in California, 02:00 of the 21st in Tokyo.
    assert evening.texts(first_day=day) == ["the same in the east", "four", "three"]
    assert evening.texts(last_day=date(2024, 7, 20)) == ["late in the west", "dos", "one"]
    assert evening.texts(first_day=date(2024, 7, 22)) == []
    assert evening.texts(first_day=date.min, last_day=date.max) == evening.texts()


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"sessions": ("nowhere",)}, "session"),
        ({"tables": ("99",)}, "table"),
        ({"questions": ("Q9",)}, "question"),
    ],
)
def test_what_is_not_there_is_said(evening: Evening, wanted: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as problem:
        evening.selection(**wanted)
    assert problem.value.field == field


def test_another_initiatives_words_are_unknown(evening: Evening, db: Database) -> None:
    other = an_initiative(db, "other")
    with db.read() as session, pytest.raises(Invalid):
        select_statements(session, other.id, Wanted(sessions=("west",)))
    with db.read() as session:
        selection = select_statements(session, other.id, Wanted())
        assert statements.count(session, selection) == 0
        assert statements.page(session, selection).rows == []


def test_pages_follow_each_other_both_ways(evening: Evening) -> None:
    for n in range(5):
        evening.say(evening.west.places[1], evening.q1, f"more {n}")
    selection = evening.selection(sessions=("west",))

    def page(**cursor):  # type: ignore[no-untyped-def]
        with evening.db.read() as session:
            return statements.page(session, selection, size=3, **cursor)

    first = page()
    second = page(before=first.rows[-1].uid)
    third = page(before=second.rows[-1].uid)
    assert [row.text for row in first.rows] == ["more 4", "more 3", "more 2"]
    assert [row.text for row in second.rows] == ["more 1", "more 0", "dos"]
    assert [row.text for row in third.rows] == ["one"]
    assert [(p.has_newer, p.has_older) for p in (first, second, third)] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    back = page(after=third.rows[0].uid)
    assert [row.text for row in back.rows] == ["more 1", "more 0", "dos"]
    assert (back.has_newer, back.has_older) == (True, True)
    assert not page(after=back.rows[0].uid).has_newer


def test_counting_stops_where_it_may(evening: Evening) -> None:
    selection = evening.selection()
    with evening.db.read() as session:
        assert statements.count(session, selection, up_to=2) == 3
        assert statements.count(session, selection, up_to=10) == 4


def test_one_statement_with_all_it_went_through(evening: Evening, db: Database) -> None:
    device, _token = a_device(db, evening.west.places[1], name="AB")
    person = a_person(db, "ana@example.org", name="Ana")
    said = evening.say(evening.west.places[1], evening.q1, "frist", device_id=device.id, agreed=2)
    changes = review.Changes("first", "en", said.kind, 3, "Q2")
    db.write(lambda s: review.correct(s, Actor(person_id=person.id), said.id, 1, changes, "A typing error"))
    db.write(lambda s: review.withdraw(s, Actor(person_id=person.id), said.id, 2, "Said twice"))
    with db.read() as session:
        row = statements.by_uid(session, evening.initiative.id, said.uid)
        assert row is not None
        assert (row.text, row.agreed, row.question, row.status, row.version) == (
            "first",
            3,
            "Q2",
            Status.WITHDRAWN,
            3,
        )
        author = statements.author(session, row.id)
        second, first = statements.revisions(session, row.id)
    assert author.person == "Ana"
    assert author.device_id is None
    assert (second.number, second.version, second.person, second.reason) == (2, 2, "Ana", "Said twice")
    assert (first.text, first.agreed, first.question, first.reason) == ("frist", 2, "Q1", "A typing error")
    assert (first.number, first.device_uid, first.device_name) == (1, device.uid, "AB")
    with db.read() as session:
        assert statements.by_uid(session, an_initiative_id_of_another(db), said.uid) is None


def an_initiative_id_of_another(db: Database) -> int:
    return int(an_initiative(db, "another").id)

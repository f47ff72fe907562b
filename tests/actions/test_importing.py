"""Typed-up notes find their session, table and question by the names people use, and come in all or none."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import func, select

from intake.actions import importing
from intake.actions.actor import Actor
from intake.actions.import_matching import MOST_NEW_SESSIONS, Matcher, Options
from intake.actions.import_targets import targets
from intake.db import Database, now
from intake.errors import Invalid
from intake.imports import ImportRow
from intake.models import (
    Device,
    Entry,
    ImportedFile,
    Kind,
    ListeningSession,
    Place,
    SessionState,
    Source,
    Statement,
    Status,
)
from tests.factories import JULY_20, a_device, a_person, a_question, a_session, an_initiative

MAKE = Options(create_missing=True)


def row(number: int = 2, **values: Any) -> ImportRow:
    empty = dict.fromkeys(
        ("session", "date", "place", "language", "kind", "agreed", "notetaker", "captured_at")
    )
    given = {"session": "july-20", "question": "Q1", "text": f"statement {number}"}
    return ImportRow(number=number, **(empty | given | values))


class Desk:
    """An initiative to import into."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.initiative = an_initiative(db)
        self.questions = {
            code: a_question(db, self.initiative, code, position=n)
            for n, code in enumerate(("Q0", "Q1", "Q10"))
        }
        self.session = a_session(db, self.initiative, title={"en": "July 20", "es": "20 de julio"})
        self.actor = Actor(person_id=a_person(db).id)

    def match(self, row: ImportRow, options: Options = Options()) -> tuple[Any, list[tuple[str, str]]]:  # noqa: B008
        with self.db.read() as session:
            matcher = Matcher(targets(session, self.initiative.id), options, now())
        placed, problems = matcher.match(row)
        return placed, [(problem.column, problem.code) for problem in problems]

    def bring(self, *rows: ImportRow, options: Options = MAKE, **more: Any) -> importing.Imported:
        file = importing.File(more.pop("digest", "0" * 64), "notes.csv", {"statement": "text"})
        return self.db.write(
            lambda s: importing.import_rows(s, self.actor, self.initiative.id, rows, file, options, **more)
        )

    def all(self, kind: type[Any]) -> list[Any]:
        with self.db.read() as session:
            return list(session.scalars(select(kind).order_by(kind.id)))


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


@pytest.mark.parametrize("name", ["july-20", "JULY-20", "July 20", "july  20", "20 de julio"])
def test_a_session_is_found_by_code_or_title(desk: Desk, name: str) -> None:
    placed, problems = desk.match(row(session=name))
    assert not problems
    assert placed.target.id == desk.session.id


def test_a_session_is_never_found_by_date(desk: Desk) -> None:
    day = JULY_20.date()
    assert desk.match(row(session="Another", date=day)) == (None, [("session", "unknown_session")])
    assert desk.match(row(session=None, date=day)) == (None, [("session", "no_session")])


def test_a_title_that_two_sessions_have_is_a_problem(desk: Desk) -> None:
    a_session(desk.db, desk.initiative, "twin", title={"en": "July 20"})
    assert desk.match(row(session="July 20"), MAKE) == (None, [("session", "several_sessions")])
    assert desk.match(row(session="twin"))[0] is not None


@pytest.mark.parametrize(
    "name", ["Q1", "q1", "Q 1", "1", " 1 ", "Question 1", "question 1.", "Q.1", "Q-1", "01", "۱"]
)
def test_a_question_is_found_by_its_code_or_number(desk: Desk, name: str) -> None:
    placed, problems = desk.match(row(question=name))
    assert not problems
    assert placed.question_version_id == desk.questions["Q1"].versions[0].id


@pytest.mark.parametrize("name", ["Q9", "9", "Q", "Question", "What is Q1?", "Q1 Q2"])
def test_other_questions_are_problems_even_when_missing_things_are_made(desk: Desk, name: str) -> None:
    assert desk.match(row(question=name), MAKE) == (None, [("question", "unknown_question")])


def test_a_number_that_two_codes_have_is_no_ones(desk: Desk) -> None:
    a_question(desk.db, desk.initiative, "A-1")
    assert desk.match(row(question="1")) == (None, [("question", "unknown_question")])
    assert desk.match(row(question="a-1"))[0] is not None


@pytest.mark.parametrize(
    ("name", "label"), [("1", "1"), ("Table 2", "2"), ("table  2", "2"), (None, ""), ("full group", "")]
)
def test_a_table_is_found_by_its_label(desk: Desk, name: str | None, label: str) -> None:
    placed, problems = desk.match(row(place=name))
    assert not problems
    assert placed.table.label == label
    assert placed.table.id in {place.id for place in desk.session.places}


def test_a_table_that_is_not_there_is_a_problem_or_made(desk: Desk) -> None:
    assert desk.match(row(place="Table 9")) == (None, [("place", "unknown_table")])
    placed, _problems = desk.match(row(place="Table 9"), MAKE)
    assert (placed.table.label, placed.table.id) == ("9", None)
    assert desk.match(row(place="x" * 65), MAKE) == (None, [("place", "too_long")])


def test_everything_wrong_with_a_row_is_said_at_once(desk: Desk) -> None:
    wrong = row(session="nowhere", question="Q9", notetaker="n" * 81)
    assert desk.match(wrong)[1] == [
        ("session", "unknown_session"),
        ("question", "unknown_question"),
        ("notetaker", "too_long"),
    ]


@pytest.mark.parametrize(
    ("said", "day", "moment"),
    [
        (None, None, datetime(2024, 7, 20, 19, tzinfo=UTC)),
        (None, date(2024, 1, 2), datetime(2024, 1, 2, 20, tzinfo=UTC)),
        (time(18, 3), None, datetime(2024, 7, 21, 1, 3, tzinfo=UTC)),
        (time(18, 3), date(2024, 7, 27), datetime(2024, 7, 28, 1, 3, tzinfo=UTC)),
        (datetime(2024, 7, 20, 10, 5), None, datetime(2024, 7, 20, 17, 5, tzinfo=UTC)),
        (
            datetime(2024, 7, 20, 10, 5, tzinfo=timezone(timedelta(hours=2))),
            None,
            datetime(2024, 7, 20, 8, 5, tzinfo=UTC),
        ),
    ],
)
def test_when_it_was_said(
    desk: Desk, said: datetime | time | None, day: date | None, moment: datetime
) -> None:
    # The session is in California and began at 10:00; noon is what is known of a day.
    placed, _problems = desk.match(row(captured_at=said, date=day))
    assert placed.captured_at == moment


def test_a_column_taken_for_sessions_does_not_make_thousands(desk: Desk) -> None:
    with desk.db.read() as session:
        matcher = Matcher(targets(session, desk.initiative.id), MAKE, now())
    results = [matcher.match(row(n, session=f"a statement {n}")) for n in range(MOST_NEW_SESSIONS + 5)]
    assert [bool(placed) for placed, _problems in results].count(False) == 5
    assert results[-1][1][0].message.startswith("There would be more than 100")


def test_rows_come_in_with_all_they_say(desk: Desk) -> None:
    done = desk.bring(
        row(2, place="1", text=" kept spaces ", language="es", kind="quote", agreed=4321, notetaker="NT01"),
        row(3, place="1", notetaker="NT01"),
        row(4, notetaker="NT01"),
        row(5),
        options=Options(language="fa"),
    )
    assert (done.statements, done.sessions, done.tables) == (4, 0, 0)
    first, second, third, fourth = desk.all(Statement)
    assert (first.text, first.language, first.kind, first.agreed) == (" kept spaces ", "es", Kind.QUOTE, 4321)
    assert (second.language, second.kind, second.agreed) == ("fa", Kind.PARAPHRASE, 0)
    assert {one.source for one in (first, second)} == {Source.PAPER}
    assert {one.status for one in (first, second)} == {Status.ACTIVE}
    assert first.device_id == second.device_id != third.device_id
    assert fourth.device_id is None
    assert len({one.uid for one in desk.all(Statement)}) == 4
    at_table, in_room = desk.all(Device)
    assert (at_table.name, at_table.token_digest, at_table.added) == ("NT01", None, 2)
    assert in_room.place_id == desk.session.places[0].id


def test_the_same_notetaker_at_the_same_table_is_the_same_device(desk: Desk) -> None:
    tablet, _token = a_device(desk.db, desk.session.places[1], name="NT01")
    desk.bring(row(2, place="1", notetaker="NT01"))
    desk.bring(row(2, place="1", notetaker="NT01", text="more"), digest="1" * 64)
    one, two = desk.all(Statement)
    assert one.device_id == two.device_id != tablet.id
    assert desk.all(Device)[-1].added == 2


def test_missing_sessions_and_tables_are_made(desk: Desk) -> None:
    day = date(2024, 8, 10)
    done = desk.bring(
        row(2, session="August 10 – CBO", place="Table 3", date=day, language="hmn"),
        row(3, session="august 10 – cbo", place="1"),
        row(4, session="جلسه", question="Q0"),
        row(5, place="Balcony"),
        row(6, place="balcony"),
    )
    assert (done.statements, done.sessions, done.tables) == (5, 2, 3)
    _july, august, persian = desk.all(ListeningSession)
    assert (august.code, august.title, august.type) == (
        "august-10-cbo",
        {"en": "August 10 – CBO"},
        "community",
    )
    assert (august.state, august.time_zone) == (SessionState.CLOSED, "America/Los_Angeles")
    assert august.starts_at == datetime(2024, 8, 10, 19, tzinfo=UTC)
    assert august.languages == ["hmn", "en"]
    assert (persian.code, persian.starts_at) == ("session", None)
    labels = {(place.session_id, place.label) for place in desk.all(Place)}
    assert {(august.id, ""), (august.id, "3"), (august.id, "1"), (desk.session.id, "Balcony")} <= labels
    assert len({place.code for place in desk.all(Place)}) == len(desk.all(Place))


def test_one_bad_row_and_nothing_is_stored(desk: Desk) -> None:
    with pytest.raises(importing.ImportRefused):
        desk.bring(row(2, session="A new one"), row(3, question="Q9"))
    for kind in (Statement, ImportedFile, Entry):
        assert desk.all(kind) == []
    assert len(desk.all(ListeningSession)) == 1


def test_the_same_file_twice_is_noticed(desk: Desk) -> None:
    desk.bring(row())
    with pytest.raises(Invalid) as problem:
        desk.bring(row())
    assert problem.value.field == "again"
    desk.bring(row(), again=True)
    assert [file.rows for file in desk.all(ImportedFile)] == [1, 1]
    other = an_initiative(desk.db, "other")
    with desk.db.read() as session:
        assert not importing.is_known(session, other.id, "0" * 64)


def test_the_log_says_how_many_and_not_what(desk: Desk) -> None:
    desk.bring(row(text="CANARY", notetaker="CANARY"))
    [entry] = [entry for entry in desk.all(Entry) if entry.verb == "statements.imported"]
    assert entry.detail == {"rows": 1, "sessions": 0, "source": "paper"}
    assert entry.person_id == desk.actor.person_id


def test_many_rows_come_in_at_once(desk: Desk) -> None:
    desk.bring(*(row(n, place=str(n % 2 + 1), notetaker=f"NT{n % 3}") for n in range(2500)))
    with desk.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Statement)) == 2500


@pytest.mark.parametrize("name", ["trial", "july 20"])
def test_practice_is_found_by_its_code_alone(desk: Desk, name: str) -> None:
    practice = a_session(desk.db, desk.initiative, "trial", is_practice=True)
    placed, _problems = desk.match(row(session=name))
    assert placed.target.id == (practice.id if name == "trial" else desk.session.id)

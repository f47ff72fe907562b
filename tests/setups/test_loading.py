"""Loading creates and updates, deletes nothing, and does nothing the second time."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from intake.actions import listening, questions, setups
from intake.actions.actor import COMMAND
from intake.actions.setups import Report
from intake.db import Database
from intake.errors import Invalid
from intake.models import Entry, Initiative, ListeningSession, Place, Question, QuestionVersion, SessionState
from intake.queries import setups as queries
from intake.queries.access import initiative_by_slug
from intake.setups import SetUp, read, write
from intake.setups.reading import FILE, INITIATIVE, QUESTION, SESSION, TABLE, TERM
from tests.factories import a_statement, an_initiative
from tests.setups.test_reading import EXAMPLE

EXAMPLE_FILE = Path(__file__).parents[2] / "docs" / "score-2024.yaml"


def load(db: Database, text: str, into: str | None = None) -> Report:
    set_up = read(text.encode())
    return db.write(lambda session: setups.load(session, COMMAND, set_up, into=into))


def dumped(db: Database, slug: str = "score-2024") -> SetUp:
    with db.read() as session:
        found = initiative_by_slug(session, slug)
        assert found is not None
        return queries.of_initiative(session, found)


def count(db: Database, table: type) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_whole_initiative_from_a_file(db: Database) -> None:
    report = load(db, EXAMPLE)
    assert (report.is_new, report.created, report.updated, report.unchanged) == (True, 12, 0, 0)
    with db.read() as session:
        initiative = session.scalars(select(Initiative)).one()
        assert initiative.time_zone == "America/Los_Angeles", "of the first session that names one"
        hall = session.scalars(select(ListeningSession)).one()
        assert hall.state is SessionState.OPEN and hall.venue == "Community center"
        assert hall.starts_at is not None and hall.starts_at.isoformat() == "2024-07-20T17:00:00+00:00"
        assert [place.label for place in hall.places] == ["", *"12345678"]
        assert len({place.code for place in hall.places} | {place.short_code for place in hall.places}) == 18
        asked = session.scalars(select(Question).order_by(Question.position)).all()
        assert [(question.code, question.asked_in) for question in asked] == [("Q0", ["cbo"]), ("Q1", None)]


def test_a_second_time_nothing_happens(db: Database) -> None:
    load(db, EXAMPLE)
    entries = count(db, Entry)
    report = load(db, EXAMPLE)
    assert (report.is_new, report.created, report.updated, report.unchanged) == (False, 0, 0, 12)
    assert count(db, Entry) == entries


def test_what_is_dumped_loads_as_the_same_here_and_elsewhere(db: Database) -> None:
    load(db, EXAMPLE.replace("state: open", "state: archived, practice: true"))
    load(
        db,
        "initiative: {slug: score-2024, name: S, languages: [en], protocol: {fa: 'الف\n\n\n  ب'}}\n"
        "sessions:\n- {code: aug-3, title: A, starts: 2024-11-03T01:30:15-08:00,\n"
        "   tables: [{label: Blue, language: fa}, no]}\n",
    )
    with db.read() as session:
        asked = session.scalars(select(Question).where(Question.code == "Q1")).one()
    db.write(lambda session: questions.retire(session, COMMAND, asked.id))
    first = dumped(db)
    assert load(db, write(first)).updated == 0
    assert load(db, write(first).replace("slug: score-2024", "slug: other")).is_new
    other = dumped(db, "other")
    assert write(other).replace("slug: other", "slug: score-2024") == write(first)
    assert other.questions[-1].retired and other.sessions[0].state == "archived"


def test_a_glossary_is_loaded_dumped_and_loaded_again(db: Database) -> None:
    text = EXAMPLE + (
        "glossary:\n- {text: {en: rent, es: renta}, note: 'Each month: what a tenant pays.'}\n"
        "- {text: {en: Measure U}, do_not_translate: true}\n"
    )
    load(db, EXAMPLE)
    report = load(db, text)
    assert (report.created, report.updated) == (2, 0)
    entries = count(db, Entry)
    assert load(db, text).unchanged == 14 and count(db, Entry) == entries
    first = dumped(db)
    assert [(one.text, one.do_not_translate) for one in first.glossary] == [
        ({"en": "Measure U"}, True),
        ({"en": "rent", "es": "renta"}, None),
    ]
    assert load(db, write(first)).updated == 0
    assert load(db, write(first).replace("slug: score-2024", "slug: other")).is_new
    assert dumped(db, "other").glossary == first.glossary
    changed = EXAMPLE + "glossary:\n- {text: {en: RENT, fa: کرایه}}\n"
    assert load(db, changed).updated == 1
    assert dumped(db).glossary[1].text == {"en": "RENT", "es": "renta", "fa": "کرایه"}
    assert dumped(db).glossary[1].note == "Each month: what a tenant pays."


def test_texts_that_changed_are_updated_and_old_wordings_stay_with_their_statements(db: Database) -> None:
    load(db, EXAMPLE)
    with db.read() as session:
        initiative = session.scalars(select(Initiative)).one()
        asked = session.scalars(select(Question).where(Question.code == "Q1")).one()
        place = session.scalars(select(Place).where(Place.label == "1")).one()
        _ = asked.versions
    a_statement(db, place, initiative, asked, "because of work")
    changed = (
        EXAMPLE.replace("Why Sacramento?", "Why here?")
        .replace("July 20}", "Saturday}")
        .replace("es: SCORE 2024", "es: Score")
    )
    report = load(db, changed)
    assert (report.created, report.updated) == (0, 3)
    assert set(report.touched) == {"score-2024", "Q1", "july-20"}
    with db.read() as session:
        versions = session.scalars(
            select(QuestionVersion).where(QuestionVersion.question_id == asked.id)
        ).all()
        assert [version.texts["en"][-15:] for version in versions] == [
            "Why Sacramento?",
            "cramento? Why here?"[-15:],
        ]
        assert session.scalars(select(Initiative.name)).one() == {"en": "SCORE 2024", "es": "Score"}
    assert load(db, changed).updated == 0


def test_nothing_is_deleted(db: Database) -> None:
    load(db, EXAMPLE)
    smaller = """\
initiative: {slug: score-2024, name: SCORE 2024, languages: [en]}
questions: [{code: q1, text: {es: "¿Por qué?"}}]
sessions: [{code: july-20, title: {fa: جلسه}, languages: [fa], tables: 2}]
"""
    report = load(db, smaller)
    assert report.created == 0
    kept = dumped(db)
    assert kept.languages == ("en", "es", "hmn", "fa") and kept.name["es"] == "SCORE 2024"
    assert [question.code for question in kept.questions] == ["Q0", "Q1"]
    assert set(kept.questions[1].text) == {"en", "es"}
    session = kept.sessions[0]
    assert session.tables == 8 and session.title == {"en": "July 20", "fa": "جلسه"}
    assert session.languages == ("fa", "en", "es") and session.place == "Community center"


def test_the_state_counts_only_when_the_session_is_made(db: Database) -> None:
    load(db, EXAMPLE)
    with db.read() as session:
        hall = session.scalars(select(ListeningSession)).one()
    db.write(lambda session: listening.set_state(session, COMMAND, hall.id, SessionState.CLOSED))
    assert load(db, EXAMPLE).updated == 0
    assert dumped(db).sessions[0].state == "closed"


@pytest.mark.parametrize(("first", "then", "expected"), [
    ("2", "4", 4),
    ("[Blue, Red]", "2", ("Blue", "Red")),
    ("[Blue, Red]", "3", ("Blue", "Red", "1")),
    ("2", "[Blue, '2']", ("1", "2", "Blue")),
    ("[Blue]", "[BLUE, {label: Red, language: es}]", ("Blue", "Red")),
])  # fmt: skip
def test_tables_are_added_never_doubled(db: Database, first: str, then: str, expected: object) -> None:
    text = "initiative: {slug: score-2024, name: A, languages: [en]}\nsessions: [{code: s, title: S, tables: %s}]\n"
    load(db, text % first)
    with db.read() as session:
        codes = {place.label: place.code for place in session.scalars(select(Place))}
    load(db, text % then)
    found = dumped(db).sessions[0].tables
    assert (found if isinstance(found, int) else tuple(table.label for table in found or ())) == expected
    with db.read() as session:
        assert codes.items() <= {place.label: place.code for place in session.scalars(select(Place))}.items()
    assert load(db, text % then).created == 0


def test_the_language_of_a_table_that_exists_is_brought_in(db: Database) -> None:
    load(db, EXAMPLE)
    load(db, EXAMPLE.replace("tables: 8", "tables: [{label: '3', language: fa}]"))
    with db.read() as session:
        assert session.scalars(select(Place.language).where(Place.label == "3")).one() == "fa"
    assert count(db, Place) == 9


def test_new_questions_stand_where_the_file_has_them(db: Database) -> None:
    load(db, EXAMPLE)
    load(db, EXAMPLE.replace("  - {code: Q1", "  - {code: Qa, text: A}\n  - {code: Q1").replace(
        "sessions:", "  - {code: Qz, text: Z}\nsessions:"))  # fmt: skip
    assert [question.code for question in dumped(db).questions] == ["Q0", "Qa", "Q1", "Qz"]


def test_a_page_of_one_initiative_makes_no_other(db: Database) -> None:
    an_initiative(db, "mine")
    with pytest.raises(Invalid):
        load(db, EXAMPLE, into="mine")
    assert count(db, Initiative) == 1 and count(db, Question) == 0


def test_all_or_nothing(db: Database) -> None:
    """The file is sound, but with the tables that are there already it asks for too many."""
    load(db, EXAMPLE)
    labels = ", ".join(f"T{n}" for n in range(195))
    with pytest.raises(Invalid):
        load(db, EXAMPLE.replace("SCORE 2024", "Other").replace("tables: 8", f"tables: [{labels}]"))
    assert dumped(db).name == {"en": "SCORE 2024", "es": "SCORE 2024"} and count(db, Place) == 9


def test_the_example_of_the_documentation_loads(db: Database) -> None:
    load(db, EXAMPLE_FILE.read_text("utf-8"))
    found = dumped(db)
    assert {question.code: question.asked_in for question in found.questions} == {
        "Q0": ("cbo",), "Q1": None, "Q2": None, "Q3": None,
    }  # fmt: skip
    assert found.questions[1].text["en"] == "How did you come to live in Sacramento? Why Sacramento?"
    assert [session.code for session in found.sessions] == ["practice", "july-20", "july-25", "august-10"]
    assert found.sessions[0].practice and found.sessions[1].tables == 8
    assert load(db, EXAMPLE_FILE.read_text("utf-8")).updated == 0


def test_every_key_is_documented() -> None:
    text = (EXAMPLE_FILE.parent / "setup-file.md").read_text("utf-8")
    for key in (*FILE, *INITIATIVE, *QUESTION, *SESSION, *TABLE, *TERM):
        assert f"`{key}`" in text or f"{key}: " in text, key

"""Whichever way a search beside filters is looked up, it finds the same, in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from intake import indexing
from intake.models import Held, RenderingState, Statement, Status
from intake.queries import renderings, searching, statements
from intake.queries.renderings import Work
from intake.queries.searching import Way
from intake.queries.selecting import Selection, Wanted, select_statements
from intake.rules import FULL_GROUP
from tests import factories
from tests.statements.conftest import Hall, hall

__all__ = ["hall"]

FILTERS: dict[str, dict[str, object]] = {
    "none": {},
    "language": {"language": "es"},
    "language of a place": {"language": "es-MX"},
    "nobody's language": {"language": "e"},
    "a pattern": {"language": "%"},
    "question": {"questions": ("Q2",)},
    "session": {"sessions": ("july-20",)},
    "practice session": {"sessions": ("trial",), "practice": True},
    "session without a statement": {"sessions": ("silent",)},
    "tables": {"tables": ("1", FULL_GROUP)},
    "table and language": {"tables": ("1",), "language": "es"},
    "held": {"statuses": (Status.HELD,)},
    "held or active": {"statuses": (Status.HELD, Status.ACTIVE)},
    "withdrawn or hidden": {"statuses": (Status.WITHDRAWN, Status.HIDDEN)},
    "in conflict": {"conflicts": True},
    "waiting": {"waiting": True},
    "waiting in conflict": {"waiting": True, "conflicts": True},
    "doubtful": {"doubtful": True},
    "day": {"first_day": date(2024, 7, 21), "language": "es"},
    "everything": {"language": "en", "questions": ("Q1",), "sessions": ("july-20",), "tables": ("1",)},
}
ASKED = ("", "bus", "bu*", '"the bus"', "bus -late", "xe", "autobús", "-late", "!")
WORKS = (None, Work.OPEN, Work.DRAFT, Work.REVIEWED, Work.ALL)
#: Constants of `searching` that make even the few statements of a test take this way.
FORCED = {
    Way.WORDS: {"SAMPLE": 10_000, "FEW_POSTGRESQL": -1, "OFTEN": 2, "FEW": -1},
    Way.NUMBERS: {"SAMPLE": 1, "ENOUGH": 2, "FEW_SQLITE": -1, "FEW": -1},
    Way.EACH: {"SAMPLE": 1, "ENOUGH": 2, "FEW_SQLITE": 100, "FEW_POSTGRESQL": 100, "FEW": 100},
    Way.NEWEST: {"FEW_POSTGRESQL": -1, "SAMPLE_POSTGRESQL": 1, "OFTEN": 0, "FEW": -1},
}
#: Between the ids of two statements, so that they lie in several blocks of PostgreSQL's index.
APART = 900


@pytest.fixture
def filled(hall: Hall) -> Hall:
    """Statements with and without the words, of every kind that a filter knows; some twice, in two texts."""
    factories.a_session(hall.db, hall.initiative, "silent", tables=1)
    another = factories.an_initiative(hall.db, "another")
    elsewhere = factories.a_session(hall.db, another, "elsewhere", tables=1)
    asked = factories.a_question(hall.db, another, "Q1")
    places = [*hall.session.places[:3], hall.practice.places[1]]
    texts = ("the bus is late", "the bus", "late", "a buzzing bus, the bus", "el autobús")
    languages = ("en", "es", "es-MX", "est", "ES")
    for number, (text, language) in enumerate(product(texts, languages)):
        status = list(Status)[number % 4]
        said = hall.say(
            text,
            id=(number + 1) * APART,
            language=language,
            place=places[number % 4],
            question=hall.q2 if number % 3 else hall.q1,
            status=status,
            held=Held.LATE if status is Status.HELD else None,
            has_conflict=number % 5 == 0,
            suggested_language="vi" if number % 7 == 0 else None,
        )
        if number % 2:
            state = RenderingState.DRAFT if number % 4 == 1 else RenderingState.REVIEWED
            waits = {"status": Status.HELD, "held": Held.LATE} if number % 5 == 2 else {}
            two = number % 3 == 0
            factories.a_rendering(
                hall.db, said, "vi", "the bus, xe buýt", state=state, has_conflict=two, **waits
            )
        factories.a_statement(
            hall.db,
            elsewhere.places[1],
            another,
            asked,
            text,
            id=(number + 1) * APART + 1,
            language=language,
        )
    erased = hall.say("the bus, erased", language="es")
    indexing.catch_up(hall.db)
    hall.db.write(
        lambda session: session.execute(
            update(Statement).where(Statement.id == erased.id).values(erased_at=Statement.received_at)
        )
    )
    return hall


def selected(session: Session, hall: Hall, asked: str, wanted: dict[str, object]) -> Selection:
    return select_statements(session, hall.initiative.id, Wanted(words=asked, **wanted))  # type: ignore[arg-type]


def force(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in FORCED[way].items():
        monkeypatch.setattr(searching, name, value)


def answers(hall: Hall, taken: set[Way]) -> dict[tuple[object, ...], list[int]]:
    """Every question with every filter: the ids of all pages, read forth and back, and their number."""
    found: dict[tuple[object, ...], list[int]] = {}
    for asked, (name, wanted), work in product(ASKED, FILTERS.items(), WORKS):
        # Every filter without words, with one of the statements, and with one of their translations; the rest with few.
        if (asked, name) not in product(("", "bus", "xe"), FILTERS) and name not in (
            "none",
            "language",
            "tables",
        ):
            continue
        if work and (asked, name) not in product(("", "bus"), ("none", "language", "session")):
            continue
        with hall.db.read() as session:
            chosen = selected(session, hall, asked, wanted)
            if work:
                chosen = renderings.to_render(chosen, "vi", work)
            taken.add(chosen.way(session))
            ids = read(session, chosen)
            assert statements.count(session, chosen) == len(ids)
        found[asked, name, work] = ids
    return found


def read(session: Session, chosen: Selection) -> list[int]:
    """All pages, each of which leads back to the one before it."""
    page = statements.page(session, chosen, size=6)
    whole = statements.page(session, chosen, size=500)
    assert statements.count(session, chosen, beside=page) == statements.count(session, chosen, beside=whole)
    ids: list[int] = []
    while page.rows:
        here = [row.id for row in page.rows]
        ids += here
        older = statements.page(session, chosen, size=6, before=page.rows[-1].uid)
        if older.rows:
            back = statements.page(session, chosen, size=6, after=older.rows[0].uid)
            assert [row.id for row in back.rows] == here
        page = older
    assert ids == [row.id for row in whole.rows]
    return ids


def test_every_way_finds_the_same(filled: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    not_here = Way.NEWEST if filled.db.is_sqlite else Way.NUMBERS
    ways = [way for way in Way if way is not not_here]
    usual: dict[tuple[object, ...], list[int]] = {}
    for way in ways:
        taken: set[Way] = set()
        force(way, monkeypatch)
        found = answers(filled, taken)
        monkeypatch.undo()
        assert way in taken
        usual = usual or found
        wrong = {asked: (ids, usual[asked]) for asked, ids in found.items() if ids != usual[asked]}
        assert not wrong
    assert sum(map(bool, usual.values())) > len(usual) / 3, "most ask for something that is there"
    assert all(not ids for (asked, name, _work), ids in usual.items() if name == "nobody's language")


@pytest.fixture
def read_statements(filled: Hall) -> Iterator[list[str]]:
    """The SQL of what is read."""
    seen: list[str] = []

    def note(_connection, _cursor, sql, *_rest) -> None:  # type: ignore[no-untyped-def]
        seen.append(sql)

    event.listen(filled.db.reader, "before_cursor_execute", note)
    yield seen
    event.remove(filled.db.reader, "before_cursor_execute", note)


def test_which_way_is_taken(filled: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def way(asked: str, **wanted: object) -> Way:
        with filled.db.read() as session:
            return selected(session, filled, asked, wanted).way(session)

    for asked in ("", "-bus"):
        assert way(asked) is Way.WORDS and way(asked, sessions=("july-20",), waiting=True) is Way.WORDS
        assert way(asked, waiting=True) is Way.EACH and way(asked, conflicts=True) is Way.EACH
    monkeypatch.setattr(searching, "FEW", 3)
    assert way("", waiting=True) is Way.WORDS, "many wait"
    if not filled.db.is_sqlite:
        assert way("bus") is Way.WORDS, "no filter"
        assert way("bus", language="es") is Way.EACH
        monkeypatch.setattr(searching, "FEW_POSTGRESQL", 3)
        monkeypatch.setattr(searching, "SAMPLE_POSTGRESQL", 10)
        assert way("absent", language="es") is Way.WORDS and way("the", language="es") is Way.NEWEST
        assert way("bus", sessions=("july-20",)) is Way.WORDS, "between two of its statements"
        return
    monkeypatch.setattr(searching, "SAMPLE", 10)
    assert way("bus") is Way.WORDS, "no filter"
    assert way("buzzing", language="es") is Way.WORDS, "few have the word"
    assert way("bus", questions=("Q2",)) is Way.WORDS, "enough meet it"
    assert way("bus", language="so") is Way.EACH
    monkeypatch.setattr(searching, "ENOUGH", 2)
    monkeypatch.setattr(searching, "FEW_SQLITE", 3)
    assert way("bus", questions=("Q2",)) is Way.NUMBERS


def test_a_page_that_has_everything_is_not_counted_again(filled: Hall, read_statements: list[str]) -> None:
    with filled.db.read() as session:
        chosen = selected(session, filled, "buzzing", {})
        page = statements.page(session, chosen)
        read_statements.clear()
        assert statements.count(session, chosen, beside=page) == len(page.rows) > 0
        assert not read_statements
        first = statements.page(session, chosen, size=1)
        assert statements.count(session, chosen, beside=first) == len(page.rows)
        assert read_statements


def test_a_list_of_what_waits_begins_at_the_indexes_of_what_waits(filled: Hall) -> None:
    if not filled.db.is_sqlite:
        pytest.skip("PostgreSQL chooses by what it counted")
    for wanted, indexes in (
        ({"waiting": True}, {"ix_statement_session_id_status", "ix_rendering_held", "ix_confirmation_held"}),
        ({"conflicts": True}, {"ix_statement_has_conflict", "ix_rendering_has_conflict"}),
    ):
        with filled.db.read() as session:
            chosen = selected(session, filled, "", wanted)
            # With parameters, as it is asked: an index with a condition needs a literal.
            query: Any = chosen.ids(chosen.way(session), limit=51).compile(
                filled.db.reader, compile_kwargs={"render_postcompile": True}
            )
            given = tuple(query.params[name] for name in query.positiontup)
            seen = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", given)
            plan = [row.detail for row in seen]
        assert all(any(name in line for line in plan) for name in indexes), plan
        assert plan[0].startswith("SEARCH statement ") and plan[0].endswith("rowid=?)"), "one after the other"

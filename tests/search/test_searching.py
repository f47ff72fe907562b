"""The index answers the same questions with the same statements on both databases, and knows every change."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from intake import indexing
from intake.actions import indexing as actions
from intake.actions import review
from intake.actions.actor import COMMAND
from intake.db import Database
from intake.models import Kind, SearchPending, Statement
from intake.queries import exporting, searching, statements
from intake.queries.selecting import Selection, Wanted, select_statements
from intake.search import folding
from intake.search.asking import read
from intake.search.marking import matches
from tests import factories
from tests.search.corpus import QUESTIONS, RENDERINGS, STATEMENTS
from tests.statements.conftest import Hall, hall

__all__ = ["hall"]


def said(hall: Hall) -> dict[int, str]:
    """The corpus in the store and in the index: what each id is called."""
    names = {}
    for name, (language, words) in STATEMENTS.items():
        statement = hall.say(words, language=language)
        names[statement.id] = name
        for into, rendering in RENDERINGS.get(name, {}).items():
            factories.a_rendering(hall.db, statement, into, rendering)
    indexing.catch_up(hall.db)
    return names


def selected(db: Database, hall: Hall, asked: str, **wanted: object) -> Selection:
    with db.read() as session:
        return select_statements(session, hall.initiative.id, Wanted(words=asked, **wanted))  # type: ignore[arg-type]


def found(hall: Hall, asked: str, **wanted: object) -> list[int]:
    chosen = selected(hall.db, hall, asked, **wanted)
    with hall.db.read() as session:
        page = statements.page(session, chosen, size=100)
        assert statements.count(session, chosen) == len(page.rows)
    return [row.id for row in page.rows]


def texts(hall: Hall, asked: str) -> list[str]:
    with hall.db.read() as session:
        return [session.get_one(Statement, id).text for id in found(hall, asked)]


def test_questions_find_what_they_must(hall: Hall) -> None:
    names = said(hall)
    wrong = {}
    for asked, expected in QUESTIONS.items():
        answer = {names[id] for id in found(hall, asked)}
        by_hand = {
            name
            for name, (_language, text) in STATEMENTS.items()
            if read(asked) and matches([text, *RENDERINGS.get(name, {}).values()], read(asked))
        }
        if answer != by_hand or (expected is not None and answer != set(expected.split())):
            wrong[asked] = (answer, by_hand, expected)
    assert not wrong


def test_newest_first_in_pages_and_counted_up_to_a_limit(hall: Hall) -> None:
    ids = [hall.say(f"common word {n}").id for n in range(7)]
    hall.say("another")
    indexing.catch_up(hall.db)
    chosen = selected(hall.db, hall, "common")
    with hall.db.read() as session:
        first = statements.page(session, chosen, size=3)
        second = statements.page(session, chosen, size=3, before=first.rows[-1].uid)
        back = statements.page(session, chosen, size=3, after=second.rows[0].uid)
        assert statements.count(session, chosen, up_to=4) == 5
    assert [row.id for row in first.rows] == ids[:3:-1]
    assert [row.id for row in second.rows] == ids[3:0:-1]
    assert (first.has_newer, first.has_older, second.has_newer, second.has_older) == (False, True, True, True)
    assert [row.id for row in back.rows] == [row.id for row in first.rows]


def test_it_is_one_filter_beside_the_others(hall: Hall) -> None:
    hall.say("el bus", language="es", question=hall.q2)
    wanted = hall.say("the bus", question=hall.q2)
    hall.say("the bus", place=hall.practice.places[1], question=hall.q2)
    indexing.catch_up(hall.db)
    assert found(hall, "bus", language="en", questions=("Q2",)) == [wanted.id]
    assert len(found(hall, "bus")) == 2


def test_an_export_has_what_was_found(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PAGE", 2)
    names = said(hall)
    for asked in ("bus", "2024", "学校", "-bus"):
        chosen = selected(hall.db, hall, asked)
        with hall.db.read() as session:
            plan = exporting.plan(session, chosen, "secret")
        exported = [row[4] for row in exporting.rows(hall.db, plan)]
        assert exported == [STATEMENTS[names[id]][1] for id in reversed(found(hall, asked))]


def test_what_changed_is_found_as_it_is_now(hall: Hall) -> None:
    kept, gone = hall.say("first words"), hall.say("first and secret")
    unknown = hall.say("first unindexed")
    indexing.catch_up(hall.db)
    changes = review.Changes("other words", "en", Kind.QUOTE, 0, "Q1")
    for statement in (kept, unknown):
        hall.db.write(
            lambda session, statement=statement: review.correct(
                session, COMMAND, statement.id, 1, changes, "better"
            )
        )
    hall.db.write(lambda session: review.erase(session, COMMAND, gone.id, 1, "asked for"))
    assert gone.id not in found(hall, "secret"), "not even before the index knows"
    indexing.catch_up(hall.db)
    assert texts(hall, "first") == [] and texts(hall, "secret") == []
    assert texts(hall, "other") == ["other words", "other words"]
    with hall.db.read() as session:
        assert searching.waiting(session) == 0
    changes = review.Changes("secret again", "en", Kind.QUOTE, 0, "Q1")
    hall.db.write(lambda session: review.correct(session, COMMAND, gone.id, 2, changes, "with consent"))
    hall.db.write(lambda session: review.bring_back(session, COMMAND, gone.id, 3, "with consent"))
    indexing.catch_up(hall.db)
    assert texts(hall, "secret") == ["secret again"]
    if hall.db.is_sqlite:
        with hall.db.writer.connect() as connection, connection.begin():
            connection.execute(text("INSERT INTO search_words (search_words) VALUES ('integrity-check')"))


def test_a_batch_that_another_has_indexed_is_left(hall: Hall) -> None:
    hall.say("twice")
    hall.db.write(actions.start_over)
    with hall.db.read() as session:
        seen = actions.batch(session, 10)
    hall.db.write(lambda session: actions.index(session, 10, seen))
    with pytest.raises(actions.Overtaken):
        hall.db.write(lambda session: actions.index(session, 10, seen))
    assert len(found(hall, "twice")) == 1


def test_a_batch_is_indexed_whole_or_not_at_all(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        hall.say(f"whole {n}")
    hall.db.write(actions.start_over)
    usual = "_into_sqlite" if hall.db.is_sqlite else "_into_postgresql"
    into = getattr(actions, usual)

    def killed(session: object, documents: list[actions.Document]) -> None:
        into(session, documents)
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, usual, killed)
    with pytest.raises(KeyboardInterrupt):
        indexing.step(hall.db, 2)
    monkeypatch.undo()
    assert found(hall, "whole") == []
    indexing.catch_up(hall.db)
    assert len(found(hall, "whole")) == 5


def test_other_rules_begin_the_index_anew(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.say("Привет")
    indexing.catch_up(hall.db)
    with hall.db.read() as session:
        assert actions.is_current(session)
    monkeypatch.setattr(folding, "VERSION", "other rules")
    hall.say("Привет")
    assert indexing.step(hall.db, 1) == 1
    with hall.db.read() as session:
        assert session.query(SearchPending).count() == 2
    indexing.catch_up(hall.db)
    assert len(found(hall, "привет")) == 2

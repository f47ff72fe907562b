"""Terms: one row a concept, one source only once, found in a statement in every script."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from intake import rules
from intake.actions import glossary, initiatives
from intake.actions.actor import COMMAND
from intake.db import Database
from intake.errors import Conflict, Invalid
from intake.models import Entry, Initiative, Term
from intake.queries import glossary as queries
from intake.queries.glossary import TermRow
from intake.search.terms import found
from tests import factories
from tests.glossary.conftest import add, count_calls, stored


def by_source(terms: list[TermRow], source: str) -> TermRow:
    return next(term for term in terms if term.source.text == source)


def test_they_stand_in_the_order_of_their_source(
    db: Database, score: Initiative, terms: list[TermRow]
) -> None:
    assert [term.source.text for term in terms] == ["Measure U", "rent", "rent stabilization"]


@pytest.mark.parametrize("again", ["Rent", " rent ", "RENT", "rént"])
def test_a_source_is_there_once(db: Database, score: Initiative, terms: list[TermRow], again: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(db, score, en=again)
    assert refused.value.field == "texts-en"
    rent = by_source(terms, "rent")
    other = by_source(terms, "Measure U")
    with pytest.raises(Invalid):
        db.write(lambda session: glossary.change(session, COMMAND, other.id, texts={"en": again}))
    db.write(lambda session: glossary.change(session, COMMAND, rent.id, texts={"en": again}))
    assert len(stored(db, score)) == 3


def test_a_change_names_what_it_changes_and_notices_an_older_page(
    db: Database, score: Initiative, terms: list[TermRow]
) -> None:
    rent = by_source(terms, "rent")
    seen = glossary.mark_of(rent.texts, rent.note, rent.is_name)

    def change(**values: Any) -> None:
        db.write(lambda session: glossary.change(session, COMMAND, rent.id, **values))

    change(texts={"es": "la renta", "fa": "اجاره"}, seen=seen)
    assert by_source(stored(db, score), "rent").texts == {"en": "rent", "es": "la renta", "fa": "اجاره"}
    with pytest.raises(Conflict):
        change(texts={"es": "otra"}, seen=seen)
    change(texts={"es": ""}, note="")
    changed = by_source(stored(db, score), "rent")
    assert changed.texts == {"en": "rent", "fa": "اجاره"} and changed.note == ""


def test_what_changes_nothing_is_not_logged_and_no_word_of_it_ever(
    db: Database, score: Initiative, terms: list[TermRow]
) -> None:
    rent = by_source(terms, "rent")
    db.write(lambda session: glossary.change(session, COMMAND, rent.id, texts={"en": "rent "}))
    for _again in range(2):
        db.write(lambda session: glossary.remove(session, COMMAND, score.id, rent.id))
    with db.read() as session:
        entries = session.execute(select(Entry.verb, Entry.detail).where(Entry.subject == rent.uid)).all()
    assert [entry.verb for entry in entries] == ["term.added", "term.removed"]
    assert entries[0].detail == {"languages": ["en", "es"]}
    assert len(stored(db, score)) == 2


def test_another_initiatives_term_cannot_be_removed(
    db: Database, score: Initiative, terms: list[TermRow]
) -> None:
    parks = factories.an_initiative(db, "parks")
    db.write(lambda session: glossary.remove(session, COMMAND, parks.id, terms[0].id))
    assert len(stored(db, score)) == 3 and stored(db, parks) == []


def test_a_glossary_has_an_end(db: Database, score: Initiative, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_TERMS", 1)
    add(db, score, en="one")
    with pytest.raises(Invalid):
        add(db, score, en="two")


def test_a_copy_of_the_initiative_has_the_glossary(
    db: Database, score: Initiative, terms: list[TermRow]
) -> None:
    made = db.write(
        lambda session: initiatives.copy_as_template(
            session, COMMAND, score.id, slug="next", name={"en": "Next"}
        )
    )
    copied = stored(db, made)
    assert [(term.texts, term.note, term.is_name) for term in copied] == [
        (term.texts, term.note, term.is_name) for term in terms
    ]
    with db.read() as session:
        assert len(set(session.scalars(select(Term.uid)))) == 6


def test_a_language_is_read_as_its_readers_write_it(terms: list[TermRow]) -> None:
    rent, measure = by_source(terms, "rent"), by_source(terms, "Measure U")
    assert str(rent.written_in("es-MX")) == "alquiler" and rent.written_in("fr") is None
    assert rent.rendered_in("fr") is None
    assert str(measure.rendered_in("es")) == "Medida U"
    assert str(measure.rendered_in("fa")) == "Measure U", "a name stays as it is"


@pytest.mark.parametrize(
    ("said", "language", "expected"),
    [
        ("We want RENT STABILIZATION, and lower rent.", "en", ["rent stabilization", "rent"]),
        ("A rental is not meant.", "en", []),
        ("Queremos estabilización de alquileres", "es-MX", ["rent stabilization"]),
        ("Queremos estabilizacion  de\nALQUILERES.", "es", ["rent stabilization"]),
        ("تثبیت اجاره بها", "fa", []),
        ("ما تثبيت اجارهبها می‌خواهیم", "fa-AF", ["rent stabilization"]),
        ("rent", "es", []),
        ("Votamos la Measure U y no cambió nada", "es", ["Measure U"]),
    ],
)
def test_a_statement_has_terms_of_its_language_and_names_of_every(
    terms: list[TermRow], said: str, language: str, expected: list[str]
) -> None:
    here = queries.in_statement(terms, said, language)
    assert [term.source.text for term in here] == expected


@pytest.mark.parametrize(
    ("said", "wanted", "expected"),
    [
        ("我们要租金管制和房租", ["租金", "租金管制", "房"], ["租金管制", "房"]),
        ("U法案很好", ["U法案"], ["U法案"]),
        ("임대료 안정화가 필요합니다", ["임대료 안정화"], ["임대료 안정화"]),
        ("Yuav tsum tswj nqi xauj tsev", ["nqi xauj tsev", "tsev"], ["nqi xauj tsev"]),
        ("ਕਿਰਾਇਆ ਬਹੁਤ ਹੈ", ["ਕਿਰਾਇਆ"], ["ਕਿਰਾਇਆ"]),
        ("a b c", ["a b d", "a", "b c"], ["a", "b c"]),
        ("…", ["…", ""], []),
        ("", ["a"], []),
    ],
)
def test_the_longest_that_begins_at_a_place_counts(said: str, wanted: list[str], expected: list[str]) -> None:
    assert found(said, [(word, word) for word in wanted]) == expected


def test_a_long_text_and_a_hostile_glossary_cost_their_words_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = count_calls(monkeypatch, "_longest")
    hostile = [("a " * 50 + str(n), n) for n in range(500)]
    assert found("a " * 10_000, hostile) == []
    assert len(calls) == 10_000

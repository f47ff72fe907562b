"""Listening sessions, their tables, states and codes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from intake import codes
from intake.actions import listening
from intake.actions.actor import COMMAND
from intake.db import Database
from intake.errors import Conflict, Invalid, NotFound
from intake.models import Entry, Initiative, ListeningSession, Place, SessionState
from intake.queries import listening as queries
from tests import factories


@pytest.fixture
def score(db: Database) -> Initiative:
    return factories.an_initiative(db)


def create(db: Database, initiative: Initiative, **values: Any) -> ListeningSession:
    given = {
        "code": "july-20",
        "title": {"en": "July 20"},
        "type": "Community",
        "starts_at": factories.JULY_20,
        "time_zone": "America/Los_Angeles",
        "venue": "  Community   center ",
        "languages": ["en", "es"],
        "tables": 2,
    }
    return db.write(lambda s: listening.create(s, COMMAND, initiative.id, **(given | values)))


def places(db: Database, made: ListeningSession) -> list[queries.PlaceRow]:
    with db.read() as session:
        return queries.places_of(session, made.id)


def test_every_session_has_the_full_group_first_and_codes_for_each_place(
    db: Database, score: Initiative
) -> None:
    made = create(db, score)
    rows = places(db, made)
    assert [row.label for row in rows] == ["", "1", "2"]
    assert len({row.code for row in rows} | {row.short_code for row in rows}) == 6
    assert all(len(row.code) >= 22 for row in rows)
    assert all(len(row.short_code) == 8 and set(row.short_code) <= set(codes.ALPHABET) for row in rows)
    assert (made.type, made.venue) == ("community", "Community center")


def test_tables_can_have_names_and_languages(db: Database, score: Initiative) -> None:
    made = create(db, score, tables=[("Window", "es"), ("Stage", None)])
    assert [(row.label, row.language) for row in places(db, made)] == [
        ("", None),
        ("Window", "es"),
        ("Stage", None),
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "July 20"}, "code"),
        ({"title": {}}, "title"),
        ({"type": " "}, "type"),
        ({"languages": []}, "languages"),
        ({"tables": [("A", None), ("a", None)]}, "tables"),
        ({"tables": [("Full Group", None)]}, "tables"),
        ({"tables": 100_000_000}, "tables"),
        ({"time_zone": "PDT or so"}, "time_zone"),
    ],
)
def test_what_cannot_be_used_names_its_field(
    db: Database, score: Initiative, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        create(db, score, **values)
    assert caught.value.field == field


def test_a_code_is_taken_once_in_an_initiative(db: Database, score: Initiative) -> None:
    made = create(db, score)
    with pytest.raises(Invalid):
        create(db, score)
    create(db, factories.an_initiative(db, "other"))
    other = create(db, score, code="august-3")
    with pytest.raises(Invalid):
        db.write(lambda s: listening.update(s, COMMAND, other.id, code="july-20"))
    db.write(lambda s: listening.update(s, COMMAND, made.id, code="july-20", venue="Library"))
    with db.read() as session:
        found = queries.by_code(session, score.id, "july-20")
        assert found is not None
        assert (found.venue, found.title) == ("Library", {"en": "July 20"})


def test_a_save_from_an_older_page_is_a_conflict(db: Database, score: Initiative) -> None:
    made = create(db, score)
    with db.read() as session:
        row = queries.by_code(session, score.id, "july-20")
        assert row is not None
        seen = listening.mark_of(row)
    db.write(lambda s: listening.update(s, COMMAND, made.id, seen=seen, starts_at=None))
    with pytest.raises(Conflict):
        db.write(lambda s: listening.update(s, COMMAND, made.id, seen=seen, venue="Elsewhere"))


ALLOWED = {
    ("draft", "open"),
    ("open", "closed"),
    ("closed", "open"),
    ("closed", "archived"),
    ("archived", "closed"),
}


@pytest.mark.parametrize("state", list(SessionState))
@pytest.mark.parametrize("wanted", list(SessionState))
def test_states_follow_the_evening(
    db: Database, score: Initiative, state: SessionState, wanted: SessionState
) -> None:
    made = create(db, score, state=state)
    if state == wanted or (state.value, wanted.value) in ALLOWED:
        assert db.write(lambda s: listening.set_state(s, COMMAND, made.id, wanted)).state == wanted
    else:
        with pytest.raises(Conflict):
            db.write(lambda s: listening.set_state(s, COMMAND, made.id, wanted))
    with db.read() as session:
        changed = len(session.scalars(select(Entry.verb)).all()) - 1
    assert changed == int(state != wanted and (state.value, wanted.value) in ALLOWED)


def test_more_tables_continue_the_numbers(db: Database, score: Initiative) -> None:
    made = create(db, score, tables=[("1", None), ("Window", None), ("7", "es")])
    db.write(lambda s: listening.add_tables(s, COMMAND, made.id, 2))
    db.write(lambda s: listening.add_tables(s, COMMAND, made.id, [("Stage", "hmn")]))
    assert [row.label for row in places(db, made)] == ["", "1", "Window", "7", "8", "9", "Stage"]
    with pytest.raises(Invalid):
        db.write(lambda s: listening.add_tables(s, COMMAND, made.id, [("stage", None)]))


def test_a_table_is_renamed_but_never_to_anothers_label(db: Database, score: Initiative) -> None:
    _, one, two = places(db, create(db, score))
    db.write(lambda s: listening.rename_table(s, COMMAND, one.id, label="Window", language="es_MX"))
    with pytest.raises(Invalid):
        db.write(lambda s: listening.rename_table(s, COMMAND, two.id, label="window", language=None))
    with db.read() as session:
        stored = session.get_one(Place, one.id)
        assert (stored.label, stored.language, stored.code) == ("Window", "es-MX", one.code)


def test_only_a_table_that_nobody_used_can_go(db: Database, score: Initiative) -> None:
    made = create(db, score, tables=3)
    room, one, two, three = places(db, made)
    with db.read() as session:
        stored = {place.id: place for place in session.scalars(select(Place))}
    factories.a_device(db, stored[one.id])
    factories.a_statement(db, stored[two.id], score, factories.a_question(db, score), "Said.")
    for place in (one, two):
        with pytest.raises(Invalid):
            db.write(lambda s, place=place: listening.remove_table(s, COMMAND, place.id))  # type: ignore[misc]
    with pytest.raises(NotFound):
        db.write(lambda s: listening.remove_table(s, COMMAND, room.id))
    db.write(lambda s: listening.remove_table(s, COMMAND, three.id))
    assert [row.label for row in places(db, made)] == ["", "1", "2"]


def test_new_codes_replace_both(db: Database, score: Initiative) -> None:
    _, one, _ = places(db, create(db, score))
    place = db.write(lambda s: listening.rotate_code(s, COMMAND, one.id))
    assert place.code != one.code
    assert place.short_code != one.short_code


def test_the_list_is_paged_by_date(db: Database, score: Initiative) -> None:
    for day in (3, 1, 2):
        create(db, score, code=f"day-{day}", starts_at=factories.JULY_20.replace(day=day))
    with db.read() as session:
        first = queries.of_initiative(session, score.id, limit=2)
        rest = queries.of_initiative(session, score.id, limit=2, after=first[-1].code)
    assert [row.code for row in first] == ["day-3", "day-2"]
    assert [row.code for row in rest] == ["day-1"]


@pytest.mark.parametrize(
    "typed", ["k7mp-x2rd", " K7MP X2RD ", "Ｋ７ＭＰ－Ｘ２ＲＤ", "k۷mp–x۲rd", "K7MP\u200bX2RD"]
)
def test_a_short_code_is_read_however_it_is_typed(typed: str) -> None:
    assert codes.normalise_short_code(typed) == "K7MPX2RD"


def test_short_codes_have_no_letters_that_look_alike() -> None:
    assert len(codes.ALPHABET) == 31
    assert not set("01OIL") & set(codes.ALPHABET)
    assert codes.grouped("K7MPX2RD") == "K7MP-X2RD"

"""The list of sessions, a new one, changing one, and its tables."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from intake.db import Database
from intake.models import Initiative, ListeningSession, Place
from intake.queries import listening as queries
from tests import factories
from tests.organize.conftest import counted
from tests.pages import CheckingClient

LIST = "/initiatives/score-2024/sessions"
NEW: dict[str, Any] = {
    "title-en": "July 20",
    "day": "2024-07-20",
    "at": "10:00",
    "time_zone": "America/Los_Angeles",
    "venue": "Community center",
    "type": "community",
    "languages": ["en", "es"],
    "tables": "3",
}


def found(db: Database, score: Initiative, code: str = "july-20") -> queries.SessionRow:
    with db.read() as session:
        row = queries.by_code(session, score.id, code)
    assert row is not None
    return row


def labels(db: Database, score: Initiative, code: str = "july-20") -> list[tuple[str, str | None]]:
    with db.read() as session:
        places = queries.places_of(session, found(db, score, code).id)
    return [(place.label, place.language) for place in places]


def test_a_session_begins_at_the_hour_of_its_own_place(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    answer = organizer.submit(f"{LIST}/new", NEW)
    assert answer.location == f"{LIST}/july-20"
    row = found(db, score)
    assert row.starts_at == datetime(2024, 7, 20, 17, 0, tzinfo=UTC)
    assert (row.type, row.languages, row.state.value) == ("community", ["en", "es"], "draft")
    assert labels(db, score) == [("", None), ("1", None), ("2", None), ("3", None)]
    assert 'value="10:00"' in organizer.get(f"{LIST}/july-20/edit").text


def test_tables_are_named_one_on_each_line_with_their_language(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    named = {"labels": "Window | es\n\n Stage |  Hmong\nDoor\n", "other_type": "Youth"}
    assert organizer.submit(f"{LIST}/new", NEW | named).status_code == 303
    assert labels(db, score) == [("", None), ("Window", "es"), ("Stage", "hmn"), ("Door", None)]
    assert found(db, score).type == "youth"


def test_everything_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(
    organizer: CheckingClient, db: Database
) -> None:
    wrong = {
        "title-en": "",
        "title-fa": "بیستم",
        "at": "",
        "labels": "Window | klingonese",
        "code": "July 20",
    }
    answer = organizer.submit(f"{LIST}/new", NEW | wrong)
    assert answer.status_code == 400
    for field in ("at", "labels", "code"):
        assert f'id="{field}-error"' in answer.text
    assert 'id="title-en-error"' in answer.text
    assert "بیستم" in answer.text
    assert "Window | klingonese" in answer.text
    with db.read() as session:
        assert not session.scalars(select(ListeningSession.id)).all()


def test_a_label_twice_is_said_at_the_labels(organizer: CheckingClient) -> None:
    answer = organizer.submit(f"{LIST}/new", NEW | {"labels": "A\na"})
    assert answer.status_code == 400
    assert 'id="labels-error"' in answer.text


def test_the_second_of_two_editors_sees_both_texts(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    organizer.submit(f"{LIST}/new", NEW)
    address = f"{LIST}/july-20/edit"
    match = re.search(r'name="seen" type="hidden" value="([^"]+)"', organizer.get(address).text)
    assert match
    form = NEW | {"seen": match[1], "code": "july-20"}
    organizer.submit(address, form | {"venue": "The library", "at": "11:30"})
    answer = organizer.submit(address, form | {"venue": "The church"})
    assert answer.status_code == 409
    assert "The library" in answer.text
    assert "11:30" in answer.text
    assert 'value="The church"' in answer.text
    assert found(db, score).venue == "The library"


def test_the_list_is_paged_and_its_reads_do_not_grow(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    factories.a_session(db, score, "day-0")
    with counted(db) as few:
        organizer.get(LIST)
    for number in range(1, 31):
        day = factories.JULY_20.replace(day=number)
        factories.a_session(db, score, f"day-{number}", starts_at=day, title={"en": f"Day {number:02}"})
    with counted(db) as many:
        page = organizer.get(LIST).text
    assert len(many) == len(few)
    assert "Day 30" in page
    assert "Day 01" not in page
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older
    assert "Day 01" in organizer.get(older[1]).text


def test_tables_are_added_renamed_and_removed(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    made = factories.a_session(db, score)
    tables = f"{LIST}/july-20/tables"
    organizer.submit(tables, {"tables": "1"})
    organizer.submit(tables, {"labels": "Window | fa"})
    assert labels(db, score) == [("", None), ("1", None), ("2", None), ("3", None), ("Window", "fa")]
    one, two = made.places[1], made.places[2]
    organizer.submit(f"{tables}/{one.uid}", {"label": "Door", "language": "es"})
    taken = organizer.submit(f"{tables}/{two.uid}", {"label": "door", "language": ""})
    assert taken.status_code == 400
    assert "Two tables have the same label." in taken.text
    factories.a_device(db, one)
    organizer.submit(f"{tables}/{one.uid}/remove", page=tables)
    organizer.submit(f"{tables}/{two.uid}/remove", page=tables)
    assert labels(db, score) == [("", None), ("Door", "es"), ("3", None), ("Window", "fa")]
    assert organizer.get(f"{tables}/{made.places[0].uid}").status_code == 404, "the full group has no label"


def test_another_sessions_table_does_not_exist_here(
    organizer: CheckingClient, db: Database, score: Initiative
) -> None:
    factories.a_session(db, score)
    there = factories.a_session(db, factories.an_initiative(db, "other"), "there").places[1]
    assert organizer.get(f"{LIST}/july-20/tables/{there.uid}").status_code == 404
    assert organizer.get(f"{LIST}/there").status_code == 404


def test_new_codes_end_the_old_ones(organizer: CheckingClient, db: Database, score: Initiative) -> None:
    place = factories.a_session(db, score).places[1]
    page = f"{LIST}/july-20"
    assert place.code in organizer.get(page).text
    organizer.submit(f"{page}/places/{place.uid}/codes", page=page)
    assert place.code not in organizer.get(page).text
    with db.read() as session:
        assert session.get_one(Place, place.id).short_code != place.short_code

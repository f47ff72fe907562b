"""`intake session` and `intake join-code`."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from intake.db import Database
from intake.models import ListeningSession, Place, SessionState
from tests.cli.conftest import Run
from tests.factories import a_session, an_initiative
from tests.pages import CheckingClient


@pytest.fixture(autouse=True)
def hall(db: Database) -> ListeningSession:
    made = a_session(db, an_initiative(db))
    for place in made.places:
        place.language = "fa" if place.label == "2" else None
        db.write(lambda session, place=place: session.merge(place))
    return made


def state(db: Database) -> SessionState:
    with db.read() as session:
        return session.scalars(select(ListeningSession.state)).one()


def test_close_and_open(run: Run, db: Database) -> None:
    assert run("session", "close", "score-2024", "july-20") == (0, "july-20: closed\n", "")
    assert state(db) is SessionState.CLOSED
    assert run("session", "close", "score-2024", "july-20") == (0, "july-20: closed\n", "")
    assert run("session", "open", "score-2024", "july-20") == (0, "july-20: open\n", "")
    assert state(db) is SessionState.OPEN


@pytest.mark.parametrize(("was", "command", "words"), [
    (SessionState.DRAFT, "close", "july-20 is draft"),
    (SessionState.ARCHIVED, "open", "july-20 is archived"),
])  # fmt: skip
def test_what_a_session_cannot_become(
    run: Run, db: Database, hall: ListeningSession, was: SessionState, command: str, words: str
) -> None:
    hall.state = was
    db.write(lambda session: session.merge(hall))
    status, out, err = run("session", command, "score-2024", "july-20")
    assert (status, out) == (1, "") and words in err
    assert state(db) is was


def test_the_code_of_a_table_as_json_and_nothing_else(
    run: Run, db: Database, hall: ListeningSession, client: CheckingClient
) -> None:
    table = next(place for place in hall.places if place.label == "2")
    status, out, err = run("join-code", "score-2024", "july-20", "--table", "2", "--json")
    assert (status, err) == (0, "")
    answer = json.loads(out)
    assert answer == {
        "code": table.code,
        "short_code": table.short_code,
        "link": f"http://127.0.0.1:8000/join/{table.code}",
        "place": "2",
        "session": "july-20",
    }
    assert list(answer) == ["code", "short_code", "link", "place", "session"]
    assert client.get(answer["link"].removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_without_a_table_it_is_the_full_group(run: Run, hall: ListeningSession) -> None:
    answer = json.loads(run("join-code", "score-2024", "july-20", "--json")[1])
    assert (answer["place"], answer["code"]) == ("full group", hall.places[0].code)
    assert (
        json.loads(run("join-code", "score-2024", "july-20", "--table", "Full Group", "--json")[1]) == answer
    )


def test_for_people_the_short_code_is_grouped(run: Run, hall: ListeningSession) -> None:
    code = hall.places[0].short_code
    out = run("join-code", "score-2024", "july-20")[1]
    assert f"{code[:4]}-{code[4:]}" in out and hall.places[0].code in out


@pytest.mark.parametrize(("arguments", "words"), [
    (["session", "open", "nobody", "july-20"], "there is no initiative called 'nobody'"),
    (["session", "open", "score-2024", "july"], "it has july-20"),
    (["join-code", "score-2024", "july-20", "--table", "9"], "it has 1, 2"),
])  # fmt: skip
def test_names_that_do_not_exist(run: Run, arguments: list[str], words: str) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (1, "") and words in err and len(err.splitlines()) == 1


def test_codes_stay_what_they_are(run: Run, db: Database) -> None:
    with db.read() as session:
        before = session.scalars(select(Place.code).order_by(Place.id)).all()
    run("join-code", "score-2024", "july-20")
    with db.read() as session:
        assert session.scalars(select(Place.code).order_by(Place.id)).all() == before

"""What somebody translated at a desk and saved to a file: stored once, under their name, if their browser wrote it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from intake.db import now
from intake.models import Entry, Person, Rendering, RenderingRevision, Role
from intake.queries import store
from intake.tablet_files import proof
from tests import factories
from tests.interpret.desks import JSON, Desk
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, SignIn, hall, organizer, sign_in
from tests.tablet_files import files
from tests.tablet_files.test_page import bring, figures, known, sealed

__all__ = ["SignIn", "hall", "organizer", "sign_in"]
OWN = "/initiatives/score-2024/translate/file"


@pytest.fixture
def ana(app: Flask, hall: Hall) -> Desk:
    return Desk(app, hall.db, hall.initiative, "ana", Role.INTERPRETER)


def account(desk: Desk, **values: Any) -> dict[str, Any]:
    """Ana's browser, as her page keeps it."""
    given = desk.get("desk/key")
    return {"device": desk.writer, "store": given["store"], "sequence": 2, "token": given["proof"]} | values


def made(desk: Desk, hall: Hall, known: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
    """A file with one that waits and one that is half-written."""
    first, second = (str(hall.say(text).uid) for text in ("one", "two"))
    waits = files.rendering(desk.writer, 1, first, "uno", how="afterwards", **values)
    half = files.rendering(desk.writer, 2, second, "do", how="afterwards")
    draft = {"device": desk.writer, "sheet": None, "aside": None}
    return files.content([known or account(desk)], [waits], [files.beside(draft, half)])


def stored(hall: Hall) -> list[Any]:
    with hall.db.read() as session:
        query = select(Rendering.text, Rendering.status, Rendering.made_by_person_id).order_by(Rendering.id)
        return [(text, status.value, who) for text, status, who in session.execute(query)]


def test_ones_own_part_comes_in_once_under_ones_name(hall: Hall, ana: Desk) -> None:
    data = sealed(hall, made(ana, hall))
    assert figures(bring(ana.client, data, OWN).text) == [[1, 0, 0, 1, 0]]
    for _ in range(2):
        assert figures(bring(ana.client, data, OWN).text) == [[0, 1, 0, 1, 0]]
    assert stored(hall) == [("uno", "active", ana.person.id), ("do", "held", ana.person.id)]


def test_an_organizer_loads_it_under_the_name_of_who_made_it_and_the_log_says_who_loaded(
    hall: Hall, ana: Desk, organizer: CheckingClient
) -> None:
    content = made(ana, hall)
    page = bring(organizer, sealed(hall, content)).text
    assert figures(page) == [[1, 0, 0, 1, 0]] and "ana@example.org" in page
    assert stored(hall) == [("uno", "active", ana.person.id), ("do", "held", ana.person.id)]
    with hall.db.read() as session:
        entries = list(session.scalars(select(Entry).where(Entry.person_id.is_not(None))))
    mine = [(one.verb, one.person_id == ana.person.id) for one in entries]
    assert ("rendering.saved", False) in mine and ("tablet_file.loaded", False) in mine
    assert "uno" not in str([one.detail for one in entries])
    # The browser, back at the network, sends the same.
    assert ana.send(content["saves"][0]["statement"]) == [("unchanged", None)]


@pytest.mark.parametrize("wrong", ["none", "anothers", "initiative", "role"])
def test_nothing_is_stored_under_a_name_without_a_proof_of_it(
    app: Flask, hall: Hall, ana: Desk, organizer: CheckingClient, wrong: str
) -> None:
    other = Desk(app, hall.db, hall.initiative, "vi", Role.VIEWER)
    with hall.db.read() as session:
        key = store.file_key(session)
    writer = {
        "initiative": f"account:{ana.person.uid}:other",
        "role": other.writer,
    }.get(wrong, ana.writer)
    token = {"none": None, "anothers": proof(key, other.writer)}.get(wrong, proof(key, writer))
    content = made(ana, hall, account(ana, token=token))
    for part in (*content["devices"], *content["saves"], *content["drafts"]):
        part["device"] = writer
    data = sealed(hall, files.content(content["devices"], content["saves"], content["drafts"]))
    page = bring(organizer, data).text
    assert "Nothing in this file is of this initiative" in page and "uno" not in page
    assert stored(hall) == []


def test_nothing_comes_in_under_the_name_of_somebody_whose_account_is_disabled(
    hall: Hall, ana: Desk, organizer: CheckingClient
) -> None:
    data = sealed(hall, made(ana, hall))
    of_ana = update(Person).where(Person.id == ana.person.id)
    hall.db.write(lambda session: session.execute(of_ana.values(disabled_at=now())))
    assert "Nothing in this file is of this initiative" in bring(organizer, data).text
    assert stored(hall) == []
    hall.db.write(lambda session: session.execute(of_ana.values(disabled_at=None)))
    assert figures(bring(organizer, data).text) == [[1, 0, 0, 1, 0]]


HALF = "\ud83d"


@pytest.mark.parametrize("place", ["writer", "proof", "how", "state"])
def test_half_a_letter_where_no_words_stand_holds_up_nobodys_part(
    hall: Hall, ana: Desk, organizer: CheckingClient, place: str
) -> None:
    content = made(ana, hall)
    if place == "writer":
        for part in (*content["devices"], *content["saves"], *content["drafts"]):
            part["device"] += HALF
    elif place == "proof":
        content["devices"][0]["token"] = HALF
    else:
        content["saves"][0]["statement"][place] = HALF
    said = files.save(hall.device.uid, 1, "said")
    parts = files.content([known(hall), *content["devices"]], [said, *content["saves"]], content["drafts"])
    answer = bring(organizer, sealed(hall, parts))
    assert answer.status_code == 200
    assert figures(answer.text)[0] == [1, 0, 0, 0, 0]
    # Whose part it is can be told of the latter two: the rest of it comes in, and its words are told.
    assert figures(answer.text)[1:] == ([[0, 0, 0, 1, 1]] if place in ("how", "state") else [])


def test_half_a_letter_for_a_tablets_token_is_no_token(app: Flask, hall: Hall) -> None:
    device, token = factories.a_device(hall.db, hall.session.places[1])
    mine = files.device(hall.db, device, hall.session.places[1], token)
    data = sealed(
        hall, files.content([known(hall, token=HALF), mine], [files.save(device.uid, 1, "said")], [])
    )
    answer = app.test_client().post(
        "/api/v1/files", data=data, headers=JSON | {"Authorization": f"Bearer {token}"}
    )
    assert [one["known"] for one in answer.json["results"]] == [False, True]


def test_nobody_loads_anothers_part_or_a_tablets_on_the_page_of_their_own(
    app: Flask, hall: Hall, ana: Desk
) -> None:
    bo = Desk(app, hall.db, hall.initiative, "bo", Role.INTERPRETER)
    inside = made(ana, hall)
    both = [known(hall), *inside["devices"]]
    said = files.save(hall.device.uid, 1, "CANARY")
    data = sealed(hall, files.content(both, [said, *inside["saves"]], inside["drafts"]))
    page = bring(bo.client, data, OWN).text
    assert "Nothing in this file" in page and "uno" not in page and "CANARY" not in page
    assert stored(hall) == []
    page = bring(ana.client, data, OWN).text
    assert figures(page) == [[1, 0, 0, 1, 0]] and "belongs elsewhere" in page and "CANARY" not in page


def test_a_tablet_hands_on_its_own_part_and_says_that_there_is_more(
    app: Flask, hall: Hall, ana: Desk
) -> None:
    device, token = factories.a_device(hall.db, hall.session.places[1])
    mine = files.device(hall.db, device, hall.session.places[1], token)
    inside = made(ana, hall)
    said = files.save(device.uid, 1, "said")
    data = sealed(hall, files.content([mine, *inside["devices"]], [said, *inside["saves"]], inside["drafts"]))
    answer = app.test_client().post(
        "/api/v1/files", data=data, headers=JSON | {"Authorization": f"Bearer {token}"}
    )
    results = answer.json["results"]
    assert [(one["device"], one["known"]) for one in results] == [
        (str(device.uid), True),
        (str(ana.person.uid), False),
    ]
    assert stored(hall) == []


def test_what_somebody_else_made_meanwhile_stays_beside_it(hall: Hall, ana: Desk, app: Flask) -> None:
    bo = Desk(app, hall.db, hall.initiative, "bo", Role.INTERPRETER)
    content = made(ana, hall)
    given = content["saves"][0]["statement"]
    again = {"id": str(hall.session.uid), "text": "otro", "how": "afterwards"}
    assert bo.send(given | again) == [("stored", None)]
    assert figures(bring(ana.client, sealed(hall, content), OWN).text) == [[0, 0, 1, 1, 0]]
    assert stored(hall)[0] == ("otro", "active", bo.person.id)
    with hall.db.read() as session:
        assert session.scalars(select(RenderingRevision.text)).all() == ["uno"]

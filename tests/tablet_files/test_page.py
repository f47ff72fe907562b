"""An organizer loads a tablet's file on the page."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from intake.db import Database
from intake.models import Device, Entry, Held, Role, SessionState, Statement, Status
from intake.queries import store
from intake.settings import Settings
from intake.tablet_files.sealing import new_keys
from tests import factories
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, SignIn, hall, organizer, sign_in
from tests.tablet_files import files

__all__ = ["hall", "organizer", "sign_in"]
PATH = "/initiatives/score-2024/tablet-file"


def bring(client: CheckingClient, data: bytes, path: str = PATH) -> TestResponse:
    form = {"file": (BytesIO(data), "intake.json")}
    return client.submit(path, form, content_type="multipart/form-data")


def figures(page: str) -> list[list[int]]:
    """Of each device: new, here already, held, drafts, not taken."""
    groups = re.findall(r'<dl class="figures">(.*?)</dl>', page)
    return [[int(number) for number in re.findall(r"<dd>(\d+)</dd>", group)] for group in groups]


def known(hall: Hall, **values: Any) -> dict[str, Any]:
    return files.device(hall.db, hall.device, hall.session.places[1]) | values


def sealed(hall: Hall, content: dict[str, Any]) -> bytes:
    with hall.db.read() as session:
        return files.written(files.sealed(content, store.store(session)))


def statements(hall: Hall) -> list[Statement]:
    with hall.db.read() as session:
        return list(session.scalars(select(Statement).order_by(Statement.id)))


def test_a_tablets_file_comes_in_and_is_known_the_next_time(hall: Hall, organizer: CheckingClient) -> None:
    uid = hall.device.uid
    saves = [files.save(uid, 1, "first"), files.save(uid, 2, "second")]
    data = sealed(hall, files.content([known(hall)], saves, [files.draft(uid, "unfinished")]))
    page = bring(organizer, data).text
    assert figures(page) == [[2, 0, 0, 1, 0]]
    assert "Table 1" in page and "July 20" in page
    for _ in range(2):
        assert figures(bring(organizer, data).text) == [[0, 2, 0, 1, 0]]
    assert [row.text for row in statements(hall)] == ["first", "second", "unfinished"]
    draft = statements(hall)[2]
    assert (draft.status, draft.held) == (Status.HELD, Held.DRAFT)
    shown = organizer.get(hall.path(draft)).text
    assert "still being written" in shown
    with hall.db.read() as session:
        entries = list(session.scalars(select(Entry).where(Entry.verb == "tablet_file.loaded")))
    assert [(entry.subject, entry.person_id is not None) for entry in entries] == [(uid, True)] * 3
    assert "unfinished" not in str([entry.detail for entry in entries])


def test_a_plain_file_is_taken_here(hall: Hall, organizer: CheckingClient) -> None:
    content = files.content([known(hall)], [files.save(hall.device.uid, 1, "said")], [])
    assert figures(bring(organizer, files.written(content, 1)).text) == [[1, 0, 0, 0, 0]]


def test_what_is_not_taken_is_shown_with_its_reason(hall: Hall, organizer: CheckingClient) -> None:
    saves = [files.save(hall.device.uid, 1, "of <no> \x00question", question="Q9")]
    page = bring(organizer, sealed(hall, files.content([known(hall)], saves, []))).text
    assert figures(page) == [[0, 0, 0, 0, 1]]
    assert "of &lt;no&gt; \ufffdquestion" in page and "cannot be stored" in page
    assert statements(hall) == []


def test_late_ones_are_held_as_they_would_be_on_delivery(hall: Hall, organizer: CheckingClient) -> None:
    def close(session: Any) -> None:
        session.get(type(hall.session), hall.session.id).state = SessionState.CLOSED

    hall.db.write(close)
    content = files.content([known(hall)], [files.save(hall.device.uid, 1)], [])
    page = bring(organizer, sealed(hall, content)).text
    assert figures(page) == [[0, 0, 1, 0, 0]]
    assert "status=held" in page
    assert statements(hall)[0].held is Held.LATE


def test_a_tablet_that_a_restore_lost_is_made_again_without_its_token(
    hall: Hall, organizer: CheckingClient
) -> None:
    lost = uuid4()
    content = files.content([known(hall, device=str(lost), token="T")], [files.save(lost, 1, "said")], [])
    for counts in ([1, 0, 0, 0, 0], [0, 1, 0, 0, 0]):
        assert figures(bring(organizer, sealed(hall, content)).text) == [counts]
    with hall.db.read() as session:
        [device] = session.scalars(select(Device).where(Device.uid == lost))
    assert (device.place_id, device.token_digest) == (hall.session.places[1].id, None)
    assert (device.chain_id, device.admitted_at is not None) == (device.id, True)
    assert statements(hall)[0].status is Status.ACTIVE


def test_what_belongs_elsewhere_is_neither_loaded_nor_shown(
    hall: Hall, organizer: CheckingClient, db: Database
) -> None:
    other = factories.an_initiative(db, "other")
    factories.a_question(db, other)
    place = factories.a_session(db, other, "secret-session").places[1]
    theirs, _token = factories.a_device(db, place, name="THEIRS")
    strangers = [
        files.device(db, theirs, place),
        files.device(db, theirs, place) | {"device": str(uuid4())},
        known(hall, device=str(uuid4()), session=str(uuid4())),
        known(hall, device=str(uuid4()), place=str(place.uid)),
        known(hall, store=str(uuid4())),
    ]
    pages = []
    for stranger in strangers:
        saves = [
            files.save(stranger["device"], 1, "CANARY"),
            files.save(stranger["device"], 2, question="Q9"),
        ]
        mine = files.save(hall.device.uid, 1)
        if stranger["device"] == str(hall.device.uid):
            mine = files.save(uuid4(), 1)
        page = bring(organizer, sealed(hall, files.content([stranger], [*saves, mine], []))).text
        assert "CANARY" not in page and "THEIRS" not in page and "secret-session" not in page
        pages.append("elsewhere" in page or "Nothing in this file" in page)
    assert pages == [True] * 5
    assert {(row.device_id, row.text == "CANARY") for row in statements(hall)} == {(hall.device.id, False)}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("cut", "damaged"),
        ("key", "damaged"),
        ("store", "another server"),
        ("stores", "another server"),
        ("csv", "not a file"),
    ],
)
def test_a_file_that_is_not_taken_says_why_beside_the_field(
    hall: Hall, organizer: CheckingClient, wrong: str, said: str
) -> None:
    content = files.content([known(hall)], [files.save(hall.device.uid, 1)], [])
    elsewhere = files.content([known(hall, store=str(uuid4()))], [], [])
    data = {
        "cut": sealed(hall, content)[:-20],
        "key": files.written(files.sealed(content, store_of(hall, file_public_key=new_keys()[1]))),
        "store": files.written(files.sealed(content, store_of(hall, uid=uuid4()))),
        "stores": files.written(elsewhere),
        "csv": b"Session,Question,Statement\n",
    }[wrong]
    answer = bring(organizer, data)
    assert answer.status_code == 400
    assert said in answer.text.split('id="file-error"')[1][:400]
    assert statements(hall) == []


def store_of(hall: Hall, **values: Any) -> store.StoreRow:
    with hall.db.read() as session:
        here = store.store(session)
    return store.StoreRow(**{"uid": here.uid, "epoch": 1, "file_public_key": here.file_public_key} | values)


def test_a_file_that_is_too_large_and_none_at_all(
    app: Flask, hall: Hall, organizer: CheckingClient, settings: Settings
) -> None:
    assert "Choose a file first." in organizer.submit(PATH, {}).text
    app.extensions["intake.settings"] = replace(settings, max_file_bytes=1000)
    app.config["MAX_CONTENT_LENGTH"] = 3000
    for size in (1001, 3001):
        answer = bring(organizer, b" " * size)
        assert answer.status_code == 413 and "too large" in answer.text.split('id="file-error"')[1][:400]


def test_only_who_may_correct_finds_and_opens_it(hall: Hall, sign_in: SignIn) -> None:
    for role in Role:
        client = sign_in(role)
        may = role is Role.ORGANIZER
        assert client.get(PATH).status_code == (200 if may else 403)
        for page in ("/initiatives/score-2024/sessions", "/initiatives/score-2024/sessions/july-20"):
            assert (PATH in client.get(page).text) == may, (role, page)


def test_another_sites_page_cannot_load_one(hall: Hall, organizer: CheckingClient, app: Flask) -> None:
    data = sealed(hall, files.content([known(hall)], [files.save(hall.device.uid, 1)], []))
    answer = organizer.post(PATH, data={"file": (BytesIO(data), "x")}, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert statements(hall) == []

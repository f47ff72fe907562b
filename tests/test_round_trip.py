"""Real text in eighteen languages on its whole way: typed, edited, found, exported, imported elsewhere, byte for byte."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from io import BytesIO, StringIO
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from intake import indexing
from intake.languages import direction
from intake.models import Initiative, Role, Source, Statement
from intake.search.asking import read
from intake.search.marking import matches
from intake.web.gate import DEVICE_COOKIE
from tests import factories
from tests.declaration import FILES, middle_word, nfc, passage
from tests.halls import Hall, hall, make_hall
from tests.imports_web.conftest import where
from tests.imports_web.test_imports import choices
from tests.notes.forms import press, sheet
from tests.pages import CheckingClient

__all__ = ["hall", "make_hall"]
SLUG = "score-july-20"
LIST = f"/initiatives/{SLUG}/statements"


class Room:
    """A hall in which all of it is said, and what must be stored then: (language, text) of each statement."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.said: dict[UUID, tuple[str, str]] = {}
        self.organizer = self.browser(hall.initiative)

    def browser(self, initiative: Initiative) -> CheckingClient:
        """That of an organizer."""
        client = self.client()
        person = factories.a_member(self.hall.db, initiative, Role.ORGANIZER)
        factories.signed_in(client, self.hall.db, person)
        return client

    def client(self) -> CheckingClient:
        client = self.hall.app.test_client()
        assert isinstance(client, CheckingClient)
        return client

    def stored(self, initiative: Initiative | None = None) -> list[Statement]:
        own = (initiative or self.hall.initiative).id
        with self.hall.db.read() as session:
            return list(session.scalars(select(Statement).where(Statement.initiative_id == own)))


@pytest.fixture
def room(hall: Hall) -> Room:
    room = Room(hall)
    _device, token = factories.a_device(hall.db, hall.session.places[1])
    tablet = room.client()
    tablet.set_cookie(DEVICE_COOKIE, token)
    for number, tag in enumerate(FILES):
        with_form(room, tablet, tag)
        with_api(room, token, tag, number)
    indexing.catch_up(hall.db)
    return room


def with_form(room: Room, tablet: CheckingClient, tag: str) -> None:
    """Written on the plain form, and changed there."""
    begun, whole = passage(tag, 4, 2), passage(tag, 4)
    answer = press(tablet, tablet.get("/notes/"), text=begun, language="other", tag=tag)
    assert answer.status_code == 303
    (uid,) = {row.uid for row in room.stored()} - set(room.said)
    page = press(tablet, tablet.get("/notes/"), "edit", str(uid))
    assert sheet(page)["text"] == nfc(begun), f"{tag}: it comes back into the field as it was"
    assert press(tablet, page, text=whole.replace("\n", "\r\n")).status_code == 303
    room.said[uid] = (tag, nfc(whole))


def with_api(room: Room, token: str, tag: str, number: int) -> None:
    """Sent by a client whose keyboard takes letters apart, and changed by it."""
    uid, whole = uuid4(), passage(tag, 24)
    for revision, text in ((1, passage(tag, 24, 1)), (2, whole)):
        sequence = 1000 + 2 * number + revision
        one = {
            "id": str(uid), "revision": revision, "sequence": sequence, "question": "Q2", "kind": "quote",
            "text": unicodedata.normalize("NFD", text), "language": tag, "agreed": 3,
            "captured_at": "2024-07-20T18:03:11-07:00", "withdrawn": False,
        }  # fmt: skip
        answer = room.client().put(
            "/api/v1/statements",
            json={"schema": 1, "nonce": "n", "statements": [one]},
            headers={"Authorization": f"Bearer {token}"},
        )
        assert [result["status"] for result in answer.json["results"]] == ["stored"], (tag, answer.json)
    room.said[uid] = (tag, nfc(whole))


def test_it_is_stored_and_shown_as_it_was_said(room: Room) -> None:
    assert len(room.said) == 2 * len(FILES) == 36
    assert {row.uid: (row.language, row.text) for row in room.stored()} == room.said
    for uid, (tag, _text) in room.said.items():
        page = room.organizer.get(f"{LIST}/{uid}").text
        assert f'lang="{tag}" dir="{direction(tag)}">' in page
    assert {tag for tag in FILES if direction(tag) == "rtl"} == {"fa", "fa-AF", "ar"}


def test_a_word_of_its_middle_finds_it(room: Room) -> None:
    lost, strange = {}, {}
    for uid, (tag, text) in room.said.items():
        word = middle_word(text)
        page = room.organizer.get(LIST, query_string={"search": word}).text
        found = {UUID(one) for one in re.findall(r'href="[^"]*/statements/([0-9a-f-]{36})"', page)}
        if uid not in found or "<mark>" not in page:
            lost[tag] = word
        if any(not matches([room.said[one][1]], read(word)) for one in found):
            strange[tag] = word
    assert (lost, strange) == ({}, {})


def rows(kind: str, data: bytes) -> list[dict[str, str]]:
    if kind == "csv":
        return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))
    if kind == "jsonl":
        return [json.loads(line) for line in data.decode().splitlines()]
    header, *cells = load_workbook(BytesIO(data)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, header), map(str, row), strict=True)) for row in cells]


def test_an_export_has_it_and_another_initiative_takes_it(room: Room) -> None:
    for kind in ("csv", "xlsx", "jsonl"):
        data = room.organizer.get(f"/initiatives/{SLUG}/export/file?format={kind}").data
        exported = {
            UUID(row["statement_id"]): (row["language"], row["statement"]) for row in rows(kind, data)
        }
        assert exported == room.said, kind
        if kind != "jsonl":
            taken_elsewhere(room, kind, data)


def taken_elsewhere(room: Room, kind: str, data: bytes) -> None:
    """Import it into an initiative that has only the questions."""
    other = factories.an_initiative(room.hall.db, f"elsewhere-{kind}")
    for position, code in enumerate(("Q1", "Q2", "Q0")):
        factories.a_question(room.hall.db, other, code, position=position)
    browser = room.browser(other)
    file = {"file": (BytesIO(data), f"export.{kind}")}
    address = f"/initiatives/{other.slug}/import"
    here = where(browser.submit(address, file, content_type="multipart/form-data"))
    for do in ("check", "import"):
        browser.submit(here, choices(browser.get(here).text, create_missing="y", source="import", do=do))
    came = room.stored(other)
    assert sorted((row.language, row.text) for row in came) == sorted(room.said.values()), kind
    assert {row.source for row in came} == {Source.IMPORT}
    assert sorted(row.agreed for row in came) == [0] * len(FILES) + [3] * len(FILES)

"""Fault 17: no server is in reach, so a tablet saves all to a file; it is loaded three times, and copies are damaged."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from intake.actions import tablet_files
from intake.models import Held, Statement
from intake.queries import store
from intake.tablet_files import content as contents
from intake.tablet_files import reading
from tests.faults.sizes import size
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, hall, organizer, sign_in
from tests.tablet_files import files

__all__ = ["hall", "organizer", "sign_in"]
PATH = "/initiatives/score-2024/tablet-file"
SAVES, LOADS = size(60, 200), 3
#: Of the bytes of a smaller file, one in so many is flipped.
FEW, STEP = 20, size(97, 1)
Load = Callable[[bytes], int]


def a_file(hall: Hall, count: int) -> bytes:
    """What a tablet saved: so many statements, and one that was being written."""
    uid = hall.device.uid
    saves = [files.save(uid, number, f"statement {number}") for number in range(1, count + 1)]
    known = files.device(hall.db, hall.device, hall.session.places[1])
    content = files.content([known], saves, [files.draft(uid, "the last one, unfin")])
    with hall.db.read() as session:
        return files.written(files.sealed(content, store.store(session)))


@pytest.fixture
def load(organizer: CheckingClient) -> Load:
    token = organizer.token(PATH)

    def load(data: bytes) -> int:
        form = {"csrf_token": token, "file": (BytesIO(data), "intake.json")}
        return organizer.post(PATH, data=form, content_type="multipart/form-data").status_code

    return load


def kept(hall: Hall) -> tuple[list[str], list[str]]:
    """The texts of statements, and those of drafts that are held."""
    with hall.db.read() as session:
        rows = list(session.scalars(select(Statement).order_by(Statement.id)))
    saved = [row.text for row in rows if row.held is not Held.DRAFT]
    return saved, [row.text for row in rows if row.held is Held.DRAFT]


def test_three_loads_keep_each_statement_once(hall: Hall, load: Load) -> None:
    file = a_file(hall, SAVES)
    for _ in range(LOADS):
        assert load(file) == 200
    texts, drafts = kept(hall)
    assert texts == [f"statement {number}" for number in range(1, SAVES + 1)]
    assert drafts == ["the last one, unfin"]


def test_control_a_new_id_for_each_load(hall: Hall, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    convert = contents.msgspec.convert

    def renamed(one: Any, shape: type, **how: Any) -> Any:
        found = convert(one, shape, **how)
        if isinstance(found, contents.Save):
            found.statement["id"] = str(uuid.uuid4())
        return found

    monkeypatch.setattr(contents.msgspec, "convert", renamed)
    monkeypatch.setattr(tablet_files, "uuid5", lambda _id, _text: uuid.uuid4())
    file = a_file(hall, SAVES)
    for _ in range(LOADS):
        load(file)
    texts, drafts = kept(hall)
    assert len(texts) == LOADS * SAVES and len(drafts) == LOADS


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def taken(hall: Hall, data: bytes) -> list[int]:
    """The places of which a flipped bit is not noticed."""
    with hall.db.read() as session:
        here, key = store.store(session), store.file_key(session)
    found = []
    for place in range(0, len(data), STEP):
        try:
            reading.opened(flipped(data, place), here.uid, key)
        except reading.FileProblem:
            continue
        found.append(place)
    return found


def test_a_flipped_bit_anywhere_is_refused(hall: Hall, load: Load) -> None:
    file = a_file(hall, FEW)
    assert taken(hall, file) == []
    for place in range(0, len(file), len(file) // 7):
        assert load(flipped(file, place)) == 400
    assert kept(hall) == ([], [])


def test_control_neither_a_checksum_nor_a_seal(
    hall: Hall, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hall.db.read() as session:
        here, key = store.store(session), store.file_key(session)
    plain = files.written(reading.opened(a_file(hall, FEW), here.uid, key))
    monkeypatch.setattr(reading, "_check", lambda *_given: None)
    assert taken(hall, plain), "a changed letter of what somebody said is taken for it"
    place = plain.index(b"statement 1")
    assert load(flipped(plain, place)) == 200
    assert kept(hall)[0][0] == "rtatement 1"

"""POST /api/v1/files: what one tablet saved and another one, or itself, loads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from intake.db import Database, now
from intake.models import Device, Entry, Held, Initiative, ListeningSession, SessionState, Statement, Status
from intake.queries import store
from intake.settings import Settings
from tests import factories
from tests.api.test_device_api import Tablet
from tests.tablet_files import files


@dataclass
class Evening:
    """A tablet with a file, and another one that loads it."""

    db: Database
    initiative: Initiative
    hall: ListeningSession
    device: Device
    token: str
    other: Tablet

    def file(self, *saves: dict[str, Any], drafts: Any = (), **device: Any) -> bytes:
        known = files.device(self.db, self.device, self.hall.places[1], **{"token": self.token} | device)
        return self.sealed(files.content([known], list(saves), list(drafts)))

    def sealed(self, content: dict[str, Any]) -> bytes:
        with self.db.read() as session:
            here = store.store(session)
        return files.written(files.sealed(content, here))

    def save(self, sequence: int, text: str = "The bus comes once an hour.", **values: Any) -> dict[str, Any]:
        return files.save(self.device.uid, sequence, text, **values)

    def draft(self, text: str, **values: Any) -> dict[str, Any]:
        return files.draft(self.device.uid, text, **values)

    def load(self, data: bytes) -> dict[str, Any]:
        answer = self.other.call("POST", "/files", data)
        assert answer.status_code == 200, answer.json
        [result] = answer.json["results"]
        return {name: count for name, count in result.items() if name not in ("device", "known") and count}

    def statements(self) -> list[Statement]:
        with self.db.read() as session:
            return list(session.scalars(select(Statement).order_by(Statement.id)))

    def change(self, model: type, id: int, **values: Any) -> None:
        def action(session: Any) -> None:
            for name, value in values.items():
                setattr(session.get(model, id), name, value)

        self.db.write(action)


@pytest.fixture
def evening(app: Flask, db: Database) -> Evening:
    initiative = factories.an_initiative(db)
    factories.a_question(db, initiative, "Q1")
    hall = factories.a_session(db, initiative)
    device, token = factories.a_device(db, hall.places[1])
    _loader, other = factories.a_device(db, hall.places[2])
    return Evening(db, initiative, hall, device, token, Tablet(app.test_client(), other))


def test_each_part_goes_to_where_it_was_said_and_the_receipt_says_no_word(evening: Evening) -> None:
    stranger = files.device(evening.db, evening.device, evening.hall.places[1], "nobody's")
    stranger["device"] = str(uuid4())
    mine = files.device(evening.db, evening.device, evening.hall.places[1], evening.token, sequence=9)
    content = files.content(
        [mine, stranger],
        [
            evening.save(2, "second"),
            evening.save(1, "first"),
            files.save(uuid4(), 1),
            files.save(stranger["device"], 1),
        ],
        [evening.draft("unfinished")],
    )
    answer = evening.other.call("POST", "/files", evening.sealed(content))
    found = {one["device"]: one for one in answer.json["results"]}
    assert found.pop(str(evening.device.uid)) == {
        "device": str(evening.device.uid), "known": True,
        "stored": 2, "unchanged": 0, "held": 0, "rejected": 0, "drafts": 1,
    }  # fmt: skip
    assert len(found) == 2 and not any(one["known"] or one["stored"] for one in found.values())
    assert "first" not in answer.text and "unfinished" not in answer.text
    first, second, draft = evening.statements()
    assert [(one.text, one.sequence) for one in (first, second)] == [("first", 1), ("second", 2)]
    assert {(one.device_id, one.place_id) for one in (first, second, draft)} == {
        (evening.device.id, evening.hall.places[1].id)
    }
    assert (draft.status, draft.held, draft.language) == (Status.HELD, Held.DRAFT, "es")
    with evening.db.read() as session:
        device = session.get_one(Device, evening.device.id)
        assert (device.received, device.highest_sequence, device.last_seen_at) == ("1-2", 9, None)
        [entry] = session.scalars(select(Entry).where(Entry.verb == "tablet_file.loaded"))
    assert entry.subject == evening.device.uid
    assert entry.detail == {"stored": 2, "unchanged": 0, "held": 0, "drafts": 1, "rejected": 0}


def test_three_loads_change_nothing(evening: Evening) -> None:
    one = evening.save(1, "as it was")
    data = evening.file(
        one,
        evening.save(2, "corrected", id=one["statement"]["id"], revision=2),
        drafts=[evening.draft("unfinished")],
    )
    assert evening.load(data) == {"stored": 2, "drafts": 1}
    before = [(row.uid, row.text, row.version) for row in evening.statements()]
    for _ in range(2):
        assert evening.load(data) == {"unchanged": 2, "drafts": 1}
    assert [(row.uid, row.text, row.version) for row in evening.statements()] == before
    assert len(before) == 2


def test_what_was_delivered_is_there_or_comes_back_and_what_was_forgotten_is_passed_over(
    evening: Evening,
) -> None:
    kept = evening.save(1, "delivered", state="delivered")
    forgotten = evening.save(2, "forgotten", state="delivered")
    del forgotten["statement"]["text"]
    assert evening.load(evening.file(kept, forgotten)) == {"stored": 1}
    assert evening.load(evening.file(kept, forgotten)) == {"unchanged": 1}


def test_the_rules_are_those_of_delivery(evening: Evening) -> None:
    evening.change(ListeningSession, evening.hall.id, state=SessionState.CLOSED)
    long = evening.save(1, "y" * 20_001)
    unknown = evening.save(2, question="Q9")
    broken = evening.save(3) | {"statement": {"text": "no id"}}
    assert evening.load(evening.file(long, evening.save(4, "late"), unknown, broken)) == {
        "held": 1,
        "rejected": 3,
    }
    [late] = evening.statements()
    assert (late.text, late.held) == ("late", Held.LATE)
    evening.change(Device, evening.device.id, revoked_at=now())
    evening.load(evening.file(evening.save(5, "after it was sent away")))
    assert evening.statements()[-1].held is Held.REVOKED


def test_more_than_a_request_may_bring(evening: Evening) -> None:
    saves = [evening.save(number, f"no. {number}") for number in range(1, 251)]
    assert evening.load(evening.file(*reversed(saves))) == {"stored": 250}
    assert [row.sequence for row in evening.statements()] == list(range(1, 251))


def test_a_draft_is_kept_beside_what_it_becomes(evening: Evening) -> None:
    draft = evening.draft("The bus never")
    assert evening.load(evening.file(drafts=[draft])) == {"drafts": 1}
    done = evening.save(1, "The bus never comes.", id=draft["sheet"]["id"])
    assert evening.load(evening.file(done)) == {"stored": 1}
    held, finished = evening.statements()
    assert (held.text, held.held, finished.text, finished.status) == (
        "The bus never", Held.DRAFT, "The bus never comes.", Status.ACTIVE,
    )  # fmt: skip
    saved = evening.draft("The bus never comes.", id=draft["sheet"]["id"], revision="2")
    assert evening.load(evening.file(drafts=[saved])) == {}, "these words are stored already"
    changed = evening.draft("The bus never comes on time.", id=draft["sheet"]["id"], revision="2")
    assert evening.load(evening.file(drafts=[changed])) == {"drafts": 1}
    assert [row.text for row in evening.statements()][1] == "The bus never comes."


def test_an_unfinished_form_costs_no_words_and_what_was_put_aside_is_a_draft_too(evening: Evening) -> None:
    draft = evening.draft("words", language="other", tag="mixteco?", kind="", agreed="many")
    draft["aside"] = files.draft(evening.device.uid, "put aside", language="other", tag="mix")["sheet"]
    blank = evening.draft("  \n")
    lost = evening.draft("of no question", question="")
    assert evening.load(evening.file(drafts=[draft, blank, lost, draft])) == {"drafts": 4, "rejected": 1}
    words, aside = evening.statements()
    assert (words.language, words.kind.value, words.agreed) == ("und", "paraphrase", 0)
    assert (aside.text, aside.language) == ("put aside", "mix")


def test_a_draft_that_an_organizer_has_decided_on_is_left_alone(evening: Evening) -> None:
    data = evening.file(drafts=[evening.draft("unfinished")])
    evening.load(data)
    [row] = evening.statements()
    for status in (Status.ACTIVE, Status.WITHDRAWN, Status.HIDDEN):
        evening.change(Statement, row.id, status=status, text="as corrected")
        assert evening.load(data) == {}
    [row] = evening.statements()
    assert (row.status, row.text, row.has_conflict) == (Status.HIDDEN, "as corrected", False)


def test_whose_it_is_says_the_token_alone(evening: Evening) -> None:
    _third, token = factories.a_device(evening.db, evening.hall.places[1])
    for wrong in ({"token": None}, {"token": "guessed"}, {"token": token}):
        answer = evening.other.call("POST", "/files", evening.file(evening.save(1), **wrong))
        assert answer.json["results"][0]["known"] is False
    assert evening.statements() == []


def test_only_a_device_may_load_and_only_what_is_whole_and_sealed(evening: Evening, app: Flask) -> None:
    data = evening.file(evening.save(1))
    for token in (None, "nobody"):
        assert Tablet(app.test_client(), token).call("POST", "/files", data).status_code == 401
    cross = evening.other.call("POST", "/files", data, headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status_code == 403
    plain = files.written(files.content([], [evening.save(1)], []))
    other = data.replace(b'"store":"', b'"store":"0')
    for body, code in (
        (plain, "not_sealed"),
        (data[:-9], "damaged"),
        (other, "damaged"),
        (b"{}", "not_a_file"),
    ):
        answer = evening.other.call("POST", "/files", body)
        assert (answer.status_code, answer.json["error"]["code"]) == (400, code)
        assert answer.json["error"]["message"]
    assert evening.statements() == []


def test_a_file_that_is_too_large_is_not_read(evening: Evening, settings: Settings) -> None:
    answer = evening.other.call("POST", "/files", b" " * (settings.max_file_bytes + 1))
    assert answer.status_code == 413


def test_the_guide_has_the_key_to_seal_with(evening: Evening) -> None:
    with evening.db.read() as session:
        here, private = store.store(session), store.file_key(session)
    guide = evening.other.call("GET", "/guide")
    assert guide.json["file_key"] == here.file_public_key
    assert private not in guide.text

"""The bytes of a file: what is taken, and that nothing changed is."""

from __future__ import annotations

import base64
import json
import os
from typing import Any
from uuid import uuid4

import pytest

from intake.queries.store import StoreRow
from intake.tablet_files import FileProblem, opened, parts
from intake.tablet_files.sealing import new_keys
from tests.tablet_files import files

DEVICE = uuid4()
PRIVATE, PUBLIC = new_keys()
HERE = StoreRow(uuid4(), 1, PUBLIC)


@pytest.fixture
def inside() -> dict[str, Any]:
    saves = [
        files.save(DEVICE, 2, "later"),
        files.save(DEVICE, 1, 'Words: "¿?" \\ / گفت 🚌 \u2028 \x07 \ud800.'),
    ]
    return files.content([{"device": str(DEVICE), "token": "T"}], saves, [files.draft(DEVICE, "not yet")])


def code_of(data: bytes, **how: Any) -> str:
    with pytest.raises(FileProblem) as refused:
        opened(data, HERE.uid, PRIVATE, **how)
    assert refused.value.message
    return refused.value.code


def test_a_sealed_file_and_a_plain_one_hold_the_same(inside: dict[str, Any]) -> None:
    # Sealed by a library that keeps no half of a character.
    inside = files.content(inside["devices"], inside["saves"][:1], inside["drafts"])
    for data in (files.written(files.sealed(inside, HERE)), files.written(inside), files.written(inside, 1)):
        found = opened(data, HERE.uid, PRIVATE)
        assert (found["saves"], found["drafts"]) == (inside["saves"], inside["drafts"])


def test_words_of_every_kind_survive_in_the_spelling_of_browsers(inside: dict[str, Any]) -> None:
    data = files.written(inside)
    assert rb"\u0007 \ud800" in data and "گفت 🚌 \u2028".encode() in data
    assert opened(data, HERE.uid, PRIVATE)["saves"] == inside["saves"]


def test_there_is_one_spelling_so_that_no_byte_is_free() -> None:
    data = files.written(files.content([], [files.save(DEVICE, 1, "\x1f/é")], []))
    assert opened(data, HERE.uid, PRIVATE)
    for spelt, other in ((b"\\u001f", b"\\u001F"), (b"/", b"\\/"), ("é".encode(), b"\\u00e9"), (b",", b", ")):
        assert spelt in data
        assert code_of(data.replace(spelt, other, 1)) == "damaged", other


def test_what_a_mail_program_adds_at_the_ends_does_no_harm(inside: dict[str, Any]) -> None:
    assert opened(b"\xef\xbb\xbf" + files.written(inside, 1) + b"\r\n", HERE.uid, PRIVATE)


def test_the_saves_come_in_the_order_of_their_numbers(inside: dict[str, Any]) -> None:
    [kept] = parts(inside).kept
    assert [save.sequence for save in kept.saves] == [1, 2]
    assert (kept.device.token, [sheet.text for sheet in kept.sheets]) == ("T", ["not yet"])


def test_a_part_that_does_not_fit_holds_up_nothing(inside: dict[str, Any]) -> None:
    other = uuid4()
    inside["saves"] += [
        files.save(DEVICE, 3) | {"sequence": "three"},
        {"device": str(other), "sequence": 1, "statement": {"text": "elsewhere"}},
        {"device": "nobody", "sequence": 1},
        None,
    ]
    inside["drafts"] += [files.draft(DEVICE, "no id", id="draft"), {"device": str(DEVICE), "sheet": None}]
    found = parts(inside)
    [kept, elsewhere] = found.kept
    assert [save.sequence for save in kept.saves] == [1, 2]
    assert kept.unreadable == ["The bus comes once an hour.", "no id"]
    assert (elsewhere.device.device, elsewhere.device.store, len(elsewhere.saves)) == (other, None, 1)
    assert found.unreadable == 2
    assert parts({"saves": 3}).kept == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_file"),
        (b"Session,Question,Statement", "not_a_file"),
        (b"[1]", "not_a_file"),
        (b'{"name": "x"}', "not_a_file"),
        (b"[" * 100_000, "not_a_file"),
        (b'{"intake":1,"kind":"tablet"', "damaged"),
        (b'{"intake":1,"kind":"tablet"}', "damaged"),
        (b'{"intake":2,"kind":"tablet"}', "damaged"),
        (b'{"intake":1,"kind":"tablet","saves":' + b"[" * 100_000, "damaged"),
    ],
)
def test_what_is_no_file_is_refused_by_name(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_a_file_of_another_server_and_a_plain_one_where_only_sealed_ones_are_taken(
    inside: dict[str, Any],
) -> None:
    del inside["saves"]
    assert code_of(files.written(files.sealed(inside, HERE, store=str(uuid4())))) == "other_store"
    assert code_of(files.written(files.checked({"intake": 1, "kind": "tablet"})), plain=False) == "not_sealed"
    elsewhere = StoreRow(HERE.uid, 1, new_keys()[1])
    assert code_of(files.written(files.sealed(inside, elsewhere))) == "damaged", "sealed to another key"


def test_whoever_mends_the_checksum_does_not_get_past_the_seal(inside: dict[str, Any]) -> None:
    del inside["saves"]
    good = files.sealed(inside, HERE)
    del good["checksum"]
    for name in ("for_server", "iv", "content"):
        data = bytearray(base64.b64decode(good[name]))
        data[-1] ^= 1
        flipped = files.checked(good | {name: base64.b64encode(data).decode()})
        assert code_of(files.written(flipped)) == "damaged", name
        for instead in (None, 7, "", "AA", "not Base64!", base64.b64encode(os.urandom(200)).decode()):
            assert code_of(files.written(files.checked(good | {name: instead}))) == "damaged", (name, instead)
    assert json.loads(files.written(files.sealed(inside, HERE)))["store"] == str(HERE.uid)

"""Fault 15: a receipt is lost, the text is edited offline, the first text comes late, a second tablet edits it too."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from intake.actions import history
from tests import factories
from tests.faults.server.queues import Send, body, sending, waiting
from tests.faults.sizes import size
from tests.halls import Hall, hall, make_hall

__all__ = ["hall", "make_hall"]
FAULT = 15
EVENINGS = size(8, 200)


@pytest.fixture
def two(hall: Hall, app: Flask) -> tuple[Send, Send]:
    """The tablets of one chain: the second goes on with what the first wrote."""
    first, token = factories.a_device(hall.db, hall.session.places[1])
    _second, other = factories.a_device(hall.db, hall.session.places[1], chain_id=first.id)
    return sending(app.test_client(), token), sending(app.test_client(), other)


def told(send: Send, save: dict[str, Any]) -> tuple[str, int]:
    status, answer = send(body(save))
    assert status == 200
    return answer["results"][0]["status"], answer["results"][0]["version"]


def a_late_repeat(hall: Hall, first: Send, second: Send, chance: random.Random) -> None:
    one = waiting(1, text="first words")
    two = one | {"revision": 2, "sequence": 2, "text": "what they really said"}
    theirs = one | {"revision": 2, "base": 1, "text": "what the other tablet made of it"}
    assert told(first, one) == ("stored", 1)  # and the receipt is lost
    assert told(first, two) == ("stored", 2)
    # Each may come again, late and in any order, also after the second tablet's edit of the text it had seen.
    late = [(first, one), (first, two), (second, theirs), *chance.choices([(first, one), (first, two)], k=4)]
    chance.shuffle(late)
    for send, save in late:
        status = told(send, save)[0]
        assert status == ("conflict" if save is theirs else "unchanged")
    assert told(second, theirs)[0] == "conflict", "a repeat of it adds nothing"
    [row] = hall.statements()
    assert (row.text, row.revision, row.version) == (two["text"], 2, 2), "the newest text stays"
    kept = {one.text: one.is_conflict for one in hall.revisions()}
    assert len(kept) == len(hall.revisions()), "every other text is kept, once"
    assert row.has_conflict and kept == {one["text"]: False, theirs["text"]: True}, "one flag"


@pytest.mark.parametrize("seed", range(EVENINGS))
def test_a_late_repeat(hall: Hall, two: tuple[Send, Send], seed: int) -> None:
    a_late_repeat(hall, *two, random.Random(seed))


def test_a_first_text_that_comes_after_the_second(hall: Hall, two: tuple[Send, Send]) -> None:
    first, _ = two
    one = waiting(1, text="first words")
    assert told(first, one | {"revision": 2, "text": "second words"}) == ("stored", 1)
    assert told(first, one) == ("stored", 1)
    assert told(first, one)[0] == "unchanged"
    assert [one.text for one in hall.statements()] == ["second words"]
    assert [(one.text, one.is_conflict) for one in hall.revisions()] == [("first words", False)]


def test_control_what_comes_last_is_current(
    hall: Hall, two: tuple[Send, Send], monkeypatch: pytest.MonkeyPatch
) -> None:
    revise = history.revise

    def last_wins(session: Any, known: history.Known, *given: Any, **values: Any) -> Any:
        row: Any = SimpleNamespace(**{**known.row._mapping, "revision": 0})
        return revise(session, history.Known(row, known.chain), *given, **values)

    monkeypatch.setattr(history, "revise", last_wins)
    with pytest.raises(AssertionError):
        a_late_repeat(hall, *two, random.Random(0))
    assert hall.statements()[0].text == "first words", "the old text is back"

"""Fault 10: while 40 statements wait on each tablet, a session is closed, a code is rotated, a tablet is sent away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from intake.actions import devices, joining, listening, senders, statements
from intake.actions.actor import COMMAND
from intake.errors import NotJoined
from intake.models import Held, SessionState
from intake.settings import Settings
from tests import factories
from tests.faults.server.queues import body, deliver, queue, sending
from tests.halls import Hall, hall, make_hall

__all__ = ["hall", "make_hall"]
FAULT = 10
WAITING = 40
#: Saves that are kept from a tablet after it was sent away, here; some more than wait on it.
KEPT = 50


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, held_from_revoked=KEPT)


def what_waits_is_kept(make_hall: Callable[..., Hall], app: Flask) -> None:
    closed, rotated, away = (make_hall(code) for code in ("closed", "rotated", "away"))
    tablets = [factories.a_device(one.db, one.session.places[1]) for one in (closed, rotated, away)]
    db = closed.db
    old = [one.session.places[1].code for one in (closed, rotated)]
    db.write(lambda s: listening.set_state(s, COMMAND, closed.session.id, SessionState.CLOSED))
    db.write(lambda s: listening.rotate_code(s, COMMAND, rotated.session.places[1].id))
    db.write(lambda s: devices.revoke(s, COMMAND, tablets[2][0].id))
    client = app.test_client()
    told = [
        Counter((status, reason) for _, status, reason in deliver(sending(client, token), queue(WAITING)))
        for _, token in tablets
    ]
    assert told == [
        {("held", "late"): WAITING},
        {("stored", None): WAITING},
        {("held", "revoked"): WAITING},
    ], "all is kept, and each says why"
    assert Counter(one.held for one in closed.statements()) == {
        Held.LATE: WAITING,
        None: WAITING,
        Held.REVOKED: WAITING,
    }
    for code in old:
        joins = client.post("/api/v1/devices", json={"code": code, "place": "1"})
        assert joins.status_code == 404, "nobody joins with the old code"


def test_what_waits_is_kept(make_hall: Callable[..., Hall], app: Flask) -> None:
    what_waits_is_kept(make_hall, app)


def test_control_a_server_that_only_takes_from_who_may_join(
    make_hall: Callable[..., Hall], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(sender: senders.Sender, *, is_new: bool) -> Held | None:
        if sender.row.revoked_at is not None or sender.row.state in statements.OVER:
            raise NotJoined()
        return None

    monkeypatch.setattr(senders.Sender, "reason_to_hold", refuse)
    with pytest.raises(AssertionError, match="all is kept"):
        what_waits_is_kept(make_hall, app)


def test_control_codes_that_open_for_ever(
    make_hall: Callable[..., Hall], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "SessionState", type("Any", (), {"OPEN": SessionState.CLOSED}))
    with pytest.raises(AssertionError, match="nobody joins"):
        what_waits_is_kept(make_hall, app)


# A tablet that was sent away reads nothing, and cannot fill the organizer's list.


def sent_away(hall: Hall, app: Flask) -> None:
    device, token = factories.a_device(hall.db, hall.session.places[1])
    send, client = sending(app.test_client(), token), app.test_client()
    client.set_cookie("intake_device", token)
    deliver(send, queue(1, text="CANARY"))
    hall.db.write(lambda s: devices.revoke(s, COMMAND, device.id))
    for path in ("/notes/", "/notes/offline", "/api/v1/guide"):
        answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code in (401, 403) and "CANARY" not in answer.text, f"it reads {path}"
    kept = queue(KEPT)
    assert {told[1] for told in deliver(send, kept)} == {"held"}
    assert set(deliver(send, queue(30))) == {(429, "waits", "sent_away")}, "no more is taken"
    bearer = {"Authorization": f"Bearer {token}"}
    answer = client.put("/api/v1/statements", data=body(*queue(1)), headers=bearer)
    assert int(answer.headers["Retry-After"]) > 0
    assert {told[1] for told in deliver(send, kept)} == {"held"}, "what is kept is said again"
    assert len(hall.statements()) == KEPT + 1
    hall.db.write(lambda s: devices.restore(s, COMMAND, device.id))
    assert deliver(send, queue(1)) == [(200, "stored", None)], "let in again, it goes on"


def test_sent_away(hall: Hall, app: Flask) -> None:
    sent_away(hall, app)


def test_control_no_end_to_what_is_held(hall: Hall, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "_kept_since", lambda *given: -1_000_000)
    with pytest.raises(AssertionError, match="no more is taken"):
        sent_away(hall, app)


def test_control_pages_that_do_not_look_whether_it_was_sent_away(
    hall: Hall, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.before_request_funcs, "notes", [])
    with pytest.raises(AssertionError, match="it reads /notes/"):
        sent_away(hall, app)

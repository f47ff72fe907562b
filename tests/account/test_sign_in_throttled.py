"""Guessing at the sign-in page: strangers wait, and whoever signed in here before does not."""

from __future__ import annotations

import pytest
from flask import Flask

from intake import passwords
from intake.db import Database
from intake.web.account.visit import KNOWN_COOKIE
from tests.account.people import PASSWORD, another_browser, is_in, try_password, with_password
from tests.pages import CheckingClient


def stranger(app: Flask, number: int) -> int:
    """The status of a wrong password from this address."""
    client = another_browser(app)
    environ = {"REMOTE_ADDR": f"198.51.100.{number}"}
    answer = try_password(client, password="wrong but long", environ_overrides=environ)
    if answer.status_code == 429:
        assert int(answer.headers["Retry-After"]) > 0
        assert 'value="ana@example.org"' in answer.text
    return answer.status_code


def test_strangers_wait_and_the_owner_does_not(client: CheckingClient, db: Database, app: Flask) -> None:
    with_password(db)
    try_password(client)
    client.submit("/account/sign-out", page="/account/")
    assert [stranger(app, n) for n in range(12)] == [403] * 10 + [429] * 2
    assert try_password(another_browser(app)).status_code == 429, "even with the right password"
    assert try_password(client, password="a slip of hers").status_code == 403
    assert try_password(client).status_code == 303
    assert is_in(client)


def test_a_made_up_or_foreign_mark_is_not_a_known_device(
    client: CheckingClient, db: Database, app: Flask
) -> None:
    with_password(db)
    with_password(db, "bo@example.org")
    other = another_browser(app)
    try_password(other, "bo@example.org")
    mark = other.get_cookie(KNOWN_COOKIE, path="/account")
    assert mark is not None
    for n in range(10):
        stranger(app, n)
    for value in (mark.value, mark.value[:-3] + "abc", "[]", "", "x" * 3000):
        thief = another_browser(app)
        thief.set_cookie(KNOWN_COOKIE, value, path="/account")
        assert try_password(thief).status_code == 429


def test_a_borrowed_laptop_knows_several(client: CheckingClient, db: Database) -> None:
    for number in range(7):
        with_password(db, f"p{number}@example.org")
        try_password(client, f"p{number}@example.org")
        client.submit("/account/sign-out", page="/account/")
    mark = client.get_cookie(KNOWN_COOKIE, path="/account")
    assert mark is not None and len(mark.value) < 600
    assert mark.http_only and mark.same_site == "Lax"


def test_a_busy_server_says_so_and_keeps_what_was_typed(
    client: CheckingClient, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = client.token("/account/sign-in")
    held = [
        passwords._place_in_line.acquire(blocking=False)
        for _ in range(passwords.AT_ONCE + passwords.MAY_WAIT)
    ]
    try:
        answer = client.post(
            "/account/sign-in", data={"csrf_token": token, "email": "ana@example.org", "password": PASSWORD}
        )
    finally:
        for _ in held:
            passwords._place_in_line.release()
    assert answer.status_code == 503
    assert 'value="ana@example.org"' in answer.text

"""A form is taken from its own browser only, also where tokens and cookies are remembered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from intake.web import cookies
from intake.web.form_tokens import form_tokens
from tests.pages import CheckingClient

SIGN_IN = "/account/sign-in"
TAKEN, REFUSED = 303, 400


def sent(client: CheckingClient, token: str | None) -> int:
    fields = {"lang": "es"} | ({} if token is None else {"csrf_token": token})
    return client.post("/language", data=fields).status_code


def test_only_a_browsers_own_token_is_good_for_it(app: Flask, client: CheckingClient) -> None:
    other = CheckingClient(app)
    mine, theirs = client.token(SIGN_IN), other.token(SIGN_IN)
    for _ in range(2):
        assert sent(client, mine) == TAKEN and sent(other, theirs) == TAKEN
        wrong = (theirs, mine[:-1], "", None)
        assert {sent(client, token) for token in wrong} | {sent(other, mine)} == {REFUSED}
    form_tokens._good.clear()
    assert {sent(client, token) for token in wrong} == {REFUSED}


def test_a_browser_without_a_cookie_is_refused_whatever_it_sends(app: Flask, client: CheckingClient) -> None:
    token = client.token(SIGN_IN)
    assert sent(client, token) == TAKEN
    assert {sent(CheckingClient(app), value) for value in (token, "", None)} == {REFUSED}


def test_an_old_cookie_is_not_believed_because_it_was_once(app: Flask, client: CheckingClient) -> None:
    token = client.token(SIGN_IN)
    assert sent(client, token) == TAKEN
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(seconds=-1)
    assert sent(client, token) == REFUSED


def test_what_is_remembered_is_bounded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cookies, "REMEMBERED", 3)
    monkeypatch.setattr("intake.web.form_tokens.REMEMBERED", 3)
    browsers = [CheckingClient(app) for _ in range(7)]
    tokens = [browser.token(SIGN_IN) for browser in browsers]
    assert [sent(*pair) for pair in zip(browsers, tokens, strict=True)] == [TAKEN] * 7
    interface = app.session_interface
    assert isinstance(interface, cookies.SignedCookie) and len(interface._verified) <= 3

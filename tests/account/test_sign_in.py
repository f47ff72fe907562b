"""Signing in and out: what gets in, what does not, and what a stolen cookie is worth."""

from __future__ import annotations

import logging
from datetime import timedelta

import flask
import pytest
from flask import Flask
from sqlalchemy import select, update

from intake import passwords
from intake.db import Database, now
from intake.models import Person, SignIn
from tests.account.people import PASSWORD, another_browser, is_in, try_password, with_password
from tests.factories import a_person, signed_in
from tests.pages import CheckingClient


def test_the_right_password_lets_in(client: CheckingClient, db: Database) -> None:
    with_password(db)
    answer = try_password(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert is_in(client)


def test_how_an_address_is_spelt_does_not_matter(client: CheckingClient, db: Database) -> None:
    with_password(db, "Ana.Müller@example.org")
    assert try_password(client, "  ANA.MÜLLER@Example.ORG ").status_code == 303


def test_every_failure_is_one_message(client: CheckingClient, db: Database) -> None:
    with_password(db)
    with_password(db, "gone@example.org", disabled_at=now())
    a_person(db, "new@example.org")
    answers = [
        try_password(client, "ana@example.org", "wrong but long"),
        try_password(client, "nobody@example.org"),
        try_password(client, "gone@example.org"),
        try_password(client, "new@example.org"),
        try_password(client, "new@example.org", ""[:0] or " "),
    ]
    assert {answer.status_code for answer in answers} == {403}
    said = {
        answer.text.partition('class="notice notice-error"')[2].partition("</div>")[0] for answer in answers
    }
    assert len(said) == 1 and said != {""}


def test_an_unknown_account_is_compared_too(
    client: CheckingClient, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = with_password(db)
    compared = []
    real = passwords.HASHER.verify
    monkeypatch.setattr(
        type(passwords.HASHER),
        "verify",
        lambda self, kept, given: (compared.append(kept), real(kept, given))[1],
    )
    try_password(client, "nobody@example.org", "wrong but long")
    try_password(client, "ana@example.org", "wrong but long")
    assert compared == [passwords.NOBODY, person.password_hash]


def test_what_was_typed_stays_but_never_the_password(client: CheckingClient, db: Database) -> None:
    page = try_password(client, "ana@example.org", "wrong but long").text
    assert 'value="ana@example.org"' in page
    assert "wrong but long" not in page


def test_the_sign_in_is_new_and_what_was_before_is_gone(client: CheckingClient, db: Database) -> None:
    other = a_person(db, "earlier@example.org")
    earlier = signed_in(client, db, other)
    with client.session_transaction() as session:
        session["left over"] = "from before"
    with_password(db)
    assert client.get("/account/sign-in").status_code == 303
    assert (
        client.submit(
            "/account/sign-in", {"email": "ana@example.org", "password": PASSWORD}, page="/account/"
        ).status_code
        == 303
    )
    with client.session_transaction() as session:
        assert session["sign_in"] != earlier
        assert "left over" not in session
        assert not session.permanent
    with db.read() as read:
        assert len(read.scalars(select(SignIn)).all()) == 1


def test_only_the_digest_of_a_token_is_stored(client: CheckingClient, db: Database) -> None:
    with_password(db)
    try_password(client)
    with client.session_transaction() as session:
        token = session["sign_in"]
    with db.read() as read:
        kept = read.scalars(select(SignIn.token_digest)).one()
    assert len(token) >= 43 and token != kept


def test_a_copied_cookie_is_worth_nothing_after_signing_out(
    client: CheckingClient, db: Database, app: Flask
) -> None:
    with_password(db)
    try_password(client)
    cookie = client.get_cookie("intake")
    assert cookie is not None
    thief = another_browser(app)
    thief.set_cookie("intake", cookie.value)
    assert is_in(thief)
    assert client.submit("/account/sign-out", page="/account/").status_code == 303
    assert not is_in(client)
    answer = thief.get("/account/")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/account/sign-in")


def test_signing_out_twice_is_no_problem(client: CheckingClient, db: Database) -> None:
    assert client.submit("/account/sign-out", page="/account/sign-in").status_code == 303


@pytest.mark.parametrize(
    "values",
    [
        {"created_at": now() - timedelta(hours=13), "seen_at": now()},
        {"created_at": now() - timedelta(hours=5), "seen_at": now() - timedelta(hours=3)},
    ],
    ids=["a long day", "a long pause"],
)
def test_a_sign_in_ends_after(client: CheckingClient, db: Database, values: dict[str, object]) -> None:
    signed_in(client, db, a_person(db))
    assert is_in(client)
    db.write(lambda session: session.execute(update(SignIn).values(values)))
    assert not is_in(client)


def test_a_disabled_person_is_out_at_once(client: CheckingClient, db: Database) -> None:
    signed_in(client, db, a_person(db))
    db.write(lambda session: session.execute(update(Person).values(disabled_at=now())))
    assert not is_in(client)


@pytest.mark.parametrize(
    "path",
    ["/account/sign-in", "/account/sign-out", "/account/", "/account/password", "/account/sign-ins/end"],
)
def test_without_the_forms_token_nothing_happens(client: CheckingClient, db: Database, path: str) -> None:
    person = with_password(db)
    signed_in(client, db, person)
    answer = client.post(path, data={"email": "ana@example.org", "password": PASSWORD, "name": "Other"})
    assert answer.status_code == 400
    assert is_in(client)
    with db.read() as read:
        assert read.get_one(Person, person.id).name == ""


def test_another_site_cannot_sign_anybody_in(client: CheckingClient, db: Database) -> None:
    with_password(db)
    token = client.token("/account/sign-in")
    answer = client.post(
        "/account/sign-in",
        data={"email": "ana@example.org", "password": PASSWORD, "csrf_token": token},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403
    assert not is_in(client)


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        " //evil.example",
        "http:evil.example",
        "/\x00/evil",
        "\u2028//evil.example",
        "https:/\\evil.example",
    ],
)
def test_signing_in_never_leads_off_the_site(client: CheckingClient, db: Database, next_: str) -> None:
    with_password(db)
    answer = client.submit(
        "/account/sign-in", {"email": "ana@example.org", "password": PASSWORD, "next": next_}
    )
    assert answer.headers["Location"] == "/"


def test_signing_in_leads_where_one_wanted_to_go(client: CheckingClient, db: Database) -> None:
    with_password(db)
    refused = client.get("/account/password")
    assert refused.status_code == 303
    page = client.get(refused.headers["Location"])
    assert 'name="next"' in page.text
    answer = client.submit(
        refused.headers["Location"],
        {"email": "ana@example.org", "password": PASSWORD, "next": "/account/password?"},
    )
    assert answer.headers["Location"] == "/account/password"


def test_an_outdated_hash_is_renewed(client: CheckingClient, db: Database) -> None:
    older = passwords.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    person = a_person(db, password_hash=older)
    assert try_password(client).status_code == 303
    with db.read() as read:
        renewed = read.get_one(Person, person.id).password_hash
    assert renewed != older and not passwords.is_outdated(renewed or "")


def test_nothing_of_it_is_logged(
    client: CheckingClient, db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with_password(db)
    with caplog.at_level(logging.DEBUG):
        try_password(client, password="wrong but long")
        try_password(client)
    with client.session_transaction() as session:
        secrets = [session["sign_in"], "wrong but long", PASSWORD, "ana@", "127.0.0.1"]
    assert not [s for s in secrets if s in caplog.text]


def test_a_problem_of_an_action_speaks_the_readers_language(app: Flask, db: Database) -> None:
    from flask_babel import get_locale

    with app.test_request_context("/?lang=fa"):
        assert str(db.write(lambda session: get_locale())) == "fa"
        assert flask.has_request_context()

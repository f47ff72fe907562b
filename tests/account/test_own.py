"""One's own account."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from intake.db import Database
from intake.models import Membership, Person, Role, SignIn
from tests.account.people import PASSWORD, is_in, try_password, with_password
from tests.factories import a_person, an_initiative, make, signed_in
from tests.pages import CheckingClient

NEW = "nine grey owls at dusk"


def test_the_page_shows_who_one_is_and_what_one_may_do(client: CheckingClient, db: Database) -> None:
    person = a_person(db, name="Ana")
    place = an_initiative(db)
    make(db, Membership(person_id=person.id, initiative_id=place.id, role=Role.ANALYST))
    signed_in(client, db, person)
    page = client.get("/account/").text
    for said in ("ana@example.org", "Ana", "SCORE 2024", "Analyst"):
        assert said in page


def test_a_name_and_a_language_are_kept(client: CheckingClient, db: Database) -> None:
    person = a_person(db, name="Ana")
    signed_in(client, db, person)
    assert client.submit("/account/", {"name": "  Ana  Ruiz ", "language": "fa"}).status_code == 303
    assert 'lang="fa" dir="rtl"' in client.get("/account/").text
    with db.read() as read:
        kept = read.get_one(Person, person.id)
        assert (kept.name, kept.language) == ("Ana Ruiz", "fa")
    assert client.submit("/account/", {"name": "Ana", "language": ""}).status_code == 303
    assert '<html lang="en"' in client.get("/account/", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize(
    "data", [{"name": ""}, {"name": "\x07"}, {"name": "Ana", "language": "xx"}, {"name": "A" * 121}]
)
def test_what_cannot_be_kept_is_refused(client: CheckingClient, db: Database, data: dict[str, str]) -> None:
    person = a_person(db, name="Ana")
    signed_in(client, db, person)
    assert client.submit("/account/", {"language": ""} | data).status_code == 400
    with db.read() as read:
        assert read.get_one(Person, person.id).name == "Ana"


def test_nothing_else_can_be_set_by_sending_it(client: CheckingClient, db: Database) -> None:
    person = a_person(db, name="Ana")
    signed_in(client, db, person)
    sent = {"name": "Ana", "language": "", "is_administrator": "y", "email": "x@example.org", "id": "1"}
    assert client.submit("/account/", sent).status_code == 303
    with db.read() as read:
        kept = read.get_one(Person, person.id)
        assert (kept.email, kept.is_administrator) == ("ana@example.org", False)


def test_a_new_password_signs_out_everywhere_else(client: CheckingClient, db: Database, app: Flask) -> None:
    person = with_password(db)
    phone = app.test_client()
    signed_in(phone, db, person)
    signed_in(client, db, person)
    sent = {"current": PASSWORD, "password": NEW}
    assert client.submit("/account/password", sent).status_code == 303
    assert is_in(client)
    assert not is_in(phone)
    assert try_password(phone, password=PASSWORD).status_code == 403
    assert try_password(phone, password=NEW).status_code == 303


@pytest.mark.parametrize("way", ["a new password", "ending the others"])
def test_a_copy_of_this_browsers_cookie_ends_too(
    client: CheckingClient, db: Database, app: Flask, way: str
) -> None:
    signed_in(client, db, with_password(db))
    cookie = client.get_cookie("intake")
    assert cookie is not None
    thief = app.test_client()
    thief.set_cookie("intake", cookie.value)
    assert is_in(thief)
    if way == "a new password":
        client.submit("/account/password", {"current": PASSWORD, "password": NEW})
    else:
        client.submit("/account/sign-ins/end", page="/account/password")
    assert is_in(client) and not is_in(thief)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"current": "not my password", "password": NEW}, "current"),
        ({"current": "", "password": NEW}, "current"),
        ({"current": PASSWORD, "password": "password123"}, "password"),
        ({"current": PASSWORD, "password": "ana@example.org"}, "password"),
        ({"current": PASSWORD, "password": ""}, "password"),
    ],
)
def test_a_password_is_changed_only_with_the_old_one_and_to_a_good_one(
    client: CheckingClient, db: Database, sent: dict[str, str], field: str
) -> None:
    person = with_password(db)
    signed_in(client, db, person)
    answer = client.submit("/account/password", sent)
    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.text
    with db.read() as read:
        assert read.get_one(Person, person.id).password_hash == person.password_hash


def test_an_open_browser_is_no_place_to_guess(client: CheckingClient, db: Database, app: Flask) -> None:
    person = with_password(db)
    signed_in(client, db, person)
    answers = [
        client.submit("/account/password", {"current": f"guess {n}", "password": NEW}).status_code
        for n in range(12)
    ]
    assert answers == [400] * 10 + [429] * 2
    assert try_password(app.test_client()).status_code == 303, "and the owner still signs in"


def test_the_other_sign_ins_can_be_ended(client: CheckingClient, db: Database, app: Flask) -> None:
    person = a_person(db)
    phone, other = app.test_client(), app.test_client()
    signed_in(phone, db, person)
    signed_in(other, db, a_person(db, "bo@example.org"))
    signed_in(client, db, person)
    assert "Sign out everywhere else" in client.get("/account/").text
    assert client.submit("/account/sign-ins/end", page="/account/").status_code == 303
    assert is_in(client) and is_in(other) and not is_in(phone)
    assert "Sign out everywhere else" not in client.get("/account/").text
    with db.read() as read:
        assert len(read.scalars(select(SignIn)).all()) == 2

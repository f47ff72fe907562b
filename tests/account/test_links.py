"""One-time links: what they do, once, and what anybody else sees who finds one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from intake.actions import links
from intake.actions.actor import COMMAND
from intake.cli.user import first_administrator_link
from intake.db import Database, now
from intake.models import AccountLink, Entry, Person, SignIn
from intake.settings import Settings
from intake.tokens import digest, new_token
from intake.web.account.links import address_of
from tests.account.people import PASSWORD, is_in, try_password, with_password
from tests.factories import a_person, signed_in
from tests.pages import CheckingClient

NEW = "nine grey owls at dusk"
GOOD = {"name": "Ana Ruiz", "password": NEW}


def a_link(db: Database, person: Person, hours: float = 1) -> str:
    """The path of a link of this person."""
    token = new_token()
    db.write(
        lambda session: links.issue(
            session,
            COMMAND,
            session.get_one(Person, person.id),
            digest(token),
            now() + timedelta(hours=hours),
        )
    )
    return f"/account/link/{token}"


def first_link(db: Database, settings: Settings) -> str:
    link = first_administrator_link(db, settings)
    assert link is not None
    return link.removeprefix(settings.address)


def test_an_invitation_asks_name_and_password_and_signs_in(client: CheckingClient, db: Database) -> None:
    person = a_person(db, name="")
    path = a_link(db, person)
    page = client.get(path)
    assert page.status_code == 200
    assert "ana@example.org" in page.text
    assert client.submit(path, GOOD).headers["Location"] == "/"
    assert is_in(client)
    with db.read() as read:
        assert read.get_one(Person, person.id).name == "Ana Ruiz"


def test_looking_changes_nothing(client: CheckingClient, db: Database) -> None:
    path = a_link(db, a_person(db))
    before = rows(db)
    for _ in range(3):
        assert client.get(path).status_code == 200
        client.head(path)
    assert rows(db) == before
    assert client.submit(path, GOOD).status_code == 303


def rows(db: Database) -> list[object]:
    with db.read() as read:
        kept = read.execute(select(AccountLink.token_digest, AccountLink.used_at)).all()
        return [*kept, read.scalar(select(func.count()).select_from(Entry))]


def test_a_new_password_asks_nothing_else_and_ends_what_was_before(
    client: CheckingClient, db: Database, app: Flask
) -> None:
    person = with_password(db, name="Ana")
    elsewhere = app.test_client()
    signed_in(elsewhere, db, person)
    earlier = a_link(db, person)
    path = a_link(db, person)
    assert client.get(earlier).status_code == 404, "a new link takes the place of the old one"
    assert 'name="name"' not in client.get(path).text
    assert client.submit(path, {"password": NEW}).status_code == 303
    assert is_in(client)
    assert not is_in(elsewhere)
    fresh = app.test_client()
    assert try_password(fresh, password=PASSWORD).status_code == 403
    assert try_password(fresh, password=NEW).status_code == 303
    with db.read() as read:
        assert read.get_one(Person, person.id).name == "Ana"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda db, path, client: client.submit(path, GOOD),
        lambda db, path, client: db.write(lambda s: s.execute(update(AccountLink).values(expires_at=now()))),
        lambda db, path, client: db.write(lambda s: s.execute(update(Person).values(disabled_at=now()))),
        lambda db, path, client: db.write(
            lambda s: s.execute(update(AccountLink).values(token_digest="0" * 64))
        ),
    ],
    ids=["used", "expired", "disabled", "unknown"],
)
def test_what_does_not_work_looks_the_same(
    client: CheckingClient, db: Database, app: Flask, spoil: Callable[[Database, str, CheckingClient], object]
) -> None:
    path = a_link(db, a_person(db))
    token = client.token(path)
    assert "csrf_token" in client.get(path).text
    stranger = app.test_client()
    unknown = stranger.get("/account/link/" + new_token())
    spoil(db, path, client)
    again = stranger.get(path)
    assert again.status_code == unknown.status_code == 404
    assert main(again.text) == main(unknown.text)
    with db.read() as read:
        before = read.scalars(select(Person.password_hash)).all()
    answer = client.submit(path, {**GOOD, "password": PASSWORD}, page="/join")
    assert answer.status_code == 404
    assert token
    with db.read() as read:
        assert read.scalars(select(Person.password_hash)).all() == before


def main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_two_at_once_use_it_once(db: Database) -> None:
    person = a_person(db)
    path = a_link(db, person)
    token = path.rpartition("/")[2]
    done = []
    for _ in range(2):
        try:
            db.write(
                lambda session: links.use(
                    session, digest(token), digest(new_token()), password_hash="x", name="Ana"
                )
            )
            done.append("used")
        except links.NotFound:
            done.append("gone")
    assert done == ["used", "gone"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "", "password": NEW}, "name"),
        ({"name": "\x00", "password": NEW}, "name"),
        ({"name": "A" * 500, "password": NEW}, "name"),
        ({"name": "Ana", "password": ""}, "password"),
        ({"name": "Ana", "password": "Zx9-4"}, "password"),
        ({"name": "Ana", "password": "password123"}, "password"),
        ({"name": "Herminia Quist", "password": "herminia quist"}, "password"),
        ({"name": "Ana", "password": "ana@example.org"}, "password"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field_and_the_link_stays(
    client: CheckingClient, db: Database, data: dict[str, str], field: str
) -> None:
    path = a_link(db, a_person(db))
    answer = client.submit(path, data)
    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.text
    assert (
        not data["password"] or data["password"] == "ana@example.org" or data["password"] not in answer.text
    )
    assert not is_in(client)
    assert client.submit(path, GOOD).status_code == 303


def test_without_the_forms_token_a_link_is_not_used(client: CheckingClient, db: Database) -> None:
    path = a_link(db, a_person(db))
    assert client.post(path, data=GOOD).status_code == 400
    assert client.get(path).status_code == 200


def test_the_first_administrator(client: CheckingClient, db: Database, settings: Settings) -> None:
    path = first_link(db, settings)
    assert client.submit(path, GOOD | {"email": "not an address"}).status_code == 400
    assert client.submit(path, GOOD | {"email": "First@Example.org"}).status_code == 303
    with db.read() as read:
        person = read.scalars(select(Person)).one()
        assert (person.email, person.email_key, person.is_administrator) == (
            "First@Example.org",
            "first@example.org",
            True,
        )
    assert is_in(client)
    assert first_administrator_link(db, settings) is None


def test_the_first_administrators_link_ends_when_there_is_one(
    client: CheckingClient, db: Database, settings: Settings
) -> None:
    earlier, path = first_link(db, settings), first_link(db, settings)
    assert client.get(earlier).status_code == 404
    token = client.token(path)
    a_person(db, "other@example.org", is_administrator=True)
    assert client.get(path).status_code == 404
    assert client.post(path, data=GOOD | {"email": "me@example.org", "csrf_token": token}).status_code == 404
    with db.read() as read:
        assert read.scalars(select(Person.email)).all() == ["other@example.org"]


def test_the_first_administrators_link_is_short_lived(
    client: CheckingClient, db: Database, settings: Settings
) -> None:
    path = first_link(db, settings)
    with db.read() as read:
        left = read.scalars(select(AccountLink.expires_at)).one() - now()
    assert (
        timedelta(minutes=settings.first_link_minutes - 1)
        < left
        <= timedelta(minutes=settings.first_link_minutes)
    )
    db.write(lambda s: s.execute(update(AccountLink).values(expires_at=now() - timedelta(seconds=1))))
    assert client.get(path).status_code == 404


def test_a_link_takes_the_place_of_whoever_was_signed_in_here(client: CheckingClient, db: Database) -> None:
    signed_in(client, db, a_person(db, "other@example.org", name="Other"))
    path = a_link(db, a_person(db))
    client.submit(path, GOOD)
    assert "ana@example.org" in client.get("/account/").text


def test_only_the_digest_is_stored_and_nothing_is_logged(
    client: CheckingClient, db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    path = a_link(db, a_person(db))
    token = path.rpartition("/")[2]
    with caplog.at_level(logging.DEBUG):
        client.submit(path, {"name": "Ana", "password": "short"})
        client.submit(path, GOOD)
    assert token not in caplog.text and NEW not in caplog.text
    with db.read() as read:
        assert token not in repr(read.execute(select(AccountLink.__table__)).all())
        said = repr(read.execute(select(Entry.verb, Entry.detail)).all())
        assert read.scalars(select(SignIn.token_digest)).one()
    assert "link.used" in said
    assert "Ana" not in said and "example.org" not in said
    assert len(token) >= 43


def test_the_handed_over_address_is_the_route(app: Flask, settings: Settings) -> None:
    with app.test_request_context():
        from flask import url_for

        assert address_of("TOKEN", settings) == settings.address + url_for("account.link", token="TOKEN")

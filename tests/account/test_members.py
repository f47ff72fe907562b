"""Organizers look after the members of their own initiative, and of no other."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from intake.db import Database
from intake.models import AccountLink, Initiative, Membership, Person, Role
from intake.settings import Settings
from tests.account.people import is_in, kept, with_password
from tests.factories import a_member, a_person, an_initiative, make, signed_in
from tests.pages import CheckingClient

LINK = re.compile(r'value="(http[^"]*/account/link/[^"]+)"')


@pytest.fixture
def place(db: Database) -> Initiative:
    return an_initiative(db)


@pytest.fixture
def organizer(client: CheckingClient, db: Database, place: Initiative) -> Person:
    """Signed in in `client`, and able to sign in again."""
    person = a_member(db, place, Role.ORGANIZER)
    db.write(lambda s: s.execute(update(Person).where(Person.id == person.id).values(password_hash=kept())))
    signed_in(client, db, person)
    return person


def role_of(db: Database, person: Person) -> Role | None:
    with db.read() as read:
        return read.scalar(select(Membership.role).where(Membership.person_id == person.id))


PAGE = "/initiatives/score-2024/people"


@pytest.mark.parametrize("role", [None, *Role])
def test_only_organizers_and_administrators_look_after_members(
    client: CheckingClient, db: Database, place: Initiative, role: Role | None
) -> None:
    signed_in(client, db, a_member(db, place, role) if role else a_person(db))
    expected = 404 if role is None else 200 if role is Role.ORGANIZER else 403
    assert client.get(PAGE).status_code == expected
    for path in ("/people/", "/people/new"):
        assert client.get(path).status_code == 403


def test_nobody_who_is_not_signed_in(client: CheckingClient, db: Database, place: Initiative) -> None:
    for path in ("/people/", "/people/new", PAGE):
        assert client.get(path).status_code == 303


def test_an_invitation_lets_a_new_person_in_once(
    client: CheckingClient, db: Database, organizer: Person, app: Flask, settings: Settings
) -> None:
    answer = client.submit(PAGE, {"email": "New@Example.org", "role": "analyst"})
    assert answer.status_code == 200
    link = LINK.search(answer.text)
    assert link and link[1].startswith(settings.address + "/account/link/")
    assert "New@Example.org" in client.get(PAGE).text
    assert link[1] not in client.get(PAGE).text
    guest = app.test_client()
    path = link[1].removeprefix(settings.address)
    assert guest.submit(path, {"name": "New One", "password": "nine grey owls"}).status_code == 303  # type: ignore[attr-defined]
    assert guest.get(PAGE).status_code == 403
    with db.read() as read:
        person = read.scalars(select(Person).where(Person.email_key == "new@example.org")).one()
    assert role_of(db, person) is Role.ANALYST


def test_who_has_an_account_just_gets_the_role(
    client: CheckingClient, db: Database, organizer: Person
) -> None:
    known = with_password(db, "known@example.org")
    answer = client.submit(PAGE, {"email": "KNOWN@example.org", "role": "viewer"}, follow_redirects=True)
    assert "no link is needed" in answer.text
    assert not LINK.search(answer.text)
    assert role_of(db, known) is Role.VIEWER
    with db.read() as read:
        assert read.scalars(select(AccountLink)).all() == []
    again = client.submit(PAGE, {"email": "known@example.org", "role": "organizer"})
    assert again.status_code == 400
    assert role_of(db, known) is Role.VIEWER


@pytest.mark.parametrize(
    "data",
    [
        {"email": "", "role": "viewer"},
        {"email": "no address", "role": "viewer"},
        {"email": "a@b@c", "role": "viewer"},
        {"email": "<script>@example.org", "role": "viewer"},
        {"email": "a" * 250 + "@example.org", "role": "viewer"},
        {"email": "ok@example.org", "role": "administrator"},
        {"email": "ok@example.org", "role": ""},
    ],
)
def test_an_invitation_that_cannot_be_used(
    client: CheckingClient, db: Database, organizer: Person, data: dict[str, str]
) -> None:
    assert client.submit(PAGE, data).status_code == 400
    with db.read() as read:
        assert len(read.scalars(select(Person)).all()) == 1


def test_a_role_is_changed_and_taken_away_and_counts_at_once(
    client: CheckingClient, db: Database, place: Initiative, organizer: Person, app: Flask
) -> None:
    person = a_member(db, place, Role.VIEWER)
    theirs = app.test_client()
    signed_in(theirs, db, person)
    assert theirs.get(PAGE).status_code == 403
    assert client.submit(f"{PAGE}/{person.uid}/role", {"role": "organizer"}, page=PAGE).status_code == 303
    assert theirs.get(PAGE).status_code == 200
    assert client.submit(f"{PAGE}/{person.uid}/remove", page=PAGE).status_code == 303
    assert theirs.get(PAGE).status_code == 404
    assert is_in(theirs), "the account stays"


@pytest.mark.parametrize("path", ["role", "remove", "link"])
def test_the_people_of_another_initiative_are_not_there(
    client: CheckingClient, db: Database, organizer: Person, path: str
) -> None:
    elsewhere = a_member(db, an_initiative(db, "elsewhere"), Role.VIEWER)
    for page in (PAGE, "/initiatives/elsewhere/people"):
        answer = client.submit(f"{page}/{elsewhere.uid}/{path}", {"role": "organizer"}, page=PAGE)
        assert answer.status_code == 404
    assert role_of(db, elsewhere) is Role.VIEWER


@pytest.mark.parametrize(("path", "data"), [("role", {"role": "viewer"}), ("remove", {})])
def test_the_last_organizer_stays_unless_an_administrator_says_so(
    client: CheckingClient,
    db: Database,
    place: Initiative,
    organizer: Person,
    app: Flask,
    path: str,
    data: dict[str, str],
) -> None:
    a_member(db, place, Role.ORGANIZER, "invited@example.org")  # cannot sign in yet, so does not count
    address = f"{PAGE}/{organizer.uid}/{path}"
    answer = client.submit(address, data, page=PAGE, follow_redirects=True)
    assert "only organizer" in answer.text
    assert role_of(db, organizer) is Role.ORGANIZER
    root = app.test_client()
    signed_in(root, db, with_password(db, "root@example.org", is_administrator=True))
    assert root.submit(address, data, page=PAGE).status_code == 303  # type: ignore[attr-defined]
    assert role_of(db, organizer) is not Role.ORGANIZER


def test_who_stops_being_an_organizer_is_led_away(
    client: CheckingClient, db: Database, place: Initiative, organizer: Person
) -> None:
    other = a_member(db, place, Role.ORGANIZER, "other@example.org")
    db.write(lambda s: s.execute(update(Person).where(Person.id == other.id).values(password_hash="x")))
    answer = client.submit(f"{PAGE}/{organizer.uid}/role", {"role": "viewer"}, page=PAGE)
    assert answer.headers["Location"] == "/"
    assert client.get(PAGE).status_code == 403


def test_a_second_invitation_takes_the_place_of_the_first(
    client: CheckingClient, db: Database, organizer: Person, settings: Settings
) -> None:
    first = LINK.search(client.submit(PAGE, {"email": "new@example.org", "role": "viewer"}).text)
    with db.read() as read:
        uid = read.scalars(select(Person.uid).where(Person.email_key == "new@example.org")).one()
    second = LINK.search(client.submit(f"{PAGE}/{uid}/link", page=PAGE).text)
    assert first and second
    assert client.get(first[1].removeprefix(settings.address)).status_code == 404
    assert client.get(second[1].removeprefix(settings.address)).status_code == 200


@pytest.mark.parametrize(
    "more",
    [
        lambda db, person: make(
            db,
            Membership(
                person_id=person.id, initiative_id=an_initiative(db, "elsewhere").id, role=Role.VIEWER
            ),
        ),
        lambda db, person: db.write(
            lambda s: s.execute(update(Person).where(Person.id == person.id).values(is_administrator=True))
        ),
        lambda db, person: db.write(
            lambda s: s.execute(update(Person).where(Person.id == person.id).values(password_hash="x"))
        ),
    ],
    ids=["has a role elsewhere", "is an administrator", "has a password"],
)
def test_an_organizer_cannot_take_over_an_account(
    client: CheckingClient,
    db: Database,
    place: Initiative,
    organizer: Person,
    more: Callable[[Database, Person], object],
) -> None:
    person = a_member(db, place, Role.VIEWER)
    more(db, person)
    answer = client.submit(f"{PAGE}/{person.uid}/link", page=PAGE, follow_redirects=True)
    assert not LINK.search(answer.text)
    assert "Only an administrator" in answer.text

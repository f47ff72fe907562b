"""Administrators look after everybody: accounts, forgotten passwords, other administrators."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from intake.db import Database, now
from intake.models import Entry, Initiative, Person, Role
from intake.settings import Settings
from tests.account.people import PASSWORD, is_in, try_password, with_password
from tests.factories import a_member, a_person, an_initiative, signed_in
from tests.pages import CheckingClient

LINK = re.compile(r'value="(http[^"]*/account/link/[^"]+)"')


@pytest.fixture
def place(db: Database) -> Initiative:
    return an_initiative(db)


@pytest.fixture
def administrator(client: CheckingClient, db: Database) -> Person:
    person = with_password(db, "root@example.org", is_administrator=True, name="Root")
    signed_in(client, db, person)
    return person


def state_of(db: Database, person: Person) -> Person:
    with db.read() as read:
        return read.get_one(Person, person.id)


PAGE = "/initiatives/score-2024/people"


def test_an_administrator_adds_somebody(
    client: CheckingClient, db: Database, administrator: Person, settings: Settings
) -> None:
    sent = {"email": "new@example.org", "name": "New", "is_administrator": "y"}
    link = LINK.search(client.submit("/people/new", sent).text)
    assert link
    assert 'value="New"' in client.get(link[1].removeprefix(settings.address)).text
    with db.read() as read:
        assert read.scalars(select(Person).where(Person.email == "new@example.org")).one().is_administrator
    assert client.submit("/people/new", sent | {"email": "NEW@example.org"}).status_code == 400


def test_a_forgotten_password(
    client: CheckingClient, db: Database, administrator: Person, app: Flask, settings: Settings
) -> None:
    person = with_password(db)
    page = f"/people/{person.uid}"
    link = LINK.search(client.submit(f"{page}/link", page=page).text)
    assert link and link[1] not in client.get(page).text
    theirs = app.test_client()
    assert try_password(theirs).status_code == 303, "until it is used the old password works"
    path = link[1].removeprefix(settings.address)
    assert client.submit(path, {"password": "nine grey owls"}).status_code == 303
    assert not is_in(theirs)


def test_a_disabled_account_is_out_at_once_and_can_come_back(
    client: CheckingClient, db: Database, administrator: Person, app: Flask
) -> None:
    person = with_password(db)
    page = f"/people/{person.uid}"
    theirs = app.test_client()
    try_password(theirs)
    assert client.submit(f"{page}/disable", page=page).status_code == 303
    assert not is_in(theirs)
    assert try_password(theirs).status_code == 403
    assert client.submit(f"{page}/link", page="/people/new").status_code == 404
    assert client.submit(f"{page}/enable", page=page).status_code == 303
    assert not is_in(theirs), "the earlier sign-in stays ended"
    assert try_password(theirs).status_code == 303


@pytest.mark.parametrize("path", ["disable", "administrator"])
def test_the_last_administrator_stays(
    client: CheckingClient, db: Database, administrator: Person, path: str
) -> None:
    with_password(db, "gone@example.org", is_administrator=True, disabled_at=now())
    a_person(db, "invited@example.org", is_administrator=True)
    page = f"/people/{administrator.uid}"
    answer = client.submit(f"{page}/{path}", {"make": "no"}, page=page, follow_redirects=True)
    assert "only administrator" in answer.text
    assert state_of(db, administrator).is_administrator and not state_of(db, administrator).disabled_at


def test_an_administrator_can_be_made_and_unmade(
    client: CheckingClient, db: Database, administrator: Person, app: Flask
) -> None:
    person = with_password(db)
    theirs, page = app.test_client(), f"/people/{person.uid}"
    signed_in(theirs, db, person)
    for make_, status in (("yes", 200), ("no", 403)):
        assert client.submit(f"{page}/administrator", {"make": make_}, page=page).status_code == 303
        assert theirs.get("/people/").status_code == status
    assert client.submit(f"{page}/administrator", {"make": "yes"}, page=page).status_code == 303
    own = f"/people/{administrator.uid}"
    answer = client.submit(f"{own}/administrator", {"make": "no"}, page=own)
    assert answer.headers["Location"] == "/"


def test_the_list_is_paged_and_searched(client: CheckingClient, db: Database, administrator: Person) -> None:
    for n in range(60):
        a_person(db, f"p{n}@example.org", name=f"Person {n}" if n % 2 else "")
    page = client.get("/people/")
    assert "p59@example.org" in page.text and "p5@example.org" not in page.text
    older = re.search(r'rel="next" href="([^"]+)"', page.text)
    assert older and not re.search(r'rel="prev"', page.text)
    second = client.get(older[1])
    assert "p5@example.org" in second.text and "p59@example.org" not in second.text
    newer = re.search(r'rel="prev" href="([^"]+)"', second.text)
    assert newer and client.get(newer[1]).text.count("<tr>") == page.text.count("<tr>")
    found = client.get("/people/?q=PERSON 5").text
    assert "p51@example.org" in found and "p41@example.org" not in found
    assert "p7@example.org" in client.get("/people/?q=P7@").text
    assert "p7@example.org" not in client.get("/people/?q=%25").text, "a percent sign is a percent sign"
    for query in ("q=%00%1b", "before=nonsense", "after=1", "before=" + "0" * 32):
        assert client.get(f"/people/?{query}").status_code == 200


def test_without_the_forms_token_nobody_is_changed(
    client: CheckingClient, db: Database, administrator: Person, place: Initiative
) -> None:
    person = a_member(db, place, Role.VIEWER)
    before = len(entries(db))
    for path in ("link", "disable", "enable", "administrator"):
        assert client.post(f"/people/{person.uid}/{path}", data={"make": "yes"}).status_code == 400
    for path in ("role", "remove", "link"):
        assert client.post(f"{PAGE}/{person.uid}/{path}", data={"role": "organizer"}).status_code == 400
    for path, data in (
        (PAGE, {"email": "x@example.org", "role": "viewer"}),
        ("/people/new", {"email": "x@example.org"}),
    ):
        assert client.post(path, data=data).status_code == 400
    assert len(entries(db)) == before


def test_every_change_is_noted_without_a_name(
    client: CheckingClient, db: Database, administrator: Person, place: Initiative
) -> None:
    person = with_password(db, name="Zebulon")
    page, member = f"/people/{person.uid}", f"{PAGE}/{person.uid}"
    client.submit("/people/new", {"email": "other@example.org", "name": "Quentin"})
    client.submit(f"{page}/link", page=page)
    client.submit(f"{page}/administrator", {"make": "yes"}, page=page)
    client.submit(PAGE, {"email": "ana@example.org", "role": "viewer"})
    client.submit(f"{member}/role", {"role": "analyst"}, page=PAGE)
    client.submit(f"{member}/remove", page=PAGE)
    client.submit(f"{page}/disable", page=page)
    client.submit(f"{page}/enable", page=page)
    noted = entries(db)
    assert [entry.verb for entry in noted] == [
        "person.added",
        "link.issued",
        "link.issued",
        "person.administrator",
        "member.added",
        "member.changed",
        "member.removed",
        "person.disabled",
        "person.enabled",
    ]
    assert {entry.person_id for entry in noted} == {administrator.id}
    assert {entry.initiative_id for entry in noted if entry.verb.startswith("member")} == {place.id}
    said = repr([entry.detail for entry in noted])
    assert not [word for word in ("Zebulon", "Quentin", "example.org", PASSWORD) if word in said]


def entries(db: Database) -> list[Entry]:
    with db.read() as read:
        return list(read.scalars(select(Entry).order_by(Entry.id)))

"""Rules of accounts that no page shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from intake.actions import members, people
from intake.actions.actor import COMMAND, Actor
from intake.db import Database, now
from intake.errors import Conflict, Invalid, NotAllowed, NotFound
from intake.models import Membership, Person, Role, SignIn
from tests.factories import a_member, a_person, an_initiative, make

KEPT = "$argon2id$kept"


def sign_in(db: Database, person: Person, verified: str | None = KEPT, **more: str | None) -> None:
    """Sign in after this hash was compared."""
    before = now() - timedelta(hours=12)
    db.write(lambda s: people.sign_in(s, person.id, "d" * 64, verified=verified, before=before, **more))


def sign_ins(db: Database) -> list[str]:
    with db.read() as read:
        return list(read.scalars(select(SignIn.token_digest)))


@pytest.mark.parametrize(
    "address", ["ana@example.org", "Ana.Ruiz+x@sub.example.org", "ana@localhost", "аня@пример.рф"]
)
def test_addresses_that_people_have(address: str) -> None:
    assert people.email_address(f"  {address} ") == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ana",
        "@example.org",
        "ana@",
        "a na@example.org",
        "a@b@c",
        "a@.org",
        "a@b..c",
        "a@b.",
        "<a@b.c>",
        "a\x00@b.c",
    ],
)
def test_what_is_no_address(db: Database, address: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.email_address(address)
    assert refused.value.field == "email"


def test_two_spellings_are_one_account(db: Database) -> None:
    a_person(db, "Straße@example.org")
    with pytest.raises(Invalid):
        db.write(lambda s: people.add(s, COMMAND, email="STRASSE@example.org"))


@pytest.mark.parametrize(
    "meanwhile",
    [{"password_hash": "changed"}, {"disabled_at": now()}, {"password_hash": None}],
    ids=["changed", "disabled", "taken away"],
)
def test_a_password_that_was_right_a_moment_ago_is_not_enough(
    db: Database, meanwhile: dict[str, object]
) -> None:
    person = a_person(db, password_hash=KEPT)
    db.write(lambda s: s.execute(update(Person).values(meanwhile)))
    with pytest.raises(NotAllowed):
        sign_in(db, person)
    assert sign_ins(db) == []


def test_a_better_hash_takes_the_place_of_an_outdated_one(db: Database) -> None:
    person = a_person(db, password_hash=KEPT)
    sign_in(db, person, better="better")
    with db.read() as read:
        assert read.get_one(Person, person.id).password_hash == "better"


def test_signing_in_forgets_what_ended_long_ago(db: Database) -> None:
    person, other = a_person(db, password_hash=KEPT), a_person(db, "bo@example.org")
    make(db, SignIn(token_digest="o" * 64, person_id=other.id, created_at=now() - timedelta(hours=13)))
    make(db, SignIn(token_digest="n" * 64, person_id=other.id, created_at=now() - timedelta(hours=1)))
    sign_in(db, person)
    assert sorted(sign_ins(db)) == ["d" * 64, "n" * 64]


def test_signing_out_what_is_not_there_is_nothing(db: Database) -> None:
    db.write(lambda s: people.sign_out(s, "x" * 64))


@pytest.mark.parametrize("actor_role", ["organizer", "command"])
def test_of_two_organizers_one_may_leave(db: Database, actor_role: str) -> None:
    place = an_initiative(db)
    first = a_member(db, place, Role.ORGANIZER, "first@example.org")
    second = a_member(db, place, Role.ORGANIZER, "second@example.org")
    db.write(lambda s: s.execute(update(Person).values(password_hash=KEPT)))
    actor = Actor(person_id=first.id) if actor_role == "organizer" else COMMAND
    db.write(lambda s: members.remove(s, actor, place.id, first.uid))
    if actor_role == "command":
        db.write(lambda s: members.remove(s, actor, place.id, second.uid))
        return
    with pytest.raises(Conflict):
        db.write(lambda s: members.remove(s, Actor(person_id=second.id), place.id, second.uid))
    with pytest.raises(Conflict):
        db.write(
            lambda s: members.change_role(s, Actor(person_id=second.id), place.id, second.uid, Role.VIEWER)
        )


def test_one_who_cannot_sign_in_may_be_taken_away(db: Database) -> None:
    place = an_initiative(db)
    organizer = a_member(db, place, Role.ORGANIZER, "first@example.org")
    db.write(lambda s: s.execute(update(Person).values(password_hash=KEPT)))
    invited = a_member(db, place, Role.ORGANIZER, "invited@example.org")
    db.write(lambda s: members.remove(s, Actor(person_id=organizer.id), place.id, invited.uid))


def test_a_role_given_twice_is_one_role(db: Database) -> None:
    place, person = an_initiative(db), a_person(db)
    for role in (Role.VIEWER, Role.VIEWER, Role.ANALYST):
        db.write(lambda s, role=role: members.give_role(s, COMMAND, place.id, person, role))
    with db.read() as read:
        assert read.scalars(select(Membership.role)).all() == [Role.ANALYST]


def test_somebody_of_another_initiative_is_not_a_member(db: Database) -> None:
    place = an_initiative(db)
    person = a_member(db, an_initiative(db, "elsewhere"), Role.VIEWER)
    for action in (
        lambda s: members.remove(s, COMMAND, place.id, person.uid),
        lambda s: members.change_role(s, COMMAND, place.id, person.uid, Role.ANALYST),
        lambda s: members.invite_again(s, COMMAND, place.id, person.uid, "d" * 64, now()),
    ):
        with pytest.raises(NotFound):
            db.write(action)

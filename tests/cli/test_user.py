"""`intake user`: accounts from the keyboard, one line for whatever goes wrong."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest
from sqlalchemy import select

from intake.cli import intake
from intake.cli.errors import one_line
from intake.db import Database, now
from intake.models import Membership, Person, Role
from intake.passwords import matches
from intake.settings import Settings
from tests.factories import a_person, an_initiative
from tests.pages import CheckingClient

Run = Callable[..., tuple[int, str, str]]
PASSWORD = "seven green herons"


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program beside the test's app; returns exit status, standard output and standard error."""
    monkeypatch.setenv("INTAKE_INSTANCE", str(settings.instance))
    monkeypatch.setenv("INTAKE_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("INTAKE_SECRET_KEY", settings.secret_key)

    def run(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["intake", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        status = one_line(intake)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def person(db: Database, email: str = "ana@example.org") -> Person:
    with db.read() as read:
        return read.scalars(select(Person).where(Person.email_key == email)).one()


def test_an_administrator_with_a_password_from_a_pipe(run: Run, db: Database) -> None:
    typed = PASSWORD + "\r\nnot this line\n"
    status, out, err = run(
        "user",
        "add",
        "Ana@example.org",
        "--role",
        "administrator",
        "--name",
        "Ana",
        "--password-stdin",
        typed=typed,
    )
    assert (status, out, err) == (0, "Ana@example.org: administrator\n", "")
    made = person(db)
    assert made.is_administrator and made.name == "Ana"
    assert matches(made.password_hash, PASSWORD)


def test_a_role_in_an_initiative(run: Run, db: Database) -> None:
    an_initiative(db)
    arguments = ("user", "add", "ana@example.org", "--initiative", "score-2024")
    assert run(*arguments, "--role", "viewer", "--password-stdin", typed=PASSWORD)[0] == 0
    assert run(*arguments, "--role", "organizer")[:2] == (0, "ana@example.org: organizer of score-2024\n")
    with db.read() as read:
        assert read.scalars(select(Membership.role)).all() == [Role.ORGANIZER]
    assert not person(db).is_administrator


@pytest.mark.parametrize(
    ("arguments", "typed", "status", "said"),
    [
        (["--role", "administrator"], "", 2, "--password-stdin"),
        (["--role", "organizer", "--password-stdin"], PASSWORD, 2, "--initiative"),
        (["--role", "administrator", "--initiative", "x", "--password-stdin"], PASSWORD, 2, "--initiative"),
        (["--role", "king", "--password-stdin"], PASSWORD, 2, "organizer"),
        (["--role", "administrator", "--link", "--password-stdin"], PASSWORD, 2, "--link"),
        (["--role", "viewer", "--initiative", "nowhere", "--password-stdin"], PASSWORD, 1, "nowhere"),
        (["--role", "administrator", "--password-stdin"], "short", 1, "8 characters"),
        (["--role", "administrator", "--password-stdin"], "password123", 1, "easy to guess"),
        (["--role", "administrator", "--password-stdin"], "ana@example.org", 1, "easy to guess"),
        (["--role", "administrator", "--password-stdin"], "", 1, "8 characters"),
    ],
)
def test_what_is_used_wrongly_or_cannot_be_done(
    run: Run, db: Database, arguments: list[str], typed: str, status: int, said: str
) -> None:
    found, out, err = run("user", "add", "ana@example.org", *arguments, typed=typed)
    assert (found, out) == (status, "")
    assert said in err and err.count("\n") == 1
    assert not typed or typed == "short" or typed not in err or typed == "ana@example.org"
    with db.read() as read:
        assert read.scalars(select(Person)).all() == []


def test_an_address_that_is_none(run: Run, db: Database) -> None:
    status, out, err = run(
        "user", "add", "ana", "--role", "administrator", "--password-stdin", typed=PASSWORD
    )
    assert (status, out, err.count("\n")) == (1, "", 1)


def test_a_password_for_who_has_an_account_is_refused(run: Run, db: Database) -> None:
    a_person(db, is_administrator=False)
    status, out, err = run(
        "user", "add", "ana@example.org", "--role", "administrator", "--password-stdin", typed=PASSWORD
    )
    assert (status, out) == (1, "")
    assert "intake user link" in err
    assert not person(db).is_administrator


def test_a_link_alone_is_on_standard_output_and_works(
    run: Run, db: Database, client: CheckingClient, settings: Settings
) -> None:
    status, link, err = run("user", "add", "ana@example.org", "--role", "administrator", "--link")
    assert status == 0 and "48 hours" in err
    path = link.splitlines()[-1].removeprefix(settings.address)
    assert client.submit(path, {"name": "Ana", "password": PASSWORD}).status_code == 303
    status, link, err = run("user", "link", "ANA@example.org")
    assert status == 0 and link.count("\n") == 1
    page = client.get(link.strip().removeprefix(settings.address))
    assert "Choose a new password" in page.text


def test_a_link_for_nobody_is_the_first_administrators_while_there_is_none(
    run: Run, db: Database, client: CheckingClient, settings: Settings
) -> None:
    status, link, err = run("user", "link", "ana@example.org")
    assert status == 0 and "60 minutes" in err
    path = link.strip().removeprefix(settings.address)
    sent = {"email": "ana@example.org", "name": "Ana", "password": PASSWORD}
    assert client.submit(path, sent).status_code == 303
    status, out, err = run("user", "link", "bo@example.org")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "intake user add" in err


def test_no_link_for_a_disabled_account(run: Run, db: Database) -> None:
    a_person(db, disabled_at=now())
    status, out, err = run("user", "link", "ana@example.org")
    assert (status, out) == (1, "") and "disabled" in err


def test_the_links_of_another_public_address(run: Run, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_PUBLIC_URL", "https://notes.example.org/")
    a_person(db)
    assert run("user", "link", "ana@example.org")[1].startswith("https://notes.example.org/account/link/")

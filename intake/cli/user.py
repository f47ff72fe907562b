"""`intake user …`: accounts, from the server's own keyboard."""

from __future__ import annotations

import sys
from datetime import timedelta

import click
from sqlalchemy.orm import Session

from intake.actions import links, members, people
from intake.actions.actor import COMMAND
from intake.cli.errors import Failed
from intake.cli.opening import initiative_named, opened
from intake.db import Database, now
from intake.forms.account import password_problem
from intake.models import Role
from intake.passwords import hashed
from intake.queries.people import has_administrator
from intake.settings import Settings
from intake.tokens import digest, new_token
from intake.web.account.links import address_of

ADMINISTRATOR = "administrator"


@click.group()
def user() -> None:
    """Accounts: add people, make links to a new password.

    Example:  intake user add ana@example.org --role organizer --initiative score-2024
    """


@user.command()
@click.argument("email")
@click.option(
    "--role",
    required=True,
    type=click.Choice([ADMINISTRATOR, *(r.value for r in Role)]),
    help="What the person may do.",
)
@click.option("--initiative", metavar="SLUG", help="Where; for every role but administrator.")
@click.option("--name", default="", help="As others on the team know the person.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of standard input."
)
@click.option(
    "--link", is_flag=True, help="Print a one-time link to choose a password, instead of asking for it."
)
def add(email: str, role: str, initiative: str | None, name: str, password_stdin: bool, link: bool) -> None:
    """Give EMAIL an account, or a further role if there is one already.

    The password is asked for on a terminal. Example:

    \b
      intake user add ana@example.org --role organizer --initiative score-2024
    """
    if (role == ADMINISTRATOR) == (initiative is not None):
        raise click.UsageError(
            "--initiative is for the other roles: an administrator looks after the whole instance"
            if initiative
            else f"say where with --initiative SLUG: {role} is a role in one initiative"
        )
    if link and password_stdin:
        raise click.UsageError("choose one of --link and --password-stdin")
    settings = Settings.load()
    with opened(settings) as db:
        with db.read() as session:
            place = initiative_named(session, initiative).id if initiative else None
            is_known = people.person_by_email(session, people.email_address(email)) is not None
        if is_known and (password_stdin or link):
            raise Failed(
                f"{email} has an account already; 'intake user link {email}' makes a link to a new password"
            )
        kept = None if is_known or link else hashed(_password(email, name, password_stdin))
        token, expires_at = new_token(), now() + timedelta(hours=settings.link_hours)

        def action(session: Session) -> None:
            person = people.person_by_email(session, email)
            if person is None:
                person = people.add(session, COMMAND, email=email, name=name, password_hash=kept)
            if place is None:
                people.set_administrator(session, COMMAND, person.uid, True)
            else:
                members.give_role(session, COMMAND, place, person, Role(role))
            if link:
                links.issue(session, COMMAND, person, digest(token), expires_at)

        db.write(action)
    click.echo(f"{email}: {role}" + (f" of {initiative}" if initiative else ""))
    if link:
        _print_link(address_of(token, settings), _duration(settings.link_hours, "hour"))


@user.command("link")
@click.argument("email")
def link_(email: str) -> None:
    """Print a one-time link with which EMAIL chooses a new password.

    While nobody is an administrator, a link for an address without an account makes the first one.

    Example:  intake user link ana@example.org
    """
    settings = Settings.load()
    with opened(settings) as db:
        token, expires_at = new_token(), now() + timedelta(hours=settings.link_hours)

        def action(session: Session) -> bool:
            person = people.person_by_email(session, people.email_address(email))
            if person is None:
                return False
            if person.disabled_at is not None:
                raise Failed(
                    f"the account of {email} is disabled: an administrator enables it on the page People"
                )
            links.issue(session, COMMAND, person, digest(token), expires_at)
            return True

        is_known = db.write(action)
        first = None if is_known else first_administrator_link(db, settings)
    if is_known:
        _print_link(address_of(token, settings), _duration(settings.link_hours, "hour"))
    elif first:
        _print_link(first, _duration(settings.first_link_minutes, "minute"))
    else:
        raise Failed(f"nobody has the e-mail address {email}: 'intake user add' gives somebody an account")


def first_administrator_link(db: Database, settings: Settings) -> str | None:
    """A link that makes the first administrator, in place of an earlier one; None when there is one."""
    with db.read() as session:
        if has_administrator(session):
            return None
    token, expires_at = new_token(), now() + timedelta(minutes=settings.first_link_minutes)
    issued = db.write(lambda session: links.issue_first(session, digest(token), expires_at))
    return address_of(token, settings) if issued else None


def _password(email: str, name: str, from_stdin: bool) -> str:
    """The password, from standard input or from whoever sits at the terminal."""
    if from_stdin:
        password = sys.stdin.readline().removesuffix("\n").removesuffix("\r")
    elif sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True)
    else:
        raise click.UsageError("there is no terminal to ask for the password: use --password-stdin or --link")
    problem = password_problem(password, email, name)
    if problem:
        raise Failed(str(problem))
    return password


def _print_link(link: str, duration: str) -> None:
    """The link alone on standard output, so that it can be piped."""
    click.echo(link)
    click.echo(f"It works once, for {duration}.", err=True)


def _duration(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"

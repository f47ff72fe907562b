"""`intake initiative …`: a whole set-up in and out as one YAML file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from intake.actions import setups as actions
from intake.actions.actor import COMMAND
from intake.cli.errors import Failed, complain
from intake.cli.opening import initiative_named, opened
from intake.errors import Invalid
from intake.queries import setups as queries
from intake.setups import MAX_BYTES, SetUpMistakes, read, write


@click.group()
def initiative() -> None:
    """A whole set-up as one YAML file: its questions, sessions, tables and texts.

    Example:  intake initiative load score-2024.yaml
    """


@initiative.command()
@click.argument("file", metavar="FILE")
def load(file: str) -> None:
    """Create or update an initiative from FILE (- is standard input).

    Creates what is missing, updates what the file says, deletes nothing. A session's state counts only
    when the session is created. Loading the same file twice changes nothing. Example:

    \b
      intake initiative load score-2024.yaml
    """
    name = "standard input" if file == "-" else file
    data = _bytes_of(file)
    with opened() as db:
        try:
            set_up = read(data)
            report = db.write(lambda session: actions.load(session, COMMAND, set_up))
        except SetUpMistakes as problem:
            for mistake in problem.mistakes:
                complain(f"{name}, {mistake}")
            more = "there are more mistakes than these; " if problem.has_more else ""
            raise Failed(f"{more}nothing was changed: mend {name} and load it again") from None
        except Invalid as problem:
            raise Failed(f"{name}: {problem.message} Nothing was changed") from None
    click.echo(
        f"{report.slug}: {report.created} created, {report.updated} updated, {report.unchanged} unchanged"
    )
    if report.touched:
        click.echo(f"created or updated: {', '.join(dict.fromkeys(report.touched))}", err=True)


@initiative.command()
@click.argument("slug")
def dump(slug: str) -> None:
    """Write the initiative SLUG as a file that 'load' reads; it holds no codes to join.

    \b
    Example:
      intake initiative dump score-2024 > score-2024.yaml
    """
    with opened() as db, db.read() as session:
        text = write(queries.of_initiative(session, initiative_named(session, slug)))
    click.echo(text.encode(), nl=False)


def _bytes_of(file: str) -> bytes:
    """The file, at most one byte more than a set-up may have; the set-up's own check says so then."""
    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    path = Path(file)
    if path.is_dir():
        raise Failed(f"{file} is a folder: name the file")
    try:
        with path.open("rb") as opened_file:
            return opened_file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise Failed(f"there is no file {file}") from None

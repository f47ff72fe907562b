"""Statements out to files and in from typed-up paper notes."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click

from intake import indexing
from intake.cli.opening import initiative_named, opened
from intake.exports import FORMATS, ExportOptions
from intake.languages import BadLanguageTag, normalise_tag
from intake.models import Status
from intake.queries import exporting, statements
from intake.queries.selecting import COUNTED, Wanted, select_statements
from intake.search.asking import typed
from intake.settings import Settings


def language_tag(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A BCP 47 tag, in its usual spelling."""
    try:
        return normalise_tag(value) if value else None
    except BadLanguageTag as error:
        raise click.BadParameter(str(error), ctx, param) from None


def statuses(ctx: click.Context, param: click.Parameter, value: str) -> tuple[Status, ...]:
    """One status or several, with commas between them."""
    try:
        return tuple(dict.fromkeys(Status(word.strip()) for word in value.split(",")))
    except ValueError:
        raise click.BadParameter(f"{value!r} is not of {', '.join(Status)}", ctx, param) from None


DAY = click.DateTime(["%Y-%m-%d"])


@click.command(epilog="Example:  intake export score-2024 --format csv --output score.csv")
@click.argument("slug")
@click.option("--format", "kind", type=click.Choice(list(FORMATS)), required=True, help="Kind of file.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; otherwise standard output.",
)
@click.option(
    "--status",
    default=",".join(COUNTED),
    show_default=True,
    callback=statuses,
    help="Statuses to include, with commas.",
)
@click.option(
    "--session", "sessions", multiple=True, metavar="CODE", help="Only this session; may be repeated."
)
@click.option(
    "--table",
    "tables",
    multiple=True,
    metavar="LABEL",
    help="Only this table, or 'full group'; may be repeated.",
)
@click.option(
    "--question", "questions", multiple=True, metavar="CODE", help="Only this question; may be repeated."
)
@click.option("--language", callback=language_tag, metavar="TAG", help="Only statements in this language.")
@click.option("--from", "first_day", type=DAY, help="First day, in the session's time zone.")
@click.option("--until", "last_day", type=DAY, help="Last day, in the session's time zone.")
@click.option(
    "--search", default="", metavar="WORDS", help="Only statements that the search box finds for this."
)
@click.option(
    "--labels", callback=language_tag, metavar="TAG", help="Language of question wordings and codebook."
)
@click.option(
    "--translation-details",
    is_flag=True,
    help="Say of each translation who made it, how, and whether it was reviewed.",
)
@click.option("--no-bom", is_flag=True, help="CSV without the byte order mark that Excel needs.")
@click.option("--for-server", is_flag=True, hidden=True, help="A server asks, and keeps the index itself.")
def export(
    slug: str,
    kind: str,
    output: Path | None,
    status: tuple[Status, ...],
    sessions: tuple[str, ...],
    tables: tuple[str, ...],
    questions: tuple[str, ...],
    language: str | None,
    first_day: datetime | None,
    last_day: datetime | None,
    search: str,
    labels: str | None,
    translation_details: bool,
    no_bom: bool,
    for_server: bool,
) -> None:
    """Write the statements of initiative SLUG to a file or to standard output.

    Statements of practice sessions are never in it. Columns: docs/exports.md.
    """
    if output is None and kind == "xlsx" and sys.stdout.isatty():
        raise click.UsageError("an Excel file does not fit on a terminal: name a file with --output")
    wanted = Wanted(
        sessions=sessions,
        tables=tables,
        questions=questions,
        language=language,
        first_day=first_day.date() if first_day else None,
        last_day=last_day.date() if last_day else None,
        statuses=status,
        words=typed(search),
    )
    settings = Settings.load()
    with opened(settings) as db:
        if wanted.words and not for_server:
            # Without a server nobody else has looked at what was imported just now.
            indexing.catch_up(db)
        with db.read() as session:
            initiative = initiative_named(session, slug)
            selection = select_statements(session, initiative.id, wanted)
            plan = exporting.plan(session, selection, settings.secret_key, made=translation_details)
            total = statements.count(session, selection) if sys.stderr.isatty() else 0
        options = ExportOptions(labels=labels, bom=not no_bom)
        with written_to(output) as file, counted(exporting.rows(db, plan), total) as rows:
            for piece in FORMATS[kind].write(plan.context, rows, options=options):
                file.write(piece)


@contextmanager
def written_to(path: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that is there under its name only once it is whole."""
    if path is None:
        standard = sys.stdout.buffer
        yield standard
        standard.flush()
        return
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def counted(rows: Iterator[Any], total: int) -> Iterator[Iterator[Any]]:
    """The same rows, with a progress bar where somebody watches."""
    if not total:
        yield rows
        return
    with click.progressbar(rows, length=total, label="Statements", file=sys.stderr) as bar:
        yield iter(bar)

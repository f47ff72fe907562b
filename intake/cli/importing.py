"""Typed-up paper notes in from a file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import click

from intake.actions import importing
from intake.actions.actor import COMMAND
from intake.actions.import_matching import Matcher, Options, matched
from intake.actions.import_targets import targets
from intake.cli.errors import Failed
from intake.cli.opening import initiative_named, opened
from intake.cli.transfer import language_tag
from intake.db import now
from intake.forms.statement import MOST_AGREED
from intake.imports import (
    FIELDS,
    ImportProblem,
    ImportRow,
    Table,
    guess,
    missing,
    parse,
    read_table,
    remember,
)
from intake.languages import guessing
from intake.models import Source
from intake.queries import importing as queries
from intake.settings import Settings


@click.command("import", epilog="Example:  intake import score-2024 notes.csv --create-missing")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only look for problems.")
@click.option(
    "--create-missing", is_flag=True, help="Make sessions and tables that the initiative does not have."
)
@click.option("--again", is_flag=True, help="Import a file that was imported before.")
@click.option(
    "--map", "named", multiple=True, metavar="FIELD=HEADER", help="What a column is; may be repeated."
)
@click.option("--session", metavar="NAME", help="Session of the rows that name none.")
@click.option("--language", callback=language_tag, metavar="TAG", help="Language of the rows that name none.")
@click.option(
    "--source",
    type=click.Choice([Source.PAPER.value, Source.IMPORT.value]),
    help="Where it came from [default: paper; import for a file that Intake exported].",
)
def import_(
    slug: str,
    file: Path,
    dry_run: bool,
    create_missing: bool,
    again: bool,
    named: tuple[str, ...],
    session: str | None,
    language: str | None,
    source: str | None,
) -> None:
    """Bring typed-up notes from FILE (CSV or XLSX) into initiative SLUG: all rows or none.

    Each row that cannot be imported is named with its number and the reason. Columns: docs/import.md.
    """
    settings = Settings.load()
    with opened(settings) as db:
        with db.read() as reading:
            initiative = initiative_named(reading, slug)
            remembered = queries.remembered(reading, initiative.id)
            is_known = importing.is_known(reading, initiative.id, _digest(file))
        if is_known and not again:
            raise Failed(f"{file} was imported before: --again imports it a second time")
        try:
            table = read_table(file, file.name)
        except ImportProblem as problem:
            raise Failed(
                f"{file}{f', row {problem.row}' if problem.row else ''}: {problem.message}"
            ) from None
        mapping = _mapping(table, remembered, named)
        options = Options(
            create_missing=create_missing,
            source=Source(source or (Source.IMPORT if table.is_intake_export else Source.PAPER)),
            language=language,
            session=session,
        )
        with db.read() as reading:
            matcher = Matcher(targets(reading, initiative.id), options, now())
        rows = _sound_rows(table, mapping, matcher, settings.max_statement_length)
        news = f"new sessions: {len(matcher.new_sessions)}"
        if dry_run:
            _hint(rows, matcher)
            click.echo(f"{len(rows)} statements can be imported; {news}")
            return
        origin = importing.File(_digest(file), file.name, remember(table.header, mapping))
        done = db.write(
            lambda s: importing.import_rows(s, COMMAND, initiative.id, rows, origin, options, again=again)
        )
        click.echo(
            f"imported {done.statements} statements; new sessions: {done.sessions}, new tables: {done.tables}"
        )


def _hint(rows: list[ImportRow], matcher: Matcher) -> None:
    """Name rows that read like another language than they say; nothing keeps them from being imported."""
    for row in rows:
        stated = matcher.language(row)
        found = guessing.doubt(row.text, stated)
        if found:
            click.echo(f"row {row.number}: says {stated}, reads like {found} (only a hint)", err=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mapping(table: Table, remembered: dict[str, str], named: Sequence[str]) -> dict[str, int]:
    """The place of each field's column, what was named before what is guessed."""
    names = {field.name for field in FIELDS}
    mapping = guess(table.header, remembered)
    for pair in named:
        field, equals, header = pair.partition("=")
        if not equals or field not in names:
            raise click.UsageError(
                f"--map {pair!r}: write FIELD=HEADER with a field of {', '.join(sorted(names))}"
            )
        if header not in table.header:
            raise click.UsageError(f"--map {pair!r}: the file has no column {header!r}")
        place = table.header.index(header)
        mapping = {name: other for name, other in mapping.items() if other != place} | {field: place}
    lacking = missing(mapping)
    if lacking:
        raise Failed(f"no column of the file is the {lacking[0]}: name it with --map {lacking[0]}=HEADER")
    return mapping


def _sound_rows(table: Table, mapping: dict[str, int], matcher: Matcher, longest: int) -> list[ImportRow]:
    """Every row, or Failed after naming each one that cannot be imported."""
    labels = {field.name: field.label for field in FIELDS}
    rows: list[ImportRow] = []
    bad = 0
    for row, problems in matched(parse(table, mapping, max_length=longest, most_agreed=MOST_AGREED), matcher):
        if row is not None:
            rows.append(row)
            continue
        bad += 1
        for problem in problems:
            where = f", {labels[problem.column]}" if problem.column else ""
            click.echo(f"row {problem.row}{where}: {problem.message}", err=True)
    if bad:
        raise Failed(f"{bad} of {bad + len(rows)} rows cannot be imported, so nothing was stored")
    return rows

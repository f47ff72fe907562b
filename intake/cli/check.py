"""`intake check`: whether the store, the machine and the settings are as they should be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta

import click
from sqlalchemy import make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from intake import preflight
from intake.cli.errors import FAILED, Failed
from intake.cli.opening import migrate
from intake.db import Database, now
from intake.errors import Problem
from intake.languages import guessing
from intake.preflight import Finding
from intake.settings import CONFIG_NAME, Settings

SECRET = "(secret)"
#: Faults of integrity that are told; the first says enough.
MOST_FAULTS = 3


@click.command()
@click.option(
    "--settings", "with_settings", is_flag=True, help="Every setting: its value, source and meaning."
)
@click.pass_context
def check(ctx: click.Context, with_settings: bool) -> None:
    """Look at the database, the machine and the settings; exit status 1 if something is wrong.

    Like every command it creates or migrates the database. Example:

    \b
      intake check --settings
    """
    settings = Settings.load()
    if with_settings:
        click.echo(table_of(settings) + "\n")
    findings = list(_all(settings))
    for finding in findings:
        click.echo(f"{'ok   ' if finding.is_well else 'WRONG'} {finding.subject}: {finding.text}")
    wrong = sum(not finding.is_well for finding in findings)
    if wrong:
        click.echo(f"intake: {wrong} of {len(findings)} points need you", err=True)
        ctx.exit(FAILED)


def table_of(settings: Settings) -> str:
    """The settings in columns."""
    rows = [("setting", "value", "source", "meaning")]
    for field in fields(settings):
        if field.name == "sources":
            continue
        source = settings.sources.get(field.name, "default")
        rows.append((field.name, shown(field.name, settings), source, str(field.metadata["meaning"])))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join("  ".join([*map(str.ljust, row, widths), row[3]]) for row in rows)


def shown(name: str, settings: Settings) -> str:
    """A setting's value without what must not be seen over somebody's shoulder."""
    if name == "secret_key":
        return SECRET
    if name == "database_url" and settings.database_url:
        try:
            return make_url(settings.database_url).render_as_string(hide_password=True)
        except ArgumentError:
            return "(not an address)"
    return str(getattr(settings, name)) or '""'


def _all(settings: Settings) -> Iterator[Finding]:
    from intake.queries.log import newest_entry

    yield Finding("settings", f"read from the environment and {settings.instance / CONFIG_NAME}")
    newest = None
    try:
        database = Database(settings)
    except (ArgumentError, ImportError) as error:
        yield Finding("database", f"cannot be used: {' '.join(str(error).split())[:200]}", False)
    else:
        try:
            yield from _database(database)
            with database.read() as session:
                newest = newest_entry(session)
            if database.is_sqlite:
                yield backups(database, settings)
        except (DBAPIError, Problem, Failed) as error:
            yield Finding("database", _in_one_line(error), False)
        finally:
            database.close()
    yield from preflight.look(settings, newest)
    rules = guessing.rules()
    said = (
        f"suggested where they may be wrong ({rules})"
        if rules
        else f"not suggested; to have it: {guessing.EXTRA}"
    )
    yield Finding("languages", said)
    problem = preflight.address(settings)
    yield Finding("address", problem or f"links begin with {settings.address}", problem is None)


def _database(database: Database) -> Iterator[Finding]:
    """Sound before it is migrated, and of this version afterwards."""
    where = database.path or make_url(database.url).render_as_string(hide_password=True)
    if database.is_sqlite:
        with database.read() as session:
            yield from _integrity(session)
    changed = migrate(database)
    yield Finding(
        "database", f"{where} is reached and {'was made or migrated just now' if changed else 'current'}"
    )
    with database.read() as session:
        if database.is_sqlite:
            mode = session.scalar(text("PRAGMA journal_mode"))
            synchronous = {1: "NORMAL", 2: "FULL", 3: "EXTRA"}.get(
                session.scalar(text("PRAGMA synchronous")), "OFF"
            )
            yield Finding(
                "durability", f"journal {mode}, synchronous {synchronous}", synchronous in ("FULL", "EXTRA")
            )
        else:
            version = session.scalar(text("SHOW server_version"))
            encoding = session.scalar(text("SHOW server_encoding"))
            yield Finding("PostgreSQL", f"{version}, encoding {encoding}", encoding == "UTF8")


def _integrity(session: Session) -> Iterator[Finding]:
    faults = [str(row[0]) for row in session.execute(text(f"PRAGMA integrity_check({MOST_FAULTS})"))]
    if faults == ["ok"]:
        yield Finding("integrity", "every page of the database is sound")
    else:
        said = "; ".join(" ".join(fault.split()) for fault in faults)
        yield Finding("integrity", f"the database is damaged, restore a backup: {said}", False)
    broken = session.execute(text("PRAGMA foreign_key_check")).fetchmany(MOST_FAULTS)
    tables = ", ".join(sorted({str(row[0]) for row in broken}))
    said = (
        f"rows point nowhere in {tables}: restore a backup" if broken else "every reference leads somewhere"
    )
    yield Finding("references", said, not broken)


def backups(database: Database, settings: Settings) -> Finding:
    """The last verified backup, and whether one is overdue."""
    from intake.backups import Unsound, keeping, seal
    from intake.queries import backups as queries

    with database.read() as session:
        last, extent = queries.last(session), queries.extent(session)
        is_open = queries.is_any_session_open(session)
    kept = keeping.kept(settings)
    damaged = []
    for one in kept[:1]:
        try:
            seal.checked(one.path, may_be_encrypted=True)
        except Unsound as problem:
            damaged.append(f"{one.path} {problem}")
    where = f"{len(kept)} kept in {settings.instance / 'backups'}"
    if damaged:
        return Finding("backups", f"{damaged[0]}: delete it and run 'intake backup FILE'", False)
    if last is None:
        said = f"none of this store was made yet; {where}"
    else:
        hours = (now() - last.at) / timedelta(hours=1)
        kind = "verified, encrypted" if last.is_encrypted else "verified"
        said = f"the last one, {last.at:%Y-%m-%d %H:%M} UTC ({hours:.1f} hours ago), {kind}"
        said += f", {last.statements:,} statements; {where}"
    overdue = timedelta(minutes=2 * settings.backup_minutes)
    is_behind = extent.statement > 0 and (last is None or last.extent != extent)
    if is_open and is_behind and (last is None or now() - last.at > overdue):
        return Finding("backups", f"{said}; a session is open: run 'intake backup FILE', see the log", False)
    if is_behind:
        said += "; something changed since"
    return Finding("backups", said)


def _in_one_line(error: BaseException) -> str:
    if isinstance(error, Problem) and error.__cause__ is not None:
        error = error.__cause__
    if not isinstance(error, DBAPIError):
        return " ".join(str(getattr(error, "message", error)).split())
    if isinstance(error.orig, sqlite3.Error):
        # What SQLite says here names no row: "file is not a database", "unable to open database file".
        return f"cannot be used ({error.orig}): restore a backup, or see who owns the file"
    return f"cannot be reached ({type(error.orig).__name__}): see whether INTAKE_DATABASE_URL is right"

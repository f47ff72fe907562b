"""`intake backup` and `intake restore`: a verified copy of the store, and the store from such a copy."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake.cli.errors import Failed, complain
from intake.settings import Settings

if TYPE_CHECKING:
    from intake.backups.making import Made

A_FILE = click.Path(dir_okay=False, path_type=Path)
THERE = click.Path(exists=True, dir_okay=False, path_type=Path)
POSTGRES_BACKUP = (
    "the database is PostgreSQL: use 'pg_dump --format=custom --file FILE DATABASE' (docs/operations.md)"
)
POSTGRES_RESTORE = (
    "the database is PostgreSQL: stop the server, use 'pg_restore --clean', then 'intake restore --new-epoch'"
)


@click.command()
@click.argument("file", required=False, type=A_FILE)
@click.option(
    "--recipient",
    metavar="KEY",
    help="Encrypt to this age public key (age1…) instead of the setting backup_recipient.",
)
@click.option("--new-key", type=A_FILE, metavar="FILE", help="Only make a key: the secret goes to this file.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def backup(file: Path | None, recipient: str | None, new_key: Path | None, as_json: bool) -> None:
    """Write a verified backup to FILE, also while the server runs.

    FILE is there under its name only when every row of the store is in it and on the disk. Examples:

    \b
      intake backup /media/stick/score.sqlite3
      intake backup --new-key key.txt
      intake backup --recipient age1… score.sqlite3.age
    """
    if new_key is not None:
        if file is not None:
            raise click.UsageError("--new-key makes a key and no backup: leave FILE out")
        click.echo(_made_key(new_key))
        return
    if file is None:
        raise click.UsageError("name the FILE to write")
    settings = Settings.load()
    if not settings.is_sqlite:
        raise Failed(POSTGRES_BACKUP)
    _result(_made(settings, file, recipient), as_json)


def _made(settings: Settings, file: Path, recipient: str | None) -> Made:
    from intake.backups import BackupFailed
    from intake.backups.making import make
    from intake.cli.opening import opened

    with opened(settings) as db:
        own = db.path
        if (
            own is not None
            and file.resolve().name.startswith(own.name)
            and file.resolve().parent == own.parent
        ):
            raise click.UsageError(f"{file} is the database itself: choose another name")
        try:
            return make(db, settings, file, recipient=recipient or settings.backup_recipient)
        except BackupFailed as problem:
            raise Failed(str(problem)) from None


def _result(made: Made, as_json: bool) -> None:
    if as_json:
        facts = {
            "file": str(made.path),
            "bytes": made.size,
            "statements": made.statements,
            "revision": made.revision,
            "encrypted": made.is_encrypted,
        }
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    kind = "verified, encrypted" if made.is_encrypted else "verified"
    click.echo(f"{made.path}: {made.statements:,} statements, {made.size:,} bytes, {kind}")


def _made_key(path: Path) -> str:
    """Write a new secret key, never over another one; returns the public key."""
    from intake.backups import BackupFailed, encrypting

    try:
        public, words = encrypting.new_key()
    except BackupFailed as problem:
        raise Failed(str(problem)) from None
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Failed(f"{path} exists: name a new file, since a lost key opens no backup") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(words)
        file.flush()
        os.fsync(file.fileno())
    complain(
        f"keep {path} away from this machine; without it nobody can open the backups. The public key is:"
    )
    return public


@click.command()
@click.argument("file", required=False, type=THERE)
@click.option("--key", type=THERE, metavar="FILE", help="File with the secret key of an encrypted backup.")
@click.option("--check", "only_check", is_flag=True, help="Only look whether FILE can be restored.")
@click.option(
    "--new-epoch",
    is_flag=True,
    help="No FILE: the database was put back by other means (pg_restore); receipts tell devices so.",
)
def restore(file: Path | None, key: Path | None, only_check: bool, new_epoch: bool) -> None:
    """Put the backup FILE in the place of the database; stop the server first.

    The former database stays beside it under a dated name, with all that came after the backup. Examples:

    \b
      intake restore --check score.sqlite3
      intake restore --key key.txt score.sqlite3.age
    """
    if new_epoch:
        if file is not None or only_check:
            raise click.UsageError("--new-epoch takes no FILE")
        _begin_epoch()
        return
    if file is None:
        raise click.UsageError("name the FILE to restore")
    settings = Settings.load()
    if only_check:
        _examine(settings, file, key)
    elif not settings.is_sqlite:
        raise Failed(POSTGRES_RESTORE)
    else:
        _restore(settings, file, key)


def _restore(settings: Settings, file: Path, key: Path | None) -> None:
    from intake import migrations, preflight
    from intake.backups import BackupFailed
    from intake.backups.restoring import restore

    try:
        done = restore(settings, file, preflight.database_path(settings), key)
    except BackupFailed as problem:
        raise Failed(str(problem)) from None
    if done.backup_revision != migrations.head():
        complain(f"the backup was made by an older version (tables {done.backup_revision}) and was migrated")
    if done.erased:
        complain(f"erased since that backup, and again now: {done.erased:,} of its statements")
    if done.aside is not None:
        complain(f"the former database is {done.aside}: delete it when you no longer need it")
    click.echo(f"Restored {done.statements:,} statements from {file}; this is epoch {done.epoch}")


def _examine(settings: Settings, file: Path, key: Path | None) -> None:
    from intake.backups import BackupFailed
    from intake.backups.restoring import examine

    try:
        found = examine(settings, file, key)
    except BackupFailed as problem:
        raise Failed(str(problem)) from None
    statements = found.rows.get("statement", 0)
    click.echo(f"{file}: sound, {statements:,} statements, tables {found.revision}, epoch {found.epoch}")


def _begin_epoch() -> None:
    from intake.actions import backups as actions
    from intake.actions.actor import COMMAND
    from intake.cli.opening import opened

    with opened() as db:
        epoch = db.write(lambda session: actions.restored(session, COMMAND, 0, {}))
    click.echo(f"This is epoch {epoch}; receipts tell devices so")

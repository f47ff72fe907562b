"""`intake run`: serve, after a look at the machine."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from intake import former_addresses
from intake.cli.errors import Failed, complain, explained
from intake.settings import Settings

if TYPE_CHECKING:
    # The process that watches the server needs neither (serving.py).
    from flask import Flask

    from intake.db import Database


@click.command()
@click.option("--host", metavar="H", help="Address to listen on (default 127.0.0.1: this machine only).")
@click.option("--port", metavar="N", type=click.IntRange(1, 65535), help="Port to listen on (default 8000).")
@click.option(
    "--workers", metavar="N", type=click.IntRange(1, 64), help="Processes (default 1; more need PostgreSQL)."
)
@click.option("--lan", is_flag=True, help="Serve a hall without internet from this laptop, over https.")
@click.option(
    "--new-address", is_flag=True, help="With --lan: tablets have delivered, another address is fine."
)
@click.option(
    "--insecure-http", is_flag=True, help="With --lan: basic mode over plain http, which anybody can read."
)
def run(
    host: str | None, port: int | None, workers: int | None, lan: bool, new_address: bool, insecure_http: bool
) -> None:
    """Serve Intake until Ctrl-C.

    The first time it prints a link that makes the first administrator. Examples:

    \b
      intake run
      INTAKE_PUBLIC_URL=https://intake.example.org intake run --host 0.0.0.0 --port 8000
      intake run --lan
    """
    from intake import preflight, serving

    if (new_address or insecure_http) and not lan:
        raise click.UsageError("--new-address and --insecure-http go with --lan")
    hall = None
    if lan:
        from intake.cli.hall import prepared as prepared_hall

        hall = prepared_hall(port, host, workers=workers, is_plain=insecure_http, is_new_address=new_address)
    settings = hall.settings if hall else Settings.load(host=host, port=port, workers=workers)
    problem = preflight.address(settings) or preflight.why_not_bound(settings.host, settings.port)
    if problem:
        raise Failed(problem)

    def answers(link: str | None) -> None:
        if hall:
            hall.is_served()
        former_addresses.remember(settings.instance, settings.address, date.today())
        announce(settings, link, *(hall.lines if hall else ()))

    with serving.stopped_by_signals():
        serving.serve(settings, answers, lambda app: prepared(app, settings))


def prepared(app: Flask, settings: Settings) -> str | None:
    """Migrate, say what is wrong with the machine; the first administrator's link while there is none."""
    try:
        return _prepared(app, settings)
    except Exception as error:
        line = explained(error)
        if line is None:
            raise
        # In this form it can be handed on to the process that watches.
        raise Failed(line) from None


def _prepared(app: Flask, settings: Settings) -> str | None:
    from intake import preflight
    from intake.cli.opening import migrate
    from intake.cli.user import first_administrator_link
    from intake.queries.log import newest_entry

    db: Database = app.extensions["intake.db"]
    migrate(db)
    with app.app_context():
        with db.read() as session:
            newest = newest_entry(session)
        link = first_administrator_link(db, settings)
    for finding in preflight.look(settings, newest):
        if not finding.is_well or finding.is_said:
            complain(f"{finding.subject}: {finding.text}")
    return link


def announce(settings: Settings, link: str | None, *more: str) -> None:
    """Print where it is served, and the first administrator's link, a secret of whoever reads it here."""
    lines = [f"Intake is served on {settings.address}", *more]
    if link:
        within = f"within {settings.first_link_minutes} minutes"
        lines += [f"There is no administrator yet. Make the first one {within}:", link]
    click.echo("\n".join(lines))

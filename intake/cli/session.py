"""`intake session …` and `intake join-code`: opening, closing, and the codes of a session's tables."""

from __future__ import annotations

import json

import click
from sqlalchemy.orm import Session

from intake import codes, rules
from intake.actions import listening as actions
from intake.actions.actor import COMMAND
from intake.cli.errors import Failed
from intake.cli.opening import initiative_named, opened
from intake.models import SessionState
from intake.queries import listening as queries
from intake.queries.listening import PlaceRow, SessionRow
from intake.settings import Settings


@click.group()
def session() -> None:
    """Open and close listening sessions.

    Example:  intake session open score-2024 july-20
    """


@session.command("open")
@click.argument("slug")
@click.argument("code", metavar="SESSION")
def open_(slug: str, code: str) -> None:
    """Let notetakers write in SESSION of the initiative SLUG.

    Example:  intake session open score-2024 july-20
    """
    _become(slug, code, SessionState.OPEN)


@session.command()
@click.argument("slug")
@click.argument("code", metavar="SESSION")
def close(slug: str, code: str) -> None:
    """End SESSION of the initiative SLUG; what tablets still hold is kept as late when it comes.

    Example:  intake session close score-2024 july-20
    """
    _become(slug, code, SessionState.CLOSED)


@click.command("join-code")
@click.argument("slug")
@click.argument("code", metavar="SESSION")
@click.option("--table", metavar="LABEL", help="The table; without it the full group.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object and nothing else.")
def join_code(slug: str, code: str, table: str | None, as_json: bool) -> None:
    """Print the codes of a table, or of the full group, in SESSION of the initiative SLUG.

    The long code and its link let a tablet in at once, until the organizer makes new ones. The short
    code can be spoken; who comes with it waits for the organizer. Example:

    \b
      intake join-code score-2024 july-20 --table 3 --json
    """
    settings = Settings.load()
    with opened(settings) as db, db.read() as reading:
        found = _session_named(reading, slug, code)
        place = _place_named(queries.places_of(reading, found.id), found, table)
    answer = {
        "code": place.code,
        "short_code": place.short_code,
        "link": f"{settings.address}/join/{place.code}",
        "place": place.label or rules.FULL_GROUP,
        "session": found.code,
    }
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    answer["short_code"] = codes.grouped(place.short_code)
    for name, value in answer.items():
        click.echo(f"{name.replace('_', ' '):<12}{value}")


def _become(slug: str, code: str, state: SessionState) -> None:
    with opened() as db:

        def action(writing: Session) -> None:
            found = _session_named(writing, slug, code)
            if found.state != state and state not in actions.TRANSITIONS[found.state]:
                raise Failed(_why_not(found, state))
            actions.set_state(writing, COMMAND, found.id, state)

        db.write(action)
    click.echo(f"{code}: {state.value}")


def _why_not(found: SessionRow, state: SessionState) -> str:
    if state is SessionState.OPEN:
        return f"{found.code} is archived: bring it back on its page, then open it"
    return f"{found.code} is {found.state.value}, so there is nothing to close"


def _session_named(reading: Session, slug: str, code: str) -> SessionRow:
    initiative = initiative_named(reading, slug)
    found = queries.by_code(reading, initiative.id, code)
    if found is None:
        known = [row.code for row in queries.of_initiative(reading, initiative.id)]
        raise Failed(f"{slug} has no session {code!r}: it has {', '.join(known) or 'none yet'}")
    return found


def _place_named(places: list[PlaceRow], found: SessionRow, label: str | None) -> PlaceRow:
    wanted = "" if label is None or label.casefold() == rules.FULL_GROUP else label.casefold()
    for place in places:
        if place.label.casefold() == wanted:
            return place
    known = [place.label for place in places if place.label]
    raise Failed(f"{found.code} has no table {label!r}: it has {', '.join(known) or 'the full group only'}")

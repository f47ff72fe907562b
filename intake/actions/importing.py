"""Bringing in typed-up notes: all rows or none."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import Table, exists, insert, select, update
from sqlalchemy.orm import Session

from intake import rules
from intake.actions import listening
from intake.actions.actor import Actor
from intake.actions.import_matching import Matcher, Options, Placed, noon
from intake.actions.import_targets import Target, targets
from intake.actions.log import note
from intake.db import new_uid, now
from intake.errors import Invalid
from intake.imports import ImportRow
from intake.models import (
    Device,
    ImportedFile,
    Initiative,
    Kind,
    ListeningSession,
    SessionState,
    Statement,
    Status,
)

STATEMENT = cast(Table, Statement.__table__)
DEVICE = cast(Table, Device.__table__)
#: Rows of one insert.
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class File:
    """What is remembered of a file: its digest, name, and what its columns meant."""

    digest: str
    name: str
    mapping: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it."""

    statements: int
    sessions: int
    tables: int


class ImportRefused(Exception):
    """A row has no place in the initiative, so nothing was stored; whoever asks matches them again."""


def import_rows(
    session: Session,
    actor: Actor,
    initiative_id: int,
    rows: Sequence[ImportRow],
    file: File,
    options: Options,
    *,
    again: bool = False,
) -> Imported:
    """Store every row, or raise: Invalid for a file that was imported before, ImportRefused for bad rows."""
    # Two people who import at once do so one after the other.
    session.execute(select(Initiative.id).where(Initiative.id == initiative_id).with_for_update())
    if not again and is_known(session, initiative_id, file.digest):
        raise Invalid(_("This file was imported before. Import it again only if you mean to."), field="again")
    moment = now()
    matcher = Matcher(targets(session, initiative_id), options, moment)
    placed = [_placed(matcher, row) for row in rows]
    tables = _make_missing(session, actor, initiative_id, matcher)
    devices = _devices(session, placed, moment)
    values = (_values(initiative_id, one, devices, options, moment) for one in placed)
    while batch := list(islice(values, AT_ONCE)):
        session.connection().execute(insert(STATEMENT), batch)
    record = ImportedFile(
        initiative_id=initiative_id,
        digest=file.digest,
        name=file.name[:255],
        rows=len(placed),
        mapping=dict(file.mapping),
        person_id=actor.person_id,
    )
    session.add(record)
    session.flush()
    note(
        session,
        actor,
        "statements.imported",
        initiative_id=initiative_id,
        subject=record.uid,
        rows=len(placed),
        sessions=len(matcher.new_sessions),
        source=options.source,
    )
    return Imported(len(placed), len(matcher.new_sessions), tables)


def is_known(session: Session, initiative_id: int, digest: str) -> bool:
    """Whether a file with this content was imported before."""
    same = exists().where(ImportedFile.initiative_id == initiative_id, ImportedFile.digest == digest)
    return bool(session.scalar(select(same)))


def _placed(matcher: Matcher, row: ImportRow) -> Placed:
    found, _problems = matcher.match(row)
    if found is None:
        raise ImportRefused
    return found


def _make_missing(session: Session, actor: Actor, initiative_id: int, matcher: Matcher) -> int:
    """Make the sessions and tables that rows name and the initiative lacks; returns how many tables."""
    tables = 0
    for target in matcher.touched:
        assert target.id is not None
        new = target.new_tables
        made = listening.add_tables(session, actor, target.id, [(table.label, None) for table in new])
        session.flush()
        for table, place in zip(new, made, strict=True):
            table.id = place.id
        tables += len(new)
    for target in matcher.new_sessions.values():
        tables += len(target.new_tables)
        _make_session(session, actor, initiative_id, target, matcher.targets.owner.default_language)
    return tables


def _make_session(
    session: Session, actor: Actor, initiative_id: int, target: Target, default_language: str
) -> None:
    """A closed session of the type community, of which only the title and perhaps the day are known."""
    made = listening.create(
        session,
        actor,
        initiative_id,
        code=_free_code(session, initiative_id, target.name),
        title={default_language: target.name},
        type="community",
        starts_at=noon(target.day, target.zone),
        time_zone=target.zone,
        venue="",
        languages=list(target.languages)[: rules.MOST_LANGUAGES],
        tables=[(table.label, None) for table in target.new_tables],
        state=SessionState.CLOSED,
    )
    session.flush()
    target.id = made.id
    ids = {place.label: place.id for place in made.places}
    for table in target.tables.values():
        table.id = ids[table.label]


def _free_code(session: Session, initiative_id: int, title: str) -> str:
    """A short name made from a title, such as july-20-community."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:56].strip("-") or "session"
    taken = set(
        session.scalars(select(ListeningSession.code).where(ListeningSession.initiative_id == initiative_id))
    )
    number, code = 1, stem
    while code in taken or not _is_slug(code):
        number += 1
        code = f"{stem}-{number}"
    return code


def _is_slug(code: str) -> bool:
    try:
        return rules.slug(code) == code
    except Invalid:
        return False


def _devices(
    session: Session, placed: Iterable[Placed], moment: datetime
) -> dict[tuple[int | None, str], int]:
    """The device without a token that stands for each notetaker at each place; made where there is none."""
    counts = Counter((one.table.id, one.row.notetaker) for one in placed if one.row.notetaker)
    sessions = {one.table.id: one.target.id for one in placed}
    known: dict[tuple[int | None, str], int] = {}
    for row in session.execute(
        select(Device.id, Device.place_id, Device.name)
        .where(Device.token_digest.is_(None), Device.session_id.in_(set(sessions.values())))
        .order_by(Device.id.desc())
    ):
        known[row.place_id, row.name] = row.id
    for (place_id, name), count in counts.items():
        assert name is not None
        if (place_id, name) not in known:
            device = Device(session_id=sessions[place_id], place_id=place_id, name=name, admitted_at=moment)
            session.add(device)
            session.flush()
            device.chain_id = device.id
            known[place_id, name] = device.id
        session.execute(
            update(DEVICE).where(DEVICE.c.id == known[place_id, name]).values(added=DEVICE.c.added + count)
        )
    return known


def _values(
    initiative_id: int,
    placed: Placed,
    devices: Mapping[tuple[int | None, str], int],
    options: Options,
    moment: datetime,
) -> dict[str, Any]:
    row = placed.row
    return {
        "uid": new_uid(),
        "initiative_id": initiative_id,
        "session_id": placed.target.id,
        "place_id": placed.table.id,
        "question_version_id": placed.question_version_id,
        "text": row.text,
        "language": placed.language,
        "kind": Kind(row.kind or Kind.PARAPHRASE),
        "agreed": row.agreed or 0,
        "source": options.source,
        "status": Status.ACTIVE,
        "has_conflict": False,
        "device_id": devices.get((placed.table.id, row.notetaker)) if row.notetaker else None,
        "captured_at": placed.captured_at,
        "received_at": moment,
        "version": 1,
        "revision": 1,
        "changed_at": moment,
    }

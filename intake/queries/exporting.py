"""What an export reads: names for the ids, and the statements themselves in short reads up to a fixed end."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import DateTime, Integer, Select, String, bindparam, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from intake.db import Database
from intake.exports.context import ExportContext, ExportQuestion, ExportSession
from intake.exports.rows import RawRow
from intake.languages.formats import in_zone
from intake.models import Device, Initiative, ListeningSession, Place, Question, QuestionVersion, Statement
from intake.queries import confirmed, exported_renderings
from intake.queries.selecting import Selection

#: Statements in one read: some milliseconds and about a megabyte.
PAGE = 2000

_AFTER = bindparam("after", type_=Integer)


@dataclass(frozen=True, slots=True)
class Plan:
    """An export that is ready to be written: nothing newer than `last_id` is in it."""

    context: ExportContext
    selection: Selection
    last_id: int
    #: Made-up names by the device's id.
    devices: Mapping[int | None, str | None]


def plan(session: Session, selection: Selection, secret: str, *, made: bool = False) -> Plan:
    """Fix the end of the export, then read a name for every id up to it; `made` asks how each rendering was made."""
    last_id = session.scalar(
        select(func.max(Statement.id)).where(Statement.initiative_id == selection.initiative_id)
    )
    initiative = session.execute(
        select(Initiative.slug, Initiative.name, Initiative.default_language, Initiative.languages).where(
            Initiative.id == selection.initiative_id
        )
    ).one()
    renderings = exported_renderings.counts(session, selection, last_id or 0)
    context = ExportContext(
        slug=initiative.slug,
        name=initiative.name,
        default_language=initiative.default_language,
        languages=tuple(initiative.languages),
        sessions=_sessions(session, selection, last_id or 0),
        places=_places(session, selection.initiative_id),
        questions=_questions(session, selection.initiative_id),
        renderings=exported_renderings.in_order(initiative.languages, renderings),
        rendered=renderings,
        made=made,
    )
    return Plan(context, selection, last_id or 0, _devices(session, selection.initiative_id, secret))


def rows(db: Database, plan: Plan) -> Iterator[RawRow]:
    """Yield the statements, oldest first. Each page is a read of its own, so the store is never held up."""
    query = _query(plan, is_sqlite=db.is_sqlite)
    devices = plan.devices
    after = 0
    while True:
        with db.read() as session:
            page = session.connection().execute(query, {"after": after}).all()
            renderings: Mapping[int, Mapping[str, str]] = {}
            if plan.context.renderings and page:
                ids = [row[0] for row in page]
                renderings = exported_renderings.of_page(session, plan.selection, ids, made=plan.context.made)
        for (
            key, uid, s, p, q, text, language, kind, agreed, captured, received,
            version, source, device, status,
        ) in page:  # fmt: skip
            yield (
                uid, s, p, q, text, language, kind, agreed, None, captured, received,
                version, source, devices[device], status, renderings.get(key),
            )  # fmt: skip
        if len(page) < PAGE:
            return
        after = page[-1][0]


def pseudonym(secret: str, device_uid: bytes) -> str:
    """The made-up name of a device, the same in every export; its letter keeps it from being a number."""
    digest = hmac.new(secret.encode(), b"device in an export\0" + device_uid, hashlib.sha256).digest()
    return "D" + base64.b32encode(digest)[:7].decode()


def _query(plan: Plan, *, is_sqlite: bool) -> Select[Any]:
    """The columns as the driver hands them over: choices as text, ids as digits, SQLite's moments naive."""

    def plain(column: InstrumentedAttribute[Any]) -> Any:
        return type_coerce(column, String)

    def moment(column: InstrumentedAttribute[Any]) -> Any:
        return type_coerce(column, DateTime) if is_sqlite else column

    return (
        select(
            Statement.id,
            plain(Statement.uid),
            Statement.session_id,
            Statement.place_id,
            Statement.question_version_id,
            Statement.text,
            Statement.language,
            plain(Statement.kind),
            Statement.agreed,
            moment(Statement.captured_at),
            moment(Statement.received_at),
            Statement.version,
            plain(Statement.source),
            Statement.device_id,
            plain(Statement.status),
        )
        .where(*_on_a_page(plan))
        .order_by(Statement.id)
        .limit(PAGE)
    )


def _on_a_page(plan: Plan) -> list[Any]:
    if not plan.selection.asked:
        return [plan.selection.condition, Statement.id > _AFTER, Statement.id <= plan.last_id]
    ids = plan.selection.ids(above=_AFTER, below=plan.last_id + 1, newest_first=False, limit=PAGE)
    return [Statement.id.in_(ids)]


def _sessions(session: Session, selection: Selection, last_id: int) -> dict[int, ExportSession]:
    counts = confirmed.counts(session, selection, last_id)
    found = session.execute(
        select(
            ListeningSession.id,
            ListeningSession.code,
            ListeningSession.title,
            ListeningSession.starts_at,
            ListeningSession.type,
            ListeningSession.time_zone,
        )
        .where(ListeningSession.initiative_id == selection.initiative_id)
        .where(ListeningSession.is_practice.is_(False))
        .order_by(ListeningSession.starts_at, ListeningSession.id)
    )
    return {
        key: ExportSession(
            code,
            title,
            in_zone(starts, zone).date() if starts else None,
            kind,
            zone,
            *counts.get(key, (0, 0)),
        )
        for key, code, title, starts, kind, zone in found
    }


def _places(session: Session, initiative_id: int) -> dict[int, str]:
    found = session.execute(
        select(Place.id, Place.label)
        .join(ListeningSession, ListeningSession.id == Place.session_id)
        .where(ListeningSession.initiative_id == initiative_id)
    )
    return {row.id: row.label for row in found}


def _questions(session: Session, initiative_id: int) -> dict[int, ExportQuestion]:
    found = session.execute(
        select(QuestionVersion.id, Question.code, QuestionVersion.number, QuestionVersion.texts)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.initiative_id == initiative_id)
        .order_by(Question.position, Question.id, QuestionVersion.number)
    )
    return {row.id: ExportQuestion(row.code, row.number, row.texts) for row in found}


def _devices(session: Session, initiative_id: int, secret: str) -> dict[int | None, str | None]:
    found = session.execute(
        select(Device.id, Device.uid)
        .join(ListeningSession, ListeningSession.id == Device.session_id)
        .where(ListeningSession.initiative_id == initiative_id)
    )
    return {None: None} | {row.id: pseudonym(secret, row.uid.bytes) for row in found}

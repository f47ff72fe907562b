"""POST /api/v1/devices and GET /api/v1/guide: joining, and what a tablet needs offline."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, request

from intake import current
from intake.access import Permission, allow
from intake.actions import joining
from intake.api.payloads import (
    UNREADABLE,
    Guide,
    GuideDevice,
    GuideQuestion,
    GuideSession,
    GuideSettings,
    GuideTerm,
    Joined,
    Joining,
)
from intake.api.responses import answer, answer_if_changed
from intake.codes import LENGTH, normalise_short_code
from intake.db import db
from intake.errors import CodeUnknown, Invalid, NotJoined
from intake.models import DeviceRole
from intake.protocol import default_protocol
from intake.queries import devices as device_queries
from intake.queries import guide as guide_queries
from intake.rules import FULL_GROUP
from intake.text import clean, problem
from intake.throttle import throttle
from intake.tokens import digest

#: What the page may send at once; the API takes more from others.
PAGE_BATCH = 25


def add_routes(area: Blueprint) -> None:
    area.post("/devices")(join)
    area.get("/guide")(guide)


@allow(Permission.PUBLIC)
def join() -> Response:
    """Make a device of this client: 201 with a table's code, 202 with a short code that awaits the organizer."""
    try:
        asked = msgspec.json.decode(request.get_data(), type=Joining)
    except UNREADABLE:
        raise Invalid(code="malformed") from None
    if problem(asked.name, 80):
        raise Invalid(code="malformed", field="name")
    short = normalise_short_code(asked.code)
    if len(short) > LENGTH:
        joined = _join(asked)
    else:
        with throttle.short_code(request.remote_addr, short) as attempt:
            try:
                joined = _join(asked)
            except CodeUnknown:
                attempt.fail()
                raise
    content = Joined(
        joined.token, str(joined.device_uid), joined.session_code, joined.place_label or FULL_GROUP
    )
    return answer(content, 201 if joined.is_admitted else 202)


def _join(asked: Joining) -> joining.Joined:
    return db.write(
        lambda session: joining.join(
            session,
            code=asked.code,
            place_label="" if asked.place == FULL_GROUP else asked.place,
            name=clean(asked.name).strip(),
            role=DeviceRole(asked.role),
        )
    )


@allow(Permission.DEVICE)
def guide() -> Response:
    """Session, places, questions in every language, protocol, limits; a revoked device reads nothing."""
    token_digest = bearer_digest()
    settings = current.settings()
    with db.read() as session:
        device = device_queries.by_token(session, token_digest)
        if device is None or device.revoked_at is not None:
            raise NotJoined()
        found = guide_queries.for_device(session, device, settings.guide_terms)
    return answer_if_changed(
        Guide(
            store=str(found.store.uid),
            epoch=found.store.epoch,
            file_key=found.store.file_public_key,
            initiative={"slug": device.initiative_slug, "name": device.initiative_name}
            | {"languages": device.languages, "default_language": device.default_language},
            session=GuideSession(
                code=device.session_code,
                title=device.session_title,
                type=device.session_type,
                starts=found.starts_at.isoformat() if found.starts_at else None,
                time_zone=device.time_zone,
                languages=device.session_languages,
                state=device.session_state.value,
                practice=device.is_practice,
            ),
            device=GuideDevice(
                id=str(device.uid),
                place=device.place_label or FULL_GROUP,
                role=device.role.value,
                name=device.name,
                admitted=device.admitted_at is not None,
                safe_sequence=device.safe_sequence,
            ),
            places=[label or FULL_GROUP for label in found.places],
            questions=[GuideQuestion(q.code, q.number, q.texts) for q in found.questions],
            protocol={tag: text.split("\n") for tag, text in default_protocol(found.protocol).items()},
            settings=GuideSettings(settings.max_statement_length, settings.held_after, PAGE_BATCH),
            terms=[GuideTerm(term.texts, term.note, term.is_name) for term in found.terms],
        )
    )


def bearer_digest() -> str:
    """The digest of the token in the Authorization header; raises NotJoined without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotJoined()
    return digest(token.strip())

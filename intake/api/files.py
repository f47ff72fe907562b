"""POST /api/v1/files: a tablet loads a file that it, or another tablet, saved because it could not deliver."""

from __future__ import annotations

from flask import Blueprint, Response, request

from intake import current
from intake.access import Permission, allow
from intake.actions.actor import Actor
from intake.api.devices import bearer_digest
from intake.api.loading import load
from intake.api.payloads import LoadedDevice, LoadedFile
from intake.api.responses import answer
from intake.db import db
from intake.errors import Invalid, NotJoined, TooLarge
from intake.queries import devices, store
from intake.tablet_files import FileProblem, Kept, opened, parts
from intake.tokens import digest


def add_routes(area: Blueprint) -> None:
    area.post("/files")(load_file)


@allow(Permission.DEVICE)
def load_file() -> Response:
    """Store each device's part if its token, which only the sealed content has, is one of this server."""
    token_digest = bearer_digest()
    with db.read() as session:
        loader = devices.by_token(session, token_digest)
        here, private_key = store.store(session), store.file_key(session)
    if loader is None:
        raise NotJoined()
    largest = current.settings().max_file_bytes
    if (request.content_length or 0) > largest:
        raise TooLarge()
    body = request.get_data(cache=False)
    if len(body) > largest:
        raise TooLarge()
    try:
        content = parts(opened(body, here.uid, private_key, plain=False))
    except FileProblem as problem:
        raise Invalid(problem.message, code=problem.code) from None
    actor = Actor(device_id=loader.id)
    results = [_loaded(kept, content.saved_at, actor) for kept in content.kept]
    # People's own parts are for them or an organizer to load.
    results += [LoadedDevice(str(one.device.device), False) for one in content.people.values()]
    return answer(LoadedFile(str(here.uid), here.epoch, results))


def _loaded(kept: Kept, saved_at: str, actor: Actor) -> LoadedDevice:
    uid, token = kept.device.device, kept.device.token
    found = None
    if token:
        with db.look() as reading:
            found = devices.by_token(reading, digest(token))
    if found is None or found.uid != uid:
        return LoadedDevice(str(uid), False)
    done = load(kept, found.id, saved_at, actor)
    return LoadedDevice(
        str(uid), True, done.stored, done.unchanged, done.held, len(done.rejected), done.drafts
    )

"""Files as tablets write them."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from intake.db import Database, new_uid
from intake.models import Device, ListeningSession, Place
from intake.queries import store
from intake.tablet_files.reading import as_written, checksum
from intake.tablet_files.sealing import INFO

SAVED_AT = "2024-07-20T19:00:00.000Z"
SCRIPT = Path(__file__).parents[2] / "intake" / "static" / "js" / "notes" / "sealing.js"


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """With the checksum that goes with it."""
    return {**values, "checksum": checksum(as_written(values))}


def written(values: dict[str, Any], indent: int | None = None) -> bytes:
    return as_written(values, indent).encode()


def content(
    devices: list[dict[str, Any]], saves: list[dict[str, Any]], drafts: list[dict[str, Any]]
) -> dict[str, Any]:
    kept = {"devices": devices, "drafts": drafts, "saves": saves}
    return checked({"intake": 1, "kind": "tablet", "saved_at": SAVED_AT, **kept})


def device(
    db: Database, device: Device, place: Place, token: str | None = None, **values: Any
) -> dict[str, Any]:
    """A device as its tablet knows it."""
    with db.read() as session:
        here = store.store(session)
        hall = session.get_one(ListeningSession, place.session_id).uid
    known = {"device": device.uid, "store": here.uid, "session": hall, "place": place.uid}
    given: dict[str, Any] = {name: str(uid) for name, uid in known.items()} | {"sequence": 0, "epoch": 1}
    return given | ({"token": token} if token else {}) | values


def save(
    device: UUID | str, sequence: int, text: str = "The bus comes once an hour.", **values: Any
) -> dict[str, Any]:
    state = values.pop("state", "waiting")
    statement = {
        "id": str(new_uid()), "revision": 1, "base": 0, "question": "Q1", "text": text, "language": "en",
        "kind": "paraphrase", "agreed": 0, "captured_at": "2024-07-20T18:00:00.000Z", "withdrawn": False,
    }  # fmt: skip
    known = {"device": str(device), "sequence": sequence, "state": state, "statement": statement | values}
    return {**known, "version": 0, "reason": "", "message": ""}


def rendering(device: UUID | str, sequence: int, of: str, text: str, **values: Any) -> dict[str, Any]:
    """A save of a rendering of the statement with this id."""
    element = {
        "id": str(new_uid()), "statement": of, "revision": 1, "base": 0, "text": text, "language": "es",
        "how": "in_room", "state": "draft", "withdrawn": False, "captured_at": "2024-07-20T18:00:00.000Z",
    }  # fmt: skip
    return {**save(device, sequence), "what": "rendering", "statement": element | values}


def confirmation(device: UUID, sequence: int, of: str, text: str, **values: Any) -> dict[str, Any]:
    """A save of what residents said to it."""
    element = {
        "id": str(new_uid()), "statement": of, "revision": 1, "version": 1, "text": text, "language": "en",
        "captured_at": "2024-07-20T18:30:00.000Z",
    }  # fmt: skip
    return {**save(device, sequence), "what": "confirmation", "statement": element | values}


def beside(draft: dict[str, Any], *saves: dict[str, Any]) -> dict[str, Any]:
    """A draft with these half-written beside the form."""
    return draft | {"others": [{"what": one["what"], "element": one["statement"]} for one in saves]}


def draft(device: UUID, text: str, **values: Any) -> dict[str, Any]:
    sheet = {
        "id": str(new_uid()), "revision": "1", "base": "0", "question": "Q1", "text": text, "language": "es", "tag": "",
        "kind": "quote", "agreed": "2",
    }  # fmt: skip
    return {"device": str(device), "sheet": sheet | values, "aside": None}


def sealed(
    inside: dict[str, Any], here: store.StoreRow, tablet_key: bytes | None = None, **values: Any
) -> dict[str, Any]:
    """As the browser seals it, by the server's own library."""
    key = os.urandom(32)
    point = base64.b64decode(here.file_public_key)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    suite = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    iv, data = encrypted(key, as_written(inside).encode())
    for_tablet = None
    if tablet_key:
        for_tablet = dict(zip(("iv", "key"), encrypted(tablet_key, key), strict=True))
    given = {
        "intake": 1, "kind": "sealed", "store": str(here.uid), "saved_at": SAVED_AT,
        "for_server": base64.b64encode(suite.encrypt(key, public, info=INFO)).decode(),
        "for_tablet": for_tablet, "iv": iv, "content": data,
    }  # fmt: skip
    return checked(given | values)


def encrypted(key: bytes, data: bytes) -> tuple[str, str]:
    nonce = os.urandom(12)
    return base64.b64encode(nonce).decode(), base64.b64encode(AESGCM(key).encrypt(nonce, data, None)).decode()

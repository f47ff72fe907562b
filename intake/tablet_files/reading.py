"""The bytes of a tablet's file, every one of them checked, and what is in them."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from typing import Any
from uuid import UUID

from intake.tablet_files.problems import FileProblem
from intake.tablet_files.sealing import unsealed

#: JSON.stringify writes half of a pair as an escape; Python would write it as it is, which is no UTF-8.
_HALVES = re.compile("[\ud800-\udfff]")


def opened(data: bytes, store: UUID, private_key: str, *, plain: bool = True) -> dict[str, Any]:
    """The content of a file, sealed or (unless `plain` is false) plain, as JSON has it; raises FileProblem."""
    file = _read(data)
    if file["kind"] == "tablet":
        if not plain:
            raise FileProblem("not_sealed")
        return file
    if file.get("store") != str(store):
        raise FileProblem("other_store")
    try:
        sealed = [_bytes(file.get(name)) for name in ("for_server", "iv", "content")]
        inside = unsealed(private_key, *sealed)
    except ValueError:
        raise FileProblem("damaged") from None
    content = _read(inside)
    if content["kind"] != "tablet":
        raise FileProblem("damaged")
    return content


def checksum(text: str) -> str:
    """CRC-32 of a text, as the tablet writes it."""
    return f"{zlib.crc32(text.encode()):08x}"


def as_written(content: Any, indent: int | None = None) -> str:
    """The content exactly as JSON.stringify writes it, so that a file has one spelling and no byte of it is free."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(content, ensure_ascii=False, indent=indent, separators=separators)
    return _HALVES.sub(lambda half: f"\\u{ord(half.group()):04x}", text)


def _read(data: bytes) -> dict[str, Any]:
    try:
        text = data.decode("utf-8-sig").strip()
        file = json.loads(text)
    except (ValueError, RecursionError):
        raise FileProblem("damaged" if re.search(rb'"intake"\s*:\s*1\b', data) else "not_a_file") from None
    if not isinstance(file, dict):
        raise FileProblem("not_a_file")
    if file.get("intake") != 1 or file.get("kind") not in ("sealed", "tablet"):
        raise FileProblem("damaged" if "intake" in file or "checksum" in file else "not_a_file")
    _check(file, text)
    return file


def _check(file: dict[str, Any], text: str) -> None:
    """Raise FileProblem unless the text is what a tablet writes for this, and its checksum fits."""
    rest = {name: value for name, value in file.items() if name != "checksum"}
    try:
        is_whole = file.get("checksum") == checksum(as_written(rest))
        is_spelt = text in (as_written(file), as_written(file, 1))
    except (ValueError, RecursionError):
        is_whole = is_spelt = False
    if not (is_whole and is_spelt):
        raise FileProblem("damaged")


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str):
        raise ValueError("not Base64")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("not Base64") from None

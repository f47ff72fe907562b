"""What people with an account have in a file: whose it is, and the proof that a browser of theirs wrote it."""

from __future__ import annotations

import base64
import hmac
from typing import Any
from uuid import UUID

#: What the browser calls somebody with an account in the place of a device: their id and the initiative follow.
ACCOUNT = "account:"
Parts = dict[str, list[dict[str, Any]]]


def apart(content: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Parts]]:
    """The content without what people have in it; and that by whom, shaped as a content, their id for a device."""
    others: dict[str, Parts] = {}
    own = dict(content)
    for name in ("devices", "saves", "drafts"):
        given = content.get(name)
        if not isinstance(given, list):
            continue
        own[name] = [one for one in given if _person(one) is None]
        for one in given:
            if (person := _person(one)) is not None:
                of = others.setdefault(one["device"], {"devices": [], "saves": [], "drafts": []})
                of[name].append(one | {"device": str(person)})
    return own, others


def proof(private_key: str, writer: str) -> str:
    """What the store gives to a browser of this writer alone; good as long as the files that are sealed to it."""
    made = hmac.digest(base64.b64decode(private_key), _bytes(f"wrote {writer}"), "sha256")
    return base64.urlsafe_b64encode(made).decode()


def proven(private_key: str, writer: str, given: str | None) -> bool:
    """Whether a file's part comes from such a browser: anybody can seal one to the store."""
    return hmac.compare_digest(_bytes(proof(private_key, writer)), _bytes(given or ""))


def _bytes(text: str) -> bytes:
    """Of whatever JSON can hold: half of a pair proves nothing, and holds up nobody's part."""
    return text.encode(errors="surrogatepass")


def _person(part: Any) -> UUID | None:
    writer = part.get("device") if isinstance(part, dict) else None
    if not isinstance(writer, str) or not writer.startswith(ACCOUNT):
        return None
    try:
        return UUID(writer.split(":")[1])
    except ValueError:
        return None

"""The addresses under which tablets knew this server before: what a browser keeps is kept for one address alone."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

#: The file in the instance folder: the address now, and each former one with the day when another took its place.
NAME = "addresses.json"
#: Pages speak of a former address for as long as a browser stays a device (web/join.py).
TOLD = timedelta(days=30)
#: No tablet ever was at these.
OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


def remember(instance: Path, address: str, today: date) -> None:
    """Write down that the server is reached under this address from now on."""
    kept = _read(instance)
    if kept.get("now") == address:
        return
    former = kept.get("former", {}) | ({kept["now"]: today.isoformat()} if "now" in kept else {})
    former.pop(address, None)
    temporary = instance / f".{NAME}"
    # A hint for tablets: without it the server serves all the same.
    with suppress(OSError):
        temporary.write_text(json.dumps({"now": address, "former": former}, indent=1), encoding="utf-8")
        temporary.chmod(0o600)
        temporary.replace(instance / NAME)


def known(instance: Path, address: str, today: date) -> list[str]:
    """The former addresses of a server that is reached under this one, the last first."""
    kept = _read(instance)
    ended: dict[str, str] = kept.get("former", {})
    if "now" in kept:
        ended = ended | {kept["now"]: today.isoformat()}
    since = (today - TOLD).isoformat()
    told = [one for one, day in ended.items() if one != address and day >= since]
    if not _is_own_machine(address):
        told = [one for one in told if not _is_own_machine(one)]
    return sorted(told, key=lambda one: ended[one])[::-1]


def _is_own_machine(address: str) -> bool:
    return urlsplit(address).hostname in OWN_MACHINE


def _read(instance: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        found = json.loads((instance / NAME).read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}

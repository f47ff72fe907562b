"""`intake run --lan`: what is needed before a laptop serves a hall, and what its operator is told."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from intake.cli.errors import Failed
from intake.lan import addresses
from intake.settings import Settings

#: Folder of the hall's certificates and of the address that tablets know, in the instance folder.
FOLDER = "lan"
#: Listens to every network of the laptop.
EVERYWHERE = "0.0.0.0"
NAMES_NO_MACHINE = ("", EVERYWHERE, "::", "localhost")
BASIC = (
    "basic mode over plain http: whoever is on this network can read and change what tablets send; tablets keep what is "
    "written until it is delivered, but unencrypted, and cannot open the page again while this laptop is out of reach"
)


@dataclass(frozen=True, slots=True)
class Hall:
    """How this hall is served."""

    settings: Settings
    #: What its operator is told after the server answers.
    lines: list[str]

    def is_served(self) -> None:
        """Remember the address, now that tablets can join there."""
        addresses.keep(self.settings.instance / FOLDER, self.settings.public_url)


def prepared(
    port: int | None, host: str | None, *, is_plain: bool, is_new_address: bool, workers: int | None
) -> Hall:
    """The settings for the hall; Failed with one line when tablets could not use it or would not find their queue."""
    settings = Settings.load(host=EVERYWHERE, port=port, workers=workers)
    folder = settings.instance / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    named = host if host not in (None, *NAMES_NO_MACHINE) else addresses.own_address()
    if named is None:
        raise Failed(
            "this laptop is on no local network: join the hall's wifi or open a hotspot, or name it with --host"
        )
    origin = f"{'http' if is_plain else 'https'}://{named}:{settings.port}"
    _known_to_tablets(folder, origin, is_new_address=is_new_address)
    lines = [f"Tablets in this hall open {origin}", "", qr(origin)]
    given: dict[str, Any] = {"public_url": origin}
    if is_plain:
        lines.append(f"WARNING: {BASIC}")
    elif settings.tls_certificate:
        lines.append(f"The certificate is yours: {settings.tls_certificate}")
    else:
        files, told = _certificate(folder, named)
        given |= files
        lines += told
    return Hall(Settings.load(host=EVERYWHERE, port=port, workers=workers, **given), lines)


def qr(address: str) -> str:
    """The address to photograph from the screen of a terminal."""
    import segno

    drawn = StringIO()
    # In a file there are no colors to draw with.
    segno.make(address, error="m", micro=False).terminal(out=drawn, border=2, compact=not sys.stdout.isatty())
    return drawn.getvalue()


def _known_to_tablets(folder: Path, origin: str, *, is_new_address: bool) -> None:
    last = addresses.last(folder)
    if last is None or last == origin or is_new_address:
        return
    raise Failed(
        f"tablets know this laptop as {last}, now it would be {origin}, where a tablet does not find what it has not "
        "delivered yet: bring the old address back (in the router, or with --host and --port), or, when every tablet "
        "has delivered, start with --new-address"
    )


def _certificate(folder: Path, host: str) -> tuple[dict[str, Any], list[str]]:
    from intake.lan.authority import certified

    try:
        made = certified(folder, host, datetime.now(UTC))
    except ValueError as error:
        raise Failed(
            f"{error}: bring a certificate of your own (INTAKE_TLS_CERTIFICATE, INTAKE_TLS_KEY)"
        ) from None
    lines = [
        "The tablets must trust this laptop's authority once; how, for each kind of tablet: docs/lan.md",
        f"  file         {made.authority}",
        f"  fingerprint  {made.fingerprint}",
        f"  good until   {made.ends.date()}, then a new one is made",
    ]
    if made.is_new:
        lines.append("This authority is new: no tablet trusts it yet.")
    return {"tls_certificate": str(made.certificate), "tls_key": str(made.key)}, lines

"""Under which address tablets in the hall reach this laptop, and whether it is the one they know."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from pathlib import Path

#: Where the address of the last time is kept, in the folder of the hall.
LAST = "address"
#: What addresses of a hall's network, and this machine's own, look like (RFC 1918, RFC 3927, RFC 1122).
NETWORKS = tuple(
    ipaddress.IPv4Network(network)
    for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")
)
#: An address of no machine: asking the way to it names our own address there, and nothing is sent.
NOWHERE = ("10.255.255.255", 9)


def own_address() -> str | None:
    """This machine's address on the local network; None when it is on none."""
    found: list[str] = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(NOWHERE)
        found.append(asking.getsockname()[0])
    with suppress(OSError):
        found += [
            str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        ]
    return next((address for address in found if _is_of_a_hall(address)), None)


def last(folder: Path) -> str | None:
    """The address that tablets were given the last time."""
    with suppress(FileNotFoundError):
        return (folder / LAST).read_text(encoding="utf-8").strip()
    return None


def keep(folder: Path, origin: str) -> None:
    """Remember the address for the next time."""
    (folder / LAST).write_text(origin + "\n", encoding="utf-8")


def _is_of_a_hall(address: str) -> bool:
    parsed = ipaddress.ip_address(address)
    return not parsed.is_loopback and any(parsed in network for network in NETWORKS)

"""Who acts: a person with an account, a device at a table, or a command on the server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """At most one of the two ids is set; neither means a command on the server."""

    person_id: int | None = None
    device_id: int | None = None


#: The person at the server's own keyboard.
COMMAND = Actor()

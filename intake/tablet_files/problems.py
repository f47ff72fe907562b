"""What can be wrong with a tablet's file, as codes and as sentences that never quote it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, Any] = {
    "not_a_file": _l("This is not a file that Intake saved. Choose another one."),
    "damaged": _l("This file is damaged, so nothing of it was loaded. Choose another copy."),
    "other_store": _l("This file belongs to another server."),
    "not_sealed": _l("This file is not sealed. An organizer can load it."),
}


class FileProblem(Exception):
    """A file of which nothing is taken, with a code of MESSAGES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> str:
        """What to do, in the reader's language."""
        return str(MESSAGES[self.code])

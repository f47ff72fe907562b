"""Why a file of an agency cannot be read."""

from __future__ import annotations


class BadFile(Exception):
    """The file is no such file, or one that is not taken; `reason` is a word that the page has a sentence for.

    `unreadable`, `dtd` (declares a document type, as hostile files do), `version`, `too_large`.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

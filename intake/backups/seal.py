"""The line after the end of a backup: a digest of all before it. SQLite passes over it, so any tool opens the file."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from intake.backups import Unsound

SEAL = b"\nintake-backup 1 sha256 %s\n"
LENGTH = len(SEAL % (b"0" * 64))
PATTERN = re.compile(rb"\nintake-backup 1 sha256 ([0-9a-f]{64})\n")
SQLITE = b"SQLite format 3\0"
#: How an encrypted backup begins.
AGE = b"age-encryption.org/"


def put_on(path: Path) -> None:
    """Append the seal; returns when all of the file is on the disk."""
    with path.open("r+b") as file:
        digest = hashlib.file_digest(file, "sha256")
        file.seek(0, os.SEEK_END)
        file.write(SEAL % digest.hexdigest().encode())
        file.flush()
        os.fsync(file.fileno())


def take_off(path: Path) -> None:
    """Cut off the seal of a backup that is as it was made; raises Unsound for any other file."""
    os.truncate(path, checked(path))


def checked(path: Path, *, may_be_encrypted: bool = False) -> int:
    """The length of the database in the file; raises Unsound unless every byte is as it was written.

    An encrypted one can only be looked through by who has its key.
    """
    length = path.stat().st_size - LENGTH
    with path.open("rb") as file:
        start = file.read(len(SQLITE))
        if may_be_encrypted and start.startswith(AGE):
            return path.stat().st_size
        if start != SQLITE:
            raise Unsound("is not a backup of Intake")
        file.seek(max(length, 0))
        found = PATTERN.fullmatch(file.read())
        if found is None:
            raise Unsound("has no seal at its end: it was not made by 'intake backup', or a part is missing")
        if _digest_of(path, length) != found[1].decode():
            raise Unsound("is damaged: its content is not what was written")
    return length


def _digest_of(path: Path, length: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while length > 0:
            piece = file.read(min(length, 1 << 20))
            if not piece:
                break
            digest.update(piece)
            length -= len(piece)
    return digest.hexdigest()

"""Files that wait to be imported: in the instance's folder, under random names, readable by nobody else."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from intake.errors import NotFound
from intake.settings import Settings

#: Seconds after which a file that nobody imported is taken away.
LIFETIME = 24 * 60 * 60
_PIECE = 65_536
_TOKEN = re.compile("[0-9a-f]{32}")


@dataclass(slots=True)
class Upload:
    """A file and what its owner has chosen so far; `columns` maps fields to places, None before that."""

    token: str
    initiative_id: int
    person_id: int
    name: str
    digest: str
    columns: dict[str, int] | None = None
    options: dict[str, str | bool] = field(default_factory=dict)


class Uploads:
    """The waiting files of one instance."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.instance / "uploads"

    def keep(self, file: IO[bytes], name: str, *, initiative_id: int, person_id: int) -> Upload:
        """Write the file down."""
        self.sweep()
        self.folder.mkdir(mode=0o700, exist_ok=True)
        token = secrets.token_hex(16)
        digest = hashlib.sha256()
        descriptor = os.open(self.path(token), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as kept:
            while piece := file.read(_PIECE):
                digest.update(piece)
                kept.write(piece)
        upload = Upload(token, initiative_id, person_id, name, digest.hexdigest())
        self.save(upload)
        return upload

    def find(self, token: str, *, initiative_id: int, person_id: int) -> Upload:
        """The file of this person for this initiative; raises NotFound for everybody else."""
        if not _TOKEN.fullmatch(token):
            raise NotFound()
        try:
            upload = Upload(**json.loads(self._note(token).read_text("utf-8")))
        except FileNotFoundError:
            raise NotFound() from None
        if (upload.initiative_id, upload.person_id) != (initiative_id, person_id):
            raise NotFound()
        return upload

    def save(self, upload: Upload) -> None:
        """Write down what was chosen."""
        note = self._note(upload.token)
        temporary = note.with_suffix(f".{secrets.token_hex(4)}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(upload), file)
        temporary.replace(note)

    def discard(self, token: str) -> None:
        """Take it away."""
        self.path(token).unlink(missing_ok=True)
        self._note(token).unlink(missing_ok=True)

    def clear(self, initiative_id: int) -> None:
        """Take away all that waits for this initiative: it may hold words that were erased."""
        self.sweep()
        for note in self.folder.glob("*.json") if self.folder.is_dir() else ():
            with suppress(FileNotFoundError):
                if json.loads(note.read_text("utf-8"))["initiative_id"] == initiative_id:
                    self.discard(note.stem)

    def sweep(self) -> None:
        """Take away what has waited for longer than a day."""
        if not self.folder.is_dir():
            return
        oldest = time.time() - LIFETIME
        for path in self.folder.iterdir():
            try:
                if path.stat().st_mtime < oldest:
                    path.unlink()
            except FileNotFoundError:
                continue  # another process was faster

    def path(self, token: str) -> Path:
        return self.folder / token

    def _note(self, token: str) -> Path:
        return self.folder / f"{token}.json"

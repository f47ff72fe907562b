"""Encrypting backups to people's public keys: age files (https://age-encryption.org), which any tool for them opens."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import IO, Any

from intake.backups import BackupFailed
from intake.backups.seal import AGE

#: How an age file begins, as it is and as text.
BEGINNINGS = (AGE, b"-----BEGIN AGE ENCRYPTED FILE-----")
SECRET = "AGE-SECRET-KEY-"


def is_encrypted(path: Path) -> bool:
    """Whether it is an age file."""
    with path.open("rb") as file:
        return file.read(64).startswith(BEGINNINGS)


def new_key() -> tuple[str, str]:
    """A new pair: the public key, and the text of a file with the secret one."""
    identity = _age().x25519.Identity.generate()
    public = str(identity.to_public())
    words = f"# Opens Intake's backups; whoever has this file can read them.\n# public key: {public}\n{identity}\n"
    return public, words


def recipients(keys: str) -> list[Any]:
    """The public keys in a setting, with spaces or commas between them; raises BackupFailed for one that is none."""
    age = _age()
    found = []
    for key in keys.replace(",", " ").split():
        try:
            found.append(age.x25519.Recipient.from_str(key))
        except age.RecipientError:
            raise BackupFailed(
                f"{key[:12]}… is no age public key: 'intake backup --new-key FILE' makes one"
            ) from None
    return found


def encrypt(plain: Path, target: Path, keys: str) -> None:
    """Encrypt a file to the public keys, over the empty file `target`; returns when it is on the disk.

    Only who has the secret key could open it, so what is verified is that the disk has what the library wrote.
    """
    to = recipients(keys)
    with plain.open("rb") as source, target.open("r+b") as sealed:
        written = _Digesting(sealed)
        _age().encrypt_io(source, written, to)
        sealed.flush()
        os.fsync(sealed.fileno())
        sealed.seek(0)
        if hashlib.file_digest(sealed, "sha256").digest() != written.digest.digest():
            raise BackupFailed(
                f"{target.parent}: the disk does not give back what was written: use another one"
            )


class _Digesting:
    """A file that is written to, and a digest of what was written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self.digest.update(piece)
        return self._file.write(piece)

    def flush(self) -> None:
        self._file.flush()


def decrypt(encrypted: Path, target: Path, key_file: Path) -> None:
    """Decrypt a file with the secret keys in another one, over the empty file `target`."""
    age = _age()
    with encrypted.open("rb") as source, target.open("r+b") as plain:
        try:
            age.decrypt_io(source, plain, _identities(key_file))
        except (age.DecryptError, OSError) as error:
            # The library's own faults have no number; those of the disk have.
            if isinstance(error, OSError) and error.errno is not None:
                raise
            reason = "was not encrypted to this key" if "No matching keys" in str(error) else "is damaged"
            raise BackupFailed(f"{encrypted}: {reason}: use another key or another backup") from None


def _identities(key_file: Path) -> list[Any]:
    age = _age()
    try:
        lines = key_file.read_text(encoding="ascii").splitlines()
        found = [age.x25519.Identity.from_str(line.strip()) for line in lines if line.startswith(SECRET)]
    except (UnicodeDecodeError, age.IdentityError):
        found = []
    if not found:
        raise BackupFailed(f"{key_file}: holds no secret key (a line that begins with {SECRET})")
    return found


def _age() -> Any:
    try:
        import pyrage
    except ImportError:
        raise BackupFailed(
            "encrypted backups need one more library: pip install 'listening-intake[encrypt]'"
        ) from None
    return pyrage

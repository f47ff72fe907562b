"""Passwords: how they are kept (Argon2id), and which are refused because they would be guessed first."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from intake import paths
from intake.errors import Unavailable

Weakness = Literal["short", "long", "common"]

SHORTEST, LONGEST = 8, 1000
#: A word of fewer bytes says too little to refuse it with digits around it; two ideographs are a word.
SHORTEST_WORD = 4
#: 46 MiB, one pass: the OWASP password storage cheat sheet's first choice; about 50 ms on a laptop.
HASHER = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1, hash_len=32, salt_len=16)
#: A hash of a random password that nobody kept, so that an unknown account takes as long as a known one.
NOBODY = "$argon2id$v=19$m=47104,t=1,p=1$8scdsxPl7ehVLYiE56V5XA$KGoBTsI1ynTiBJhN+ALGNppHCcStaZ3HiAO3S1LCbR0"
#: Hashings at the same time: 92 MiB and both cores of a small machine at most.
AT_ONCE = 2
#: How many may wait for their turn, and for how long: a flood of sign-ins must leave threads for the tablets.
MAY_WAIT, PATIENCE = 12, 5.0

_turn = threading.BoundedSemaphore(AT_ONCE)
_place_in_line = threading.BoundedSemaphore(AT_ONCE + MAY_WAIT)


def hashed(password: str) -> str:
    """The hash to keep; raises Unavailable when too many wait for one."""
    with _a_turn():
        return HASHER.hash(_prepared(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password of that hash; takes as long when there is none (None: nobody's)."""
    if kept is None or len(password) > 4 * LONGEST:  # NFC makes a text four times shorter at most
        kept, password = NOBODY, ""
    with _a_turn():
        try:
            return HASHER.verify(kept, _prepared(password)) and kept != NOBODY
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's, and should be made again."""
    return HASHER.check_needs_rehash(kept)


def weakness(password: str, *own: str) -> Weakness | None:
    """Why this password is refused, or None; `own` are the person's e-mail and name, which are no secrets."""
    plain = unicodedata.normalize("NFC", password)
    if len(plain) < SHORTEST:
        return "short"
    if len(plain) > LONGEST:
        return "long"
    folded = "".join(plain.casefold().split())
    refused = {*_own_words(own), *common()}
    # Digits and signs at the ends are what people add to a common word: Password2024!
    core = folded.strip("".join(c for c in set(folded) if not c.isalpha()))
    if folded in refused or _is_pattern(folded) or (core in refused and len(_bytes(core)) >= SHORTEST_WORD):
        return "common"
    return None


@cache
def common() -> frozenset[str]:
    """The passwords that everybody tries first."""
    lines = (paths.PACKAGE / "data" / "common-passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _prepared(password: str) -> bytes:
    return _bytes(unicodedata.normalize("NFC", password))


def _bytes(text: str) -> bytes:
    # A terminal can hand us half a character; as a password it is as good as any.
    return text.encode("utf-8", "surrogatepass")


def _own_words(own: tuple[str, ...]) -> Iterator[str]:
    for text in own:
        folded = unicodedata.normalize("NFC", text).casefold()
        yield from ("".join(folded.split()), folded.partition("@")[0], *folded.split())


def _is_pattern(text: str) -> bool:
    """Whether it is made of one or two characters, or counts up or down: aaaaaaaa, 12121212, abcdefgh."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return len(set(text)) <= 2 or steps in ({1}, {-1})


@contextmanager
def _a_turn() -> Iterator[None]:
    if not _place_in_line.acquire(blocking=False):
        raise Unavailable()
    try:
        if not _turn.acquire(timeout=PATIENCE):
            raise Unavailable()
        try:
            yield
        finally:
            _turn.release()
    finally:
        _place_in_line.release()

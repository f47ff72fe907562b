"""The two codes of a place: the long secret behind the QR code, and the short one that is spoken."""

from __future__ import annotations

import secrets
import unicodedata

#: No 0 and O, no 1, I and L.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8


def new_code() -> str:
    """22 characters that are safe in an address: 132 random bits."""
    return secrets.token_urlsafe(17)[:22]


def new_short_code() -> str:
    """8 characters that are not taken for one another: 39 random bits, which is why the organizer admits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(short_code: str) -> str:
    """As it is shown and spoken: two groups of four with a hyphen between them."""
    return f"{short_code[:4]}-{short_code[4:]}"


def normalise_short_code(text: str) -> str:
    """What was typed, as it is kept: capitals, digits of any keyboard, no spaces, dashes, invisible marks."""
    found = []
    for letter in unicodedata.normalize("NFKC", text).upper():
        digit = unicodedata.decimal(letter, None)
        if digit is not None:
            found.append(str(digit))
        elif unicodedata.category(letter) not in ("Pd", "Zs", "Cc", "Cf"):
            found.append(letter)
    return "".join(found)

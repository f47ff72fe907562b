"""Random tokens, and the digest under which they are kept."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """43 characters that are safe in an address and a header: 256 random bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """The SHA-256 under which a random token is kept; it needs no salt, since it has 128 bits and more."""
    # In a file anything can stand in its place, half of a pair too.
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()

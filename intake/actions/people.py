"""People: their sign-ins, passwords, links and roles."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from intake.db import now
from intake.models import SignIn


def mark_seen(session: Session, token_digest: str) -> None:
    """Keep a sign-in alive."""
    session.execute(update(SignIn).where(SignIn.token_digest == token_digest).values(seen_at=now()))

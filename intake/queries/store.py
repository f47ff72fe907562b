"""Which database this is, and the key that tablets seal their files to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.models import Store


@dataclass(frozen=True, slots=True)
class StoreRow:
    """The one row of the store, without its private key."""

    uid: UUID
    epoch: int
    #: The raw point in Base64.
    file_public_key: str


def store(session: Session) -> StoreRow:
    """This store."""
    return StoreRow(*session.execute(select(Store.uid, Store.epoch, Store.file_public_key)).one())


def file_key(session: Session) -> str:
    """The private key that opens sealed files."""
    return session.scalars(select(Store.file_key)).one()

"""The declarative base: named constraints, and the column types that recur."""

from __future__ import annotations

import enum
import os
import time
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import JSON, DateTime, Enum, Integer, MetaData, String, Text, TypeDecorator, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def new_uid() -> UUID:
    """A version 7 UUID: 48 bits of milliseconds, then random bits (RFC 9562, section 5.7)."""
    value = bytearray((time.time_ns() // 1_000_000).to_bytes(6, "big") + os.urandom(10))
    value[6] = 0x70 | value[6] & 0x0F
    value[8] = 0x80 | value[8] & 0x3F
    return UUID(bytes=bytes(value))


class Moment(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC; a naive one is refused before it reaches the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: Texts in several languages: {BCP 47 tag: text}.
Texts = Annotated[dict[str, str], mapped_column(JSON)]
#: A list of words, such as language tags, in the order chosen by people.
Words = Annotated[list[str], mapped_column(JSON)]
#: The internal key; it never leaves the server and is never used again after a deletion.
Key = Annotated[int, mapped_column(primary_key=True)]
#: The public identifier.
Uid = Annotated[UUID, mapped_column(Uuid, unique=True, default=new_uid)]


class Base(DeclarativeBase):
    """Every table; enumerations are stored by value as text, checked in Python."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: Moment(),
        UUID: Uuid(),
        str: Text(),
        int: Integer(),
        dict[str, Any]: JSON(),
    }


def choice(kind: type[enum.StrEnum]) -> Enum:
    """The column type for an enumeration: its values as plain text, so that a new value needs no migration."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


def digest_type() -> String:
    """The column type of a SHA-256 in hexadecimal."""
    return String(64)

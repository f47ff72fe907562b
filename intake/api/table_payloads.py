"""Shapes of what is read back to a table."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct


class TableRendering(Struct):
    """A statement in another language, by a person."""

    id: str
    language: str
    text: str
    version: int
    state: Literal["draft", "reviewed"]
    how: Literal["in_room", "afterwards"]
    is_stale: Annotated[bool, Meta(description="The statement's text changed since.")]
    confirmed: Annotated[bool, Meta(description="Residents heard this text and said that it is right.")]
    revision: Annotated[
        int, Meta(description="The count of its newest revision; a change of it takes the next.")
    ]


class TableStatement(Struct):
    """A statement that counts, as it is read back to its table."""

    id: str
    question: str
    text: str
    language: str
    kind: str
    agreed: int
    version: int
    captured_at: str
    confirmed: bool
    renderings: list[TableRendering]


class Table(Struct):
    """What a device may read back: an interpreter's its place, a notetaker's what its chain wrote; newest first."""

    store: str
    epoch: int
    total: Annotated[int, Meta(description="All of them, on this page or not.")]
    has_older: bool
    statements: list[TableStatement]
    intake: int = 1

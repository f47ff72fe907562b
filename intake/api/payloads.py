"""What the API reads and answers: the shapes that the OpenAPI description is built from."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

#: The page sends 25 at most; this is what any client may send at once.
MOST_IN_A_BATCH = 100
#: Versions of the payload that are understood: this one (and, from the second on, the two before).
SCHEMAS = (1,)
#: What the decoder raises over JSON that is not ours; the second also where a file has half a pair in the place of one of
#: our words, the last for thousands of brackets in one another.
UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)

Code = Annotated[str, Meta(max_length=200, description="A table's code, long or short, as on its card.")]


class Joining(Struct):
    """A device asks to join the place of a code."""

    code: Code
    place: Annotated[str, Meta(max_length=64, description="The table's label, or `full group`.")]
    name: Annotated[str, Meta(max_length=80, description="Name or initials, if the notetaker gives any.")] = (
        ""
    )
    role: Literal["notetaker", "interpreter"] = "notetaker"


class Joined(Struct):
    """The device's secret, and where it is."""

    token: str
    device: str
    session: str
    place: str


class SubmittedStatement(Struct):
    """One revision of one statement."""

    id: Annotated[str, Meta(description="Any UUID, made on the device at the first keystroke.")]
    question: Annotated[str, Meta(description="The question's code.")]
    text: Annotated[str, Meta(description="Up to 20,000 code points after NFC.")]
    language: Annotated[str, Meta(description="A BCP 47 tag.")]
    revision: Annotated[int, Meta(description="The device's own count for this statement.")] = 1
    base: Annotated[int | None, Meta(description="The store's version on which the edit was made.")] = None
    sequence: Annotated[int | None, Meta(description="The device's number of this save.")] = None
    kind: str = "paraphrase"
    agreed: int = 0
    captured_at: str | None = None
    withdrawn: bool = False


class Batch(Struct):
    """What a device sends; each statement is decoded on its own, so that a bad one holds up no other."""

    schema: int
    nonce: Annotated[str, Meta(max_length=200)]
    statements: list[msgspec.Raw]
    saved: Annotated[
        int | None,
        Meta(
            description="The greatest `sequence` the device has given so far, also to saves it could not send yet."
        ),
    ] = None


class SubmittedRendering(Struct):
    """One revision of one rendering: a statement in another language, by a person."""

    id: Annotated[str, Meta(description="Any UUID, made on the device at the first keystroke.")]
    statement: Annotated[str, Meta(description="The statement's id; a statement of the device's own place.")]
    text: Annotated[str, Meta(description="Up to 20,000 code points after NFC.")]
    language: Annotated[str, Meta(description="A BCP 47 tag; it stays the same for an id.")]
    revision: Annotated[int, Meta(description="The device's own count for this rendering.")] = 1
    base: Annotated[int | None, Meta(description="The store's version on which the edit was made.")] = None
    sequence: Annotated[
        int | None, Meta(description="The device's number of this save, from the same count as statements.")
    ] = None
    statement_version: Annotated[
        int | None,
        Meta(description="The statement's version that was translated; left out: the present one."),
    ] = None
    how: Literal["in_room", "afterwards"] = "in_room"
    state: Annotated[
        Literal["draft", "reviewed"],
        Meta(description="`reviewed` only by another device than the one that made it."),
    ] = "draft"
    withdrawn: bool = False


class RenderingBatch(Struct):
    """The same for renderings."""

    schema: int
    nonce: Annotated[str, Meta(max_length=200)]
    renderings: list[msgspec.Raw]
    saved: Annotated[int | None, Meta(description="As for statements.")] = None


class SubmittedConfirmation(Struct):
    """What residents said of something that was read back to them."""

    id: Annotated[str, Meta(description="Any UUID, made on the device.")]
    statement: Annotated[str, Meta(description="The statement's id.")]
    language: Annotated[
        str,
        Meta(description="What was read: the statement in its own language, else its rendering into this."),
    ]
    version: Annotated[
        int, Meta(description="The store's `version` of what was read; 0 when the device knows none yet.")
    ]
    text: Annotated[str, Meta(description="What it should be; what was read when that was right.")]
    revision: Annotated[int, Meta(description="The device's own count for this confirmation.")] = 1
    sequence: Annotated[
        int | None, Meta(description="The device's number of this save, from the same count as statements.")
    ] = None
    captured_at: str | None = None


class ConfirmationBatch(Struct):
    """The same for confirmations."""

    schema: int
    nonce: Annotated[str, Meta(max_length=200)]
    confirmations: list[msgspec.Raw]
    saved: Annotated[int | None, Meta(description="As for statements.")] = None


class Trouble(Struct):
    """Why a statement, a rendering or a confirmation is held or was rejected."""

    code: str
    field: str | None = None
    message: str = ""


class Answered(Struct):
    """What became of one submitted revision."""

    id: str
    revision: int
    version: int
    status: Literal["stored", "unchanged", "conflict", "held", "rejected"]
    problem: Trouble | None = None


class Receipt(Struct):
    """The proof that this store has answered this batch."""

    store: str
    epoch: int
    nonce: str
    safe_sequence: int
    time: str
    results: list[Answered]
    intake: int = 1


class ForTablet(Struct):
    """The content's key for the tablet that saved the file."""

    iv: str
    key: str


class SealedFile(Struct):
    """A file that a tablet saved; docs/api.md says what is in it."""

    kind: Literal["sealed"]
    store: str
    saved_at: str
    for_server: Annotated[str, Meta(description="The content's key, by HPKE to the store's `file_key`.")]
    for_tablet: ForTablet | None
    iv: str
    content: Annotated[str, Meta(description="AES-256-GCM of the content, in Base64.")]
    checksum: str
    intake: Literal[1] = 1


class LoadedDevice(Struct):
    """What became of one device's part of a file."""

    device: str
    known: Annotated[
        bool, Meta(description="Whether its token is one of this server; if not, nothing was taken.")
    ]
    stored: int = 0
    unchanged: int = 0
    held: int = 0
    rejected: int = 0
    drafts: Annotated[int, Meta(description="What was being written, held for the organizer.")] = 0


class LoadedFile(Struct):
    """The receipt for a file; nothing of what was said."""

    store: str
    epoch: int
    results: list[LoadedDevice]
    intake: int = 1


class Safe(Struct):
    """What of a device is in a verified backup."""

    store: str
    epoch: int
    safe_sequence: int
    time: str
    wait: Annotated[
        int | None,
        Meta(
            description="Seconds after which asking again helps; 0: all that had arrived is in a backup; "
            "null: this server makes no backups itself."
        ),
    ]
    intake: int = 1


class ErrorDetail(Struct):
    code: str
    message: str
    field: str | None = None


class Error(Struct):
    """Every answer that is not a success."""

    error: ErrorDetail


class GuideQuestion(Struct):
    """A question in every language it has, with the version of its wording."""

    code: str
    version: int
    texts: dict[str, str]


class GuideTerm(Struct):
    """A term of the glossary, its source first."""

    texts: dict[str, str]
    note: str
    is_name: Annotated[bool, Meta(description="Stays as it is in a language without a text.")]


class GuideSession(Struct):
    code: str
    title: dict[str, str]
    type: str
    starts: str | None
    time_zone: str
    languages: list[str]
    state: str
    practice: bool


class GuideDevice(Struct):
    id: str
    place: str
    role: str
    name: str
    admitted: bool
    safe_sequence: int


class GuideSettings(Struct):
    max_statement_length: int
    held_after: int
    batch: int


class Guide(Struct):
    """All that a tablet needs offline."""

    store: str
    epoch: int
    file_key: Annotated[
        str, Meta(description="The public key that files are sealed to: P-256, the raw point in Base64.")
    ]
    initiative: dict[str, Any]
    session: GuideSession
    device: GuideDevice
    places: list[str]
    questions: list[GuideQuestion]
    protocol: dict[str, list[str]]
    settings: GuideSettings
    terms: Annotated[
        list[GuideTerm], Meta(description="The initiative's glossary, for an interpreter who was admitted.")
    ] = []
    intake: int = 1

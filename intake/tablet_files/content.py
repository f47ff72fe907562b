"""What a tablet's file holds, by device; what does not fit is kept apart, so that it holds up nothing else."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from intake.tablet_files.people import apart


class FromDevice(Struct):
    """A device that the tablet has been: which one, where, and how many saves it numbered."""

    device: UUID
    store: UUID | None = None
    session: UUID | None = None
    place: UUID | None = None
    sequence: int = 0
    #: In sealed files only.
    token: str | None = None


class What(enum.StrEnum):
    """What a tablet saved or was writing."""

    STATEMENT = "statement"
    RENDERING = "rendering"
    CONFIRMATION = "confirmation"


class Save(Struct):
    """A save; what it is of, in `statement` whatever it is, is checked where deliveries are, by the same rules."""

    device: UUID
    sequence: int
    statement: dict[str, Any]
    #: Missing in what was saved before there was anything else.
    what: What = What.STATEMENT

    @property
    def says_something(self) -> bool:
        """A tablet may have forgotten the words of what was delivered."""
        return "text" in self.statement


class Sheet(Struct):
    """The form as it stood, every value a text."""

    id: UUID
    revision: int = 1
    question: str = ""
    text: str = ""
    language: str = ""
    #: The language, where it is none of the list.
    tag: str = ""
    kind: str = ""
    agreed: str = ""

    @property
    def spoken(self) -> str:
        """The language as it was chosen or typed."""
        return self.tag.strip() if self.language == "other" else self.language


class Other(Struct):
    """What was being written beside the form."""

    what: What
    element: dict[str, Any]


class Draft(Struct):
    """What was being written, and what was put aside meanwhile to change something else."""

    device: UUID
    sheet: Sheet | None = None
    aside: Sheet | None = None
    others: list[Other] = []


@dataclass(slots=True)
class Kept:
    """All that the file has of one device, its saves in the order of their numbers."""

    device: FromDevice
    saves: list[Save] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    #: The words of parts that do not fit, as far as there are any.
    unreadable: list[str] = field(default_factory=list)

    @property
    def is_interpreters(self) -> bool:
        """Whether it was an interpreter's: it rendered something, or asked about what another tablet wrote down."""
        kinds = [*(save.what for save in self.saves), *(other.what for other in self.others)]
        said = {str(save.statement.get("id")) for save in self.saves if save.what is What.STATEMENT}
        asked = {
            str(save.statement.get("statement")) for save in self.saves if save.what is What.CONFIRMATION
        }
        return What.RENDERING in kinds or not asked <= said


@dataclass(slots=True)
class Content:
    """The whole file."""

    saved_at: str
    kept: list[Kept]
    #: What people with an account have in it, by what the browser calls them; their id stands for a device.
    people: dict[str, Kept] = field(default_factory=dict)
    #: Parts that do not say which device they are of.
    unreadable: int = 0


def parts(content: dict[str, Any]) -> Content:
    """The content by device, in the order of the file."""
    saved_at = content.get("saved_at")
    content, people = apart(content)
    found: dict[UUID, Kept] = {}
    whole = Content(saved_at if isinstance(saved_at, str) else "", [])

    def of(device: UUID) -> Kept:
        return found.setdefault(device, Kept(FromDevice(device)))

    def each(name: str, shape: Any, put: Callable[[Any], None]) -> None:
        given = content.get(name)
        for one in given if isinstance(given, list) else []:
            try:
                put(msgspec.convert(one, shape, strict=False))
            except msgspec.ValidationError:
                try:
                    of(UUID(one["device"])).unreadable += _words(one)
                except (LookupError, TypeError, ValueError, AttributeError):
                    whole.unreadable += 1

    def put_device(device: FromDevice) -> None:
        found[device.device] = Kept(device)

    def put_draft(draft: Draft) -> None:
        sheets = (draft.sheet, draft.aside)
        of(draft.device).sheets += [sheet for sheet in sheets if sheet and sheet.text.strip()]
        of(draft.device).others += draft.others

    each("devices", FromDevice, put_device)
    each("saves", Save, lambda save: of(save.device).saves.append(save))
    each("drafts", Draft, put_draft)
    for kept in found.values():
        kept.saves.sort(key=lambda save: save.sequence)
    whole.kept = list(found.values())
    for writer, theirs in people.items():
        inside = parts(dict(theirs))
        whole.unreadable += inside.unreadable
        for kept in inside.kept:
            whole.people[writer] = kept
    return whole


def _words(part: dict[str, Any]) -> list[str]:
    """What somebody wrote in a part that does not fit; one empty text where there is nothing to be found."""
    others = part.get("others")
    inside = [part.get(name) for name in ("statement", "sheet", "aside")]
    inside += (
        [one.get("element") for one in others if isinstance(one, dict)] if isinstance(others, list) else []
    )
    texts = [one.get("text") for one in inside if isinstance(one, dict)]
    return [text for text in texts if isinstance(text, str) and text.strip()] or [""]

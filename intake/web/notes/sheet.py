"""What stands in the form of the capture page: as it was typed, whatever it is worth."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID

from intake.db import new_uid
from intake.forms.statement import FieldProblem, checked_count
from intake.models import Kind
from intake.queries.notes import OwnRow

#: The choice in the list of languages that asks for a tag.
OTHER = "other"
#: Control characters but TAB and LF, and halves of characters.
UNSHOWABLE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The values of the form; a revision above 1 changes a statement that was saved."""

    id: str
    revision: str = "1"
    #: The store's version that a change was begun on.
    base: str = "0"
    question: str = ""
    text: str = ""
    language: str = ""
    #: A tag that was typed because the list has no such language.
    tag: str = ""
    kind: str = Kind.PARAPHRASE.value
    agreed: str = "0"

    @property
    def is_change(self) -> bool:
        return self.revision != "1"

    @property
    def spoken(self) -> str:
        """The language as it was chosen or typed."""
        return self.tag.strip() if self.language == OTHER else self.language

    @property
    def shown(self) -> str:
        """The text for the page, with a visible sign for what no page can show, so that it can be removed."""
        return UNSHOWABLE.sub("\ufffd", self.text)

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


def fresh(question: str, language: str) -> Sheet:
    """A form to write in. The kind is a paraphrase again: no words are taken for a quote by mistake."""
    return Sheet(id=str(new_uid()), question=question, language=language)


def typed(form: Mapping[str, str]) -> Sheet:
    """What was sent, every value as it is."""
    known = {field.name: form[field.name] for field in fields(Sheet) if field.name in form}
    # Browsers send line ends as CRLF; written back they would count twice.
    if "text" in known:
        known["text"] = known["text"].replace("\r\n", "\n")
    return Sheet(**{"id": str(new_uid()), **known})


def of_statement(row: OwnRow) -> Sheet:
    """A saved statement, to change it."""
    return Sheet(
        id=str(row.uid),
        revision=str(row.revision + 1),
        base=str(row.version),
        question=row.question,
        text=row.text,
        language=row.language,
        kind=row.kind.value,
        agreed=str(row.agreed),
    )


def put_aside(sheet: Sheet) -> str:
    """The sheet as the hidden field that keeps it while another statement is changed."""
    return json.dumps(asdict(sheet), ensure_ascii=False)


def taken_up(kept: str) -> Sheet | None:
    """What was put aside; None when nothing was."""
    try:
        found: Any = json.loads(kept)
    except ValueError:
        return None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        return None
    return typed(found)


def as_count(text: str, *, least: int) -> int:
    """A count that the form carries; the least one for what is none."""
    try:
        return checked_count(int(text), "revision", least)
    except (ValueError, FieldProblem):
        return least


def as_uid(text: str) -> UUID | None:
    """An id that the form or the address carries."""
    try:
        return UUID(text)
    except ValueError:
        return None

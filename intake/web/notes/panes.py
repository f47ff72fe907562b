"""What stands in the interpreter's two panes, as it was typed: what was said, and its translation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import UUID

from flask import Request, url_for
from werkzeug.wrappers import Response

from intake import languages
from intake.db import new_uid
from intake.models import Kind
from intake.queries.renderings import is_in
from intake.queries.table_statements import TableRendering, TableStatement
from intake.web.notes.sheet import UNSHOWABLE, as_uid

#: What this tablet remembers: both languages, the size of the text, how the width is shared. Scripts use it too.
COOKIE = "intake_panes"
A_YEAR = 365 * 24 * 60 * 60
#: Steps of the size of the text and of how the width is shared, and where one begins.
SIZES, SIZE = 4, 1
SHARES, SHARE = 3, 1
#: What is typed on several lines; browsers send line ends as CRLF.
TYPED = ("text", "translation")


@dataclass(frozen=True, slots=True)
class Panes:
    """The values of the form. Until it is saved a new statement stays in it, also while a stored one is translated."""

    #: The new statement.
    id: str
    question: str = ""
    text: str = ""
    #: The pair: the language as spoken, and the one it is translated into.
    language: str = ""
    into: str = ""
    kind: str = Kind.PARAPHRASE.value
    agreed: str = "0"
    #: What stands on the other side: its id, the tablet's count of it, and the store's version it was begun on.
    translation: str = ""
    rendering: str = ""
    revision: str = "1"
    base: str = "0"
    #: The stored statement that is being translated, and its version; empty while the new one is written.
    statement: str = ""
    version: str = ""
    #: Meanwhile, what stood on the other side of the new one, as JSON.
    waiting: str = ""
    size: str = str(SIZE)
    share: str = str(SHARE)

    def swapped(self) -> Panes:
        """The two languages change places. What is typed stays where it is."""
        return replace(self, language=self.into, into=self.language)

    def translating(self, row: TableStatement) -> Panes:
        """This statement's translation, to write or to change it; what was being written waits."""
        found = rendering_of(row, self.target(row.language))
        kept = self.waiting or json.dumps([self.rendering, self.translation], ensure_ascii=False)
        return replace(
            self,
            statement=str(row.uid),
            version=str(row.version),
            translation=found.text if found else "",
            rendering=str(found.uid if found else new_uid()),
            revision=str(found.revision + 1 if found else 1),
            base=str(found.version if found else 0),
            waiting=kept,
        )

    def back(self) -> Panes:
        """To the new statement as it was left."""
        rendering, translation = _kept(self.waiting)
        return replace(
            self,
            statement="",
            version="",
            translation=translation,
            rendering=rendering or str(new_uid()),
            revision="1",
            base="0",
            waiting="",
        )

    def target(self, language: str) -> str:
        """The language of the pair that what is in this one is translated into."""
        return self.language if is_in(language, self.into) else self.into

    @property
    def shown(self) -> dict[str, str]:
        """Both texts for the page, with a visible sign for what no page can show."""
        return {name: UNSHOWABLE.sub("\ufffd", getattr(self, name)) for name in TYPED}

    @property
    def opened(self) -> UUID | None:
        """The stored statement that is being translated."""
        return as_uid(self.statement)

    @property
    def steps(self) -> tuple[int, int]:
        """Size and share as numbers of a step."""
        return _step(self.size, SIZES, SIZE), _step(self.share, SHARES, SHARE)


def rendering_of(row: TableStatement, language: str) -> TableRendering | None:
    """Its rendering into this language."""
    return next((one for one in row.renderings if one.language == language), None)


def fresh(question: str, pair: tuple[str, str], size: int, share: int) -> Panes:
    """Two empty sides."""
    return Panes(
        id=str(new_uid()),
        question=question,
        language=pair[0],
        into=pair[1],
        rendering=str(new_uid()),
        size=str(size),
        share=str(share),
    )


def typed(form: Mapping[str, str]) -> Panes:
    """What was sent, every value as it is."""
    known = {field.name: form[field.name] for field in fields(Panes) if field.name in form}
    known |= {name: known[name].replace("\r\n", "\n") for name in TYPED if name in known}
    return Panes(**({"id": str(new_uid()), "rendering": str(new_uid())} | known))


def remembered(request: Request) -> tuple[str, str, int, int]:
    """Both languages, or nothing for what is none, and the two steps, as this tablet remembers them."""
    first, into, size, share, *_rest = [*request.cookies.get(COOKIE, "").split("."), "", "", "", ""]
    return _tag(first), _tag(into), _step(size, SIZES, SIZE), _step(share, SHARES, SHARE)


def remember(response: Response, panes: Panes) -> None:
    """Keep the pair and how it is shown on this tablet."""
    value = ".".join((_tag(panes.language), _tag(panes.into), *map(str, panes.steps)))
    response.set_cookie(COOKIE, value, max_age=A_YEAR, path=url_for("notes.capture"), samesite="Lax")


def forget(response: Response) -> None:
    """With the place at the table, this goes too."""
    response.delete_cookie(COOKIE, path=url_for("notes.capture"))


def _kept(waiting: str) -> tuple[str, str]:
    try:
        found: Any = json.loads(waiting)
    except ValueError:
        return "", ""
    if isinstance(found, list) and len(found) == 2 and all(isinstance(one, str) for one in found):
        return found[0], found[1]
    return "", ""


def _tag(text: str) -> str:
    try:
        return languages.normalise_tag(text) if text else ""
    except languages.BadLanguageTag:
        return ""


def _step(text: str, steps: int, usual: int) -> int:
    return int(text) if text in map(str, range(steps)) else usual

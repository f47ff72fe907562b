"""What stands around every page of a signed-in person: the parts of an initiative that are theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from flask_babel import lazy_gettext as _l

from intake.access import Permission, may

P = Permission


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an initiative; pages name theirs with `{% set part = "sessions" %}`."""

    name: str
    title: Any
    endpoint: str
    permission: Permission


PARTS = (
    Part("overview", _l("Overview"), "organize.overview", P.SEE),
    Part("sessions", _l("Sessions"), "organize.sessions", P.SEE),
    Part("questions", _l("Questions"), "organize.questions", P.SEE),
    Part("translations", _l("Texts"), "organize.translations", P.TRANSLATE_TEXTS),
    Part("statements", _l("Statements"), "statements.index", P.READ_STATEMENTS),
    Part("interpret", _l("Translate"), "interpret.index", P.RENDER),
    Part("exports", _l("Export"), "exports.index", P.EXPORT),
    Part("people", _l("People"), "people.members", P.INVITE),
    Part("settings", _l("Settings"), "organize.edit", P.SET_UP),
)


def can(permission: str) -> bool:
    """Whether the reader may do this here; for templates, which leave out what would be refused."""
    if g.person is None:
        return False
    wanted = Permission(permission)
    return may(wanted, role=g.role, is_administrator=g.person.is_administrator)


def parts_here() -> list[tuple[str, Any, str]]:
    """(name, title, address) of the parts of this initiative that the reader may open."""
    return [
        (part.name, part.title, url_for(part.endpoint, slug=g.initiative.slug))
        for part in PARTS
        if can(part.permission)
    ]


def context() -> dict[str, Any]:
    """The names that templates of signed-in pages use."""
    return {"can": can, "parts_here": parts_here}

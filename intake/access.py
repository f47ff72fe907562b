"""Who may do what: one table, read top to bottom. Every view names its permission; without one the app does not start."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any, TypeVar

from intake.models import Role

__all__ = ["ADMINISTRATOR_MAY", "MAY", "Permission", "Role", "allow", "may", "permission_of"]

View = TypeVar("View", bound=Callable[..., Any])


class Permission(enum.StrEnum):
    """What a view asks of whoever opens it."""

    #: Everybody, without being known.
    PUBLIC = "public"
    #: A tablet that joined (its cookie, or its token in the API).
    DEVICE = "device"
    #: Any person who signed in.
    SIGNED_IN = "signed_in"
    #: The whole instance: people, new initiatives.
    ADMINISTER = "administer"
    #: See an initiative: its questions, sessions and progress.
    SEE = "see"
    #: Change its questions, sessions, texts; open and close; admit devices.
    SET_UP = "set_up"
    #: Translate the texts that its organizers wrote, and review such translations.
    TRANSLATE_TEXTS = "translate_texts"
    #: Give people a role in it.
    INVITE = "invite"
    #: Read statements and their revisions.
    READ_STATEMENTS = "read_statements"
    #: Correct, withdraw, bring back and release statements.
    CORRECT = "correct"
    #: Translate statements, and review what others made of them.
    RENDER = "render"
    #: Erase the words of a statement for good.
    ERASE = "erase"
    #: Download statements.
    EXPORT = "export"
    #: Bring in typed-up paper notes.
    IMPORT = "import"


P = Permission
#: What a role allows in its own initiative, and nowhere else.
MAY: dict[Role, frozenset[Permission]] = {
    Role.ORGANIZER: frozenset(
        {
            P.SEE,
            P.SET_UP,
            P.TRANSLATE_TEXTS,
            P.INVITE,
            P.READ_STATEMENTS,
            P.CORRECT,
            P.RENDER,
            P.ERASE,
            P.EXPORT,
            P.IMPORT,
        }
    ),
    Role.INTERPRETER: frozenset({P.SEE, P.TRANSLATE_TEXTS, P.READ_STATEMENTS, P.RENDER}),
    Role.ANALYST: frozenset({P.SEE, P.READ_STATEMENTS, P.EXPORT}),
    Role.VIEWER: frozenset({P.SEE}),
}
#: An administrator looks after the instance and may set up everywhere, as an organizer does.
ADMINISTRATOR_MAY = MAY[Role.ORGANIZER] | {P.ADMINISTER}
#: Permissions that hold within one initiative; their routes have its <slug>.
OF_AN_INITIATIVE = frozenset(MAY[Role.ORGANIZER])


def allow(permission: Permission) -> Callable[[View], View]:
    """Name the permission of a view; put it directly above the function, below the routes."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def permission_of(view: Callable[..., Any]) -> Permission | None:
    """The permission that `allow` named, or None."""
    return getattr(view, "permission", None)


def may(permission: Permission, *, role: Role | None, is_administrator: bool) -> bool:
    """Whether somebody with this role in the initiative (None: no role in it) may do this there."""
    if is_administrator and permission in ADMINISTRATOR_MAY:
        return True
    return role is not None and permission in MAY[role]

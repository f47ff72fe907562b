"""Sentences of the capture page that say why, for the server's rendering and for the page's script alike."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from intake.errors import NotJoined
from intake.forms.statement import MESSAGES
from intake.models import Held

#: Why a statement waits for the organizer, or needs a look.
REASONS: dict[str, Any] = {
    Held.LATE.value: _l("The session is closed, so an organizer looks at this first."),
    Held.REVOKED.value: _l("This tablet was sent away, so an organizer looks at this first."),
    Held.NOT_ADMITTED.value: _l("This waits until an organizer lets this tablet in."),
    Held.LIMIT.value: _l("This tablet saved very many statements, so an organizer looks at this first."),
    Held.DRAFT.value: _l("This was still being written on a tablet, so an organizer looks at this first."),
    "conflict": _l("Somebody else changed this too. Both texts are kept, and an organizer chooses."),
    "unreadable": _l("This tablet cannot read this statement any more. Ask an organizer whether it arrived."),
}
#: What else the page's script may have to say.
WORDS: dict[str, Any] = {
    "empty": MESSAGES["empty"],
    "too_long": MESSAGES["too_long"],
    "not_joined": NotJoined.message,
    "not_kept": _l("This tablet could not keep the statement. It stays in the field; try again."),
    "not_sent": _l(
        "Nothing could be sent just now. Your statements are safe on this tablet and go out by themselves."
    ),
    "not_switched": _l("The language could not be changed. Check the connection and try again."),
}

"""The named things that go wrong. Actions and queries raise them; the edge makes each a page or a JSON answer."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l


class Problem(Exception):
    """Something a person can be told about: a stable code, an HTTP status and a translated message."""

    status = 400
    code = "problem"
    message: Any = _l("That did not work. Go back and try again.")
    retry_after: int | None = None

    def __init__(self, message: Any = None, *, field: str | None = None, code: str | None = None) -> None:
        self.message = message if message is not None else type(self).message
        self.field = field
        self.code = code or type(self).code
        super().__init__(self.code)


class Invalid(Problem):
    """What was entered cannot be used; `field` names the place to mend."""

    status = 400
    code = "invalid"


class NotSignedIn(Problem):
    status = 401
    code = "not_signed_in"
    message = _l("Please sign in first.")


class NotJoined(Problem):
    """A device without a token that works."""

    status = 401
    code = "not_joined"
    message = _l("This tablet is not part of a listening session. Scan the code on your table's card again.")


class NotAllowed(Problem):
    status = 403
    code = "not_allowed"
    message = _l("Your role does not allow this. Ask an organizer.")


class NotFound(Problem):
    """Does not exist, or exists but not for this person: the two look the same."""

    status = 404
    code = "not_found"
    message = _l("This page does not exist. Check the address, or go back.")


class CodeUnknown(NotFound):
    """A join code that is wrong, expired or for another place; the three look the same."""

    code = "code_unknown"
    message = _l("This code does not open a table. Check it on the card, or ask an organizer.")


class Conflict(Problem):
    status = 409
    code = "conflict"
    message = _l("Somebody changed this in the meantime. Look at it again, then repeat your change.")


class TooLarge(Problem):
    status = 413
    code = "too_large"
    message = _l("This is too large to send at once.")


class TooMany(Problem):
    status = 429
    code = "too_many"
    message = _l("Too many attempts. Wait a few minutes, then try again.")
    retry_after = 60


class SentAway(TooMany):
    """A device that was sent away has sent as much as is kept for the organizer; nothing more was stored."""

    code = "sent_away"
    message = _l("This tablet was sent away, and no more is taken from it. Ask an organizer.")
    #: An organizer may look at it and let the tablet in again; until then asking often changes nothing.
    retry_after = 300


class Unavailable(Problem):
    """The store is busy or out of reach; nothing was stored, and it may pass."""

    status = 503
    code = "unavailable"
    message = _l(
        "The server is busy and did not store this. Try again in a moment; nothing you typed is gone."
    )
    retry_after = 5


class NotStored(Problem):
    """The disk is full or failing; nothing was stored."""

    status = 507
    code = "not_stored"
    message = _l(
        "The server has no room and did not store this. Tell an organizer; nothing you typed is gone."
    )
    retry_after = 30

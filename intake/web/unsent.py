"""What somebody sent when their visit was over: it waits in the page that says so, until they send it again.

It is kept nowhere else. Files are not among it, nor what is typed about accounts, such as passwords.
"""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from intake.web.form_tokens import FIELD

#: Before the names of the fields while they wait beside those of the page's own form.
START = "unsent-"

#: What browsers call a form without files.
TYPED = "application/x-www-form-urlencoded"
#: Bytes of a form that waits, which is more than people type: a page with all of it costs whoever is not signed in
#: nothing and the server much. Waiting, its names are longer.
MOST, MOST_WAITING = 2_000_000, 4_000_000
#: Names and values, in the order of the form.
Fields = list[tuple[str, str]]


def sent() -> Fields:
    """The fields of this request, if they can be sent again."""
    if request.method != "POST" or request.mimetype != TYPED or request.blueprint == "account":
        return []
    if not _is_within(MOST):
        return []
    try:
        every = request.form.items(multi=True)
    except RequestEntityTooLarge:
        return []
    return [(name, value) for name, value in every if name != FIELD]


def is_ours() -> bool:
    """Whether the browser says that a page of ours sent this, also where the form's token does not."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def waiting() -> Fields:
    """What waits beside the form that was sent."""
    if not _is_within(MOST_WAITING):
        return []
    every = request.form.items(multi=True)
    return [(name.removeprefix(START), value) for name, value in every if name.startswith(START)]


def _is_within(most: int) -> bool:
    return request.content_length is not None and request.content_length <= most


def address() -> str:
    """Where this request went, to go there again."""
    return request.full_path.removesuffix("?")

"""Takes a protection out of a script on its way to the browser; what the control of a fault test does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from intake.paths import STATIC
from tests.browser.rooms import WAITS, Room

#: Script (of another folder than the tablet's with its folder) -> what stands there -> what stands there without the
#: protection.
Patch = dict[str, dict[str, str]]
NOTHING: Patch = {}
#: How long a control waits for what does not come; milliseconds.
HOPES = 5_000


def without(context: Any, patch: Patch) -> Any:
    """The context, with these scripts changed wherever they are asked for."""
    for name, changes in patch.items():
        path = f"js/{name}" if "/" in name else f"js/notes/{name}"
        text = (STATIC / path).read_text("utf-8")
        for old, new in changes.items():
            assert old in text, f"{name} has no {old!r} any more: the control must be written anew"
            text = text.replace(old, new)
        _serve(context, f"**/{path if name != 'worker.js' else name}", text)
    return context


def _serve(context: Any, pattern: str, text: str) -> None:
    def answer(route: Route) -> None:
        route.fulfill(body=text, content_type="text/javascript")

    context.route(pattern, answer)


@contextmanager
def fails(room: Room, reason: str) -> Iterator[None]:
    """What a control does: fail, for this reason. What else its patch does to a page is nobody's fault."""
    expect.set_options(timeout=HOPES)
    try:
        with pytest.raises(AssertionError, match=reason):
            yield
    finally:
        expect.set_options(timeout=WAITS)
    room.tablet.faults.clear()


def texts(statements: Sequence[Any]) -> list[str]:
    return sorted(one.text for one in statements)

"""Reads the capture page's form as a browser does, and presses its buttons."""

from __future__ import annotations

import html
import re
from typing import Any

from werkzeug.test import TestResponse

from tests.pages import CheckingClient


def sheet(page: TestResponse) -> dict[str, str]:
    """What the form would send as it stands."""
    form = page.text[page.text.index('id="capture" method') : page.text.index("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<(?:input|textarea|option|select|button)[^>]*>", form):
        name, value = re.search(r'name="(\w+)"', tag), re.search(r'value="([^"]*)"', tag)
        if not name or tag.startswith("<button") or ('type="radio"' in tag and " checked" not in tag):
            continue
        found[name[1]] = html.unescape(value[1]) if value else ""
    text = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", form, re.S)
    language = re.search(r'<option value="([\w-]+)" selected', form)
    assert text
    return found | {"text": html.unescape(text[1]), "language": language[1] if language else ""}


def press(
    tablet: CheckingClient, page: TestResponse, button: str = "", value: str = "1", **typed: Any
) -> TestResponse:
    """Type into the form of this page and press one of its buttons."""
    values = sheet(page) | typed | ({button: value} if button else {})
    return tablet.post("/notes/", data=values)


def entries(page: TestResponse) -> list[str]:
    """The texts of the list, as they stand."""
    return [
        html.unescape(t)
        for t in re.findall(r'<p class="quoted entry-text"[^>]*>(.*?)</p>', page.text, re.S)
        if t
    ]

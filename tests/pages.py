"""A test client that checks every page it fetches, whatever the test is about."""

from __future__ import annotations

import re
from contextvars import Context
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

#: Addresses that answer with a piece of a page.
FRAGMENTS = ("/live",)
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class CheckingClient(FlaskClient):
    """Fetches like a browser, and fails the test for a page that is not sound HTML with title, lang, dir and labels."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # In a context of its own, as a server has it: a test's app context would lend its `g` to every request.
        response = Context().run(super().open, *args, **kwargs)
        is_page = response.mimetype == "text/html" and response.data and not 300 <= response.status_code < 400
        if is_page and not response.request.path.endswith(FRAGMENTS):
            check_page(response)
        return response

    def token(self, path: str) -> str:
        """The CSRF token of the form on this page."""
        found = CSRF.search(self.get(path).text)
        assert found, f"{path} has no form with a token"
        return found[1]

    def submit(
        self, path: str, data: dict[str, Any] | None = None, *, page: str | None = None, **kwargs: Any
    ) -> TestResponse:
        """Post a form with the token taken from the page it stands on (default: the same address)."""
        return self.post(path, data={"csrf_token": self.token(page or path), **(data or {})}, **kwargs)


def check_page(response: TestResponse) -> None:
    """Assert what holds for every page."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(response.text)
    errors = [f"{position}: {code} {data}" for position, code, data in parser.errors]
    assert not errors, f"invalid HTML: {errors[:5]}"
    assert tree.get("lang") and tree.get("dir") in ("ltr", "rtl"), "html needs lang and dir"
    title = tree.find("head/title")
    assert title is not None and (title.text or "").strip(), "the page needs a title"
    assert len(list(tree.iter("h1"))) == 1, "a page has one h1"
    ids = [element.get("id") for element in tree.iter() if isinstance(element.tag, str) and element.get("id")]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    labelled = {label.get("for") for label in tree.iter("label")}
    parents = {child: parent for parent in tree.iter() for child in parent}
    for field in (e for tag in ("input", "select", "textarea") for e in tree.iter(tag)):
        if (
            field.get("type") in ("hidden", "submit")
            or field.get("aria-label")
            or field.get("aria-labelledby")
        ):
            continue
        ancestors = []
        node = field
        while node in parents:
            node = parents[node]
            ancestors.append(node.tag)
        assert field.get("id") in labelled or "label" in ancestors, f"no label for {field.get('name')}"
    for element in tree.iter():
        if isinstance(element.tag, str):
            assert not element.get("style"), "inline style (the CSP forbids it)"
            assert not any(name.startswith("on") for name in element.attrib), (
                "inline script (the CSP forbids it)"
            )
    for script in tree.iter("script"):
        assert script.get("src") or script.get("type") == "application/json", (
            "inline script (the CSP forbids it)"
        )
    for form in tree.iter("form"):
        if (form.get("method") or "get").lower() == "post":
            assert any(e.get("name") == "csrf_token" for e in form.iter("input")), (
                "a posting form without a token"
            )
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    outside = re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', response.text)
    allowed = ("http://localhost", "http://127.0.0.1")
    assert not [o for o in outside if not any(a in o for a in allowed)], f"another host: {outside}"

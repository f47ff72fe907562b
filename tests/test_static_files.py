"""Scripts and style sheets on their way to the browser: lighter, and still the same."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from flask import Flask

from intake import paths
from intake.web.static_files import as_sent, without_comments

FILES = sorted(path for path in paths.STATIC.rglob("*") if path.suffix in (".css", ".js"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_only_comments_and_indentation_are_left_out(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert all(line.count("`") % 2 == 0 for line in lines), (
        "a text over several lines would lose its indentation"
    )
    inside, kept = False, []
    for line in (line.strip() for line in lines):
        begins = line.startswith(("/*", "//"))
        if not inside and not begins:
            kept.append(line)
        inside = (inside or line.startswith("/*")) and "*/" not in line
        assert not (begins and "*/" in line and not line.endswith("*/")), "a comment with code behind it"
    assert without_comments(path.read_bytes()).decode().splitlines() == kept


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.suffix == ".css"], ids=lambda path: path.name
)
def test_a_style_sheet_loses_no_space_that_says_something(path: Path) -> None:
    whole, sent = without_comments(path.read_bytes()).decode(), as_sent(path).decode()
    strings = re.compile(r"""(["']).*?\1|url\([^)]*\)""")
    assert [found[0] for found in strings.finditer(whole)] == [found[0] for found in strings.finditer(sent)]
    assert whole.replace(" ", "") == sent.replace(" ", "")


def test_a_file_is_sent_small_and_kept_for_a_year(app: Flask) -> None:
    page = app.test_client().get("/join").text
    address = re.search(r'href="([^"]+/base\.css)"', page)
    assert address
    plain = app.test_client().get(address[1], headers={"Accept-Encoding": "identity"}, buffered=True)
    small = app.test_client().get(address[1], headers={"Accept-Encoding": "gzip, br"}, buffered=True)
    assert small.headers["Content-Encoding"] == "br" and small.headers["Vary"] == "Accept-Encoding"
    assert "immutable" in small.headers["Cache-Control"]
    assert brotli.decompress(small.data) == as_sent(paths.STATIC / "css" / "base.css") != plain.data
    assert sum(len(name) + len(value) + 4 for name, value in small.headers) < 450

"""Rules for templates and style sheets that a browser would not tell about."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from intake import paths

SHEETS = sorted((paths.STATIC / "css").glob("*.css"))
TEMPLATES = sorted(paths.TEMPLATES.rglob("*.html"))
#: Compressed bytes: the capture page has 30 kB in all, 14 kB of it before the first paint.
BUDGET = {"base.css": 6000, "notes.css": 3400, "organize.css": 5000, "print.css": 2000}
#: What mirrors badly in right-to-left pages, and what the oldest supported browsers do not know.
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:(?:margin|padding|border|scroll-(?:margin|padding))-(?:left|right)|left|right|float"
    r"|(?:max-|min-)?(?:width|height))(?:-\w+)*\s*:|text-align:\s*(?:left|right))"
)
#: What stands in such a block is for browsers that know it; the others do without.
GUARDED = re.compile(r"@supports selector\(:has\(\*\)\) \{.*?\n\}", re.DOTALL)
TOO_NEW = re.compile(r"@layer|@container|light-dark\(|color-mix\(|:has\(|^\s*&", re.MULTILINE)
ICON = re.compile(r"""(?<![\w.])(?:icon\(|icon_name=|badge\([^{}]*?, (?:none|"\w+"), )"([\w-]+)\"""")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheets_use_logical_properties_that_old_browsers_know(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/|@media[^{]*|url\([^)]*\)", "", sheet.read_text(), flags=re.DOTALL)
    assert not PHYSICAL.findall(text)
    assert not TOO_NEW.findall(GUARDED.sub("", text))


@pytest.mark.parametrize("name", BUDGET)
def test_sheets_keep_to_their_budget(name: str) -> None:
    assert len(gzip.compress((paths.STATIC / "css" / name).read_bytes())) <= BUDGET[name]


def test_every_icon_that_a_template_names_is_drawn(app: Flask) -> None:
    drawn = set(app.jinja_env.get_template("components/icons.html").module.PATHS)  # type: ignore[attr-defined]
    missing = {(t.name, name) for t in TEMPLATES for name in ICON.findall(t.read_text()) if name not in drawn}
    assert not missing


@pytest.mark.parametrize("name", [t.name for t in TEMPLATES if t.parent.name == "errors"])
def test_error_pages_render_without_a_database(app: Flask, name: str) -> None:
    with app.test_request_context("/somewhere"):  # no request hooks: g is empty, nothing was opened
        page = app.jinja_env.get_template(f"errors/{name}").render(message="")
    assert "<h1>" in page

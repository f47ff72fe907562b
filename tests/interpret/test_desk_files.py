"""What is kept for opening the page of translators without the server."""

from __future__ import annotations

import posixpath
import re

from intake import paths
from tests.interpret.desks import HERE, Desk


def test_all_that_the_page_imports_or_links_is_taken_along(ana: Desk) -> None:
    taken = set(ana.get("desk/offline")["files"])
    page = ana.client.get(f"{HERE}/desk/").text
    linked = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', page))
    base = next(iter(taken)).split("/")[2]
    found, queue = set(), ["js/desk/page.js"]
    while queue:
        name = queue.pop()
        found.add(f"/static/{base}/{name}")
        text = (paths.STATIC / name).read_text("utf-8")
        for other in re.findall(r'(?:from|import\() ?"(\.[^"]+)"', text):
            address = posixpath.normpath(f"{posixpath.dirname(name)}/{other}")
            if f"/static/{base}/{address}" not in found:
                queue.append(address)
    assert len(found) > 8 and found | linked <= taken

"""Pages as Firefox and WebKit lay them out: nothing sticks out, overlaps, is cut off or too small to hit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intake import languages
from intake.languages.wiring import COOKIE as LANGUAGE_COOKIE
from tests.browser import test_layouts
from tests.browser.sample import sample
from tests.browser.views import VIEWS
from tests.engines.tablet import Tablet

LOADED = "() => document.readyState === 'complete' && document.fonts.ready.then(() => true)"


@pytest.mark.parametrize("tag", ["en", "fa"])
def test_every_page_is_laid_out_well(tablet: Tablet, tmp_path: Path, tag: str) -> None:
    wrong: dict[str, Any] = {}
    direction = next(one.direction for one in languages.available() if one.tag == tag)
    with sample(tmp_path / "sample") as made:
        tablet.served.stop()
        tablet.served.start(made.app)
        for view in VIEWS:
            if view.then:
                continue
            tablet.opens("/healthz")
            tablet.line.ask("DeleteAllCookies", {})
            for one in made.cookies(view.who, ""):
                tablet.carries(one["name"], one["value"])
            tablet.carries(LANGUAGE_COOKIE, tag)
            tablet.opens(view.path(made, tag))
            tablet.until(LOADED)
            tablet.photographs(f"{view.name}-{tag}")
            found = tablet.runs(test_layouts.LOOK)
            assert (found.pop("lang"), found.pop("dir")) == (tag, direction), view.name
            if tag == "fa":
                # They give lines of text the height of every font that is asked, whatever stands in them.
                found.pop("overlap")
            if any(found.values()):
                wrong[view.name] = {kind: what for kind, what in found.items() if what}
        tablet.served.stop()
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)

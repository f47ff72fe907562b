"""The words of the page's script: one file for each language, kept by the browser."""

from __future__ import annotations

import json
import re

from intake import languages
from intake.web.notes.reasons import REASONS, WORDS
from tests.halls import Hall


def test_every_language_has_all_of_them_and_keeps_them(hall: Hall) -> None:
    tablet = hall.tablet()
    settings = re.search(r'id="settings">(.*?)</script>', tablet.get("/notes/").text)
    assert settings
    address = json.loads(settings[1])["words"]
    for page in languages.available():
        answer = tablet.get(address + page.tag)
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.json is not None
        assert set(answer.json["say"]) == set(REASONS | WORDS)
        for part in ('class="entry"', 'data-badge="tablet"', 'data-badge="attention"', 'name="restore"'):
            assert part in answer.json["parts"]
        more = tablet.get(f"{address}{page.tag}/more")
        assert "immutable" in more.headers["Cache-Control"] and more.json is not None
        assert all(f'data-badge="{part}"' in more.json["parts"] for part in ("tray", "offline", "keepless"))
        assert dict(more.json["languages"])["hmn"] == languages.language_name("hmn", page.tag)


def test_an_older_page_gets_todays_and_does_not_keep_them(hall: Hall) -> None:
    tablet = hall.tablet()
    assert tablet.get("/notes/words/before/en").headers["Cache-Control"] == "no-store"
    assert tablet.get("/notes/words/before/tlh").status_code == 404

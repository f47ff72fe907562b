"""Saving to a file, loading it again, and clearing the tablet, in Firefox and WebKit."""

from __future__ import annotations

import json

from tests.browser.test_tablet import EMPTIED
from tests.engines.tablet import Tablet, until

#: What is left in this browser: databases, caches, workers.
LEFT = """async () => {
  const every = [indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()];
  return [...await Promise.all(every), localStorage].map((all) => all.length);
}"""


def test_what_waits_goes_to_a_file_that_this_tablet_opens_again(tablet: Tablet) -> None:
    tablet.is_given()
    tablet.opens("/notes/")
    tablet.is_kept()
    tablet.served.stop()
    tablet.says("secreto", "On this tablet")
    tablet.opens("/notes/tablet")
    tablet.sees("#amounts")
    tablet.presses("[name=file]")
    tablet.sees("[data-say=saved]")
    file = tablet.downloaded()
    content = json.loads(file.read_text("utf-8"))
    assert content["kind"] == "sealed" and "secreto" not in file.read_text("utf-8")
    tablet.photographs("file-saved")
    tablet.runs(EMPTIED)
    tablet.types("#load", str(file))
    tablet.sees("[data-say=loaded]")
    tablet.served.start()
    tablet.presses("[name=send]")
    until(lambda: [one.text for one in tablet.served.hall.statements()] == ["secreto"])


def test_nothing_is_left_when_the_tablet_is_cleared(tablet: Tablet) -> None:
    tablet.is_given()
    tablet.opens("/notes/")
    tablet.is_kept()
    tablet.says("delivered", "Delivered")
    tablet.opens("/notes/tablet")
    tablet.sees("#amounts")
    tablet.presses("#leave button")
    tablet.sees("[data-say=cleared]", waits=60)
    tablet.photographs("cleared")
    assert tablet.runs(LEFT) == [0, 0, 0, 0]
    tablet.opens("/notes/")
    tablet.sees("form[action$='/join']")

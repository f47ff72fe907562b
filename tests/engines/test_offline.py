"""The network goes, the browser dies, and every word arrives once: in Firefox and WebKit."""

from __future__ import annotations

from tests.engines.tablet import Tablet, until

WAITED = ["uno, sin red", "«دو، بدون شبکه»", "peb, tsis muaj network"]


def stored(tablet: Tablet) -> list[str]:
    return [one.text for one in tablet.served.hall.statements()]


def writes_without_the_server(tablet: Tablet) -> None:
    """Three statements and half of a fourth, after one that arrived."""
    tablet.is_given()
    tablet.opens("/notes/")
    tablet.is_kept()
    tablet.says("before", "Delivered")
    tablet.served.stop()
    for text in WAITED:
        tablet.says(text, "On this tablet")
    tablet.types("#text", "half a sent")
    tablet.rests()


def test_what_is_written_without_the_server_is_there_after_a_reload_and_arrives_once(tablet: Tablet) -> None:
    writes_without_the_server(tablet)
    tablet.reloads()
    tablet.sees("#standing *")
    for text in WAITED:
        tablet.shows(text, "On this tablet")
    assert tablet.value("#text") == "half a sent"
    tablet.photographs("offline")
    tablet.opens("/notes/tablet")
    tablet.sees("#amounts")
    tablet.reads("[data-amount=waiting] b", "3")
    tablet.reads("[data-amount=drafts] b", "1")
    tablet.photographs("offline-tablet")
    tablet.opens("/notes/")
    tablet.shows(WAITED[0], "On this tablet")
    tablet.served.start()
    tablet.is_online()
    for text in WAITED:
        tablet.shows(text, "Delivered")
    assert stored(tablet) == ["before", *WAITED]
    tablet.until("() => !document.getElementById('standing').firstChild", waits=40)
    assert tablet.value("#text") == "half a sent"


def test_every_language_opens_without_the_server(tablet: Tablet) -> None:
    tablet.is_given()
    tablet.opens("/notes/")
    tablet.is_kept()
    tablet.served.stop()
    tablet.reloads()
    tablet.sees("#standing *")
    for language in ("pa", "fa"):
        tablet.runs("(tag) => document.querySelector(`.languages-list [value=${tag}]`).click()", language)
        tablet.until("(tag) => document.documentElement.lang === tag", language)
        tablet.photographs(f"offline-{language}")
    tablet.rests()
    tablet.reloads()
    tablet.until("() => document.documentElement.lang === 'fa'")


def test_a_browser_that_is_killed_has_everything_when_it_starts_again(tablet: Tablet) -> None:
    writes_without_the_server(tablet)
    tablet.loses_power()
    tablet.starts()
    tablet.opens("/notes/")
    for text in WAITED:
        tablet.shows(text, "On this tablet")
    assert tablet.value("#text") == "half a sent"
    tablet.served.start()
    tablet.is_online()
    until(lambda: len(stored(tablet)) == 4)
    assert stored(tablet) == ["before", *WAITED]

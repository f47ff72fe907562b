"""A notetaker's evening in Firefox and WebKit: join, write in three scripts, correct, take back."""

from __future__ import annotations

from intake.languages import said
from intake.models import Status
from tests.engines.tablet import Tablet, until

SPANISH = "Aquí todos se conocen, ¿pero quién nos pregunta?"
PERSIAN = "«بعد از ساعت هشت دیگر اتوبوسی نیست»"
HMONG = "Peb nyiam lub vaj loj thiab cov neeg zoo"


def test_statements_in_three_languages_are_delivered(tablet: Tablet) -> None:
    tablet.joins("es")
    tablet.photographs("notes-es")
    tablet.says(SPANISH, said("Delivered", "es"))
    for language, text in (("fa", PERSIAN), ("hmn", HMONG)):
        tablet.presses(".languages > summary")
        tablet.photographs(f"notes-menu-{language}")
        tablet.presses(f".languages-list button[value={language}]")
        tablet.until("(tag) => document.documentElement.lang === tag", language)
        tablet.chooses("#language", language)
        tablet.says(text)
        tablet.photographs(f"notes-{language}")
    until(lambda: len(tablet.served.hall.statements()) == 3)
    assert [(s.text, s.language) for s in tablet.served.hall.statements()] == [
        (SPANISH, "es"),
        (PERSIAN, "fa"),
        (HMONG, "hmn"),
    ]


def test_what_was_said_is_corrected_and_taken_back(tablet: Tablet) -> None:
    tablet.joins("en")
    tablet.says("first", "Delivered")
    tablet.says("secnod", "Delivered")
    tablet.presses_of("secnod", "edit")
    tablet.fills("#text", "second")
    tablet.photographs("notes-edit")
    tablet.presses("#save")
    tablet.shows("second", "Delivered")
    tablet.presses_of("first", "withdraw")
    until(
        lambda: (
            [(s.text, s.status) for s in tablet.served.hall.statements()]
            == [("first", Status.WITHDRAWN), ("second", Status.ACTIVE)]
        )
    )
    tablet.photographs("notes-withdrawn")

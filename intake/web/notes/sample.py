"""The capture page with samples in it, for the page of patterns; no tablet, no store, no script."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from markupsafe import Markup

from intake import languages
from intake.db import new_uid
from intake.languages import LocalText
from intake.models import DeviceRole, Held, Kind, SessionState, Status
from intake.protocol import protocol_in
from intake.queries.notes import OwnRow
from intake.web.notes.entries import entry
from intake.web.notes.face import Asked, Face, render
from intake.web.notes.sheet import Sheet

ZONE = "America/Los_Angeles"
EVENING = datetime(2024, 7, 21, 1, 3, tzinfo=UTC)
QUESTIONS = (
    ("Q1", "How did you come to live in Sacramento? Why Sacramento?"),
    ("Q2", "What are some words you would use to describe the area or neighborhood you live in?"),
    ("Q3", "What must be addressed / prioritized to eliminate racism in Sacramento?"),
)
WITHDRAWN, HELD = {"status": Status.WITHDRAWN}, {"status": Status.HELD, "held": Held.LATE}
SAID: tuple[tuple[str, str, str, Kind, int, dict[str, Any]], ...] = (
    (
        "Q2",
        "Aquí todos se conocen, pero nadie nos pregunta antes de cambiar la calle.",
        "es",
        Kind.QUOTE,
        3,
        {},
    ),
    ("Q2", "بچه‌های ما در مدرسه تنها هستند و کسی زبان ما را نمی‌داند.", "fa", Kind.PARAPHRASE, 0, {}),
    ("Q1", "People nod when somebody speaks about rent.", "en", Kind.OBSERVATION, 0, HELD),
    ("Q1", "Came for work in 1998 and stayed for the neighbors.", "en", Kind.QUOTE, 0, WITHDRAWN),
    ("Q1", "Family was already here.", "en", Kind.PARAPHRASE, 0, {"has_conflict": True, "place_label": "4"}),
)


def page() -> str:
    """The page as a practice session's notetaker sees it in the middle of the evening."""
    tag = languages.page_language().tag
    sheet = Sheet(id=str(new_uid()), question="Q2", text="We need a crossing where", language="en")
    face = Face(
        tag=tag,
        root="",
        place="3",
        title=LocalText("July 20, community center", "en", "ltr", False),
        role=DeviceRole.INTERPRETER,
        state=SessionState.OPEN,
        is_practice=True,
        is_admitted=False,
        zone=ZONE,
        spoken=("en", "es", "fa"),
        questions=tuple(
            Asked(code, LocalText(text, "en", "ltr", tag != "en"), None) for code, text in QUESTIONS
        ),
        protocol=protocol_in({}, tag),
        chosen="Q2",
        language="en",
        longest=20_000,
        has_own=True,
    )
    rows = [_row(number, *said) for number, said in enumerate(SAID)]
    entries = [entry(row, ZONE, tag, place_id=3, changing="", is_over=False) for row in rows]
    return render(
        face,
        sheet,
        errors={"agreed": "Enter how many others agreed as a whole number, 0 or more."},
        aside="",
        csrf="",
        device="",
        entries=Markup("").join(entries),
        more="",
        total=len(rows),
        shown_total=languages.format_number(len(rows), tag),
        is_sample=True,
    )


def _row(
    number: int, question: str, text: str, tag: str, kind: Kind, agreed: int, more: dict[str, Any]
) -> OwnRow:
    given: dict[str, Any] = {
        "uid": new_uid(),
        "question": question,
        "text": text,
        "language": tag,
        "kind": kind,
        "agreed": agreed,
        "status": Status.ACTIVE,
        "held": None,
        "has_conflict": False,
        "version": 1,
        "revision": 1,
        "captured_at": EVENING - timedelta(minutes=7 * number),
        "place_id": 4 if "place_label" in more else 3,
        "place_label": "3",
    }
    return OwnRow(**(given | more))

"""What was typed without any script about a statement that is gone, or may not be read any more, when it is sent."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from intake.models import ListeningSession, Rendering, RenderingRevision, SessionState, Statement
from intake.models import Status as State
from tests.halls import Hall
from tests.notes import test_interpret as place
from tests.notes import test_read_back as reading

BETTER = "Ở đây yên tĩnh."


def put_away(hall: Hall) -> None:
    over = update(ListeningSession).where(ListeningSession.id == hall.session.id)
    hall.db.write(lambda session: session.execute(over.values(state=SessionState.ARCHIVED)))


def withdraw(hall: Hall) -> None:
    gone = update(Statement).values(status=State.WITHDRAWN)
    hall.db.write(lambda session: session.execute(gone))


def words(hall: Hall) -> list[str]:
    """Every word that is stored anywhere."""
    columns: tuple[Any, ...] = (Rendering.text, RenderingRevision.text)
    with hall.db.read() as session:
        rendered = [text for column in columns for text in session.scalars(select(column))]
    said = [one.text for one in hall.statements()] + [one.text for one in hall.revisions()]
    return said + rendered


@pytest.mark.parametrize("happens", [put_away, withdraw])
@pytest.mark.parametrize("is_rendered", [False, True])
def test_a_change_of_residents_is_kept(hall: Hall, happens: Any, is_rendered: bool) -> None:
    tablet = reading.interpreter(hall)
    said = hall.said(hall.device(), "Ở đây yên tỉnh.", language="en" if is_rendered else "vi-VN")
    if is_rendered:
        reading.rendered(hall, said, "Ở đây yên tỉnh nhé.", language="vi-VN")
    opened = reading.press(tablet, tablet.get(reading.IN_VIETNAMESE), "open")
    happens(hall)
    answer = reading.press(tablet, opened, "change", BETTER)
    assert answer.status_code in (303, 409)
    assert words(hall).count(BETTER) == 1
    assert len(words(hall)) == (3 if is_rendered else 2), "it is about what was read"


def test_a_change_of_what_is_not_of_this_table_stays_in_the_field(hall: Hall) -> None:
    tablet = reading.interpreter(hall)
    hall.said(hall.device(), "Ở đây yên tỉnh.", language="vi")
    opened = reading.press(tablet, tablet.get(reading.IN_VIETNAMESE), "open")
    token = opened.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    elsewhere = hall.said(hall.device(2), "Bàn khác.", language="vi")
    for uid in (elsewhere.uid, uuid4()):
        form = {"csrf_token": token, "statement": uid, "version": "1", "answer": "change", "text": BETTER}
        answer = tablet.post(reading.IN_VIETNAMESE, data=form)
        assert answer.status_code == 400 and reading.field(answer) == BETTER
        assert "Bàn khác." not in answer.text
    # A version that is no number is none.
    form |= {"statement": hall.statements()[0].uid, "version": "9" * 5000}
    assert tablet.post(reading.IN_VIETNAMESE, data=form).status_code == 409
    assert words(hall).count(BETTER) == 1


@pytest.mark.parametrize("happens", [put_away, withdraw])
def test_a_translation_is_kept(hall: Hall, happens: Any) -> None:
    tablet = place.interpreter(hall)
    said = hall.said(hall.device(), "Aquí no.", language="es")
    page = place.press(
        tablet, tablet.get(place.PAGE), language="es", into="en", button="translate", value=str(said.uid)
    )
    happens(hall)
    assert place.press(tablet, page, translation="Not here.").status_code == 303
    assert words(hall) == ["Aquí no.", "Not here."]


def test_a_translation_of_another_tables_statement_stays_in_the_field(hall: Hall) -> None:
    tablet = place.interpreter(hall)
    elsewhere = hall.said(hall.device(2), "Aquí no.", language="es")
    page = tablet.get(place.PAGE)
    answer = place.press(tablet, page, translation="Not here.", statement=str(elsewhere.uid))
    assert answer.status_code == 400 and place.panes(answer)["translation"] == "Not here."
    assert "Aquí no." not in answer.text and words(hall) == ["Aquí no."]

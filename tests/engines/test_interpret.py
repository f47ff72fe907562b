"""The interpreter's place and reading back, in Firefox and WebKit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from intake.db import new_uid
from intake.models import Confirmation, DeviceRole, Rendering
from tests import factories
from tests.engines.tablet import Tablet, until

SPOKEN, MADE = "بچه‌های ما تنها هستند", "Our children are alone"
LATE, WRONG, RIGHT = "Xe buýt đến muộn.", "Ở đây yên tỉnh.", "Ở đây yên tĩnh."


def everything(tablet: Tablet, model: type) -> list[Any]:
    with tablet.served.hall.db.read() as session:
        return list(session.scalars(select(model).order_by(model.id)))  # type: ignore[attr-defined]


def test_two_languages_side_by_side_with_and_without_the_server(tablet: Tablet) -> None:
    tablet.is_given(DeviceRole.INTERPRETER)
    tablet.opens("/notes/interpret")
    tablet.is_kept()
    tablet.chooses("#language", "fa")
    tablet.chooses("#into", "en")
    tablet.types("#text", SPOKEN)
    tablet.types("#translation", MADE)
    tablet.photographs("interpret-writing")
    tablet.presses("#save")
    tablet.until(
        "() => !document.getElementById('text').value && !document.getElementById('translation').value"
    )
    until(lambda: [one.text for one in everything(tablet, Rendering)] == [MADE])
    tablet.served.stop()
    tablet.types("#text", "تنها")
    tablet.presses("#save")
    tablet.until("() => document.getElementById('text').value === ''")
    tablet.reloads()
    tablet.presses_of("تنها", "translate")
    tablet.reads("#original", "تنها")
    tablet.types("#translation", "alone")
    tablet.photographs("interpret-translating")
    tablet.presses("#save")
    tablet.sees("#text")
    tablet.served.start()
    tablet.is_online()
    until(lambda: [one.text for one in everything(tablet, Rendering)] == [MADE, "alone"])
    assert [one.text for one in tablet.served.hall.statements()] == [SPOKEN, "تنها"]
    tablet.photographs("interpret-said")


def test_residents_say_yes_and_change_what_is_wrong(tablet: Tablet) -> None:
    hall = tablet.served.hall
    first = hall.said(device := hall.device(), "The bus comes late.")
    given = {"statement_id": first.id, "uid": new_uid(), "base_version": 1}
    factories.make(hall.db, Rendering(language="vi", text=LATE, **given))
    hall.said(device, WRONG, language="vi")
    long = " ".join(["Chúng tôi thích khu này."] * 60)
    hall.said(device, long, language="vi")
    tablet.is_given(DeviceRole.INTERPRETER)
    tablet.opens("/notes/read-back?language=vi")
    tablet.until("() => document.documentElement.dataset.ready === 'true'")
    tablet.reads("#said", LATE)
    tablet.photographs("read-back")
    tablet.presses("#yes")
    tablet.reads("#said", WRONG)
    tablet.presses("#answer [value=open]")
    tablet.fills("#text", RIGHT)
    tablet.photographs("read-back-change")
    tablet.presses("#answer [value=change]")
    tablet.reads("#said", long)
    tablet.photographs("read-back-long")
    tablet.until("() => { scrollTo(0, 99999); return scrollY > 100; }")
    tablet.rests()
    tablet.photographs("read-back-long-end")
    tablet.presses("#yes")
    tablet.sees(".is-end")
    until(lambda: len(everything(tablet, Confirmation)) == 3)
    assert [one.text for one in hall.statements()] == ["The bus comes late.", RIGHT, long]

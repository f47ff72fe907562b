"""An organizer signs in, looks at the evening, searches and exports, in Firefox and WebKit."""

from __future__ import annotations

import csv

from intake import indexing
from tests.account.people import PASSWORD, with_password
from tests.engines.tablet import Tablet

PERSIAN = "«بعد از ساعت هشت دیگر اتوبوسی نیست»"


def test_an_organizer_signs_in_searches_and_exports(tablet: Tablet) -> None:
    hall = tablet.served.hall
    device = hall.device()
    for text, language in (
        ("The bus comes late.", "en"),
        (PERSIAN, "fa"),
        ("Los autobuses no llegan.", "es"),
    ):
        hall.said(device, text, language=language)
    ana = with_password(hall.db, is_administrator=True)
    indexing.catch_up(hall.db)
    here = f"/initiatives/{hall.initiative.slug}"
    tablet.opens("/account/sign-in")
    tablet.types("[name=email]", ana.email)
    tablet.types("[name=password]", PASSWORD)
    tablet.presses("form:has([name=password]) .button-primary")
    tablet.until("() => !location.pathname.includes('sign-in')")
    tablet.opens(f"{here}/sessions/{hall.session.code}")
    tablet.sees(".place-count")
    tablet.photographs("session")
    tablet.opens(f"{here}/statements")
    tablet.types("[type=search]", "بعد")
    tablet.presses("form:has([type=search]) button")
    tablet.reads(".statement > .quoted", PERSIAN)
    assert len(tablet.texts(".statement")) == 1
    tablet.photographs("search")
    tablet.opens(f"{here}/export")
    tablet.checks("[name=format][value=csv]")
    tablet.presses("#download")
    tablet.sees("#done")
    with tablet.downloaded().open(encoding="utf-8-sig", newline="") as file:
        assert sorted(row["language"] for row in csv.DictReader(file)) == ["en", "es", "fa"]

"""A tablet's list: its own statements and those of the tablets of its chain, newest first, and nobody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from intake.db import Database
from intake.models import Device
from intake.queries import devices, notes
from intake.tokens import digest
from tests import factories


def seen(db: Database, token: str) -> list[str]:
    """What the tablet with this token reads, page by page."""
    texts: list[str] = []
    before = None
    with db.look() as look:
        device = devices.by_token(look, digest(token))
        assert device is not None
        while True:
            page = notes.own_statements(look, device, before)
            texts += [row.text for row in page.rows]
            if not page.has_older:
                assert page.total == len(texts)
                return texts
            before = page.rows[-1].uid


@pytest.mark.parametrize("first_names_itself", [True, False])
def test_each_of_a_chain_reads_what_all_of_it_wrote(db: Database, first_names_itself: bool) -> None:
    initiative = factories.an_initiative(db)
    question = factories.a_question(db, initiative)
    place = factories.a_session(db, initiative).places[0]
    first, token = factories.a_device(db, place)
    other, others = factories.a_device(db, place)

    def said(device: Device, text: str) -> None:
        factories.a_statement(db, place, initiative, question, text, device_id=device.id)

    for number in range(notes.PAGE + 3):
        said(first, f"first {number}")
        said(other, f"other {number}")
    own = [f"first {number}" for number in reversed(range(notes.PAGE + 3))]
    assert seen(db, token) == own
    goes_on, its_token = factories.a_device(db, place, chain_id=first.id)
    said(goes_on, "goes on")
    if not first_names_itself:
        db.write(lambda s: s.execute(update(Device).where(Device.id == first.id).values(chain_id=None)))
    assert seen(db, token) == seen(db, its_token) == ["goes on", *own]
    assert seen(db, others) == [text.replace("first", "other") for text in own]

"""Where organizers, interpreters and analysts see what residents confirmed."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from intake.actions import review
from intake.actions.actor import COMMAND
from intake.db import Database
from intake.models import Role
from tests import factories
from tests.api.rooms import BETTER, Table
from tests.pages import CheckingClient

BADGE = "Confirmed with residents"


class Desk(Table):
    """What was said and confirmed at a table, and a browser of one of the initiative's organizers."""

    def __init__(self, app: Flask, db: Database) -> None:
        super().__init__(app, db)
        app.test_client_class = CheckingClient
        self.client: Any = app.test_client()
        factories.signed_in(self.client, db, factories.a_member(db, self.initiative, Role.ORGANIZER))
        self.address = f"/initiatives/score-2024/statements/{self.sent['id']}"

    def part(self, beginning: str, end: str) -> str:
        """Of the statement's page."""
        page: str = self.client.get(self.address).text
        return page[page.index(beginning) : page.index(end)]

    def sessions(self) -> list[Any]:
        """The rows of the codebook about sessions."""
        data = self.client.get("/initiatives/score-2024/export/file?format=xlsx").data
        rows = list(load_workbook(BytesIO(data))["Codebook"].iter_rows(values_only=True))
        return [row for row in rows if row[0] in ("Session", "july-20")]


@pytest.fixture
def desk(app: Flask, db: Database) -> Desk:
    return Desk(app, db)


def test_a_statements_page_says_which_of_its_texts_it_is(desk: Desk) -> None:
    current, history = ('<article class="statement-whole', "</article>"), ('id="history"', "</aside>")
    assert BADGE not in desk.client.get(desk.address).text
    desk.one(desk.interpreter, desk.answer())
    assert BADGE in desk.part(*current) and BADGE not in desk.part(*history)
    desk.correct("Corrected.")
    assert BADGE not in desk.part(*current) and BADGE in desk.part(*history)
    desk.one(desk.interpreter, desk.answer(BETTER))
    assert BADGE in desk.part('<div class="revision-other', 'class="statement-acts')


def test_an_erased_one_has_nothing_that_was_confirmed(desk: Desk) -> None:
    desk.one(desk.interpreter, desk.answer())
    desk.db.write(lambda session: review.erase(session, COMMAND, desk.statement().id, 1, "asked for"))
    assert BADGE not in desk.client.get(desk.address).text


def test_the_worklist_says_it_of_a_rendering(desk: Desk) -> None:
    work = "/initiatives/score-2024/translate"
    places = (f"{work}?into=es&work=all", f"{work}/{desk.sent['id']}/es", desk.address)
    assert all(BADGE not in desk.client.get(one).text for one in places)
    desk.one(desk.interpreter, desk.of_rendering())
    assert [desk.client.get(one).text.count(BADGE) for one in places] == [1, 1, 1]


def test_the_codebook_counts_by_session(desk: Desk) -> None:
    header, row = desk.sessions()
    assert BADGE not in header
    desk.one(desk.interpreter, desk.of_rendering())
    desk.one(desk.interpreter, desk.answer())
    desk.one(desk.ana, desk.answer())
    header, row = desk.sessions()
    assert header[5:7] == (BADGE, "Translations confirmed with residents")
    assert row[5:7] == (1, 1)
    desk.correct("Corrected.")
    assert desk.sessions()[1][5:7] == (0, 1)

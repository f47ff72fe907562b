"""What residents confirmed or wanted otherwise, sent by tablets: what becomes of the words."""

from __future__ import annotations

import pytest
from flask import Flask

from intake.actions import review
from intake.actions.actor import COMMAND, Actor
from intake.actions.renderings import Translation, save
from intake.db import Database
from intake.models import (
    Confirmation,
    How,
    Rendering,
    RenderingRevision,
    RenderingState,
    StatementRevision,
)
from tests import factories
from tests.api.rooms import BETTER, SAID, Table
from tests.api.test_device_api import statement


@pytest.fixture
def table(app: Flask, db: Database) -> Table:
    return Table(app, db)


def test_yes_marks_the_statement_and_changes_no_word(table: Table) -> None:
    sent = table.answer()
    assert table.shown() == (SAID, False)
    assert table.one(table.interpreter, sent) == ("stored", None)
    assert table.one(table.interpreter, sent) == ("unchanged", None)
    assert table.shown() == (SAID, True)
    assert table.shown_rendering() == ("El bus pasa cada hora.", False)
    [kept] = table.all(Confirmation)
    assert (kept.version, kept.rendering_id, kept.is_change, kept.held) == (1, None, False, None)
    assert kept.confirmed_at.isoformat() == "2024-07-21T01:30:00+00:00"
    assert (table.statement().version, table.all(StatementRevision)) == (1, [])


def test_a_change_is_a_revision_and_the_former_text_is_kept(table: Table) -> None:
    sent = table.answer(BETTER, sequence=2)
    [result] = table.send(table.interpreter, sent)
    assert (result["status"], result["version"]) == ("stored", 2)
    assert table.one(table.interpreter, sent) == ("unchanged", None)
    assert table.shown() == (BETTER, True)
    row = table.statement()
    assert (row.version, row.revision, row.sequence) == (2, 1, 2)
    assert row.changed_by_device_id == table.devices[str(table.interpreter.token)]
    assert [(one.text, one.version, one.is_conflict) for one in table.all(StatementRevision)] == [
        (SAID, 1, False)
    ]
    assert [one.is_change for one in table.all(Confirmation)] == [True]
    unseen = table.sent | {"revision": 2, "base": 1, "text": "unseen", "sequence": 2}
    assert table.ana.put(unseen).json["results"][0]["status"] == "conflict"
    assert table.ana.put(table.sent).json["results"][0]["status"] == "unchanged"


def test_a_change_of_a_rendering_is_the_devices_draft(table: Table) -> None:
    person = Actor(person_id=factories.a_person(table.db).id)
    given = Translation("es", "El bus pasa cada hora.", How.IN_ROOM, True, 1, 1)
    table.db.write(lambda session: save(session, person, table.statement().id, given))
    [result] = table.send(table.interpreter, table.of_rendering("Pasa cada dos horas.", version=2))
    assert (result["status"], result["version"]) == ("stored", 3)
    assert table.shown_rendering() == ("Pasa cada dos horas.", True)
    assert table.shown() == (SAID, False)
    [row] = table.all(Rendering)
    assert (row.state, row.how, row.reviewed_by_person_id) == (RenderingState.DRAFT, How.IN_ROOM, None)
    assert (row.made_by_device_id, row.base_version) == (table.devices[str(table.interpreter.token)], 1)
    assert [one.state for one in table.all(RenderingRevision)] == ["draft", "reviewed"]


def test_it_holds_as_long_as_the_words_do(table: Table) -> None:
    table.one(table.interpreter, table.answer())
    row = table.statement()
    table.db.write(lambda session: review.hide(session, COMMAND, row.id, 1, "why"))
    table.db.write(lambda session: review.bring_back(session, COMMAND, row.id, 2, "why"))
    assert table.shown() == (SAID, True)
    table.correct("Corrected.")
    assert table.shown() == ("Corrected.", False)
    table.correct(SAID)
    assert table.shown() == (SAID, True)


def test_an_answer_to_words_of_before_confirms_those(table: Table) -> None:
    late = table.answer()
    table.correct("Corrected.")
    assert table.one(table.interpreter, late) == ("stored", None)
    assert table.shown() == ("Corrected.", False)
    assert table.one(table.interpreter, table.answer("Corrected.")) == ("stored", None)
    assert table.shown() == ("Corrected.", True)


def test_somebody_elses_change_meanwhile_is_kept_beside(table: Table) -> None:
    table.correct("Corrected.")
    sent = table.answer(BETTER)
    assert table.one(table.interpreter, sent) == table.one(table.interpreter, sent) == ("conflict", None)
    assert table.shown() == ("Corrected.", False)
    row = table.statement()
    assert row.has_conflict
    assert [(one.text, one.is_conflict) for one in table.all(StatementRevision)] == [
        (SAID, False),
        (BETTER, True),
    ]
    assert len(table.all(Confirmation)) == 1
    table.db.write(lambda session: review.settle_conflict(session, COMMAND, row.id, row.version, 2))
    assert table.shown() == (BETTER, True)
    assert table.one(table.interpreter, sent) == ("unchanged", None)


def test_the_same_of_a_rendering(table: Table) -> None:
    person = Actor(person_id=factories.a_person(table.db).id)

    def translate(text: str, version: int) -> None:
        given = Translation("es", text, How.AFTERWARDS, False, 1, version)
        table.db.write(lambda session: save(session, person, table.statement().id, given))

    translate("de una persona", 1)
    sent = table.of_rendering("Dos horas.")
    assert table.one(table.interpreter, sent) == table.one(table.interpreter, sent) == ("conflict", None)
    assert table.shown_rendering() == ("de una persona", False)
    assert [one.has_conflict for one in table.all(Rendering)] == [True]
    translate("Dos horas.", 2)
    assert table.shown_rendering() == ("Dos horas.", True)
    assert table.one(table.interpreter, sent) == ("unchanged", None)


def test_what_the_tablet_itself_changed_is_never_in_its_way(table: Table) -> None:
    """Offline it knows no version of its own changes."""
    table.ana.put(table.sent | {"revision": 2, "base": 1, "text": "Mine.", "sequence": 2})
    assert table.one(table.ana, table.answer(BETTER, version=1, sequence=3)) == ("stored", None)
    assert table.shown() == (BETTER, True)
    fresh = statement("Not sent before", sequence=4)
    table.ana.put(fresh)
    asked = table.answer("Not sent before!", statement=fresh["id"], version=0, sequence=5)
    assert table.one(table.ana, asked) == ("stored", None)
    assert table.one(table.interpreter, table.of_rendering("Dos.", version=0)) == ("stored", None)

"""Translations by people with an account: the original stays, a second person reviews, a stale one is noticed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from intake.actions import renderings, review
from intake.actions.actor import Actor
from intake.actions.renderings import Translation
from intake.db import Database
from intake.errors import Conflict, Invalid
from intake.models import Entry, How, Kind, Rendering, RenderingRevision, RenderingState, Statement, Status
from tests import factories

SAID = "The bus comes once an hour."
PERSIAN = "اتوبوس ساعتی یک بار می‌آید."


class Desk:
    """A statement, and two people who translate it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        initiative = factories.an_initiative(db)
        question = factories.a_question(db, initiative)
        place = factories.a_session(db, initiative).places[1]
        self.statement = factories.a_statement(db, place, initiative, question, SAID)
        self.ana = Actor(person_id=factories.a_person(db).id)
        self.bo = Actor(person_id=factories.a_person(db, "bo@example.org").id)

    def save(self, actor: Actor, text: str = PERSIAN, **values: Any) -> int:
        found, row = self.original(), self.now()
        given = {
            "language": "fa",
            "how": How.AFTERWARDS,
            "is_reviewed": False,
            "statement_version": found.version,
            "version": row.version if row else 0,
        } | values
        return self.db.write(
            lambda session: renderings.save(
                session, actor, self.statement.id, Translation(text=text, **given)
            )
        )

    def now(self) -> Rendering | None:
        with self.db.read() as session:
            return session.scalars(select(Rendering)).one_or_none()

    def rendering(self) -> Rendering:
        row = self.now()
        assert row is not None
        return row

    def kept(self) -> list[RenderingRevision]:
        with self.db.read() as session:
            return list(session.scalars(select(RenderingRevision).order_by(RenderingRevision.id)))

    def original(self) -> Statement:
        with self.db.read() as session:
            return session.get_one(Statement, self.statement.id)

    def correct(self, text: str) -> None:
        version = self.original().version
        changes = review.Changes(text, "en", Kind.PARAPHRASE, 0, "Q1")
        self.db.write(
            lambda session: review.correct(session, self.ana, self.statement.id, version, changes, "why")
        )


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


def test_a_draft_is_reviewed_by_a_second_person_and_never_by_its_maker(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.save(desk.ana, is_reviewed=True)
    assert desk.save(desk.ana) == 1
    with pytest.raises(Invalid):
        desk.save(desk.ana, is_reviewed=True)
    assert desk.rendering().state is RenderingState.DRAFT
    assert desk.save(desk.bo, PERSIAN + "!", is_reviewed=True) == 2
    row = desk.rendering()
    assert (row.text, row.state) == (PERSIAN + "!", RenderingState.REVIEWED)
    assert (row.made_by_person_id, row.reviewed_by_person_id) == (desk.ana.person_id, desk.bo.person_id)
    assert [(one.text, one.person_id) for one in desk.kept()] == [(PERSIAN, desk.ana.person_id)]
    assert (desk.original().text, desk.original().version) == (SAID, 1)


def test_whoever_writes_another_text_is_its_maker(desk: Desk) -> None:
    desk.save(desk.ana)
    desk.save(desk.bo, is_reviewed=True)
    desk.save(desk.bo, "something else")
    row = desk.rendering()
    assert (row.state, row.made_by_person_id, row.reviewed_by_person_id) == (
        RenderingState.DRAFT,
        desk.bo.person_id,
        None,
    )
    with pytest.raises(Invalid):
        desk.save(desk.bo, "something else", is_reviewed=True)
    desk.save(desk.ana, "something else", is_reviewed=True)


def test_what_was_not_seen_is_never_replaced(desk: Desk) -> None:
    desk.save(desk.ana)
    with pytest.raises(Conflict):
        desk.save(desk.bo, "mine", version=0)
    with pytest.raises(Conflict):
        desk.save(desk.bo, "mine", statement_version=0)
    assert desk.rendering().text == PERSIAN


def test_saving_the_same_again_changes_nothing_unless_the_original_was_corrected(desk: Desk) -> None:
    desk.save(desk.ana)
    desk.save(desk.bo, is_reviewed=True)
    assert desk.save(desk.ana) == 2 and not desk.kept()[1:]
    desk.correct("The bus comes twice an hour.")
    assert desk.save(desk.ana) == 3
    row = desk.rendering()
    assert (row.base_version, row.state, row.text) == (2, RenderingState.DRAFT, PERSIAN)
    assert row.made_by_person_id == desk.ana.person_id


def test_what_is_sent_twice_is_in_nobodys_way(desk: Desk) -> None:
    assert desk.save(desk.ana) == desk.save(desk.ana, version=0) == 1
    assert desk.save(desk.bo, is_reviewed=True) == desk.save(desk.bo, version=1, is_reviewed=True) == 2
    assert [one.version for one in desk.kept()] == [1]
    desk.correct("The bus comes twice an hour.")
    with pytest.raises(Conflict):
        desk.save(desk.bo, version=1, statement_version=1)


def test_erasing_the_statement_erases_its_renderings(desk: Desk) -> None:
    desk.save(desk.ana, "Yo soy Juana", language="es")
    desk.save(desk.ana, "Soy Juana", language="es")
    version = desk.original().version
    desk.db.write(lambda session: review.erase(session, desk.ana, desk.statement.id, version, "asked for"))
    assert (desk.rendering().text, desk.rendering().status) == ("", Status.WITHDRAWN)
    assert [one.text for one in desk.kept()] == [""]
    with pytest.raises(Conflict):
        desk.save(desk.ana, "Soy Juana", language="es", version=0)


def test_the_log_says_who_did_what_and_no_word_of_it(desk: Desk) -> None:
    desk.save(desk.ana)
    desk.save(desk.bo, is_reviewed=True)
    with desk.db.read() as session:
        entries = session.scalars(select(Entry).order_by(Entry.id)).all()
    assert [(one.verb, one.person_id, one.detail) for one in entries] == [
        ("rendering.saved", desk.ana.person_id, {"version": 1}),
        ("rendering.reviewed", desk.bo.person_id, {"version": 2}),
    ]

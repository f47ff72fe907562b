"""Making, changing and copying an initiative."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intake.actions import initiatives, questions
from intake.actions.actor import COMMAND, Actor
from intake.db import Database
from intake.errors import Conflict, Invalid
from intake.models import Entry, Initiative, ListeningSession, Membership, Role
from intake.queries import questions as question_queries
from tests import factories


def create(db: Database, actor: Actor = COMMAND, **values: object) -> Initiative:
    given = {
        "slug": "score-2024",
        "name": {"en": "SCORE 2024"},
        "default_language": "en",
        "languages": ["en", "es", "zh_hans"],
        "time_zone": "america/los angeles",
    }
    return db.write(lambda s: initiatives.create(s, actor, **(given | values)))  # type: ignore[arg-type]


def test_is_stored_in_the_usual_spelling_and_its_maker_organizes_it(db: Database) -> None:
    ana = factories.a_person(db)
    made = create(db, Actor(person_id=ana.id), default_language="hmn")
    assert made.languages == ["hmn", "en", "es", "zh-Hans"], "the default language is one of its languages"
    assert made.time_zone == "America/Los_Angeles"
    with db.read() as session:
        assert session.scalars(select(Membership.role)).all() == [Role.ORGANIZER]
        assert session.scalars(select(Entry.verb)).all() == ["initiative.created", "member.added"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"slug": "Score 2024"}, "slug"),
        ({"slug": "new"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": "a" * 65}, "slug"),
        ({"name": {"en": "  "}}, "name"),
        ({"name": {"en": "SCORE\x00"}}, "name-en"),
        ({"languages": ["english"]}, "languages"),
        ({"time_zone": "Sacramento"}, "time_zone"),
        ({"protocol": {"en": "x" * 20_001}}, "protocol-en"),
    ],
)
def test_what_cannot_be_used_names_its_field(db: Database, values: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        create(db, **values)
    assert caught.value.field == field


def test_a_short_name_is_taken_once(db: Database) -> None:
    create(db)
    with pytest.raises(Invalid) as caught:
        create(db)
    assert caught.value.field == "slug"


def test_changes_only_what_is_named_and_keeps_other_languages(db: Database) -> None:
    made = create(db, name={"en": "SCORE", "es": "SCORE en español"})
    changed = db.write(lambda s: initiatives.update(s, COMMAND, made.id, name={"es": "", "fa": "اسکور"}))
    assert changed.name == {"en": "SCORE", "fa": "اسکور"}, (
        "a blank text takes its language away, silence keeps it"
    )
    with db.read() as session:
        before = session.scalars(select(Entry.id)).all()
    db.write(
        lambda s: initiatives.update(s, COMMAND, made.id, languages=made.languages, time_zone=made.time_zone)
    )
    with db.read() as session:
        assert session.scalars(select(Entry.id)).all() == before, "the same again is no change"


def test_a_new_default_language_joins_the_languages(db: Database) -> None:
    made = create(db)
    changed = db.write(lambda s: initiatives.update(s, COMMAND, made.id, default_language="ru"))
    assert changed.languages[0] == "ru"


def test_a_save_from_an_older_page_is_a_conflict_and_changes_nothing(db: Database) -> None:
    made = create(db)
    seen = initiatives.mark_of(made)
    db.write(lambda s: initiatives.update(s, COMMAND, made.id, seen=seen, name={"en": "First"}))
    with pytest.raises(Conflict):
        db.write(lambda s: initiatives.update(s, COMMAND, made.id, seen=seen, name={"en": "Second"}))
    with db.read() as session:
        assert session.get_one(Initiative, made.id).name == {"en": "First"}


def test_a_copy_has_the_newest_wordings_and_nobody_elses_work(db: Database) -> None:
    source = factories.an_initiative(db, protocol={"en": "Write what was said."})
    place = factories.a_session(db, source).places[1]
    asked = factories.a_question(db, source, "Q1", asked_in=["cbo"])
    factories.a_question(db, source, "Q2", position=2, retired_at=factories.JULY_20)
    factories.a_statement(db, place, source, asked, "We came for work.")
    factories.a_member(db, source, Role.VIEWER)
    db.write(lambda s: questions.reword(s, COMMAND, asked.id, {"en": "Why Sacramento?"}))
    ana = factories.a_person(db)
    actor = Actor(person_id=ana.id)
    copy = db.write(
        lambda s: initiatives.copy_as_template(s, actor, source.id, slug="next", name={"en": "Next"})
    )
    assert (copy.languages, copy.protocol, copy.time_zone) == (
        source.languages,
        source.protocol,
        source.time_zone,
    )
    with db.read() as session:
        rows = question_queries.all_of(session, copy.id)
        assert [(row.code, row.texts["en"], row.number, row.asked_in) for row in rows] == [
            ("Q1", "Why Sacramento?", 1, ["cbo"])
        ]
        here = select(ListeningSession.id).where(ListeningSession.initiative_id == copy.id)
        assert not session.scalars(here).all()
        people = select(Membership.person_id, Membership.role).where(Membership.initiative_id == copy.id)
        assert [tuple(row) for row in session.execute(people)] == [(ana.id, Role.ORGANIZER)]

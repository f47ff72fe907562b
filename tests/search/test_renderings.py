"""A statement is found by the words of its renderings too: of those that count, as they are now, each by itself."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from intake import indexing, migrations
from intake.actions import renderings as actions
from intake.actions import review
from intake.actions.actor import COMMAND
from intake.actions.indexing import forget
from intake.actions.renderings import Translation
from intake.db import Database
from intake.models import Held, How, Rendering, Status, Store
from intake.queries import exporting, searching, statements
from intake.search import folding
from tests import factories
from tests.conftest import POSTGRES
from tests.search.test_indexing import indexed
from tests.search.test_searching import found, selected
from tests.statements.conftest import Hall, hall

__all__ = ["hall"]


def write(hall: Hall, rendering: Rendering, **values: object) -> None:
    hall.db.write(
        lambda session: session.execute(
            update(Rendering).where(Rendering.id == rendering.id).values(**values)
        )
    )
    indexing.catch_up(hall.db)


def has_indexed_its_statements(session: Session) -> None:
    """As an older version left it."""
    forget(session)
    session.execute(update(Store).values(search_version=folding.VERSION))


def is_sound(db: Database) -> bool:
    """Whether nothing waits, and (SQLite) the index holds together."""
    if db.is_sqlite:
        with db.writer.connect() as connection, connection.begin():
            connection.execute(text("INSERT INTO search_words (search_words) VALUES ('integrity-check')"))
    with db.read() as session:
        return searching.waiting(session) == 0


def test_it_is_found_by_what_the_rendering_says_now(hall: Hall) -> None:
    said = hall.say("The bus is late.")
    actor = COMMAND
    hall.db.write(
        lambda session: actions.save(
            session, actor, said.id, Translation("fa", "اتوبوس دیر", How.AFTERWARDS, False, 1, 0)
        )
    )
    indexing.catch_up(hall.db)
    assert found(hall, "اتوبوس") == found(hall, "bus") == [said.id]
    assert found(hall, "اتوبوس bus") == [] == found(hall, "bus -اتوبوس")
    hall.db.write(
        lambda session: actions.save(
            session, actor, said.id, Translation("fa", "قطار دیر", How.AFTERWARDS, False, 1, 1)
        )
    )
    indexing.catch_up(hall.db)
    assert found(hall, "اتوبوس") == [] and found(hall, "قطار") == [said.id]
    assert is_sound(hall.db)


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.HELD])
def test_only_what_counts_is_searched(hall: Hall, status: Status) -> None:
    said = hall.say("The bus is late.")
    rendering = factories.a_rendering(hall.db, said, "es", "tarde", status=status, held=Held.LATE)
    indexing.catch_up(hall.db)
    assert found(hall, "tarde") == []
    write(hall, rendering, status=Status.ACTIVE, held=None)
    assert found(hall, "tarde") == [said.id]
    write(hall, rendering, status=status, text="demasiado tarde")
    assert found(hall, "tarde") == [] and indexed(hall.db, "tarde") == 0
    write(hall, rendering, text="nunca")
    write(hall, rendering, status=Status.ACTIVE)
    assert found(hall, "nunca") == [said.id]
    hall.db.write(lambda session: session.execute(delete(Rendering)))
    indexing.catch_up(hall.db)
    assert indexed(hall.db, "nunca") == 0 and is_sound(hall.db)


def test_erasing_the_statement_takes_the_words_of_its_renderings_out(hall: Hall) -> None:
    said = hall.say("zqxoriginal")
    factories.a_rendering(hall.db, said, "es", "zqxtraducido")
    factories.a_rendering(hall.db, said, "fa", "zqxfarsi", status=Status.WITHDRAWN)
    indexing.catch_up(hall.db)
    hall.db.write(lambda session: review.erase(session, COMMAND, said.id, 1, "asked for"))
    assert found(hall, "zqxtraducido") == [], "not even before the index knows"
    indexing.leave_nothing(hall.db)
    assert [indexed(hall.db, word) for word in ("zqxoriginal", "zqxtraducido", "zqxfarsi")] == [0, 0, 0]
    assert is_sound(hall.db)


def test_a_statement_with_many_matching_texts_is_listed_once(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = []
    for number in range(7):
        said = hall.say(f"common {number}")
        ids.append(said.id)
        for language in ("es", "fa", "vi")[: number % 4]:
            factories.a_rendering(hall.db, said, language, f"common {language} {number}")
    indexing.catch_up(hall.db)
    chosen = selected(hall.db, hall, "common")
    with hall.db.read() as session:
        assert statements.count(session, chosen, up_to=100) == 7
        assert statements.count(session, chosen, up_to=3) == 4
        first = statements.page(session, chosen, size=3)
        second = statements.page(session, chosen, size=3, before=first.rows[-1].uid)
        back = statements.page(session, chosen, size=3, after=second.rows[0].uid)
    assert [row.id for row in first.rows] == ids[:3:-1] == [row.id for row in back.rows]
    assert [row.id for row in second.rows] == ids[3:0:-1]
    monkeypatch.setattr(exporting, "PAGE", 2)
    with hall.db.read() as session:
        plan = exporting.plan(session, chosen, "secret")
    assert [row[4] for row in exporting.rows(hall.db, plan)] == [f"common {number}" for number in range(7)]


def test_an_export_of_what_was_found_has_the_columns_of_its_own_renderings(hall: Hall) -> None:
    said, other = hall.say("The bus is late."), hall.say("A tram.")
    factories.a_rendering(hall.db, said, "es", "El autobús llega tarde.")
    factories.a_rendering(hall.db, other, "vi", "Xe điện.")
    indexing.catch_up(hall.db)
    chosen = selected(hall.db, hall, "autobus")
    with hall.db.read() as session:
        plan = exporting.plan(session, chosen, "secret")
    assert plan.context.renderings == ("es",)
    [row] = exporting.rows(hall.db, plan)
    assert (row[4], row[-1]) == ("The bus is late.", {"es": "El autobús llega tarde."})


def test_each_text_keeps_its_number_and_what_has_none_disturbs_no_other_statement(hall: Hall) -> None:
    """A row of the index has room for 63 renderings: a 64th would be taken for the next statement's."""
    said, following = hall.say("much translated"), hall.say("the next one")
    for number in range(65):
        status = Status.ACTIVE if number in (0, 62, 63) else Status.WITHDRAWN
        factories.a_rendering(hall.db, said, f"de-x-n{number}", f"nummer{number}", status=status)
    indexing.catch_up(hall.db)
    assert found(hall, "nummer0") == found(hall, "nummer62") == [said.id]
    assert found(hall, "nummer63") == [] and found(hall, "next") == [following.id]
    with hall.db.read() as session:
        slots = list(session.scalars(select(Rendering.search_slot).order_by(Rendering.id)))
    assert slots == [*range(1, 64), None, None]
    hall.db.write(lambda session: session.execute(update(Rendering).values(text="", status=Status.WITHDRAWN)))
    hall.db.write(lambda session: session.execute(delete(Rendering)))
    indexing.catch_up(hall.db)
    assert found(hall, "next") == [following.id] and is_sound(hall.db)


@pytest.mark.skipif(bool(POSTGRES), reason="on PostgreSQL the fixture of every test runs the migrations up")
def test_a_store_from_before_is_indexed_anew_with_its_renderings(hall: Hall) -> None:
    said = hall.say("The bus is late.")
    for language, words in (("es", "tarde"), ("fa", "دیر")):
        factories.a_rendering(hall.db, said, language, words)
    indexing.catch_up(hall.db)
    before = str(migrations.revisions()[migrations.revisions().index("0012") - 1])
    migrations.downgrade(hall.db, before)
    hall.db.write(has_indexed_its_statements)
    migrations.upgrade(hall.db)
    with hall.db.read() as session:
        assert session.scalars(select(Rendering.search_slot).order_by(Rendering.id)).all() == [1, 2]
    indexing.catch_up(hall.db)
    assert found(hall, "tarde") == found(hall, "دیر") == found(hall, "late") == [said.id]

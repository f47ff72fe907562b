"""The index answers the same wherever statements lie, and on PostgreSQL is read no further than a page needs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from intake import indexing
from intake.queries import exporting, statements
from intake.queries.searching import Way
from intake.queries.selecting import Selection
from intake.search import blocks
from tests import factories
from tests.conftest import POSTGRES
from tests.search.test_searching import selected
from tests.statements.conftest import Hall, hall

__all__ = ["hall"]

ON_POSTGRESQL = pytest.mark.skipif(not POSTGRES, reason="SQLite's index is in the order of its rows")
SIZE = 1 << blocks.SHIFT
#: At the edges of blocks, two in one, and with none between.
IDS = (1, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE - 1, 5 * SIZE, 5 * SIZE + 7, 9 * SIZE + 3)


@pytest.fixture
def wide(hall: Hall) -> Hall:
    """Statements in five of ten blocks; of the newest none has the old words."""
    for number, id in enumerate(IDS):
        place = hall.session.places[1] if number < 5 else hall.practice.places[1]
        old = " and the old school, 学校" if number < 3 else ""
        hall.say(f"the bus {number}{old}", id=id, place=place)
    factories.a_rendering(hall.db, hall.say("别的", id=7 * SIZE), "en", "no bus, a tram")
    indexing.catch_up(hall.db)
    return hall


def pages(session: Session, chosen: Selection, size: int) -> list[int]:
    """The ids of all pages, from the newest to the oldest and back again."""
    page = statements.page(session, chosen, size=size)
    forth = [page]
    while page.has_older:
        page = statements.page(session, chosen, size=size, before=page.rows[-1].uid)
        forth.append(page)
    for expected in forth[-2::-1]:
        page = statements.page(session, chosen, size=size, after=page.rows[0].uid)
        assert [row.id for row in page.rows] == [row.id for row in expected.rows]
    return [row.id for one in forth for row in one.rows]


@pytest.mark.parametrize("size", [1, 2, 3, 20])
def test_pages_go_on_over_the_edges_of_blocks(wide: Hall, size: int) -> None:
    newest_first = sorted([*IDS, 7 * SIZE], reverse=True)
    old = list(IDS[2::-1])
    asked: dict[str, list[int]] = {
        "bus": newest_first,
        '"the bus"': [id for id in newest_first if id != 7 * SIZE],
        "bus -old": [id for id in newest_first if id not in old],
        "-the": [7 * SIZE],
        "sch*": old,
        "学": old,
        '"old school"': old,
        "bus tram": [7 * SIZE],
        '"bus 4"': [IDS[4]],
        "absent": [],
    }
    for words, expected in asked.items():
        chosen = selected(wide.db, wide, words, practice=True)
        with wide.db.read() as session:
            assert pages(session, chosen, size) == expected, words
            assert statements.count(session, chosen) == len(expected)
            assert statements.count(session, chosen, up_to=2) == min(3, len(expected))
            plan = exporting.plan(session, chosen, "secret")
        exported = [row[4] for row in exporting.rows(wide.db, plan)]
        assert len(exported) == len(expected), words


def test_one_session_is_looked_for_between_its_first_and_its_last(wide: Hall) -> None:
    for code, expected in (("july-20", [7 * SIZE, *IDS[4::-1]]), ("trial", list(IDS[:4:-1]))):
        chosen = selected(wide.db, wide, "bus", sessions=(code,), practice=True)
        with wide.db.read() as session:
            assert pages(session, chosen, 2) == expected


def steps(wide: Hall, chosen: Selection, **wanted: Any) -> int:
    """The blocks that PostgreSQL looked into for these ids."""
    query = chosen.ids(Way.WORDS, **wanted).compile(
        wide.db.reader, compile_kwargs={"literal_binds": True, "render_postcompile": True}
    )
    with wide.db.read() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.connection().exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}").scalar_one()
    found = list(nodes((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]))
    asked = [one for one in found if one.get("Index Name") == "ix_search_words_words"]
    assert len(asked) == 1, "the index of words answers"
    [walk] = [one for one in found if one["Node Type"] == "Recursive Union"]
    assert walk["Actual Rows"] == asked[0]["Actual Loops"] + 1, "no step does nothing"
    return int(asked[0]["Actual Loops"])


def nodes(plan: dict[str, Any]) -> Any:
    yield plan
    for one in plan.get("Plans", []):
        yield from nodes(one)


@ON_POSTGRESQL
def test_no_block_is_read_after_the_page_is_full(wide: Hall) -> None:
    every = selected(wide.db, wide, "bus", practice=True)
    assert steps(wide, every, limit=1) == 1
    assert steps(wide, every, limit=2) == 3, "the block with none in between too"
    assert steps(wide, every, limit=2, below=6 * SIZE) == 2
    assert steps(wide, every, limit=2, above=0, newest_first=False) == 1
    assert steps(wide, every, limit=100) == 10
    one = selected(wide.db, wide, "bus", sessions=("trial",), practice=True)
    assert steps(wide, one, limit=100) == 5, "from the session's last to its first"


@ON_POSTGRESQL
def test_nothing_waits_to_be_sorted_into_the_index(wide: Hall) -> None:
    """Each look into a block would read all of it."""
    with wide.db.read() as session:
        options = session.scalar(
            text("SELECT reloptions FROM pg_class WHERE relname = 'ix_search_words_words'")
        )
    assert options == ["fastupdate=off"]


@ON_POSTGRESQL
def test_a_read_is_neither_compiled_nor_given_to_several_cores(wide: Hall) -> None:
    """Both take longer than a page's queries, and choose plans that read whole tables."""
    for _again in range(2):
        with wide.db.read() as session:
            assert session.scalar(text("SHOW jit")) == "off"
            assert session.scalar(text("SHOW max_parallel_workers_per_gather")) == "0"

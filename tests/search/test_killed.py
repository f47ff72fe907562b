"""A process that is killed while it indexes, after each of its steps: whoever goes on finds every word, once."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from intake import indexing
from intake.db import Database
from intake.queries import searching
from intake.settings import Settings
from tests import factories
from tests.search.test_indexing import indexed
from tests.search.test_searching import found
from tests.statements.conftest import Hall, hall

__all__ = ["hall"]
ROOT = Path(__file__).parents[2]
#: Statements, each with a rendering, and changes that are indexed at once.
SAID, BATCH = 5, 4
#: Indexes until a step of a batch, then kills itself: `off` the list, `in` the index, or `committed`.
INDEX = """
import os, signal, sys
from pathlib import Path
from intake import indexing
from intake.actions import indexing as actions
from intake.db import Database
from intake.settings import Settings
folder, url, step, batches, size = sys.argv[1], sys.argv[2] or None, sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
if sys.argv[6:]:
    exec(sys.argv[6])
db = Database(Settings.load({}, instance=Path(folder), database_url=url))
into = "_into_sqlite" if db.is_sqlite else "_into_postgresql"
usual = getattr(actions, into)

def killed():
    os.kill(os.getpid(), signal.SIGKILL)

def killing(session, documents):
    global batches
    batches -= 1
    if batches == 0 and step == "off":
        killed()
    usual(session, documents)
    if batches == 0 and step == "in":
        killed()

setattr(actions, into, killing)
while indexing.step(db, size):
    if batches == 0:
        killed()
"""
#: Takes a batch off the list in a transaction of its own.
APART = """
from sqlalchemy import delete
from intake.models import SearchPending

def apart(db, size):
    with db.read() as session:
        if not actions.is_current(session):
            start_over = True
        else:
            start_over, found = False, actions.batch(session, size)
    if start_over:
        db.write(actions.start_over)
        return 1
    if not found.pending:
        return 0
    db.write(lambda session: session.execute(delete(SearchPending).where(SearchPending.id.in_(found.pending))))
    into = actions._into_sqlite if db.is_sqlite else actions._into_postgresql
    db.write(lambda session: into(session, found.documents))
    return len(found.pending)

indexing.step = apart
"""


def index_until_killed(settings: Settings, step: str, batches: int, *unprotected: str) -> None:
    arguments = [settings.instance, settings.database_url or "", step, str(batches), str(BATCH)]
    command = [sys.executable, "-c", INDEX, *map(str, arguments), *unprotected]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def everything_is_found_once(
    hall: Hall, settings: Settings, step: str, batches: int, *unprotected: str
) -> None:
    said = []
    for number in range(SAID):
        said.append(hall.say(f"said{number} everybody"))
        factories.a_rendering(hall.db, said[-1], "fa", f"made{number} everybody")
    index_until_killed(settings, step, batches, *unprotected)
    indexing.catch_up(hall.db)
    words = [f"{kind}{number}" for number in range(SAID) for kind in ("said", "made")]
    assert {word: indexed(hall.db, word) for word in words} == dict.fromkeys(words, 1), "each is there once"
    for number, statement in enumerate(said):
        assert found(hall, f"said{number}") == found(hall, f"made{number}") == [statement.id]
    with hall.db.read() as session:
        assert searching.waiting(session) == 0
    holds_together(hall.db)


def holds_together(db: Database) -> None:
    if db.is_sqlite:
        with db.writer.connect() as connection, connection.begin():
            connection.execute(text("INSERT INTO search_words (search_words) VALUES ('integrity-check')"))


@pytest.mark.parametrize("step", ["off", "in", "committed"])
@pytest.mark.parametrize("batches", [1, 2])
def test_whoever_goes_on_finds_every_word(hall: Hall, settings: Settings, step: str, batches: int) -> None:
    everything_is_found_once(hall, settings, step, batches)


def test_words_that_were_changed_are_found_as_they_are(hall: Hall, settings: Settings) -> None:
    rendering = factories.a_rendering(hall.db, hall.say("said"), "fa", "former")
    indexing.catch_up(hall.db)
    rendering.text = "present"
    hall.db.write(lambda session: session.merge(rendering))
    index_until_killed(settings, "in", 1)
    assert indexed(hall.db, "former") == 1 and indexed(hall.db, "present") == 0
    indexing.catch_up(hall.db)
    assert indexed(hall.db, "former") == 0 and indexed(hall.db, "present") == 1
    holds_together(hall.db)


def test_control_a_batch_that_is_taken_off_the_list_first(hall: Hall, settings: Settings) -> None:
    with pytest.raises(AssertionError, match="each is there once"):
        everything_is_found_once(hall, settings, "off", 1, APART)

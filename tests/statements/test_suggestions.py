"""A language that may be wrong: named in the list and on the statement's page, set with one tap, never by itself."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, text

from intake import indexing
from intake.actions import review, suggesting
from intake.actions.actor import COMMAND
from intake.languages import guessing
from intake.models import Kind, Role, Statement, Store
from intake.queries import statements
from intake.queries.selecting import Wanted, select_statements
from tests import guesses
from tests.guesses import HMONG, SPANISH
from tests.pages import CheckingClient
from tests.statements.conftest import Hall, SignIn

pytestmark = guesses.NEEDED
LIST = "/initiatives/score-2024/statements"
QUOTED = re.compile(r'<p class="quoted"[^>]*>(.*?)</p>', re.DOTALL)
NOTICE = 'id="language-suggested"'


def suggested(hall: Hall) -> list[str | None]:
    with hall.db.read() as session:
        return list(session.scalars(select(Statement.suggested_language).order_by(Statement.id)))


def correct(hall: Hall, said: Statement, words: str, language: str, version: int = 1) -> None:
    changes = review.Changes(words, language, Kind.PARAPHRASE, 0, "Q1")
    hall.db.write(lambda session: review.correct(session, COMMAND, said.id, version, changes, "better"))


def test_the_indexing_pass_notes_what_reads_otherwise(hall: Hall) -> None:
    for words, language in ((SPANISH, "en"), (SPANISH, "es"), (HMONG, "vi"), (SPANISH, "und"), ("Sí", "en")):
        hall.say(words, language=language)
    assert suggested(hall) == [None] * 5
    indexing.catch_up(hall.db)
    assert suggested(hall) == ["es", None, "hmn", "es", None]


def test_a_change_of_text_or_language_is_looked_at_again(hall: Hall) -> None:
    said, other = hall.say(SPANISH), hall.say("The bus does not come through our street any more.")
    indexing.catch_up(hall.db)
    correct(hall, said, SPANISH, "es")
    correct(hall, other, HMONG, "en")
    indexing.catch_up(hall.db)
    assert suggested(hall) == [None, "hmn"]
    correct(hall, said, SPANISH, "ru", version=2)
    hall.db.write(lambda session: review.erase(session, COMMAND, other.id, 2, "asked for"))
    indexing.catch_up(hall.db)
    assert suggested(hall) == ["es", None]


def test_what_erased_words_read_like_goes_with_them_also_without_the_library(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = hall.say(SPANISH)
    indexing.catch_up(hall.db)
    monkeypatch.setattr(guessing, "can_guess", lambda: False)
    hall.db.write(lambda session: review.erase(session, COMMAND, said.id, 1, "asked for"))
    indexing.catch_up(hall.db)
    assert suggested(hall) == [None]


def test_what_was_stored_before_the_library_is_looked_at_later(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.setattr(guessing, "can_guess", lambda: False)
        for n in range(5):
            hall.say(f"{SPANISH} {n}")
        indexing.catch_up(hall.db)
        assert indexing.look_back(hall.db) == 0
    indexing.catch_up(hall.db)
    assert suggested(hall) == [None] * 5
    steps = []
    while looked := indexing.look_back(hall.db, 2):
        steps.append(looked)
    assert (steps, suggested(hall)) == ([1, 2, 2, 1], ["es"] * 5), "first it notes how far there is to go"
    monkeypatch.setattr(guessing, "RULES", guessing.RULES + 1)
    assert indexing.look_back(hall.db) == 1, "other rules begin anew"
    with hall.db.read() as session:
        assert session.scalars(select(Store.guessing_version)).one() == guessing.rules()


def test_a_hint_for_words_that_changed_meanwhile_is_not_kept(hall: Hall) -> None:
    said = hall.say(SPANISH)
    with hall.db.read() as session:
        found = suggesting.suggestions(session, [said.id])
    assert [one.language for one in found] == ["es"]
    correct(hall, said, "It is English after all, and has been so for long.", "en")
    hall.db.write(lambda session: suggesting.keep(session, found))
    assert suggested(hall) == [None]


def test_the_list_can_be_of_those_alone(hall: Hall, organizer: CheckingClient) -> None:
    hall.say("The bus does not come through our street any more.")
    hall.say(SPANISH)
    hall.say(HMONG, language="vi")
    indexing.catch_up(hall.db)
    page = organizer.get(LIST + "?status=language").text
    assert QUOTED.findall(page) == [HMONG, SPANISH]
    assert "Reads like Hmong" in page and "Reads like Spanish" in page
    assert '<option selected value="language">Language may be wrong' in page


def test_a_page_of_them_reads_its_own_index(hall: Hall) -> None:
    if not hall.db.is_sqlite:
        pytest.skip("PostgreSQL chooses by what it counted")
    with hall.db.read() as session:
        chosen = select_statements(session, hall.initiative.id, Wanted(doubtful=True, practice=True))
        query = chosen.ids().limit(51).compile(compile_kwargs={"literal_binds": True})
        plan = session.execute(text(f"EXPLAIN QUERY PLAN {query}")).all()
        assert statements.count(session, chosen) == 0
    assert any("ix_statement_suggested_language" in row.detail for row in plan), plan


def test_one_tap_sets_it_and_keeps_what_was(hall: Hall, organizer: CheckingClient) -> None:
    said = hall.say(SPANISH, agreed=4, kind=Kind.QUOTE)
    page = organizer.get(hall.path(said)).text
    assert "Reads like Spanish" in page and "Set to Spanish" in page
    answer = organizer.submit(
        hall.path(said, "language"), {"version": "1", "language": "es"}, page=hall.path(said)
    )
    assert answer.status_code == 303
    with hall.db.read() as session:
        row = session.get_one(Statement, said.id)
        assert (row.text, row.language, row.agreed, row.kind) == (SPANISH, "es", 4, Kind.QUOTE)
        (former,) = statements.revisions(session, said.id)
    assert (former.language, former.text, former.reason) == ("en", SPANISH, "Reads like Spanish")
    assert NOTICE not in organizer.get(hall.path(said)).text


@pytest.mark.parametrize(("version", "language"), [("1", "ru"), ("1", ""), ("2", "es")])
def test_nothing_else_can_be_set_this_way(
    hall: Hall, organizer: CheckingClient, version: str, language: str
) -> None:
    said = hall.say(SPANISH)
    posted = {"version": version, "language": language}
    assert organizer.submit(hall.path(said, "language"), posted, page=hall.path(said)).status_code == 409
    with hall.db.read() as session:
        assert session.get_one(Statement, said.id).language == "en"


def test_what_nobody_can_tell_says_so(hall: Hall, organizer: CheckingClient) -> None:
    assert (
        "it cannot be told from these words" in organizer.get(hall.path(hall.say("Sí", language="und"))).text
    )
    told = organizer.get(hall.path(hall.say(SPANISH, language="und"))).text
    assert "Reads like Spanish" in told and "cannot be told" not in told
    assert NOTICE not in organizer.get(hall.path(hall.say("Sí"))).text


def test_the_tag_of_the_initiative_is_set(hall: Hall, organizer: CheckingClient) -> None:
    persian = "همه مردم این محله سال‌هاست که منتظر یک پارک برای بچه‌ها هستند"
    assert 'name="language" value="fa"' in organizer.get(hall.path(hall.say(persian))).text


def test_only_who_may_correct_is_asked(hall: Hall, sign_in: SignIn) -> None:
    said = hall.say(SPANISH)
    assert NOTICE not in sign_in(Role.ANALYST).get(hall.path(said)).text


def test_without_the_library_nothing_is_shown(
    hall: Hall, organizer: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, unknown = hall.say(SPANISH), hall.say("Sí", language="und")
    indexing.catch_up(hall.db)
    monkeypatch.setattr(guessing, "can_guess", lambda: False)
    assert "Reads like" not in organizer.get(LIST).text and "may be wrong" not in organizer.get(LIST).text
    for one in (said, unknown):
        assert NOTICE not in organizer.get(hall.path(one)).text
    posted = {"version": "1", "language": "es"}
    assert organizer.submit(hall.path(said, "language"), posted, page=hall.path(said)).status_code == 409
